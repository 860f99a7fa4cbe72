import { z } from 'zod';
import type { GrowthWay } from '../../core/plan/larger-file.ts';
import { planSchema } from '../../core/plan/plan-schema.ts';
import type { FlashResult } from '../../core/plan/write-plan.ts';
import { readResultSchema } from './read-contract.ts';
import { bytes, count, errorSchema, hexText, none, session } from './shapes.ts';

/** Plans, their run, the way out of a write that broke off, and backups. */

const flashSchema: z.ZodType<FlashResult> = z.object({
  result: z.enum(['verified', 'failed', 'interrupted', 'unchanged']),
  firstDifference: count.nullable(),
  bytesWritten: count,
  exchanges: count,
  deleted: z.array(z.string()).readonly().exactOptional(),
});

export const planned = z.object({ plan: planSchema, id: z.string() });
const GROWTH_WAYS = ['auto', 'resize', 'new-file', 'never'] as const satisfies readonly GrowthWay[];
const growthSchema = z.object({
  way: z.enum(GROWTH_WAYS),
  /** The file that a new one replaces is deleted where the card can; else it is emptied. */
  deleteFiles: z.boolean(),
});
/** How a file that is too short for its message may get longer. */
export type GrowthWish = z.infer<typeof growthSchema>;
const way = z.enum(['finish', 'rollBack']);

/** A write that broke off, and what the card holds of it now. */
const recoverySchema = z.object({
  plan: planSchema,
  /** The card's number as the journal has it, where the card does not tell its own and is known by what it holds. */
  named: z.string().nullable(),
  /** UPDATEs that the card had answered. */
  done: count,
  /** When it was begun (ISO 8601); null where the journal does not tell. */
  begun: z.string().nullable(),
  backup: z.string(),
  /** Somebody looked at it and left the card as it is: it is not asked about again. */
  left: z.boolean(),
  state: z.enum(['old', 'new', 'half']),
  files: z.array(z.object({ path: z.string(), name: z.string(), state: z.enum(['old', 'new', 'between', 'foreign']) })),
  ways: z.array(way),
});
export type Recovery = z.infer<typeof recoverySchema>;

const backupSchema = z.object({
  id: z.string(),
  path: z.string(),
  created: z.string(),
  files: z.array(z.object({ path: z.string(), name: z.string(), size: count, sha256: hexText })),
  /** True where the card holds these bytes now, as far as it was read. */
  current: z.boolean(),
});
/** A backup of the card that this machine keeps. */
export type BackupInfo = z.infer<typeof backupSchema>;

export const writeRequests = {
  /**
   * The plan from what the card holds to this message in the chosen object's file. `allowFindings` is the user's consent to
   * write what a device would not accept; without it such a message is refused.
   */
  'plan.make': {
    params: z.object({
      session,
      object: count,
      message: bytes,
      allowFindings: z.boolean().exactOptional(),
      /** Where the message is longer than its file; default never. */
      growth: growthSchema.exactOptional(),
    }),
    result: planned,
  },
  /** Looks at a card whose last write broke off; null where none did. Reads only. */
  'recovery.assess': { params: z.object({ session }), result: z.object({ recovery: recoverySchema.nullable() }) },
  /** Plans the way out of that write, from what the card holds now. */
  'recovery.plan': { params: z.object({ session, way }), result: planned },
  /** Leaves the card as it is, and remembers that. */
  'recovery.leave': { params: z.object({ session }), result: none },
  /** Backups of this card, the newest first. */
  'backups.list': { params: z.object({ session }), result: z.object({ backups: z.array(backupSchema) }) },
  /** Plans the way back to what a backup of this card holds; the last write's is its undoing. */
  'backups.plan': { params: z.object({ session, backup: z.string().max(128) }), result: planned },
  /** Allows one plan to be run, on the card of this ICCID. Another plan wants an approval of its own. */
  'card.arm': { params: z.object({ session, plan: z.string(), iccid: z.string().max(32) }), result: none },
  'card.disarm': { params: z.object({ session }), result: none },
  /** Backup, journal, VERIFY, writes, read-back; progress arrives as events. */
  'plan.run': {
    params: z.object({
      session,
      id: z.string(),
      handles: z.array(z.string()),
      /** Of the handles those whose keys this computer shall remember for this card alone, once it has accepted them. */
      remember: z.array(z.string()).exactOptional(),
      fewTries: z.boolean(),
      triesUnknown: z.boolean(),
      /** The card's ICCID, typed by the user: asked for where the plan takes files off the card. */
      confirmed: z.string().max(32).exactOptional(),
    }),
    /** `error`: why it did not end in `verified` or `unchanged`. */
    result: z.object({
      flash: flashSchema,
      backup: z.string(),
      read: readResultSchema,
      error: errorSchema.exactOptional(),
      /** Why a key is not remembered though it was accepted; the write is as it is. */
      notRemembered: errorSchema.exactOptional(),
    }),
  },
  /** Asks a run to stop where no file is half-written: before its first command, or between two files. */
  'plan.stop': { params: z.object({ session }), result: none },
} as const;
