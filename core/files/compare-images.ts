import type { Span } from '../base/span.ts';
import type { StructureNode } from '../base/structure.ts';
import { type DecodedFile, decodeKnownFile, secretSpans } from '../card/decode-known-file.ts';
import type { KnownFile } from '../card/known-file.ts';
import type { CardImage, FileImage } from '../virtual-card/card-image.ts';
import { type ComparisonIgnore, IGNORE_NOTHING } from './comparison-ignore.ts';
import { type AspectChange, aspectChanges, changesOf } from './image-aspects.ts';
import { asSeenBy, seenInBoth } from './image-classes.ts';
import { bodyOfImage, contentOfImage, ImageFiles } from './image-place.ts';

/** A run of bytes that differ, or that only one side has. */
export interface ByteChange {
  readonly offset: number;
  /** Empty beyond the end of that side. */
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  /** True where secrets are among them: whoever shows them masks them. */
  readonly secret: boolean;
}

export interface FileDifference {
  readonly kind: 'added' | 'removed' | 'changed';
  /** Path in the image that has the file; in B where both do. */
  readonly path: string;
  /** `EF(IMSI)`; what the image calls it where no standard names it; null: no name. */
  readonly name: string | null;
  readonly clause: string | null;
  /** Kind, size, access, what the content means; empty for files that only one side has. */
  readonly changes: readonly AspectChange[];
  readonly bytes: readonly ByteChange[];
}

export interface ImageComparison {
  /** True when nothing differs but credential values, which are not compared, and what is ignored. */
  readonly equal: boolean;
  /** Platform, ATR, ICCID … */
  readonly card: readonly AspectChange[];
  /** States of PINs and keys. */
  readonly credentials: readonly AspectChange[];
  readonly files: readonly FileDifference[];
  /** What differs and was passed over: names of aspects, paths of files, of fields. */
  readonly ignored: readonly string[];
}

/** What the comparison is told about contents that no table of files knows: bootstrap messages. */
export interface ContentMeaning {
  /** Places of secrets in a body. */
  secrets(bytes: Uint8Array): readonly Span[];
  /** What differs in meaning; undefined where the bodies are nothing it knows. */
  differences(a: Uint8Array, b: Uint8Array): readonly AspectChange[] | undefined;
}

interface Side {
  readonly file: FileImage;
  readonly files: ImageFiles;
}

/**
 * Files by what they are: those of an application by its name in the standards (else its AID) and the ids below it, so that
 * an ADF may stand under different ids; the others by their path.
 * @param image the whole of what is seen: it says what files are called
 */
function sidesOf(seen: CardImage, image: CardImage): ReadonlyMap<string, Side> {
  const files = new ImageFiles(image);
  const named = new ImageFiles(seen);
  const sides = new Map<string, Side>();
  const roots = new Map<string, string>();
  for (const file of seen.files) {
    const root = named.applicationOf(file);
    let key = file.path.toUpperCase();
    if (root !== undefined) {
      const rootPath = root.path.toUpperCase();
      if (!roots.has(rootPath)) {
        const name = files.known(root)?.symbol ?? root.aid?.toUpperCase() ?? rootPath;
        const before = [...roots.values()].filter((item) => item.split('#')[0] === name).length;
        roots.set(rootPath, before === 0 ? name : `${name}#${before + 1}`);
      }
      key = `${roots.get(rootPath)}/${key.slice(rootPath.length)}`;
    }
    sides.set(key, { file, files });
  }
  return sides;
}

function byteChanges(a: Uint8Array, b: Uint8Array, secrets: readonly Span[]): readonly ByteChange[] {
  const out: ByteChange[] = [];
  const end = Math.max(a.length, b.length);
  let at = 0;
  while (at < end) {
    if (a[at] === b[at]) {
      at += 1;
      continue;
    }
    const offset = at;
    while (at < end && a[at] !== b[at]) at += 1;
    const secret = secrets.some((span) => span.offset < at && span.offset + span.length > offset);
    out.push({ offset, a: a.subarray(offset, at), b: b.subarray(offset, at), secret });
  }
  return out;
}

