import { ok, type Result } from '../../core/base/result.ts';
import { cardFromTrace } from '../../core/trace/trace-card.ts';
import { sourceOf } from '../../core/trace/trace-source.ts';
import { TraceView } from '../../core/trace/trace-view.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import type { CardCopy } from './card-copy.ts';
import { loadTrace } from './ports/replay-port.ts';
import type { ReaderHub } from './reader-hub.ts';

const SCHEME = 'replay:';

function copyOf(image: CardImage, notes: readonly string[]): CardCopy {
  return { image, from: 'recording', mode: image.modes === 'both' ? 'auto' : image.modes, notes };
}

/**
 * The card that a recording shows, where a reader holds one: a trace that is replayed, or a card that was made of one. Undefined
 * for any other reader.
 */
export async function recordedCard(
  reader: string,
  hub: Pick<ReaderHub, 'image'>,
): Promise<Result<CardCopy> | undefined> {
  const image = hub.image(reader);
  if (image?.recorded) return ok(copyOf(image, []));
  if (!reader.startsWith(SCHEME)) return undefined;
  const trace = await loadTrace(reader.slice(SCHEME.length));
  if (!trace.ok) return trace;
  const card = cardFromTrace(new TraceView(sourceOf(trace.value)));
  return card.ok ? ok(copyOf(card.value.image, card.value.notes)) : card;
}
