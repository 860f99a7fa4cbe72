import { concat, fromUtf8, hex, padEnd, showUtf8, utf8 } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import { tlv } from '../tlv/ber-tlv.ts';
import type { Asn1Node } from './asn1.ts';
import { oidFromBytes, oidToBytes } from './oids.ts';
import { type PaddedList, readPaddedList } from './padded-list.ts';
import { encodePath, type Pkcs15Path, readPath } from './path.ts';

/*
 * PKCS15DataType ::= CHOICE { opaqueDO DataObject{Opaque}, externalIDO [0] DataObject{ExternalIDO}, oidDO [1] DataObject{OidDO} }
 * DataObject{T} ::= SEQUENCE { commonObjectAttributes, classAttributes CommonDataObjectAttributes,
 *   subClassAttributes [0] OPTIONAL, typeAttributes [1] T }                              (PKCS#15 6.8; [1] is explicit: T is a parameter)
 * CommonObjectAttributes ::= SEQUENCE { label UTF8String OPTIONAL, flags BIT STRING OPTIONAL, authId OCTET STRING OPTIONAL, … }
 * CommonDataObjectAttributes ::= SEQUENCE { applicationName UTF8String OPTIONAL, applicationOID OBJECT IDENTIFIER OPTIONAL }
 * OidDO ::= SEQUENCE { id OBJECT IDENTIFIER, value ObjectValue }
 */
export const DODF_FORMS = { 48: 'opaque', 160: 'external', 161: 'oid' } as const;
export type DodfForm = (typeof DODF_FORMS)[keyof typeof DODF_FORMS];

export interface ObjectFlags {
  readonly private: boolean;
  readonly modifiable: boolean;
}

export interface DataObject {
  readonly form: DodfForm;
  readonly label: string | null;
  readonly labelSpan?: Span;
  readonly flags: ObjectFlags;
  readonly flagsNode?: Asn1Node;
  readonly authId?: Uint8Array;
  readonly applicationName: string | null;
  /** Dotted OID that names the object: of classAttributes (opaque) or of typeAttributes (oid); null where there is none. */
  readonly oid: string | null;
  readonly oidSpan?: Span;
  /** True where the OID's value is itself a whole OID TLV: a known card fault, accepted when reading, never written. */
  readonly oidDoubleWrapped: boolean;
  /** Where the value is: a path; a URL; a direct value; or something the table does not know. */
  readonly value: 'path' | 'url' | 'direct' | 'implicit' | 'other';
  readonly path?: Pkcs15Path;
  readonly node: Asn1Node;
  readonly span: Span;
}

export interface Dodf {
  readonly objects: readonly DataObject[];
  /** Records that decode as ASN.1 but are no data object: kept, shown. */
  readonly unknown: readonly Asn1Node[];
  readonly list: PaddedList;
}

/** Flags are numbered from the most significant bit: 80 private, 40 modifiable (PKCS#15 6.1.8). Unused-bit counts are ignored. */
function readFlags(node: Asn1Node | undefined): ObjectFlags {
  const first = node?.value[1] ?? 0;
  return { private: (first & 0x80) !== 0, modifiable: (first & 0x40) !== 0 };
}

interface NamedOid {
  readonly oid: string;
  readonly span: Span;
  readonly doubleWrapped: boolean;
}

function readOid(node: Asn1Node | undefined): NamedOid | undefined {
  if (node?.tag !== 0x06) return undefined;
  const wrapped = node.value[0] === 0x06 && node.value[1] === node.value.length - 2;
  const bytes = wrapped ? node.value.subarray(2) : node.value;
  const oid = oidFromBytes(bytes);
  return oid === undefined ? undefined : { oid, span: node.valueSpan, doubleWrapped: wrapped };
}

function readValue(node: Asn1Node | undefined): Pick<DataObject, 'value' | 'path'> {
  if (node === undefined) return { value: 'other' };
  const path = readPath(node);
  if (path) return { value: 'path', path };
  if (node.tag === 0x13 || node.tag === 0xa3) return { value: 'url' };
  if (node.tag === 0xa0) return { value: 'direct' };
  // [1] used as an implicit tag: the OCTET STRING of the Path stands where the Path should.
  return { value: node.tag === 0x04 ? 'implicit' : 'other' };
}

