import { z } from 'zod';
import type { Result } from '../../core/base/result.ts';
import { credentialRequests } from './credential-contract.ts';
import { diagnoseEvents, diagnoseRequests } from './diagnose-contract.ts';
import { documentEvents, documentRequests } from './document-contract.ts';
import { fileRequests } from './file-contract.ts';
import { provisionRequests } from './provision-contract.ts';
import { cardRequests, exchangeSchema, readerSchema } from './read-contract.ts';
import { count, errorSchema, none, session } from './shapes.ts';
import { traceRequests, traceStateSchema } from './trace-contract.ts';
import { virtualRequests } from './virtual-contract.ts';
import { writeRequests } from './write-contract.ts';

/**
 * The one contract between the interface and the card-host. Both ends check what arrives with these schemas; every call
 * answers a `Result`. Bytes are `Uint8Array` on this level; a carrier that cannot take them (WebSocket) encodes them.
 */

/** What the interface may ask, with the shape of the question and of the answer. */
export const requests = {
  /** What runs here: shown in the status bar and in `doctor`. */
  'app.info': {
    params: none,
    result: z.object({
      version: z.string(),
      shell: z.enum(['electron', 'browser']),
      /** Why PC/SC gives no readers; null where it works. */
      pcsc: errorSchema.nullable(),
      backupFolder: z.string(),
    }),
  },
  ...cardRequests,
  ...credentialRequests,
  ...diagnoseRequests,
  ...documentRequests,
  ...fileRequests,
  ...provisionRequests,
  ...virtualRequests,
  ...traceRequests,
  ...writeRequests,
} as const;

/** What the card-host tells unasked. */
export const events = {
  ...documentEvents,
  /** The whole list, whenever something changed; a PC/SC failure leaves the virtual cards in it. */
  'readers.changed': z.object({ readers: z.array(readerSchema), pcsc: errorSchema.nullable() }),
  'trace.state': traceStateSchema,
  'trace.exchange': z.object({ session, exchange: exchangeSchema }),
  /** The card left, or the session cannot go on. The session is disarmed and gone. */
  'session.ended': z.object({ session, error: errorSchema }),
  /** A file was found while the card is browsed: how many there are, and its name. */
  'files.found': z.object({ session, count, name: z.string() }),
  ...diagnoseEvents,
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
