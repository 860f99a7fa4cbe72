import { fromHex, hexWord, toHex } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import { readAtr } from '../card/atr.ts';
import type { FileContent } from '../card/decode-known-file.ts';
import { type FileHeader, type PinState, readFcp } from '../card/file-header.ts';
import type { CardTreeNode } from '../files/card-tree.ts';
import { fileImageFrom } from '../files/dump-file.ts';
import { buildImage, type ImportedCard } from '../files/image-builder.ts';
import { isUiccApplication } from '../files/platform.ts';
import { tlv } from '../tlv/ber-tlv.ts';
import type { TraceHeader } from '../transport/trace-file.ts';
import type { FileImage } from '../virtual-card/card-image.ts';
import { fileName } from './explain-traced.ts';
import { type BookFile, FileBook } from './file-book.ts';
import { withObjectFiles } from './object-files.ts';
import type { TraceView } from './trace-view.ts';
import { childOf, knownOf, parentOf, pathOf, type TracedFile } from './traced-file.ts';

/** An ADF that no path leads to stands under one that is free, as in a dump. */
const FREE_PLACES = 0x7ff0;

/** Paths of an image: applications without a path of their own get one. */
class Places {
  readonly #given = new Map<string, string>();

  pathOf(file: TracedFile): string {
    if (file.base !== 'adf') return pathOf(file);
    const aid = file.aid ?? '';
    const own = this.#given.get(aid) ?? `3F00${hexWord(FREE_PLACES + this.#given.size)}`;
    this.#given.set(aid, own);
    return `${own}${file.fids.join('')}`;
  }
}

/** The header that a file without one would have, as far as what was read of it tells. */
function bareHeader(file: TracedFile, entry: BookFile | undefined): FileHeader | undefined {
  const fid = file.fids.at(-1) ?? '3F00';
  const folder = entry === undefined || isFolder(file, entry);
  const length = entry?.recordLength ?? 0;
  const count = length === 0 ? 0 : Math.ceil((entry?.body.length ?? 0) / length);
  const descriptor = folder
    ? tlv(0x82, Uint8Array.of(0x78, 0x21))
    : length === 0
      ? tlv(0x82, Uint8Array.of(entry?.objects ? 0x79 : 0x41, 0x21))
      : tlv(0x82, Uint8Array.of(0x42, 0x21, length >> 8, length & 0xff, count));
  const size = folder ? [] : [tlv(0x80, fromHex(hexWord(entry?.body.length ?? 0)) ?? new Uint8Array(2))];
  const read = readFcp(tlv(0x62, descriptor, tlv(0x83, fromHex(fid) ?? new Uint8Array(2)), ...size));
  return read.ok ? read.value : undefined;
}

function isFolder(file: TracedFile, entry: BookFile): boolean {
  const header = entry.iso ?? entry.gsm;
  if (header !== undefined) return header.type !== 'ef';
  if (entry.body.length > 0 || entry.refused !== undefined || entry.objects) return false;
  return file.fids.length === 0 || entry.selected === 'folder';
}

function contentOf(entry: BookFile, end: number): FileContent {
  const bytes = entry.body.map((byte, at) => (entry.known[at] === 0 ? 0xff : byte)).subarray(0, end);
  if (entry.recordLength === 0) return { kind: 'transparent', bytes };
  const count = Math.floor(bytes.length / entry.recordLength);
  const record = (_: unknown, i: number) => bytes.subarray(i * entry.recordLength, (i + 1) * entry.recordLength);
  return { kind: 'records', records: Array.from({ length: count }, record) };
}

/** Behind the last byte that the trace shows. */
function knownEnd({ known }: BookFile): number {
  for (let at = known.length; at > 0; at--) if (known[at - 1] !== 0) return at;
  return 0;
}

/** Stretches of a body that are not what the card holds: never read, or masked. */
function stretches(known: Uint8Array, end: number, kind: 0 | 2): readonly string[] {
  const out: string[] = [];
  for (let at = 0; at < end; ) {
    if (known[at] !== kind) {
      at += 1;
      continue;
    }
    let to = at;
    while (to < end && known[to] === kind) to += 1;
    out.push(to === at + 1 ? `${at}` : `${at}–${to - 1}`);
    at = to;
  }
  return out;
}

