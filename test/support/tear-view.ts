import { toHex } from '../../core/base/bytes.ts';
import { readCard } from '../../core/bootstrap/read-card.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { VirtualCard } from '../../core/virtual-card/virtual-card.ts';
import { type DeviceObject, deviceDirectory, deviceObjects } from './tear-device.ts';
import { bareLink } from './tear-link.ts';
import { documentLength } from './tear-wbxml.ts';

const DM = '672B0701';
/** OIDs that devices look for: an object with another one is nobody's. */
const KNOWN_OIDS: readonly string[] = [DM, '672B0501', '672B0502', '672B0503', '672B0901'];
/** How a message that is not there, or not whole, is written down. */
export const NO_MESSAGE = 'none';

/** What a device makes of a file's content: the message that it begins with, or none. */
function messageIn(content: Uint8Array | null): string {
  const length = content === null ? null : documentLength(content);
  return content === null || length === null ? NO_MESSAGE : toHex(content.subarray(0, length));
}

/** The objects of a card as a device sees them, by OID and label. */
export interface CardView {
  readonly objects: readonly DeviceObject[];
  readonly contents: ReadonlyMap<string, string>;
  readonly messages: ReadonlyMap<string, string>;
  /** Records of EF(DIR): AID, label and path of every application. */
  readonly directory: readonly Uint8Array[];
  /** Equal where a device finds the same messages in the same order. */
  readonly text: string;
}

const keyOf = ({ oid, label }: DeviceObject) => `${oid} ${label}`;

export function viewOf(image: CardImage, mode: '2g' | '3g'): CardView {
  const objects = deviceObjects(new VirtualCard(image), mode);
  const contents = new Map(
    objects.map((object) => [keyOf(object), object.content ? toHex(object.content) : NO_MESSAGE]),
  );
  const messages = new Map(objects.map((object) => [keyOf(object), messageIn(object.content)]));
  const directory = deviceDirectory(new VirtualCard(image), mode);
  return { objects, contents, messages, directory, text: [...messages].map((row) => row.join(' ')).join('\n') };
}

/** True where a record has the bytes of another one, or FF in their place: written or cleared, and torn. */
function isTorn(record: Uint8Array, of: Uint8Array | undefined): boolean {
  return of !== undefined && record.every((byte, i) => byte === 0xff || byte === of[i]);
}

/**
 * The promise of EF(DIR): no label, AID or path is made of two, and no record of others is gone. A linear file keeps its places;
 * of a transparent one the list counts.
 */
function directoryLoss(now: CardView, old: CardView, next: CardView): string | undefined {
  const texts = ({ directory }: CardView) => directory.map((record) => toHex(record));
  const [before, after, present] = [texts(old), texts(next), texts(now)];
  const gone = before.find((record) => after.includes(record) && !present.includes(record));
  if (gone !== undefined) return `the record ${gone} of EF(DIR) is lost`;
  const mixed = now.directory.find((record, i) => {
    if (before.includes(toHex(record)) || after.includes(toHex(record))) return false;
    return !isTorn(record, old.directory[i]) && !isTorn(record, next.directory[i]);
  });
  return mixed === undefined ? undefined : `the record ${toHex(mixed)} of EF(DIR) is a mixture`;
}

/**
 * The promise: each object of ours is found as it was, as it shall be, or not; somebody else's is found all the time.
 * @param ours labels of objects that a plan may hide for a while though they end as they were
 */
export function lossIn(now: CardView, old: CardView, next: CardView, ours: readonly string[]): string | undefined {
  for (const [key, content] of old.contents) {
    const same = next.contents.get(key) === content && !ours.includes(key.slice(key.indexOf(' ') + 1));
    if (same && now.contents.get(key) !== content) return `${key} is lost`;
  }
  for (const object of now.objects) {
    const key = keyOf(object);
    const message = now.messages.get(key) ?? NO_MESSAGE;
    if (!old.messages.has(key) && !next.messages.has(key)) {
      if (KNOWN_OIDS.includes(object.oid)) return `${key} was never there`;
      continue;
    }
    if (message !== NO_MESSAGE && message !== old.messages.get(key) && message !== next.messages.get(key))
      return `${key} is a mixture`;
  }
  return directoryLoss(now, old, next);
}

/** The DM messages that the product's own reader finds at the depth of a device, `none` for one that is not whole. */
export async function productMessages(image: CardImage, mode: '2g' | '3g'): Promise<readonly string[]> {
  const read = await readCard(bareLink(image).link, { mode, depth: 'device' });
  if (!read.ok) return [read.error.code];
  return read.value.objects
    .filter((object) => object.dm)
    .map((object) => {
      const body = read.value.files.find(({ path }) => path === object.path)?.bytes;
      const end = object.length === null ? undefined : object.offset + object.length;
      return messageIn(body?.subarray(object.offset, end) ?? null);
    });
}

/** The same from the device that is written by hand. */
export function deviceMessages({ objects }: CardView): readonly string[] {
  return objects.filter(({ oid }) => oid === DM).map(({ content }) => messageIn(content));
}

/** All bodies of a card in one text: what tells two cards apart after a cut. */
export function bodiesText({ files }: CardImage): string {
  return files.map(({ path, size, data, lifeCycle }) => [path, size, data, lifeCycle].join(' ')).join('\n');
}
