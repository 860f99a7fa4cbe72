import { type AppError, appError } from '../../core/base/app-error.ts';
import { toHex } from '../../core/base/bytes.ts';
import { err, ok } from '../../core/base/result.ts';
import { type CardLink, openLink } from '../../core/card/card-link.ts';
import type { CardTransport } from '../../core/transport/card-transport.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { type CardLoss, VirtualCard } from '../../core/virtual-card/virtual-card.ts';

/** A virtual card and a link to it with nothing between them: no reader, no trace, made in a fraction of a millisecond. */
export interface BareLink {
  readonly card: VirtualCard;
  readonly link: CardLink;
  /** TPDUs so far, in hex. */
  readonly sent: readonly string[];
}

const READER = 'virtual:bare';

/** What a reader says where no answer comes. After `reset` the card is there again. */
function lossError(loss: CardLoss, tpdu: Uint8Array): AppError {
  if (loss === 'reset') return appError('card-reset', { reader: READER });
  if (loss !== 'mute') return appError('card-removed', { reader: READER });
  return appError('card-mute', { reader: READER, command: toHex(tpdu.subarray(0, 2)), seconds: 10 });
}

/**
 * @param other the card that stands in the reader once the first one was swapped; this reader goes on with it as if nothing
 *   had been, which is the worst that a reader can do.
 */
export function bareLink(image: CardImage, other?: VirtualCard): BareLink {
  const card = new VirtualCard(image);
  let present = card;
  const sent: string[] = [];
  const done = async () => ok(undefined);
  const transport: CardTransport = {
    reader: READER,
    atr: card.atr,
    protocol: card.protocol,
    async transmit(tpdu) {
      sent.push(toHex(tpdu));
      const answer = present.transmit(tpdu);
      if (answer === 'swapped' && other !== undefined) present = other;
      return typeof answer === 'string' ? err(lossError(answer, tpdu)) : ok(answer);
    },
    async reset() {
      present.reset();
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
