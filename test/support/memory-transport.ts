import { appError } from '../../core/base/app-error.ts';
import { err, ok } from '../../core/base/result.ts';
import type { CardTransport } from '../../core/transport/card-transport.ts';
import type { VirtualCard } from '../../core/virtual-card/virtual-card.ts';

/** A virtual card behind the port, in the page: no clock, no process; `present` says whether the card is still in. */
export function memoryTransport(
  reader: string,
  card: VirtualCard,
  present: () => boolean,
  wait: () => Promise<void>,
): CardTransport {
  let atr = card.reset();
  return {
    reader,
    protocol: card.protocol,
    get atr() {
      return atr;
    },
    transmit: async (tpdu) => {
      await wait();
      if (!present()) return err(appError('card-removed', { reader }));
      const answer = card.transmit(tpdu);
      if (typeof answer !== 'string') return ok(answer);
      return err(
        answer === 'removed'
          ? appError('card-removed', { reader })
          : appError('card-mute', { reader, command: 'TPDU', seconds: 10 }),
      );
    },
    reset: async () => {
      atr = card.reset();
      return ok(undefined);
    },
    beginTransaction: async () => ok(undefined),
    endTransaction: async () => ok(undefined),
    disconnect: async () => undefined,
  };
}
