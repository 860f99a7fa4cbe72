import { z } from 'zod';
import type { StructureNode, TokenSpan } from '../../core/base/structure.ts';
import type { LifeCycle } from '../../core/card/life-cycle.ts';
import type { Reach } from '../../core/card/reach.ts';
import { count, hexText, session, span, words } from './shapes.ts';

/** The shapes in which all files of a card, and its keys, come to the interface. */

const LIFE_CYCLES = [
  'not-told',
  'creation',
  'initialisation',
  'activated',
  'deactivated',
  'terminated',
  'proprietary',
] as const satisfies readonly LifeCycle[];

export const browsedFileSchema = z.object({
  /** File ids from the MF; an ADF without one stands under an id that is free. */
  path: hexText,
  name: z.string(),
  title: words.nullable(),
  clause: z.string().nullable(),
  kind: z.enum(['mf', 'df', 'adf', 'ef']),
  aid: hexText.nullable(),
  structure: z.enum(['transparent', 'linear', 'cyclic', 'ber-tlv', 'unknown']),
  size: count.nullable(),
  recordLength: count,
  records: count,
  sfi: count.nullable(),
  lifeCycle: z.enum(LIFE_CYCLES),
  /** Status word of its SELECT. */
  sw: count,
  /** Who may read and update it; null where the card did not tell. */
  access: z.object({ read: words, update: words }).nullable(),
});
/** A file of the card as SELECT showed it. */
export type BrowsedFile = z.infer<typeof browsedFileSchema>;

const structureSchema: z.ZodType<StructureNode> = z.lazy(() =>
  z.object({
    path: z.string(),
    label: z.string(),
    preview: z.string().exactOptional(),
    span,
    valueSpan: span.exactOptional(),
    secret: z.boolean().exactOptional(),
    children: z.array(structureSchema),
  }),
);

const tokenSchema: z.ZodType<TokenSpan> = z.object({
  span,
  kind: z.enum(['header', 'tag', 'length', 'control', 'text', 'binary', 'padding']),
  meaning: z.string(),
});

const REACHES = [
  'ok',
  'missing',
  'refused',
  'inactive',
  'structure',
  'error',
  'failed',
] as const satisfies readonly Reach[];

export const fileBodySchema = z.object({
  path: hexText,
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'bytes expected'),
  nodes: z.array(structureSchema),
  tokens: z.array(tokenSchema),
  /** What is masked wherever the file is shown. */
  secrets: z.array(span),
  /** How the last READ ended, and its status word. */
  reach: z.enum(REACHES),
  sw: count,
  complete: z.boolean(),
  /** The session's exchanges from the first that read it to before the last. */
  exchanges: z.object({ from: count, to: count }),
});
/** What was read of a file, with its explanation. */
export type FileBody = z.infer<typeof fileBodySchema>;

export const keyStateSchema = z.object({
  ref: z.string(),
  reference: count,
  enabled: z.boolean().nullable(),
  verified: z.boolean().nullable(),
  /** Tries left; 0: blocked; null: the card does not tell. */
  tries: count.nullable(),
  /** Tries left of the unblock code; absent where there is none. */
  unblock: count.nullable().exactOptional(),
  /** The universal PIN stands in for PINs that are off. */
  replaces: z.boolean().exactOptional(),
  /** AID of the application whose own PIN it is; null: the whole card's. */
  application: hexText.nullable(),
});
/** A PIN or key as the card tells of it. */
export type KeyStateInfo = z.infer<typeof keyStateSchema>;

/** All files of a card, and its keys. */
export const fileRequests = {
  /** Looks for all files of the card by SELECT; `files.found` tells of them meanwhile. Reads what leads on, writes nothing. */
  'files.browse': {
    params: z.object({ session }),
    result: z.object({ files: z.array(browsedFileSchema), complete: z.boolean() }),
  },
  /** Reads one of them, and explains it. */
  'files.read': {
    params: z.object({ session, path: z.string().regex(/^([0-9A-F]{4}){1,16}$/) }),
    result: fileBodySchema,
  },
  /** PINs and keys with their tries; costs none. */
  'keys.list': { params: z.object({ session }), result: z.array(keyStateSchema) },
} as const;
