import { toHex } from '../base/bytes.ts';
import type { StructureNode } from '../base/structure.ts';
import { certificateWords } from '../bootstrap/certificate-words.ts';
import { explainFile } from '../bootstrap/explain-file.ts';
import type { ObjectPlace } from '../bootstrap/object-content.ts';
import type { CardFile, FileRole } from '../bootstrap/read-result.ts';
import { decodeKnownFile, type FileContent } from '../card/decode-known-file.ts';
import { OIDS } from '../pkcs15/oids.ts';
import type { BookFile, FileBook } from './file-book.ts';
import { contentStart } from './object-part.ts';
import type { NamedFile } from './selection.ts';
import { knownOf, pathOf, type TracedFile } from './traced-file.ts';

const ROLES: Readonly<Record<NamedFile['role'], FileRole>> = {
  odf: 'odf',
  dodf: 'dodf',
  cdf: 'cdf',
  aodf: 'aodf',
  prkdf: 'prkdf',
  pukdf: 'pukdf',
  skdf: 'skdf',
  objects: 'other',
  value: 'content',
};

const BY_NAME: Readonly<Record<string, FileRole>> = {
  'EF(DIR)': 'efDir',
  'EF(TokenInfo)': 'tokenInfo',
  'EF(UnusedSpace)': 'unusedSpace',
};

/** What a file is for on the way to the bootstrap message; undefined where it has no part in it. */
export function fileRole(file: TracedFile, named: NamedFile | undefined): FileRole | undefined {
  const own = BY_NAME[knownOf(file)?.name ?? ''];
  if (own !== undefined) return own;
  if (named === undefined) return undefined;
  return named.role === 'value' && named.oid === undefined ? 'other' : ROLES[named.role];
}

const ROLE_NAMES: Readonly<Partial<Record<FileRole, string>>> = {
  odf: 'EF(ODF)',
  dodf: 'EF(DODF)',
  cdf: 'EF(CDF)',
  aodf: 'EF(AODF)',
  prkdf: 'EF(PrKDF)',
  pukdf: 'EF(PuKDF)',
  skdf: 'EF(SKDF)',
};

/** The name a person reads; undefined where nothing names the file. */
export function fileName(file: TracedFile, named: NamedFile | undefined): string | undefined {
  const known = knownOf(file)?.name;
  // A DF is no ADF for being an application: file ids lead to it.
  if (known !== undefined) return file.base === 'mf' ? known.replace(/^ADF/, 'DF') : known;
  if (named?.oid === OIDS.dmBootstrap) return 'EF(DM_Bootstrap)';
  const role = fileRole(file, named);
  return role === undefined ? undefined : ROLE_NAMES[role];
}

/** A file of the book as the explainers of bootstrap files want it; its first unknown byte ends it. */
export function cardFileOf(book: FileBook, entry: BookFile): CardFile {
  const named = book.role(entry.file);
  const header = entry.iso ?? entry.gsm;
  const end = entry.known.indexOf(0);
  const fid = entry.file.fids.at(-1) ?? '3F00';
  return {
    path: pathOf(entry.file),
    fid,
    name: fileName(entry.file, named) ?? fid,
    role: fileRole(entry.file, named) ?? 'other',
    structure: header?.structure ?? (entry.recordLength > 0 ? 'linear' : 'transparent'),
    size: header?.size ?? null,
    recordLength: entry.recordLength,
    bytes: end < 0 ? entry.body : entry.body.subarray(0, end),
    reads: entry.carried.map(({ exchange, offset, length }) => ({ exchange, offset, length })),
  };
}

/** The objects whose value stands in a file. */
export function objectsIn(file: TracedFile, named: NamedFile | undefined): readonly ObjectPlace[] {
  if (named?.role !== 'value' || named.oid === undefined) return [];
  const { oid, offset = 0, length = null } = named;
  return [{ oid, path: pathOf(file), offset, length, dm: oid === OIDS.dmBootstrap }];
}

/** A body, or one record of it, as the decoders of files take it. */
function contentOf(bytes: Uint8Array, recordLength: number): FileContent {
  if (recordLength === 0) return { kind: 'transparent', bytes };
  const count = Math.ceil(bytes.length / recordLength);
  return {
    kind: 'records',
    records: Array.from({ length: count }, (_, i) => bytes.subarray(i * recordLength, (i + 1) * recordLength)),
  };
}

/** A data object of a BER-TLV file (TS 102 221 11.3). */
function objectNode({ file, body }: BookFile, tag: string): StructureNode {
  const start = contentStart(body);
  const content = { offset: start, length: body.length - start };
  return {
    path: 'object',
    label: `object ${tag}`,
    preview: toHex(body.subarray(start)),
    span: { offset: 0, length: body.length },
    valueSpan: content,
    ...(knownOf(file)?.secret === true && { secret: true }),
    children: [],
  };
}

/** A whole file decoded, places counting from its first byte; empty where nobody knows what it holds. */
export function explainEntry(book: FileBook, entry: BookFile): readonly StructureNode[] {
  if (entry.file.object !== undefined) return [objectNode(entry, entry.file.object)];
  const file = cardFileOf(book, entry);
  const named = book.role(entry.file);
  if (fileRole(entry.file, named) !== undefined && file.role !== 'other')
    return explainFile(file, objectsIn(entry.file, named), certificateWords).tree.children;
  const known = knownOf(entry.file);
  // Bytes that nobody read stand as FF, as in a file that nobody wrote: who asks for them gets no answer from here.
  const body = entry.body.map((byte, at) => (entry.known[at] === 0 ? 0xff : byte));
  return known === undefined ? [] : decodeKnownFile(known, contentOf(body, file.recordLength)).nodes;
}
