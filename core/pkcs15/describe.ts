import { fromUtf8, showUtf8, toHex } from '../base/bytes.ts';
import { type Asn1Node, asn1Signed, asn1Unsigned, bitsOf } from './asn1.ts';
import type { Asn1Field, Asn1TypeRow, Asn1TypeTable } from './asn1-type.ts';
import { oidFromBytes, oidTitle } from './oids.ts';
import { showPath } from './path.ts';
import { ACCESS_CONTROL_TYPES } from './types-access-control.ts';
import { COMMON_TYPES } from './types-common.ts';
import { DIRECTORY_TYPES } from './types-directory.ts';
import { KEY_TYPES } from './types-key.ts';
import { ODF_TYPES } from './types-odf.ts';
import { X509_TYPES } from './types-x509.ts';

const TYPES = {
  ...COMMON_TYPES,
  ...DIRECTORY_TYPES,
  ...KEY_TYPES,
  ...ODF_TYPES,
  ...X509_TYPES,
  ...ACCESS_CONTROL_TYPES,
} as const;

export type TypeName = keyof typeof TYPES;

const ROWS: Asn1TypeTable = TYPES;

/** A value with the name that the standard gives it. */
export interface Asn1Part {
  readonly name: string;
  readonly node: Asn1Node;
  /** The value in one line; absent for what is made of parts. */
  readonly preview?: string;
  readonly parts: readonly Asn1Part[];
  /** False for what the type does not know: kept, shown by its tag. */
  readonly known: boolean;
}

const ANY: Asn1TypeRow = { kind: 'any' };

/** Names of tags where no type gives one. */
const TAG_NAMES: Readonly<Record<number, string>> = {
  1: 'BOOLEAN',
  2: 'INTEGER',
  3: 'BIT STRING',
  4: 'OCTET STRING',
  5: 'NULL',
  6: 'OID',
  10: 'ENUMERATED',
  12: 'UTF8String',
  19: 'PrintableString',
  22: 'IA5String',
  23: 'UTCTime',
  24: 'GeneralizedTime',
  48: 'SEQUENCE',
  49: 'SET',
};

export function tagName(tag: number): string {
  if ((tag & 0xc0) === 0x80 && tag < 0x100) return `[${tag & 0x1f}]`;
  return TAG_NAMES[tag] ?? `tag ${tag.toString(16).toUpperCase().padStart(2, '0')}`;
}

function showOid(value: Uint8Array): string {
  const oid = oidFromBytes(value);
  return oid === undefined ? toHex(value) : [oid, oidTitle(oid)].filter(Boolean).join(', ');
}

function showBmp(value: Uint8Array): string {
  let text = '';
  for (let i = 0; i + 1 < value.length; i += 2)
    text += String.fromCharCode(((value[i] as number) << 8) | (value[i + 1] as number));
  return text;
}

/** A value of no known type: by its universal tag where that says something. */
function showAny({ tag, value }: Asn1Node): string {
  if (tag === 0x06) return showOid(value);
  if (tag === 0x0c || tag === 0x13 || tag === 0x16) return showUtf8(value);
  if (tag === 0x02) return String(asn1Signed(value) ?? toHex(value));
  return toHex(value);
}

function show(node: Asn1Node, row: Asn1TypeRow): string {
  const { value } = node;
  switch (row.kind) {
    case 'text':
      return fromUtf8(value) ?? showUtf8(value);
    case 'bmpText':
      return showBmp(value);
    case 'time':
      return showUtf8(value);
    case 'integer':
      return String(asn1Signed(value) ?? toHex(value));
    case 'octets':
      return toHex(value);
    case 'fileIds':
      return showPath(value);
    case 'oid':
      return showOid(value);
    case 'boolean':
      return value[0] === 0 ? 'FALSE' : 'TRUE';
    case 'null':
      return '';
    case 'flags':
      return (
        bitsOf(value)
          .map((bit) => row.bits[bit] ?? `bit ${bit}`)
          .join(', ') || 'none'
      );
    case 'enum':
      return row.values[asn1Unsigned(value) ?? -1] ?? toHex(value);
    default:
      return showAny(node);
  }
}

function fits(field: Asn1Field, tag: number): boolean {
  if (field.tag !== undefined) return field.tag === tag;
  const row = ROWS[field.type];
  return row?.kind === 'choice' && row.options.some((option) => fits(option, tag));
}

function unknown(node: Asn1Node): Asn1Part {
  return part(tagName(node.tag), node, ANY, false);
}

/** The alternative that a value takes, under its own name. */
function chosen(node: Asn1Node, typeName: string): Asn1Part {
  const row = ROWS[typeName];
  if (row?.kind !== 'choice') return part(typeName, node, row ?? ANY);
  const option = row.options.find((item) => fits(item, node.tag));
  return option === undefined ? unknown(node) : field(option, node);
}

function field(item: Asn1Field, node: Asn1Node): Asn1Part {
  if (item.tag === undefined) return chosen(node, item.type);
  if (item.explicit)
    return { name: item.name, node, parts: node.children.map((child) => chosen(child, item.type)), known: true };
  return part(item.name, node, ROWS[item.type] ?? ANY);
}

/** Parts of a SEQUENCE stand in the order of its fields; what fits none of those left is unknown. */
function sequence(children: readonly Asn1Node[], fields: readonly Asn1Field[]): readonly Asn1Part[] {
  let next = 0;
  return children.map((child) => {
    const at = fields.findIndex((item, i) => i >= next && fits(item, child.tag));
    if (at < 0) return unknown(child);
    next = at + 1;
    return field(fields[at] as Asn1Field, child);
  });
}

function partsOf(node: Asn1Node, row: Asn1TypeRow): readonly Asn1Part[] {
  switch (row.kind) {
    case 'sequence':
      return sequence(node.children, row.fields);
    case 'list':
      return node.children.map((child) => (fits(row.item, child.tag) ? field(row.item, child) : unknown(child)));
    case 'choice':
      return node.children.map((child) => unknown(child));
    default:
      return node.children.map((child) => part(tagName(child.tag), child, ANY));
  }
}

function part(name: string, node: Asn1Node, row: Asn1TypeRow, known = true): Asn1Part {
  const parts = partsOf(node, row);
  const constructed = (node.tag & 0x20) !== 0 && (parts.length > 0 || node.value.length === 0);
  return { name, node, ...(!constructed && { preview: show(node, row) }), parts, known };
}

/** Names the parts of a value by the type that it should have. A CHOICE gives the alternative under its own name. */
export function describe(node: Asn1Node, type: TypeName): Asn1Part {
  return chosen(node, type);
}

/** The part at the end of `names`, going down from `from`. */
export function partAt(from: Asn1Part | undefined, ...names: readonly string[]): Asn1Part | undefined {
  let at = from;
  for (const name of names) at = at?.parts.find((item) => item.known && item.name === name);
  return at;
}
