import { z } from 'zod';
import type { AppError } from '../../core/base/app-error.ts';
import { ERROR_ROWS } from '../../core/base/error-catalogue.ts';

/** Small shapes that every part of the contract is made of. Bytes are `Uint8Array` on this level. */

z.config({ jitless: true });

export const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'bytes expected');
export const count = z.number().int().min(0);
export const hexText = z.string().regex(/^([0-9A-F]{2})*$/);
export const span = z.object({ offset: count, length: count });

/** Name of a session that the card-host keeps. */
export const session = z.string().min(1).max(64);
export const none = z.object({});
/** Words in each language of the interface. */
export const words = z.object({ en: z.string(), zh: z.string() });

export const errorSchema: z.ZodType<AppError> = z.object({
  code: z.enum(Object.keys(ERROR_ROWS) as [AppError['code'], ...AppError['code'][]]),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
  clause: z.string().exactOptional(),
});

export const findingSchema = z.object({
  code: z.string(),
  kind: z.enum(['fault', 'hazard', 'context']),
  severity: z.enum(['error', 'warning', 'info']),
  clause: z.string().nullable(),
  where: z.object({
    file: z.string().exactOptional(),
    offset: count.exactOptional(),
    length: count.exactOptional(),
    path: z.string().exactOptional(),
  }),
  message: z.string(),
  device: z.string().nullable(),
  fix: z.string().nullable(),
  details: z.record(z.string(), z.union([z.string(), z.number()])).exactOptional(),
});
