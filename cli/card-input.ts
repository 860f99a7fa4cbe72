import { appError } from '../core/base/app-error.ts';
import { err, ok, type Result } from '../core/base/result.ts';
import { decodeMessage } from '../core/bootstrap/message.ts';
import { messageInput } from '../core/bootstrap/message-input.ts';
import { type CardLink, openLink } from '../core/card/card-link.ts';
import { cardWithMessage } from '../core/device/message-card.ts';
import { cardFromTrace } from '../core/trace/trace-card.ts';
import { TraceView } from '../core/trace/trace-view.ts';
import { BUNDLE_ENDING } from '../core/virtual-card/bundled-image.ts';
import { type CardImage, parseCardImage } from '../core/virtual-card/card-image.ts';
import { imageFiles } from '../electron/card-host/ports/image-files.ts';
import { createVirtualPort } from '../electron/card-host/ports/virtual-port.ts';
import type { CliContext } from './context.ts';
import { loadImage } from './load-image.ts';
import { readInput, readMessageFor } from './message-input.ts';
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
  if (name.startsWith('replay:')) return openRecorded(name.slice('replay:'.length));
  const image = await imageIn(name);
  if (image !== undefined) return image.ok ? openImage(image.value) : image;
  if (await isRecording(name)) return openRecorded(name);
  const message = await readMessageFor(name, { allowFindings: true });
  if (!message.ok) return message;
  if (message.value.length === 0) return err(appError('message-invalid', { offset: 0, reason: 'it is empty' }));
  return openImage(cardWithMessage(message.value), { message: true });
}

/** The card image that a file holds; undefined for a file that is none, whatever else it may be. */
async function imageIn(path: string): Promise<Result<CardImage> | undefined> {
  if (!path.endsWith('.json') && !path.endsWith(BUNDLE_ENDING)) return undefined;
  const text = await imageFiles.read(path);
  if (!text.ok) return undefined;
  const image = parseCardImage(text.value, path);
  // What calls itself an image is told what is wrong with it as one.
  return image.ok || path.endsWith(BUNDLE_ENDING) || /"format"\s*:\s*"bootcard-card\//.test(text.value)
    ? image
    : undefined;
}

/** Whether a file holds exchanges: its name says so, or it is no message that decodes and its content is a form of a trace. */
export async function isRecording(path: string): Promise<boolean> {
  if (/\.(jsonl|pcap|pcapng)$/.test(path)) return true;
  // Standard input can be read once.
  if (path === '-' || path.endsWith('.json') || path.endsWith(BUNDLE_ENDING)) return false;
  const bytes = await readInput(path);
  if (bytes.ok) {
    const input = messageInput(bytes.value);
    if (input.kind === 'xml') return false;
    if (input.kind === 'bytes' && decodeMessage(input.bytes, 0, { expect: 'any' }).document !== null) return false;
  }
  const trace = await openTrace(path);
  return trace.ok && trace.value.source.count > 0;
}
