import { ok, type Result } from '../core/base/result.ts';
import { type CardLink, openLink } from '../core/card/card-link.ts';
import { cardWithMessage } from '../core/device/message-card.ts';
import { type CardImage, parseCardImage } from '../core/virtual-card/card-image.ts';
import { imageFiles } from '../electron/card-host/ports/image-files.ts';
import { createVirtualPort } from '../electron/card-host/ports/virtual-port.ts';
import type { CliContext } from './context.ts';
import { loadImage } from './load-image.ts';
import { readMessageFor } from './message-input.ts';

/** A card to look at, wherever it comes from. */
export interface CardInput {
  readonly link: CardLink;
  /** True where a message was given, which stands on a built-in card. */
  readonly message: boolean;
  close(): Promise<void>;
}

/** A copy of an image in a reader of its own: what is done to it reaches no file. */
export async function openImage(image: CardImage, message = false): Promise<Result<CardInput>> {
  const port = createVirtualPort({ builtin: (name) => (name === 'copy' ? image : undefined), list: [] });
  const connected = await port.connect('virtual:copy');
  return connected.ok ? ok({ link: openLink(connected.value), message, close: () => port.close() }) : connected;
}

/**
 * The card that a name stands for: that in a reader, an image, or a built-in card with this message on it.
 * @param keysGiven a card that keys were verified on is reset when it is let go
 */
export async function openCardInput(context: CliContext, name: string, keysGiven: boolean): Promise<Result<CardInput>> {
  if (/^(pcsc|replay|at):/.test(name)) {
    const card = await context.open(name);
    if (!card.ok) return card;
    const { link, close } = card.value;
    return ok({ link, message: false, close: () => close(keysGiven ? 'reset' : 'leave') });
  }
  if (name.startsWith('virtual:')) {
    const loaded = await loadImage(name);
    return loaded.ok ? openImage(loaded.value.image) : loaded;
  }
  const text = name.endsWith('.json') ? await imageFiles.read(name) : undefined;
  const image = text?.ok ? parseCardImage(text.value, name) : undefined;
  if (image?.ok) return openImage(image.value);
  const message = await readMessageFor(name, { allowFindings: true });
  return message.ok ? openImage(cardWithMessage(message.value), true) : message;
}