interface Made {
  readonly image: FileImage;
  readonly notes: readonly string[];
}

/** @param aid of the application whose DF or ADF it is itself */
function nodeOf(file: TracedFile, path: string, aid: string | null, header: FileHeader): CardTreeNode {
  const root = file.base === 'mf' ? 'mf' : 'adf';
  return {
    path,
    place: { aid: null, fids: [] },
    kind: file.fids.length === 0 ? root : header.type === 'ef' ? 'ef' : 'df',
    foundBy: 'request',
    known: knownOf(file) ?? null,
    aid: aid === null ? null : (fromHex(aid) ?? null),
    label: null,
    reach: 'ok',
    sw: 0x9000,
    header,
    access: null,
  };
}

/** `EF(DODF)` as card images write it: `EF_DODF`. */
const symbolOf = (name: string) => name.replace('(', '_').replace(')', '');

function fileOf(
  book: FileBook,
  entry: BookFile,
  path: string,
  applications: ReadonlyMap<string, string>,
): Made | undefined {
  const { file } = entry;
  const name = fileName(file, book.role(file)) ?? null;
  const bare = entry.iso === undefined && entry.gsm === undefined ? bareHeader(file, entry) : undefined;
  const aid = applications.get(path) ?? (file.base === 'adf' && file.fids.length === 0 ? file.aid : null);
  const iso = entry.iso ?? bare;
  const end = knownEnd(entry);
  const size = Math.max((entry.iso ?? entry.gsm)?.size ?? 0, entry.body.length);
  const read = {
    content: contentOf(entry, end),
    complete: entry.objects === true || end >= size,
    reach: 'ok',
    sw: 0x9000,
  } as const;
  const made = fileImageFrom({
    ...(iso && { iso: nodeOf(file, path, aid, iso) }),
    ...(entry.gsm && { gsm: nodeOf(file, path, aid, entry.gsm) }),
    ...(end > 0 && { read }),
  });
  if (made === undefined) return undefined;
  const titled = made.name === undefined && name !== null ? { ...made, name: symbolOf(name) } : made;
  const image = withoutUnreadRule(titled, book, foldersOf(file));
  const title = `${path}${name === null ? '' : ` ${name}`}`;
  const gaps = stretches(entry.known, end, 0);
  const stars = stretches(entry.known, end, 2);
  const isEf = image.type === 'ef';
  return {
    image,
    notes: [
      ...(isEf && bare !== undefined ? [`${title}: no header was asked for; size and access are not known.`] : []),
      ...(image.security === undefined && titled.security !== undefined
        ? [`${title}: its access rule was not read; none stands for it.`]
        : []),
      ...(gaps.length > 0 ? [`${title}: bytes ${gaps.join(', ')} were not read; FF stands there.`] : []),
      ...(stars.length > 0 ? [`${title}: bytes ${stars.join(', ')} are masked in the trace; * stands there.`] : []),
      ...(isEf && image.unreadFrom !== undefined ? [`${title}: not read from byte ${image.unreadFrom} on.`] : []),
    ],
  };
}

/** Folders on the way to the files that were seen, which nobody asked anything about. */
function missingFolders(files: readonly FileImage[], applications: ReadonlyMap<string, string>): readonly FileImage[] {
  const there = new Set(files.map(({ path }) => path));
  const out: FileImage[] = [];
  for (const { path } of files) {
    for (let length = 8; length < path.length; length += 4) {
      const folder = path.slice(0, length);
      if (there.has(folder)) continue;
      there.add(folder);
      const aid = applications.get(folder);
      out.push({ path: folder, type: 'df', ...(aid !== undefined && { aid }) });
    }
  }
  return out;
}

/**
 * PIN states that headers tell. Where none tells of PIN1 and the trace has no VERIFY of it, what was read was read without: it counts
 * as switched off.
 */
