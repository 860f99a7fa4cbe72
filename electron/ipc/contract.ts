import { z } from 'zod';
import type { AppError } from '../../core/base/app-error.ts';
import { ERROR_ROWS } from '../../core/base/error-catalogue.ts';
import type { Result } from '../../core/base/result.ts';
import { CHAIN_STEPS, FILE_ROLES, type ReadResult } from '../../core/bootstrap/read-result.ts';
import { planSchema } from '../../core/plan/plan-schema.ts';
import type { FlashResult } from '../../core/plan/write-plan.ts';
import type { Exchange } from '../../core/transport/exchange.ts';
import { browsedFileSchema, fileBodySchema, keyStateSchema } from './file-contract.ts';

/**
 * The one contract between the interface and the card-host. Both ends check what arrives with these schemas; every call
 * answers a `Result`. Bytes are `Uint8Array` on this level; a carrier that cannot take them (WebSocket) encodes them.
 */

z.config({ jitless: true });

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'bytes expected');
const count = z.number().int().min(0);
const hexText = z.string().regex(/^([0-9A-F]{2})*$/);
const span = z.object({ offset: count, length: count });

const errorSchema: z.ZodType<AppError> = z.object({
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

const readerSchema = z.object({
  name: z.string(),
  title: z.string(),
  kind: z.enum(['pcsc', 'virtual', 'replay', 'at']),
  card: z.enum(['empty', 'present', 'held', 'mute', 'unknown']),
  atr: hexText.exactOptional(),
  holder: z.string().exactOptional(),
});
/** A reader as the rail shows it. */
export type ReaderInfo = z.infer<typeof readerSchema>;

const readResultSchema: z.ZodType<ReadResult> = z.object({
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

const flashSchema: z.ZodType<FlashResult> = z.object({
  result: z.enum(['verified', 'failed', 'interrupted', 'unchanged']),
  firstDifference: count.nullable(),
  bytesWritten: count,
  exchanges: count,
});

const exchangeSchema: z.ZodType<Exchange> = z.object({
  index: count,
  command: bytes,
  response: bytes,
  at: z.number(),
  took: z.number(),
  masked: z.array(span),
  error: z.string().exactOptional(),
});

const session = z.string().min(1).max(64);
const none = z.object({});
const planned = z.object({ plan: planSchema, id: z.string() });
const way = z.enum(['finish', 'rollBack']);

/** A write that broke off, and what the card holds of it now. */
const recoverySchema = z.object({
  plan: planSchema,
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

/** What the interface may ask, with the shape of the question and of the answer. */
export const requests = {
  /** What runs here: shown in the status bar and in `doctor`. */
  'app.info': {
    params: none,
    result: z.object({
      version: z.string(),
      shell: z.enum(['electron', 'browser']),
      pcsc: z.object({ available: z.boolean(), reason: z.string() }),
      backupFolder: z.string(),
    }),
  },
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
  /** Hands a typed credential over once; afterwards only the handle stands in the interface. */
  'credential.put': {
    params: z.object({
      session,
      ref: z.string().regex(/^(pin[12]|chv[12]|puk1|adm([1-9]|10)|[0-9A-F]{2})$/),
      form: z.enum(['ascii', 'hex']),
      value: z.string().min(1).max(64),
    }),
    result: z.object({ handle: z.string() }),
  },
  /** Tries left of a credential on this card; null where the card does not tell. Sends no value. */
  'credential.tries': {
    params: z.object({ session, ref: z.string().max(8) }),
    result: z.object({ triesLeft: count.nullable() }),
  },
  /** Verifies a credential (PIN for reading), through the retry guard. */
  'credential.verify': {
    params: z.object({ session, handle: z.string(), fewTries: z.boolean(), triesUnknown: z.boolean() }),
    result: none,
  },
  /** Keys that this computer remembers for the card: their names; whether it can, else why not. */
  'credential.stored': {
    params: z.object({ session }),
    result: z.object({ available: z.boolean(), reason: z.string(), refs: z.array(z.string()) }),
  },
  /** Lets this computer remember a credential for this card alone, in the system's secret store. */
  'credential.remember': { params: z.object({ session, handle: z.string() }), result: none },
  /** A remembered credential, as `credential.put` hands one over: no value comes here. */
  'credential.useStored': {
    params: z.object({ session, ref: z.string().max(8) }),
    result: z.object({ handle: z.string(), length: count }),
  },
  'credential.forget': { params: z.object({ session, ref: z.string().max(8) }), result: none },
  /**
   * The plan from what the card holds to this message in the chosen object's file. `allowFindings` is the user's consent to
   * write what a device would not accept; without it such a message is refused.
   */
  'plan.make': {
    params: z.object({ session, object: count, message: bytes, allowFindings: z.boolean().exactOptional() }),
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
  'card.arm': { params: z.object({ session, iccid: z.string().max(32) }), result: none },
  'card.disarm': { params: z.object({ session }), result: none },
  /** Backup, journal, VERIFY, writes, read-back; progress arrives as events. */
  'plan.run': {
    params: z.object({
      session,
      id: z.string(),
      handles: z.array(z.string()),
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
    }),
  },
  /** Asks a run to stop where no file is half-written: before its first command, or between two files. */
  'plan.stop': { params: z.object({ session }), result: none },
} as const;

/** What the card-host tells unasked. */
export const events = {
  /** The whole list, whenever something changed; a PC/SC failure leaves the virtual cards in it. */
  'readers.changed': z.object({ readers: z.array(readerSchema), pcsc: z.string().nullable() }),
  'trace.exchange': z.object({ session, exchange: exchangeSchema }),
  /** The card left, or the session cannot go on. The session is disarmed and gone. */
  'session.ended': z.object({ session, error: errorSchema }),
  /** A file was found while the card is browsed: how many there are, and its name. */
  'files.found': z.object({ session, count, name: z.string() }),
  'plan.progress': z.object({ session, step: count, total: count, kind: z.string(), offset: count }),
} as const;

export type RequestName = keyof typeof requests;
export type Params<N extends RequestName> = z.infer<(typeof requests)[N]['params']>;
export type Answer<N extends RequestName> = z.infer<(typeof requests)[N]['result']>;
export type EventName = keyof typeof events;
export type EventData<N extends EventName> = z.infer<(typeof events)[N]>;

/** What `window.bootcard` offers in both shells; nothing else of the outside is visible to the interface. */
export interface Bridge {
  call<N extends RequestName>(name: N, params: Params<N>): Promise<Result<Answer<N>>>;
  on<N extends EventName>(name: N, listener: (data: EventData<N>) => void): () => void;
}

/** Frames on the wire between interface and card-host. */
export const requestFrame = z.object({
  kind: z.literal('request'),
  id: count,
  name: z.enum(Object.keys(requests) as [RequestName, ...RequestName[]]),
  params: z.unknown(),
});
export const responseFrame = z.object({
  kind: z.literal('response'),
  id: count,
  result: z.union([
    z.object({ ok: z.literal(true), value: z.unknown() }),
    z.object({ ok: z.literal(false), error: errorSchema }),
  ]),
});
export const eventFrame = z.object({
  kind: z.literal('event'),
  name: z.enum(Object.keys(events) as [EventName, ...EventName[]]),
  data: z.unknown(),
});
export type Frame = z.infer<typeof requestFrame> | z.infer<typeof responseFrame> | z.infer<typeof eventFrame>;
