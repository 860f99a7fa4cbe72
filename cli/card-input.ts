import { ok, type Result } from '../core/base/result.ts';
import { type CardLink, openLink } from '../core/card/card-link.ts';
import { cardWithMessage } from '../core/device/message-card.ts';
import { cardFromTrace } from '../core/trace/trace-card.ts';
import { TraceView } from '../core/trace/trace-view.ts';
import { type CardImage, parseCardImage } from '../core/virtual-card/card-image.ts';
import { imageFiles } from '../electron/card-host/ports/image-files.ts';
import { createVirtualPort } from '../electron/card-host/ports/virtual-port.ts';
import type { CliContext } from './context.ts';
import { loadImage } from './load-image.ts';
import { readMessageFor } from './message-input.ts';
import { openTrace } from './trace-input.ts';

/** A card to look at, wherever it comes from. */
export interface CardInput {
  readonly link: CardLink;
  /** True where a message was given, which stands on a built-in card. */
  readonly message: boolean;
  /** Set where a recording was given: the classes in which it shows its card. */
  readonly recorded?: CardImage['modes'];
  /** What a recording does not show of its card, in words. */
  readonly notes: readonly string[];
  close(): Promise<void>;
}

/** A copy of an image in a reader of its own: what is done to it reaches no file. */
export async function openImage(
  image: CardImage,
  input: Partial<Pick<CardInput, 'message' | 'recorded' | 'notes'>> = {},
): Promise<Result<CardInput>> {
  const port = createVirtualPort({ builtin: (name) => (name === 'copy' ? image : undefined), list: [] });
  const connected = await port.connect('virtual:copy');
  if (!connected.ok) return connected;
  return ok({ link: openLink(connected.value), message: false, notes: [], ...input, close: () => port.close() });
}

/** A card made of what a recording, a capture or a log shows of one. */
async function openRecorded(path: string): Promise<Result<CardInput>> {
  const trace = await openTrace(path);
  if (!trace.ok) return trace;
  const card = cardFromTrace(new TraceView(trace.value.source));
  if (!card.ok) return card;
  const { image, notes } = card.value;
  return openImage(image, { recorded: image.modes, notes });
}

/**
 * The card that a name stands for: that in a reader, an image, what a recording shows of one, or a
 * built-in card with this message on it.
 * @param keysGiven a card that keys were verified on is reset when it is let go
 */
export async function openCardInput(context: CliContext, name: string, keysGiven: boolean): Promise<Result<CardInput>> {
  if (/^(pcsc|at):/.test(name)) {
    const card = await context.open(name);
    if (!card.ok) return card;
    const { link, close } = card.value;
    return ok({ link, message: false, notes: [], close: () => close(keysGiven ? 'reset' : 'leave') });
  }
  if (name.startsWith('virtual:')) {
    const loaded = await loadImage(name);
    return loaded.ok ? openImage(loaded.value.image) : loaded;
  }
  if (/^replay:|\.(jsonl|pcap|pcapng)$/.test(name)) return openRecorded(name.replace(/^replay:/, ''));
  const text = name.endsWith('.json') ? await imageFiles.read(name) : undefined;
  const image = text?.ok ? parseCardImage(text.value, name) : undefined;
  if (image?.ok) return openImage(image.value);
  const message = await readMessageFor(name, { allowFindings: true });
  return message.ok ? openImage(cardWithMessage(message.value), { message: true }) : message;
}