function readObject(node: Asn1Node): DataObject | undefined {
  const form = node.tag in DODF_FORMS ? DODF_FORMS[node.tag as keyof typeof DODF_FORMS] : undefined;
  const [common, klass, ...rest] = node.children;
  if (form === undefined || common?.tag !== 0x30 || klass?.tag !== 0x30) return undefined;
  const type = rest.find((item) => item.tag === 0xa1);
  const label = common.children.find((item) => item.tag === 0x0c);
  const flags = common.children.find((item) => item.tag === 0x03);
  const authId = common.children.find((item) => item.tag === 0x04);
  const name = klass.children.find((item) => item.tag === 0x0c);
  const inner = type?.children[0];
  // An oidDO names itself in its type attributes, an opaqueDO in its class attributes (PKCS#15 6.8.4, DM Bootstrap D.4.2).
  const named =
    form === 'oid' ? readOid(inner?.children[0]) : readOid(klass.children.find((item) => item.tag === 0x06));
  const value = readValue(form === 'oid' ? inner?.children[1] : inner);
  return {
    form,
    label: label ? (fromUtf8(label.value) ?? showUtf8(label.value)) : null,
    ...(label && { labelSpan: label.valueSpan }),
    flags: readFlags(flags),
    ...(flags && { flagsNode: flags }),
    ...(authId && { authId: authId.value }),
    applicationName: name ? showUtf8(name.value) : null,
    oid: named?.oid ?? null,
    ...(named && { oidSpan: named.span }),
    oidDoubleWrapped: named?.doubleWrapped ?? false,
    ...value,
    node,
    span: node.span,
  };
}

/** Decodes an EF(DODF). Nothing in it is lost: what is no data object stands in `unknown`, `list.faults` or the padding. */
export function readDodf(bytes: Uint8Array): Dodf {
  const list = readPaddedList(bytes);
  const objects: DataObject[] = [];
  const unknown: Asn1Node[] = [];
  for (const node of list.records) {
    const object = readObject(node);
    if (object) objects.push(object);
    else unknown.push(node);
  }
  return { objects, unknown, list };
}

export interface DataObjectSpec {
  readonly form: 'opaque' | 'oid';
  readonly label?: string;
  readonly flags?: ObjectFlags;
  readonly authId?: Uint8Array;
  readonly applicationName?: string;
  readonly oid: string;
  readonly path: { readonly path: Uint8Array; readonly index?: number; readonly length?: number };
}

/** DER BIT STRING of the flags: no trailing zero bits, so the count of unused bits follows from the last flag set (X.690 11.2). */
export function encodeFlags(flags: ObjectFlags): Uint8Array {
  if (flags.modifiable) return tlv(0x03, Uint8Array.of(6, flags.private ? 0xc0 : 0x40));
  return flags.private ? tlv(0x03, hex('0780')) : tlv(0x03, hex('00'));
}

/** Encodes one data object in DER. */
export function encodeDataObject(spec: DataObjectSpec): Uint8Array {
  const oid = tlv(0x06, oidToBytes(spec.oid));
  const common: Uint8Array[] = [];
  if (spec.label !== undefined) common.push(tlv(0x0c, utf8(spec.label)));
  if (spec.flags !== undefined) common.push(encodeFlags(spec.flags));
  if (spec.authId !== undefined) common.push(tlv(0x04, spec.authId));
  const klass: Uint8Array[] = [];
  if (spec.applicationName !== undefined) klass.push(tlv(0x0c, utf8(spec.applicationName)));
  if (spec.form === 'opaque') klass.push(oid);
  const value = encodePath(spec.path);
  const type = spec.form === 'oid' ? tlv(0x30, oid, value) : value;
  return tlv(spec.form === 'oid' ? 0xa1 : 0x30, tlv(0x30, ...common), tlv(0x30, ...klass), tlv(0xa1, type));
}

/** Encodes a whole DODF, padded with FF to `size`. */
export function encodeDodf(objects: readonly DataObjectSpec[], size = 0): Uint8Array {
  return padEnd(concat(...objects.map(encodeDataObject)), size, 0xff);
}