function pinsOf(
  book: FileBook,
  entries: readonly BookFile[],
): { readonly pins: readonly PinState[]; readonly silent: boolean } {
  const told = entries.flatMap(({ iso, gsm }) => (iso ?? gsm)?.pins ?? []);
  const silent = !told.some(({ reference }) => reference === 1) && !book.verified.has(1);
  return { pins: silent ? [...told, { reference: 1, enabled: false }] : told, silent };
}

/** Who asks an application for its PINs is told that PIN1 is off; of no other folder anything is known. */
function withPin1(file: FileImage): FileImage {
  const lacks = file.type !== 'ef' && file.aid !== undefined && file.pins === undefined;
  return lacks ? { ...file, pins: ['01'] } : file;
}

/**
 * Whether the rule that a file refers to is in the image: a rule that was not read allows nothing, and the trace shows that the
 * card allowed something.
 */
function withoutUnreadRule(file: FileImage, book: FileBook, folders: readonly TracedFile[]): FileImage {
  const { security, ...rest } = file;
  if (security?.tag !== '8B') return file;
  const value = fromHex(security.value) ?? new Uint8Array(0);
  const [record = 0] = value.length === 1 ? value : value.length === 3 ? value.subarray(2) : value.subarray(3);
  const ids = value.length === 1 ? ['6F06', '2F06'] : [toHex(value.subarray(0, 2))];
  const rule = folders
    .flatMap((folder) => ids.map((id) => book.find(childOf(folder, id))))
    .find((arr) => arr !== undefined);
  const from = (record - 1) * (rule?.recordLength ?? 0);
  const known = rule !== undefined && record > 0 && rule.recordLength > 0 && rule.known[from] === 1;
  return known ? file : rest;
}

/** A file's own folder and those above it, where EF(ARR) is looked for. */
function foldersOf(file: TracedFile): readonly TracedFile[] {
  const out: TracedFile[] = [];
  for (let at = file; ; at = parentOf(at)) {
    out.push(at);
    if (at.fids.length === 0) return out;
  }
}

/**
 * A card that answers what a trace shows: its files with headers, access and bodies as far as they were read. What was not read
 * is marked so (`unreadFrom`), and told in the notes.
 */
export function cardFromTrace(view: TraceView): Result<ImportedCard> {
  const book = FileBook.of(view);
  if (!book.ok) return book;
  return ok(cardFromBook(book.value, view.source.header));
}

/** As `cardFromTrace`, of the files that a whole trace tells of. */
export function cardFromBook(book: FileBook, header: TraceHeader): ImportedCard {
  const places = new Places();
  const { applications } = book.state;
  const notes: string[] = [];
  const files: FileImage[] = [];
  const entries = withObjectFiles(book.files).filter(({ iso, gsm, body, refused, selected, file }) => {
    const shows =
      iso !== undefined || gsm !== undefined || body.length > 0 || refused !== undefined || selected !== undefined;
    if (shows && file.base === 'unknown') notes.push(`${pathOf(file)} is left out: the trace does not tell its DF.`);
    return shows && file.base !== 'unknown';
  });
  for (const entry of entries) {
    const made = fileOf(book, entry, places.pathOf(entry.file), applications);
    if (made === undefined) continue;
    files.push(made.image);
    notes.push(...made.notes);
  }
  const iso = book.spokeIso;
  const atr = fromHex(header.atr) ?? new Uint8Array(0);
  const names = [...applications.values()].map((aid) => fromHex(aid) ?? new Uint8Array(0));
  const uicc = iso || readAtr(atr).t15 || names.some(isUiccApplication);
  const { pins, silent } = pinsOf(book, entries);
  const all = [...files, ...missingFolders(files, applications)];
  const built = buildImage({
    title: `from the trace of ${header.reader}`,
    files: silent ? all.map(withPin1) : all,
    notes,
    ...(atr.length > 0 && { atr }),
    pins,
    class2g: !iso,
  });
  const image = built.image;
  const modes = iso ? (book.spokeGsm ? 'both' : '3g') : '2g';
  const protocols = [header.protocol];
  const stars = entries.some(({ known }) => known.includes(2));
  const facts = { ...(uicc && { platform: 'uicc' as const }), ...(stars && { redacted: true as const }) };
  return { image: { ...image, ...facts, modes, protocols, recorded: true }, notes: built.notes };
}
