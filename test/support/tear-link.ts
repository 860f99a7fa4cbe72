import { appError } from '../../core/base/app-error.ts';
import { toHex } from '../../core/base/bytes.ts';
import { err, ok } from '../../core/base/result.ts';
import { type CardLink, openLink } from '../../core/card/card-link.ts';
import type { CardTransport } from '../../core/transport/card-transport.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { VirtualCard } from '../../core/virtual-card/virtual-card.ts';

/** A virtual card and a link to it with nothing between them: no reader, no trace, made in a fraction of a millisecond. */
export interface BareLink {
  readonly card: VirtualCard;
  readonly link: CardLink;
  /** TPDUs so far, in hex. */
  readonly sent: readonly string[];
}

const READER = 'virtual:bare';

export function bareLink(image: CardImage): BareLink {
  const card = new VirtualCard(image);
  const sent: string[] = [];
  const done = async () => ok(undefined);
  const transport: CardTransport = {
    reader: READER,
    atr: card.atr,
    protocol: card.protocol,
    async transmit(tpdu) {
      sent.push(toHex(tpdu));
      const answer = card.transmit(tpdu);
      return typeof answer === 'string' ? err(appError('card-removed', { reader: READER })) : ok(answer);
    },
    async reset() {
      card.reset();
      return ok(undefined);
    },
    beginTransaction: done,
    endTransaction: done,
    async disconnect() {},
  };
  return { card, link: openLink(transport), sent };
}

/** The card as it comes back: what it holds, its counters, no fault. */
export function putBack({ card }: BareLink): CardImage {
  return { ...card.image(), faults: [] };
}
