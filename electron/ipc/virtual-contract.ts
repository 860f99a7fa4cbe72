import { z } from 'zod';
import { faultSchema } from '../../core/virtual-card/faults.ts';
import { count, none, session, words } from './shapes.ts';

/** Virtual cards: made, cloned, broken, kept, and lent to other programs. */

const reader = z.string().min(1).max(512);
const title = z.string().trim().min(1).max(80);
const platform = z.enum(['sim', 'ruim', 'uicc']);
const modes = z.enum(['both', '2g', '3g']);

const baseSchema = z.object({
  /** A built-in card's name. */
  name: z.string(),
  group: z.enum(['healthy', 'blank', 'fault', 'hazard']),
  platform,
  modes,
  title: words,
});
/** A card that another can be made after. */
export type CardBase = z.infer<typeof baseSchema>;

const credentialSchema = z.object({
  ref: z.string(),
  /** As people type it; null where its user set another than virtual cards have. */
  value: z.string().nullable(),
  unblock: z.string().exactOptional(),
  tries: count,
  maxTries: count,
  enabled: z.boolean(),
});

const virtualCardSchema = z.object({
  reader,
  title: z.string(),
  origin: z.enum(['builtIn', 'kept', 'file']),
  /** Where its image lies; null where it lives in this process alone. */
  path: z.string().nullable(),
  platform,
  modes,
  iccid: z.string().nullable(),
  inserted: z.boolean(),
  /** Whether it differs from how it was made; null where nobody knows that. */
  changed: z.boolean().nullable(),
  faults: z.array(z.object({ fault: faultSchema, left: count })),
  /** Where other programs reach it; null where they do not. */
  served: z.string().nullable(),
  /** What was written to each file, the most worn first. */
  wear: z.array(z.object({ path: z.string(), name: z.string().nullable(), bytes: count, pages: count, most: count })),
  credentials: z.array(credentialSchema),
});
/** A virtual card with all that can be done about it. */
export type VirtualCardInfo = z.infer<typeof virtualCardSchema>;

const cloneSchema = z.object({
  reader,
  iccid: z.string().nullable(),
  files: count,
  /** What could not be read whole: bytes that were, of how many, and the card's answer. */
  unread: z.array(z.object({ path: z.string(), name: z.string().nullable(), readable: count, size: count, sw: count })),
  complete: z.boolean(),
  /** What its PINs and keys were set to. */
  credentials: z.array(z.object({ ref: z.string(), value: z.string(), unblock: z.string().exactOptional() })),
});
export type CloneInfo = z.infer<typeof cloneSchema>;

export const virtualRequests = {
  /** What cards can be made after. */
  'virtual.bases': { params: none, result: z.array(baseSchema) },
  /** Makes a card with a number of its own; it is kept on this machine. */
  'virtual.make': { params: z.object({ base: z.string().max(120), title }), result: z.object({ reader }) },
  /**
   * Clones an open card, as far as it lets itself be read with what the session has verified. `ownNumber` gives the clone
   * another ICCID: what is remembered of it is never taken for the original's.
   */
  'virtual.clone': { params: z.object({ session, title, ownNumber: z.boolean() }), result: cloneSchema },
  'virtual.show': { params: z.object({ reader }), result: virtualCardSchema },
  /** Has something go wrong, counted from the next command on. */
  'virtual.break': { params: z.object({ reader, fault: faultSchema }), result: virtualCardSchema },
  /** Takes one fault away, by its place in the list; null: all. */
  'virtual.mend': { params: z.object({ reader, at: count.nullable() }), result: virtualCardSchema },
  /** Sets the card back to how it was made. `confirmed` as for `virtual.delete`, where the card is kept. */
  'virtual.restore': { params: z.object({ reader, confirmed: z.string().max(120) }), result: virtualCardSchema },
  'virtual.rename': { params: z.object({ reader, title }), result: virtualCardSchema },
  /** `confirmed`: the last four digits of its number, or its title where it has none, typed by the user. */
  'virtual.delete': { params: z.object({ reader, confirmed: z.string().max(120) }), result: none },
  /** Puts the card into a vpcd reader; it is held here until that ends. */
  'virtual.serve': {
    params: z.object({
      reader,
      host: z.string().regex(/^[A-Za-z0-9.:_-]{1,253}$/),
      port: z.number().int().min(1).max(65535),
      dropLe: z.boolean(),
      /** The user has confirmed that the card may leave this computer; without it only its own addresses are served. */
      remote: z.boolean().exactOptional(),
    }),
    result: virtualCardSchema,
  },
  'virtual.stop': { params: z.object({ reader }), result: virtualCardSchema },
} as const;
