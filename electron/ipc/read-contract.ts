import { z } from 'zod';
import { CHAIN_STEPS, FILE_ROLES, type ReadResult } from '../../core/bootstrap/read-result.ts';
import type { Exchange } from '../../core/transport/exchange.ts';
import { bytes, count, findingSchema, hexText, none, session, span } from './shapes.ts';

/** Readers, and what a read of a card brings. */

export const readerSchema = z.object({
  name: z.string(),
  title: z.string(),
  kind: z.enum(['pcsc', 'virtual', 'replay', 'at']),
  card: z.enum(['empty', 'present', 'held', 'mute', 'unknown']),
  atr: hexText.exactOptional(),
  /** Another program uses the card too, and may be in the middle of something; `holder` names it. */
  shared: z.literal(true).exactOptional(),
  holder: z.string().exactOptional(),
  /**
   * Of a virtual reader: whether its card is kept here, its faults to come, where other programs reach it, and of a card in
   * memory alone whether it was changed since it was opened or saved.
   */
  virtual: z
    .object({
      kept: z.boolean(),
      faults: count,
      served: z.string().exactOptional(),
      memory: z.object({ edited: z.boolean() }).exactOptional(),
    })
    .exactOptional(),
  /** The name that the user gave it. */
  label: z.string().exactOptional(),
});
/** A reader as the rail shows it. */
export type ReaderInfo = z.infer<typeof readerSchema>;

export const readResultSchema: z.ZodType<ReadResult> = z.object({
  card: z.object({
    platform: z.enum(['sim', 'ruim', 'uicc']),
    mode: z.enum(['2g', '3g']),
    atr: hexText,
    iccid: z.string().nullable(),
    protocol: z.enum(['T=0', 'T=1']),
  }),
  steps: z.array(
    z.object({
      id: z.enum(CHAIN_STEPS),
      title: z.string(),
      clause: z.string(),
      verdict: z.enum(['ok', 'warning', 'error', 'notReached']),
      fact: z.string(),
      file: z.string().nullable(),
      exchanges: z.array(count),
      findings: z.array(findingSchema),
    }),
  ),
  files: z.array(
    z.object({
      path: z.string(),
      fid: z.string(),
      name: z.string(),
      role: z.enum(FILE_ROLES),
      structure: z.enum(['transparent', 'linear', 'cyclic', 'unknown']),
      size: count.nullable(),
      recordLength: count,
      bytes,
      reads: z.array(z.object({ exchange: count, offset: count, length: count })),
    }),
  ),
  objects: z.array(
    z.object({
      label: z.string().nullable(),
      oid: z.string(),
      form: z.enum(['opaque', 'oid']),
      path: z.string(),
      dodf: z.string(),
      span,
      offset: count,
      length: count.nullable(),
      flags: z.object({ private: z.boolean(), modifiable: z.boolean() }),
      dm: z.boolean(),
      direct: z.literal(true).exactOptional(),
      authId: z.string().exactOptional(),
      pin: z
        .object({
          label: z.string().nullable(),
          reference: count,
          type: z.string(),
          minLength: count.nullable(),
          storedLength: count.nullable(),
          padChar: count.nullable(),
        })
        .exactOptional(),
    }),
  ),
  chosen: count.nullable(),
  needs: z.array(
    z.object({
      file: z.string(),
      act: z.enum(['read', 'update']),
      refs: z.array(z.string()),
      triesLeft: count.nullable(),
    }),
  ),
  findings: z.array(findingSchema),
  exchanges: z.object({ count, sent: count, received: count }),
});

export const exchangeSchema: z.ZodType<Exchange> = z.object({
  index: count,
  command: bytes,
  response: bytes,
  at: z.number(),
  took: z.number(),
  masked: z.array(span),
  error: z.string().exactOptional(),
});

/** Readers, cards and what was exchanged with them. */
export const cardRequests = {
  'readers.list': { params: none, result: z.array(readerSchema) },
  /** Takes the card out of a virtual reader, or puts it back; a real one moves by hand only. */
  'reader.eject': { params: z.object({ reader: z.string().min(1).max(512) }), result: none },
  'reader.insert': { params: z.object({ reader: z.string().min(1).max(512) }), result: none },
  /** Powers the card and reads the chain. The session is read-only. */
  'card.open': {
    params: z.object({ reader: z.string().min(1).max(512), mode: z.enum(['auto', '2g', '3g']) }),
    result: z.object({ session, read: readResultSchema }),
  },
  'card.reread': { params: z.object({ session }), result: readResultSchema },
  'card.close': { params: z.object({ session }), result: none },
  /** The session's exchanges from `from` on, at most 1,000. */
  'trace.slice': { params: z.object({ session, from: count }), result: z.array(exchangeSchema) },
} as const;
