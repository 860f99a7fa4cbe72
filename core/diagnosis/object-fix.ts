import { equalBytes } from '../base/bytes.ts';
import type { Finding } from '../base/finding.ts';
import type { FindingCode } from '../bootstrap/finding-rows.ts';
import type { ReadResult } from '../bootstrap/read-result.ts';
import { type DataObject, encodeDataObject, readDodf } from '../pkcs15/dodf.ts';
import { OIDS } from '../pkcs15/oids.ts';

/** Faults that go when the object's record is written anew, as the standard has it. */
const REWRITTEN: ReadonlySet<string> = new Set<FindingCode>([
  'dodf-oid-wrong',
  'dodf-oid-double-wrapped',
  'dodf-oid-missing',
  'dodf-form-other',
  'dodf-type-attributes-implicit',
  'dodf-label-missing',
  'dodf-flags-bit-order',
  'dodf-flags-access-mismatch',
  'dodf-length-short',
  'dodf-length-long',
  'dodf-index-without-length',
  'dodf-length-tag',
]);

/** A record of a directory file, as it stands there and as it shall be. */
export interface FixedRecord {
  /** Path of the file. */
  readonly file: string;
  readonly before: Uint8Array;
  /** Null: the record stands twice, and once is enough. */
  readonly after: Uint8Array | null;
}

const LABEL = 'DM Bootstrap';
const PRIVATE = 0x01;
const MODIFIABLE = 0x02;

/** The bytes of the object's path: where the SEQUENCE around it is missing they stand there all the same. */
function pathOf({ value, node }: DataObject): Uint8Array | undefined {
  if (value.kind === 'path') return value.path.path;
  const [octets] = node.children.find(({ tag }) => tag === 0xa1)?.children ?? [];
  return octets?.tag === 0x04 ? octets.value : undefined;
}

function flagsOf({ flags, flagsNode }: DataObject, { code, details }: Finding) {
  if (code === 'dodf-flags-access-mismatch') return { ...flags, private: details?.needs !== 'nothing' };
  if (code !== 'dodf-flags-bit-order') return flags;
  // Counted from the wrong end: the first bit stands last.
  const last = flagsNode?.value.at(-1) ?? 0;
  return { private: (last & PRIVATE) !== 0, modifiable: (last & MODIFIABLE) !== 0 };
}

/** The stretch of a path that does not begin at 0: to the end of the file. A message at 0 needs none (D.4.2). */
function stretchOf(read: ReadResult, object: DataObject) {
  const index = object.value.kind === 'path' ? (object.value.path.index ?? 0) : 0;
  if (index === 0) return {};
  const content = read.files.find(({ role }) => role === 'content');
  const size = content?.size ?? content?.bytes.length ?? 0;
  return size > index ? { index, length: size - index } : {};
}

/** The record of a DM object that stands in a DODF twice, byte for byte. */
function repeated(read: ReadResult, { where: { file: path } }: Finding): FixedRecord | undefined {
  const file = read.files.find((item) => item.role === 'dodf' && item.path === path);
  const own = file && readDodf(file.bytes).objects.filter(({ oid }) => oid === OIDS.dmBootstrap);
  const [first, ...others] = own?.map(({ span }) => file?.bytes.slice(span.offset, span.offset + span.length)) ?? [];
  if (file === undefined || first === undefined) return undefined;
  // Which of two different objects is meant nobody can tell: the first one counts (D.1).
  return others.every((other) => other && equalBytes(first, other))
    ? { file: file.path, before: first, after: null }
    : undefined;
}

/**
 * The record of a DM object without this fault.
 * @returns undefined where no fix is known, or it is not clear which record is meant
 */
export function fixedObject(read: ReadResult, finding: Finding): FixedRecord | undefined {
  if (finding.code === 'dodf-duplicate-object') return repeated(read, finding);
  const { file: path, offset } = finding.where;
  const file = read.files.find((item) => item.role === 'dodf' && item.path === path);
  if (!REWRITTEN.has(finding.code) || file === undefined || offset === undefined) return undefined;
  const { objects } = readDodf(file.bytes);
  const object = objects.find(({ span }) => offset >= span.offset && offset < span.offset + span.length);
  const way = object && pathOf(object);
  if (object === undefined || way === undefined) return undefined;
  // Which of several objects of other names was meant nobody can tell.
  if (object.oid !== OIDS.dmBootstrap && objects.length > 1) return undefined;
  const before = file.bytes.slice(object.span.offset, object.span.offset + object.span.length);
  const after = encodeDataObject({
    form: 'opaque',
    label: object.label || LABEL,
    flags: flagsOf(object, finding),
    oid: OIDS.dmBootstrap,
    path: { path: way, ...stretchOf(read, object) },
    ...(object.authId && { authId: object.authId }),
  });
  return equalBytes(before, after) ? undefined : { file: file.path, before, after };
}
