import type { Result } from '../base/result.ts';
import type { CardTransport, PinPad } from './card-transport.ts';
import type { Exchange, MicroClock } from './exchange.ts';
import { commandInStructure } from './pin-pad.ts';
import { maskCommand } from './redaction.ts';

export interface TracingOptions {
  readonly clock: MicroClock;
  /** Gets every exchange after it ended, in order; credentials are masked already. */
  readonly record: (exchange: Exchange) => void;
  /** Gets every reset. */
  readonly reset?: (reset: TracedReset) => void;
}

export interface TracedReset {
  readonly kind: 'warm' | 'cold';
  /** The new answer to reset; empty when the reset failed. */
  readonly atr: Uint8Array;
  /** Microseconds since the session began. */
  readonly at: number;
  readonly took: number;
  /** Number of exchanges before it. */
  readonly before: number;
}

/** A transport that records what goes through it. Credentials are replaced before anything keeps the command. */
export function traceTransport(inner: CardTransport, { clock, record, reset }: TracingOptions): CardTransport {
  const began = clock();
  let index = 0;

  const exchanged = async (tpdu: Uint8Array, send: () => Promise<Result<Uint8Array>>): Promise<Result<Uint8Array>> => {
    const { masked, spans } = maskCommand(tpdu);
    const at = clock();
    const answer = await send();
    const exchange: Exchange = {
      index,
      command: masked,
      response: answer.ok ? answer.value.slice() : new Uint8Array(0),
      at: at - began,
      took: clock() - at,
      masked: spans,
    };
    index += 1;
    record(answer.ok ? exchange : { ...exchange, error: answer.error.code });
    return answer;
  };

  // What is typed at the reader is in no command that this machine knows: the trace has its template.
  const typed = (pad: PinPad): PinPad => ({
    features: () => pad.features(),
    verify: (structure) => exchanged(commandInStructure(structure, 'verify'), () => pad.verify(structure)),
    modify: (structure) => exchanged(commandInStructure(structure, 'modify'), () => pad.modify(structure)),
  });

  return {
    get reader() {
      return inner.reader;
    },
    get atr() {
      return inner.atr;
    },
    get protocol() {
      return inner.protocol;
    },
    get redacted() {
      return inner.redacted ?? false;
    },
    get pinPad() {
      return inner.pinPad && typed(inner.pinPad);
    },
    transmit: (tpdu) => exchanged(tpdu, () => inner.transmit(tpdu)),
    reset: async (kind) => {
      const at = clock();
      const done = await inner.reset(kind);
      const atr = done.ok ? inner.atr.slice() : new Uint8Array(0);
      reset?.({ kind, atr, at: at - began, took: clock() - at, before: index });
      return done;
    },
    beginTransaction: () => inner.beginTransaction(),
    endTransaction: () => inner.endTransaction(),
    disconnect: (disposition) => inner.disconnect(disposition),
  };
}
