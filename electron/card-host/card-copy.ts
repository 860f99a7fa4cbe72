import { ok, type Result } from '../../core/base/result.ts';
import { type CardLink, openLink } from '../../core/card/card-link.ts';
import type { CardMode } from '../../core/card/identify.ts';
import { KEY_NAMES } from '../../core/card/key-names.ts';
import { KEYS_OFF } from '../../core/plan/plan-clone.ts';
import type { CardImage, CredentialImage } from '../../core/virtual-card/card-image.ts';
import { createVirtualPort } from './ports/virtual-port.ts';

/** A card in this process's memory that stands for one elsewhere: what is done to it reaches nothing. */
export interface CardCopy {
  readonly image: CardImage;
  /** Contents of a virtual card, a dump of a real one, or what a recording shows. */
  readonly from: 'virtual' | 'dump' | 'recording';
  /** Classes that it may be asked in: a recording shows no other. */
  readonly mode: 'auto' | CardMode;
  /** What it does not have of its card, in words. */
  readonly notes: readonly string[];
}

interface OpenedCopy {
  readonly link: CardLink;
  /** As it stands now. */
  image(): CardImage;
}

const NAME = 'copy';

/** Puts an image into a reader of its own for as long as `work` takes. Faults that were planted in it do not happen to the copy. */
export async function withCopy<T>(
  image: CardImage,
  work: (copy: OpenedCopy) => Promise<Result<T>>,
): Promise<Result<T>> {
  const whole: CardImage = { ...image, faults: [] };
  const port = createVirtualPort({ builtin: (name) => (name === NAME ? whole : undefined), list: [] });
  const connected = await port.connect(`virtual:${NAME}`);
  if (!connected.ok) return connected;
  const done = await work({
    link: openLink(connected.value),
    image: () => port.image(`virtual:${NAME}`) ?? whole,
  });
  await port.close();
  return done;
}

/** The same card with every key switched off, so that a plan runs on it without any. */
export const keyless = (image: CardImage): CardImage => ({ ...image, credentials: KEYS_OFF });

/** What people call a key of an image: a dump's own name for it says besides whose it is (`pin2 of …`). */
function namesOf({ ref, key, chv }: CredentialImage): readonly string[] {
  const number = (text: string | undefined) => (text === undefined ? undefined : Number.parseInt(text, 16));
  const [reference, level] = [number(key), number(chv)];
  const rows: readonly { name: string; reference: number; chv?: number }[] = KEY_NAMES;
  const named = rows.filter((row) =>
    reference === undefined ? level !== undefined && row.chv === level : row.reference === reference,
  );
  const hex = key === undefined ? [] : [key.toUpperCase(), key.toLowerCase()];
  return [ref, ...named.map(({ name }) => name), ...hex];
}

/**
 * A dump has no values of keys. Those that the real card accepted count as switched off on it, so that whoever knows them gets as
 * far as on the card.
 */
export function withAccepted(image: CardImage, accepted: (ref: string) => boolean): CardImage {
  const credentials = image.credentials.map((item) =>
    item.value === undefined && namesOf(item).some(accepted) ? { ...item, enabled: false } : item,
  );
  return { ...image, credentials };
}

/** What `keyless` left of a card after a run, with the keys that the card has. */
export function withKeysOf(changed: CardImage, { credentials }: CardImage): CardImage {
  return { ...changed, credentials };
}

/** Gives the event loop a turn: a copy answers at once, and events must get through meanwhile. */
export const breathe = async (): Promise<Result<void>> => {
  await new Promise((resolve) => setImmediate(resolve));
  return ok(undefined);
};
