import { z } from '../base/zod.ts';
import type { WritePlan } from './write-plan.ts';

const count = z.number().int().min(0);
const hexText = z.string().regex(/^([0-9A-F]{2})*$/);
const fid = z.string().regex(/^[0-9A-F]{4}$/);
const body = z.object({ size: count, sha256: hexText }).nullable();
const command = z.object({ kind: z.enum(['create', 'resize', 'activate', 'delete']), command: hexText });

/** A plan as it is saved, journalled and handed to the interface: checked wherever it comes back from. */
export const planSchema: z.ZodType<WritePlan> = z.object({
  format: z.literal('bootcard-plan/2'),
  iccid: z.string(),
  mode: z.enum(['2g', '3g']),
  application: z.object({ aid: hexText.nullable(), fids: z.array(fid).nullable() }),
  file: z.string(),
  capacity: count,
  start: count,
  files: z.array(
    z.object({
      path: z.string(),
      name: z.string(),
      from: z.enum(['mf', 'application']),
      fids: z.array(fid),
      rule: z.enum(['message', 'list', 'records', 'folder']),
      start: count,
      recordLength: count,
      own: z.array(hexText),
      before: body,
      after: body,
      make: z.array(command),
      remove: z.array(command),
    }),
  ),
  ranges: z.array(z.object({ file: z.string(), offset: count, old: hexText, new: hexText })),
  steps: z.array(
    z.object({
      kind: z.enum([
        'backup',
        'journal',
        'verify',
        'create',
        'resize',
        'activate',
        'delete',
        'invalidate',
        'update',
        'commit',
        'readBack',
      ]),
      file: z.string(),
      offset: count,
      data: hexText,
      command: hexText.exactOptional(),
    }),
  ),
  exchanges: count,
  bytes: count,
  pages: count,
  seconds: z.number().min(0),
  credentials: z.array(
    z.object({
      ref: z.string(),
      keyReference: count,
      triesLeft: count.nullable(),
      alternatives: z.array(z.string()).exactOptional(),
    }),
  ),
  memory: z.array(z.object({ folder: z.string(), needed: count, free: count.nullable() })).exactOptional(),
});
