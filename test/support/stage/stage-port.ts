import { appError } from '../../../core/base/app-error.ts';
import { err, ok, type Result } from '../../../core/base/result.ts';
import type { CardTransport, ReaderPort, ReaderState } from '../../../core/transport/card-transport.ts';
import type { VirtualPort } from '../../../electron/card-host/ports/virtual-port.ts';

/** A reader as a scenario puts it on the table. */
export interface StageReader {
  readonly name: string;
  readonly title: string;
  readonly card: 'empty' | 'present' | 'held' | 'mute';
  readonly holder?: string;
}

const SCHEME = 'pcsc:';

/** The card of a virtual reader under the name of another one. */
function renamed(card: CardTransport, reader: string, wait: () => Promise<void>): CardTransport {
  return {
    reader,
    protocol: card.protocol,
    get atr() {
      return card.atr;
    },
    transmit: async (tpdu) => {
      await wait();
      const answer = await card.transmit(tpdu);
      if (answer.ok || answer.error.details.reader === undefined) return answer;
      return err({ ...answer.error, details: { ...answer.error.details, reader } });
    },
    reset: (kind) => card.reset(kind),
    beginTransaction: () => card.beginTransaction(),
    endTransaction: () => card.endTransaction(),
    disconnect: (disposition) => card.disconnect(disposition),
  };
}

/**
 * Readers that look like a PC/SC service's, with virtual cards in them: `pcsc:X` has the card of `virtual:pcsc:X`. `failure`
 * is what a machine without the service answers.
 */
export function createStagePort(
  readers: readonly StageReader[],
  cards: VirtualPort,
  options: { readonly failure: string | null; readonly wait: () => Promise<void> },
): ReaderPort {
  const inner = (name: string) => cards.scheme + name;
  const states = async (): Promise<Result<readonly ReaderState[]>> => {
    if (options.failure !== null) return err(appError('pcsc-binding', { reason: options.failure }));
    const listed = await cards.list();
    const virtual = new Map(listed.ok ? listed.value.map((state) => [state.name, state]) : []);
    return ok(
      readers.map(({ name, title, card, holder }): ReaderState => {
        const found = virtual.get(inner(name));
        return {
          name,
          title,
          kind: 'pcsc',
          card: card === 'present' ? (found?.card ?? card) : card,
          ...(found?.atr && { atr: found.atr }),
          ...(holder && { holder }),
        };
      }),
    );
  };
  return {
    scheme: SCHEME,
    list: states,
    watch: (listener) => cards.watch(() => void states().then(listener)),
    connect: async (name, wishes) => {
      const reader = readers.find((item) => item.name === name);
      if (reader === undefined) return err(appError('reader-unknown', { reader: name }));
      if (reader.card === 'held') return err(appError('card-held', { reader: name, holder: reader.holder ?? '' }));
      if (reader.card === 'empty') return err(appError('card-absent', { reader: name }));
      const opened = await cards.connect(inner(name), wishes);
      return opened.ok ? ok(renamed(opened.value, name, options.wait)) : opened;
    },
    close: () => cards.close(),
  };
}
