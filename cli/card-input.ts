import { type AppError, appError } from '../core/base/app-error.ts';
import { err, ok, type Result } from '../core/base/result.ts';
import { type CardLink, openLink } from '../core/card/card-link.ts';
import { cardWithMessage } from '../core/device/message-card.ts';
import type { ImportedTrace } from '../core/trace/imported-trace.ts';
import { cardFromTrace } from '../core/trace/trace-card.ts';
import { TraceView } from '../core/trace/trace-view.ts';
import type { CardImage } from '../core/virtual-card/card-image.ts';
import { type KnownDocument, recogniseFile } from '../electron/card-host/document-kind.ts';
import { createVirtualPort } from '../electron/card-host/ports/virtual-port.ts';
import { readBytes } from '../electron/storage/safe-file.ts';
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
function openRecording(trace: ImportedTrace): Promise<Result<CardInput>> | Result<CardInput> {
  const card = cardFromTrace(new TraceView(trace.source));
  if (!card.ok) return card;
  const { image, notes } = card.value;
  return openImage(image, { recorded: image.modes, notes });
}

async function openRecorded(path: string): Promise<Result<CardInput>> {
  const trace = await openTrace(path);
  return trace.ok ? openRecording(trace.value) : trace;
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
  const known = await documentIn(name);
  if (known?.ok === false && isDamaged(known.error)) return known;
  if (known?.ok && (known.value.kind === 'image' || known.value.kind === 'bundle')) return openImage(known.value.image);
  if (known?.ok && known.value.kind === 'trace') return openRecording(known.value.trace);
  const message = await readMessageFor(name, { allowFindings: true });
  if (!message.ok) return message;
  if (message.value.length === 0) return err(appError('message-invalid', { offset: 0, reason: 'it is empty' }));
  return openImage(cardWithMessage(message.value), { message: true });
}

/** What a file is by its content; undefined for standard input, which can be read once, and for what cannot be read. */
async function documentIn(path: string): Promise<Result<KnownDocument> | undefined> {
  if (path === '-') return undefined;
  const bytes = await readBytes(path);
  return bytes.ok ? recogniseFile(bytes.value, path) : undefined;
}

/** A file that is one of these and damaged is told what is wrong with it as such; all else may be meant as a message. */
const isDamaged = (error: AppError) => /^(image|trace)-/.test(error.code);

/** Whether a file holds exchanges, be they damaged. */
export async function isRecording(path: string): Promise<boolean> {
  const known = await documentIn(path);
  if (known === undefined) return false;
  return known.ok ? known.value.kind === 'trace' : known.error.code.startsWith('trace-');
}
