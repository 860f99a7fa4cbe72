import { appError } from '../../core/base/app-error.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import {
  type Bridge,
  type EventName,
  events,
  type RequestName,
  requests,
  responseFrame,
} from '../../electron/ipc/contract.ts';

/** What brings questions to the card-host and its words back, and knows nothing of what is in them. */
export interface Carrier {
  call(name: RequestName, params: unknown): Promise<unknown>;
  on(name: EventName, listener: (data: unknown) => void): () => void;
}

/**
 * The bridge over a carrier. What comes without the contract's shape is never half-used: such an answer is an error of its
 * own, such an event is dropped.
 */
export function checkedBridge(carrier: Carrier): Bridge {
  return {
    call: async (name, params) => checkedAnswer(name, await carrier.call(name, params)),
    on: (name, listener) =>
      carrier.on(name, (data) => {
        const parsed = events[name].safeParse(data);
        // The data was parsed with the schema of this very name.
        if (parsed.success) listener(parsed.data as never);
      }),
  };
}

function checkedAnswer(name: RequestName, answer: unknown): Result<never> {
  const result = responseFrame.shape.result.safeParse(answer);
  if (!result.success) return unexpected(name, result.error.issues[0]?.message);
  if (!result.data.ok) return err(result.data.error);
  const parsed = requests[name].result.safeParse(result.data.value);
  return parsed.success ? ok(parsed.data as never) : unexpected(name, parsed.error.issues[0]?.message);
}

function unexpected(name: RequestName, what = 'unexpected answer'): Result<never> {
  return err(appError('request-invalid', { reason: `${name}: ${what}` }));
}
