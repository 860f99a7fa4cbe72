import { z } from '../base/zod.ts';
import type { WritePlan } from './write-plan.ts';

const count = z.number().int().min(0);
const hexText = z.string().regex(/^([0-9A-F]{2})*$/);

/** A plan as it is saved, journalled and handed to the interface: checked wherever it comes back from. */
export const planSchema: z.ZodType<WritePlan> = z.object({
  format: z.literal('bootcard-plan/1'),
  iccid: z.string(),
  mode: z.enum(['2g', '3g']),
  file: z.string(),
  capacity: count,
  start: count,
  before: hexText,
  after: hexText,
  ranges: z.array(z.object({ file: z.string(), offset: count, old: hexText, new: hexText })),
  steps: z.array(
    z.object({
      kind: z.enum(['backup', 'journal', 'verify', 'invalidate', 'update', 'commit', 'readBack']),
      file: z.string(),
      offset: count,
      data: hexText,
    }),
  ),
  exchanges: count,
  bytes: count,
  seconds: z.number().min(0),
  credentials: z.array(
    z.object({
      ref: z.string(),
      keyReference: count,
      triesLeft: count.nullable(),
      alternatives: z.array(z.string()).exactOptional(),
    }),
  ),
});
