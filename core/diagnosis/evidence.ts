import type { Finding } from '../base/finding.ts';
import { type Span, sliceSpan } from '../base/span.ts';
import { templateOf } from '../bootstrap/application-template.ts';
import { fileSecrets } from '../bootstrap/file-secrets.ts';
import type { FindingCode } from '../bootstrap/finding-rows.ts';
import { maskSecrets } from '../bootstrap/message-edit.ts';
import { EF_DIR_PATH } from '../bootstrap/read-application.ts';
import type { ReadResult } from '../bootstrap/read-result.ts';
import { readOdf } from '../pkcs15/odf.ts';
import { pathName, resolvePath } from '../pkcs15/path.ts';
import { findTlv, readTlvs } from '../tlv/ber-tlv.ts';
import type { Evidence } from './diagnosis.ts';

/** What a card was seen to hold and to answer. */
export interface EvidenceSources {
  /** In every class. */
  readonly reads: readonly ReadResult[];
  /** Answers to SELECT, by path. */
  readonly headers: ReadonlyMap<string, Uint8Array>;
}

/** A stretch of a file; the whole of it where no span is given. */
interface Stretch {
  readonly file: string;
  readonly span?: Span;
}

type Pointer = (finding: Finding, read: ReadResult) => Stretch | undefined;

const whole: Pointer = ({ where: { file } }) => (file === undefined ? undefined : { file });

/** The entry of EF(ODF) that leads to the file of the finding. */
const entryOfOdf: Pointer = ({ where }, read) => {
  const odf = read.files.find(({ role }) => role === 'odf');
  const fids = templateOf(read)?.fids ?? [];
  const entry =
    odf &&
    readOdf(odf.bytes).entries.find(({ path }) => {
      const way = path && resolvePath(path.path, fids);
      return way !== undefined && pathName(way, fids) === where.file;
    });
  return odf && entry && { file: odf.path, span: entry.span };
};

/** The record of EF(DODF) that leads to the file of the finding. */
const recordOfDodf: Pointer = ({ where }, { objects }) => {
  const object = objects.find(({ path }) => path === where.file);
  return object && { file: object.dodf, span: object.span };
};

/** Where a file says what a finding about another one, or about none, rests on. */
const POINTERS: { readonly [Code in FindingCode]?: Pointer } = {
  'dir-no-pkcs15': whole,
  'odf-elsewhere': (_, read) => {
    const template = templateOf(read);
    return template && { file: EF_DIR_PATH, span: template.span };
  },
  'odf-no-dodf': (_, read) => {
    const odf = read.files.find(({ role }) => role === 'odf');
    return odf && { file: odf.path };
  },
  'odf-path-absolute-dangling': entryOfOdf,
  'odf-directory-missing': entryOfOdf,
  'dodf-missing': entryOfOdf,
  'dodf-blank': whole,
  'dodf-duplicate-object': (_, { objects }) => {
    const [, second] = objects.filter(({ dm }) => dm);
    return second && { file: second.dodf, span: second.span };
  },
  'file-missing': recordOfDodf,
};

/** Tags of the answer to SELECT (TS 102 221 11.1.1.3), and bytes of that of class A0 (TS 51.011 9.2.1). */
const HEADER_PARTS = {
  structure: { tags: [0x82], old: { offset: 13, length: 1 } },
  state: { tags: [0x8a], old: { offset: 11, length: 1 } },
  access: { tags: [0x8b, 0x8c, 0xab], old: { offset: 8, length: 3 } },
  size: { tags: [0x80], old: { offset: 2, length: 2 } },
  shortId: { tags: [0x88], old: null },
} as const satisfies Record<string, { tags: readonly number[]; old: Span | null }>;

const HEADERS: { readonly [Code in FindingCode]?: keyof typeof HEADER_PARTS } = {
  'odf-not-transparent': 'structure',
  'file-not-transparent': 'structure',
  'file-deactivated': 'state',
  'access-pin-not-verified': 'access',
  'access-pin-blocked': 'access',
  'access-pin-unreachable': 'access',
  'access-read-never': 'access',
  'access-arr-record-missing': 'access',
  'access-user-modifiable': 'access',
  'access-sfi-absent': 'shortId',
  'read-le-over-file': 'size',
};

const FCP = 0x62;

/** Where in an answer to SELECT the part stands; no bytes at its end where it is missing. */
function partOfHeader(header: Uint8Array, part: keyof typeof HEADER_PARTS): Span | undefined {
  const { tags, old } = HEADER_PARTS[part];
  if (header[0] !== FCP) return old ?? undefined;
  const fcp = findTlv(readTlvs(header).items, FCP);
  const items = fcp === undefined ? [] : readTlvs(header, fcp.valueSpan).items;
  return items.find(({ tag }) => tags.some((known) => known === tag))?.span ?? { offset: header.length, length: 0 };
}

/** Rows of 16 bytes that are shown around evidence, at most. */
const ROW = 16;
const MOST_ROWS = 3;

/** Whole rows around `marked`. */
function windowOf({ offset, length }: Span, size: number): Span {
  const from = Math.floor(offset / ROW) * ROW;
  const end = Math.min(Math.ceil((offset + Math.max(length, 1)) / ROW) * ROW, from + MOST_ROWS * ROW, size);
  return { offset: from, length: Math.max(0, end - from) };
}

function evidenceIn({ file: path, span }: Stretch, read: ReadResult): Evidence | undefined {
  const file = read.files.find((item) => item.path === path);
  const offset = span?.offset ?? 0;
  if (file === undefined || offset > file.bytes.length) return undefined;
  const { length } = file.bytes;
  const marked = { offset, length: Math.min(span?.length ?? length, length - offset) };
  const shown = windowOf(marked, length);
  const bytes = sliceSpan(maskSecrets(file.bytes, fileSecrets(file, read.objects)), shown);
  return { file: path, part: 'body', offset: shown.offset, bytes, marked };
}

function evidenceInHeader({ code, where }: Finding, headers: EvidenceSources['headers']): Evidence | undefined {
  const part = HEADERS[code as FindingCode];
  const header = where.file === undefined ? undefined : headers.get(where.file);
  const marked = part && header && partOfHeader(header, part);
  if (where.file === undefined || header === undefined || marked === undefined) return undefined;
  const shown = windowOf({ offset: 0, length: header.length }, header.length);
  return { file: where.file, part: 'header', offset: 0, bytes: sliceSpan(header, shown), marked };
}

/** The bytes that a finding rests on; null where it rests on a status word alone. */
export function evidenceOf(finding: Finding, { reads, headers }: EvidenceSources): Evidence | null {
  const { file, offset, length = 0 } = finding.where;
  for (const read of reads) {
    const stretch =
      file !== undefined && offset !== undefined
        ? { file, span: { offset, length } }
        : POINTERS[finding.code as FindingCode]?.(finding, read);
    const found = stretch && evidenceIn(stretch, read);
    if (found !== undefined) return found;
  }
  return evidenceInHeader(finding, headers) ?? null;
}
