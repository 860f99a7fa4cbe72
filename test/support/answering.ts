import { ok } from '../../core/base/result.ts';
import type { CardTransport } from '../../core/transport/card-transport.ts';

/** A card with a habit of its own: what `answer` gives is its answer, undefined lets the command through. */
export function answering(
  answer: (tpdu: Uint8Array) => Uint8Array | undefined,
): (inner: CardTransport) => CardTransport {
  return (inner) => ({
    reader: inner.reader,
    get atr() {
      return inner.atr;
    },
    protocol: inner.protocol,
    async transmit(tpdu) {
      const own = answer(tpdu);
      return own === undefined ? inner.transmit(tpdu) : ok(own);
    },
    reset: (kind) => inner.reset(kind),
    beginTransaction: () => inner.beginTransaction(),
    endTransaction: () => inner.endTransaction(),
    disconnect: (disposition) => inner.disconnect(disposition),
  });
}