/** Values without children by their path; the bytes of lengths and tags follow from them. */
function leaves(nodes: readonly StructureNode[]): ReadonlyMap<string, StructureNode> {
  const out = new Map<string, StructureNode>();
  const walk = (list: readonly StructureNode[]) => {
    for (const node of list) {
      if (node.children.length > 0) walk(node.children);
      else if (!['padding', 'tag', 'length'].includes(node.label)) out.set(node.path, node);
    }
  };
  walk(nodes);
  return out;
}

function meaningChanges(a: DecodedFile, b: DecodedFile): readonly AspectChange[] {
  const [one, two] = [leaves(a.nodes), leaves(b.nodes)];
  return [...new Set([...one.keys(), ...two.keys()])].flatMap((path) => {
    const [left, right] = [one.get(path), two.get(path)];
    if (left?.preview === right?.preview) return [];
    const secret = left?.secret === true || right?.secret === true;
    return [{ aspect: path.replace(/\/value$/, ''), a: left?.preview ?? null, b: right?.preview ?? null, secret }];
  });
}

/** Bytes that both sides know: a dump has files that could not be read to their end. */
const readableLength = (file: FileImage) => file.unreadFrom ?? Number.POSITIVE_INFINITY;

interface ContentChanges {
  readonly bytes: readonly ByteChange[];
  readonly changes: readonly AspectChange[];
}

/** How two cards are compared. */
interface Comparing {
  readonly meaning: ContentMeaning | undefined;
  readonly ignore: ComparisonIgnore;
  readonly ignored: string[];
}

/** The changes that count. Where all that a content means is passed over, its bytes are too. */
function counting({ bytes, changes }: ContentChanges, file: string, { ignore, ignored }: Comparing): ContentChanges {
  const kept = changes.filter(({ aspect, secret }) => !ignore.field(aspect, secret));
  if (kept.length === changes.length) return { bytes, changes };
  for (const change of changes) if (!kept.includes(change)) ignored.push(`${file} ${change.aspect}`);
  return { bytes: kept.length === 0 ? [] : bytes, changes: kept };
}

function contentChanges(a: Side, b: Side, meaning: ContentMeaning | undefined): ContentChanges {
  const limit = Math.min(readableLength(a.file), readableLength(b.file));
  const [one, two] = [bodyOfImage(a.file).subarray(0, limit), bodyOfImage(b.file).subarray(0, limit)];
  const known = b.files.known(b.file) ?? a.files.known(a.file);
  const left = known && decodeKnownFile(known, contentOfImage(a.file));
  const right = known && decodeKnownFile(known, contentOfImage(b.file));
  const hidden = [...(left ? secretSpans(left.nodes) : []), ...(right ? secretSpans(right.nodes) : [])];
  const secrets = [...hidden, ...(meaning?.secrets(one) ?? []), ...(meaning?.secrets(two) ?? [])];
  const bytes = byteChanges(one, two, secrets);
  if (bytes.length === 0 || limit !== Number.POSITIVE_INFINITY) return { bytes, changes: [] };
  const told = known?.decoder !== undefined && left && right ? meaningChanges(left, right) : [];
  return { bytes, changes: told.length > 0 ? told : (meaning?.differences(one, two) ?? []) };
}

/** A DF is no ADF for being an application: file ids lead to it. */
function nameOf(file: FileImage, known: KnownFile | undefined): string | null {
  const name = known?.name ?? file.name ?? null;
  return file.type === 'df' ? (name?.replace(/^ADF/, 'DF') ?? null) : name;
}

