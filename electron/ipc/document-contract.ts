import { z } from 'zod';
import { planSchema } from '../../core/plan/plan-schema.ts';
import { bytes, count, errorSchema, none, session, words } from './shapes.ts';

/** Files that are opened in the window, those opened before, and cards that live in memory. */

/** The most bytes of a file: a recording of a day of a million exchanges is under it. */
export const DOCUMENT_LIMIT = 256 << 20;
/** Bytes of one chunk: a frame with them, raw behind its text, stays far under the largest that is taken. */
export const CHUNK_LIMIT = 384 << 10;

const fileName = z.string().min(1).max(255);
const reader = z.string().min(1).max(512);
const id = z.string().min(1).max(64);

export const DOCUMENT_KINDS = ['image', 'bundle', 'trace', 'message', 'plan'] as const;
const kind = z.enum(DOCUMENT_KINDS);
/** What a file turned out to be. */
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export const openedDocument = z.object({
  kind,
  name: z.string(),
  /** The reader in which its card is; null for a plan, and for a trace that shows none. */
  reader: z.string().nullable(),
  /** What a recording does not show of its card, or what was left out, in words. */
  notes: z.array(z.string()),
  /** A trace, under which name it is looked at. */
  trace: z.object({ trace: id, title: z.string() }).exactOptional(),
  /** A plan, with the id under which the host keeps it. */
  plan: z.object({ id, plan: planSchema }).exactOptional(),
});
/** A file that was opened. */
export type OpenedDocument = z.infer<typeof openedDocument>;

const recentSchema = z.object({
  id,
  name: z.string(),
  kind,
  /** When it was opened last (ISO 8601). */
  when: z.string(),
  /** Whether this machine knows where it stands; a browser does not tell. */
  found: z.boolean(),
});
/** A file that was opened before. */
export type RecentFile = z.infer<typeof recentSchema>;

const checkSchema = z.object({
  id: z.string(),
  state: z.enum(['ok', 'missing', 'optional']),
  what: words,
  /** What to do about it; absent where all is well. */
  next: words.exactOptional(),
});
/** A thing that readers need, and whether it is there. */
export type ReaderCheck = z.infer<typeof checkSchema>;

export const documentRequests = {
  /** Begins to hand a file over: `size` bytes, in chunks of at most `CHUNK_LIMIT`, in order. */
  'document.begin': { params: z.object({ name: fileName, size: count }), result: z.object({ upload: id }) },
  'document.chunk': {
    params: z.object({
      upload: id,
      offset: count,
      bytes: bytes.refine(({ length }) => length > 0 && length <= CHUNK_LIMIT),
    }),
    result: none,
  },
  /** The last chunk came: the host tells the file by its content, and opens it. */
  'document.end': { params: z.object({ upload: id }), result: openedDocument },
  /** Forgets an upload that is not finished. */
  'document.drop': { params: z.object({ upload: id }), result: none },
  /** Files opened before, the newest first. */
  'document.recent': { params: none, result: z.array(recentSchema) },
  'document.reopen': { params: z.object({ id }), result: openedDocument },
  'document.forget': { params: none, result: none },
  /** A virtual card's present contents as a card image, to be saved by the window. */
  'document.save': { params: z.object({ reader }), result: z.object({ name: z.string(), bytes }) },
  /** The image that was asked for last is where the user wanted it: what is in memory counts as saved, if it is still that. */
  'document.saved': { params: z.object({ reader }), result: none },
  /** Keeps a virtual card's image among the cards of this machine. @returns the reader of the kept card */
  'document.keep': { params: z.object({ reader }), result: z.object({ reader: z.string() }) },
  /** Takes an opened file off the list; what was not saved of it is gone. */
  'document.close': { params: z.object({ reader }), result: none },
  /** A saved plan for the card of this session, to be approved as any other. */
  'plan.load': { params: z.object({ session, id }), result: z.object({ plan: planSchema, id: z.string() }) },
  /** Gives a reader a name of the user's own; empty takes it away. */
  'reader.label': { params: z.object({ reader, label: z.string().max(60) }), result: none },
  /** What readers need of this machine, and whether it is there. */
  'reader.checks': { params: none, result: z.array(checkSchema) },
} as const;

export const documentEvents = {
  /** The app was asked to open a file from outside: by the system, or by another start of it. */
  'document.opened': z.union([
    z.object({ ok: z.literal(true), value: openedDocument }),
    z.object({ ok: z.literal(false), name: z.string(), error: errorSchema }),
  ]),
} as const;
