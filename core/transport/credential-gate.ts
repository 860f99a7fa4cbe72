import { appError } from '../base/app-error.ts';
import { hexByte } from '../base/bytes.ts';
import { err, type Result } from '../base/result.ts';
import type { CardTransport, PinPad } from './card-transport.ts';
import { carriesCredential } from './redaction.ts';

const VERIFY = 0x20;
const CHANGE = 0x24;
const UNBLOCK = 0x2c;

/**
 * True where a command may be asked of a key without the retry guard: VERIFY and UNBLOCK without data ask for the tries left
 * (TS 102 221 11.1.9, 11.1.13). In class A0 the same bytes are a wrong value, and cost a try.
 */
function asksOnly(tpdu: Uint8Array): boolean {
  const [cla = 0xa0, ins, , , p3 = 0] = tpdu;
  return cla >> 4 !== 0xa && (ins === VERIFY || ins === UNBLOCK) && tpdu.length <= 5 && p3 === 0;
}

/** A transport behind the gate, and the way through it. */
export interface GatedTransport {
  /** Refuses every command that a key counts as an attempt: `key-unguarded`, nothing sent. Of a PIN pad it tells the features. */
  readonly transport: CardTransport;
  /** Sends what the gate refuses. Whoever holds this answers for the tries. */
  readonly pass: (tpdu: Uint8Array) => Promise<Result<Uint8Array>>;
  readonly pinPad: () => PinPad | undefined;
}

const BEHIND = new WeakMap<CardTransport, CardTransport>();

/** Puts the gate before a transport; one that stands already is not doubled. */
export function gateCredentials(given: CardTransport): GatedTransport {
  const inner = BEHIND.get(given) ?? given;
  const refuse = (ins: number) => err(appError('key-unguarded', { reader: inner.reader, ins: hexByte(ins) }));
  const transport: CardTransport = {
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
    transmit: async (tpdu) =>
      carriesCredential(tpdu) && !asksOnly(tpdu) ? refuse(tpdu[1] ?? 0) : inner.transmit(tpdu),
    get pinPad() {
      const pad = inner.pinPad;
      if (pad === undefined) return undefined;
      return { features: () => pad.features(), verify: async () => refuse(VERIFY), modify: async () => refuse(CHANGE) };
    },
    reset: (kind) => inner.reset(kind),
    beginTransaction: () => inner.beginTransaction(),
    endTransaction: () => inner.endTransaction(),
    disconnect: (disposition) => inner.disconnect(disposition),
  };
  BEHIND.set(transport, inner);
  return { transport, pass: (tpdu) => inner.transmit(tpdu), pinPad: () => inner.pinPad };
}