function contentOf(
  a: Side,
  b: Side,
  { path, name }: Pick<FileDifference, 'path' | 'name'>,
  known: KnownFile | undefined,
  comparing: Comparing,
): ContentChanges {
  const content = contentChanges(a, b, comparing.meaning);
  if (content.bytes.length === 0) return content;
  const label = name === null ? path : `${path} ${name}`;
  if (!comparing.ignore.content(path, b.file.name ?? null, known)) return counting(content, label, comparing);
  comparing.ignored.push(label);
  return { bytes: [], changes: [] };
}

function fileDifference(a: Side | undefined, b: Side | undefined, comparing: Comparing): FileDifference | undefined {
  const side = b ?? a;
  if (side === undefined) return undefined;
  const known = side.files.known(side.file);
  const face = {
    path: side.file.path.toUpperCase(),
    name: nameOf(side.file, known),
    clause: known?.clause ?? null,
  };
  if (a === undefined || b === undefined)
    return { kind: a === undefined ? 'added' : 'removed', ...face, changes: [], bytes: [] };
  const content = contentOf(a, b, face, known, comparing);
  const [one, two] = seenInBoth(a.file, b.file, b.files.applicationOf(b.file)?.type === 'adf');
  const changes = [
    ...aspectChanges(one, two),
    ...changesOf(a.files.access(one), b.files.access(two), 'access '),
    ...content.changes,
  ];
  if (changes.length === 0 && content.bytes.length === 0) return undefined;
  return { kind: 'changed', ...face, changes, bytes: content.bytes };
}

function cardChanges(a: CardImage, b: CardImage): readonly AspectChange[] {
  const face = (image: CardImage): Readonly<Record<string, string | null>> => ({
    platform: image.platform,
    modes: image.modes,
    ATR: image.atr.toUpperCase(),
    ICCID: image.iccid,
    protocols: image.protocols.join(', '),
  });
  return changesOf(face(a), face(b));
}

/** State of a credential in words; its value is nobody's business. */
function credentialWords(item: CardImage['credentials'][number], { tries }: ComparisonIgnore): string {
  if (tries) return item.enabled ? 'enabled' : 'disabled';
  const unblock = item.unblock === undefined ? '' : `, unblocking ${item.unblock.tries} of ${item.unblock.maxTries}`;
  return `${item.enabled ? 'enabled' : 'disabled'}, ${item.tries} of ${item.maxTries} tries left${unblock}`;
}

function credentialChanges(a: CardImage, b: CardImage, ignore: ComparisonIgnore): readonly AspectChange[] {
  const states = (image: CardImage) =>
    Object.fromEntries(
      image.credentials.map((item) => [
        `${item.ref}${item.scope === undefined ? '' : ` of ${item.scope}`}`,
        credentialWords(item, ignore),
      ]),
    );
  return changesOf(states(a), states(b));
}

/**
 * Compares two cards: what they are, their PIN states, and file by file what it is, who may do what, and what its content
 * means; the bytes stand behind it. Credential values are not compared: a dump has none. Nor is what one of the two cards has no
 * class to show.
 */
export function compareImages(
  a: CardImage,
  b: CardImage,
  meaning?: ContentMeaning,
  ignore: ComparisonIgnore = IGNORE_NOTHING,
): ImageComparison {
  const [seenA, seenB] = [asSeenBy(a, b), asSeenBy(b, a)];
  const [one, two] = [sidesOf(seenA, a), sidesOf(seenB, b)];
  const comparing: Comparing = { meaning, ignore, ignored: [] };
  const files = [...new Set([...one.keys(), ...two.keys()])].flatMap((key) => {
    const difference = fileDifference(one.get(key), two.get(key), comparing);
    return difference === undefined ? [] : [difference];
  });
  const aspects = cardChanges(a, b);
  const card = aspects.filter(({ aspect }) => !ignore.aspect(aspect));
  const credentials = credentialChanges(seenA, seenB, ignore);
  const passed = aspects.filter((change) => !card.includes(change)).map(({ aspect }) => aspect);
  return {
    equal: card.length + credentials.length + files.length === 0,
    card,
    credentials,
    files,
    ignored: [...passed, ...comparing.ignored],
  };
}
