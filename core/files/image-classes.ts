import type { CardImage, FileImage } from '../virtual-card/card-image.ts';

type CardClass = '2g' | '3g';

const speaks = ({ modes }: CardImage, cardClass: CardClass) => modes === 'both' || modes === cardClass;

/** PINs that class A0 tells of; administrative keys it only takes (TS 51.011 9.2.1). */
const TOLD_2G: readonly string[] = ['pin1', 'pin2'];

/** Without what the ISO class alone tells of a file: short ids, rules, PIN references, names of DFs. */
function withoutIso({ security: _, sfi: __, pins: ___, aid: ____, ...file }: FileImage): FileImage {
  return file;
}

/** Without the applications that have no id under the MF: class A0 has no way there (TS 51.011 8.1). */
function withoutAdfs(files: readonly FileImage[]): FileImage[] {
  const roots = files.filter(({ type }) => type === 'adf').map(({ path }) => path.toUpperCase());
  return files.filter(({ path }) => !roots.some((root) => path.toUpperCase().startsWith(root)));
}

function withoutGsm({ access2g: _, ...file }: FileImage): FileImage {
  return file;
}

/**
 * An image without what a card of the other's classes cannot show: a dump taken in class A0 has no access rules, one of a
 * card that speaks the ISO class alone has no access nibbles. That the classes differ is a difference; what follows from it is none.
 */
export function asSeenBy(image: CardImage, other: CardImage): CardImage {
  const seen: CardImage = { ...image };
  if (!speaks(other, '3g') || !speaks(image, '3g')) {
    seen.files = seen.files.map(withoutIso);
    seen.credentials = seen.credentials.filter(({ ref }) => TOLD_2G.includes(ref));
  }
  if (!speaks(image, '3g')) seen.files = withoutAdfs(seen.files);
  if (!speaks(other, '2g') || !speaks(image, '2g')) seen.files = seen.files.map(withoutGsm);
  return seen;
}

/**
 * Two files of an application without an id under the MF, where one of them tells no access nibbles: what an image says of them
 * nobody can see.
 */
export function seenInBoth(a: FileImage, b: FileImage, inAdf: boolean): readonly [FileImage, FileImage] {
  const hidden = inAdf && (a.access2g === undefined || b.access2g === undefined);
  return hidden ? [withoutGsm(a), withoutGsm(b)] : [a, b];
}
