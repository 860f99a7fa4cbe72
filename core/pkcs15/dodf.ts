import { concat, padEnd, showUtf8, utf8 } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import { tlv } from '../tlv/ber-tlv.ts';
import type { Asn1Node } from './asn1.ts';
import { type CommonObject, readCommon } from './common-object.ts';
import { type CommonObjectSpec, encodeCommon } from './common-object-write.ts';
import { type Asn1Part, describe, partAt } from './describe.ts';
import { type ObjectValue, readObjectValue } from './object-value.ts';
import { oidFromBytes, oidToBytes } from './oids.ts';
import { type ObjectFile, readObjectFile } from './padded-list.ts';
import { encodePath, type PathSpec } from './path.ts';

/*
 * PKCS15DataType ::= CHOICE { opaqueDO DataObject{Opaque}, externalIDO [0] DataObject{ExternalIDO}, oidDO [1] DataObject{OidDO} }
 * DataObject{T} ::= PKCS15Object{CommonDataObjectAttributes, NULL, T} (PKCS#15 6.8)
 * CommonDataObjectAttributes ::= SEQUENCE { applicationName UTF8String OPTIONAL, applicationOID OBJECT IDENTIFIER OPTIONAL }
 * OidDO ::= SEQUENCE { id OBJECT IDENTIFIER, value ObjectValue }
 */
const DODF_FORMS = { opaqueDO: 'opaque', externalIDO: 'external', oidDO: 'oid' } as const;
export type DodfForm = (typeof DODF_FORMS)[keyof typeof DODF_FORMS];
const FORM_TAGS = { opaque: 0x30, external: 0xa0, oid: 0xa1 } as const satisfies Record<DodfForm, number>;

export interface DataObject extends CommonObject {
  readonly form: DodfForm;
  readonly applicationName: string | null;
  /** Dotted OID that names the object: of classAttributes (opaque) or of typeAttributes (oid); null where there is none. */
  readonly oid: string | null;
  readonly oidSpan?: Span;
  /** True where the OID's value is itself a whole OID TLV: a known card fault, accepted when reading, never written. */
  readonly oidDoubleWrapped: boolean;
  readonly value: ObjectValue;
  readonly node: Asn1Node;
  readonly span: Span;
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

function isForm(name: string): name is keyof typeof DODF_FORMS {
  return name in DODF_FORMS;
}

/** Reads one record of a DODF, or one inline object of an ODF; undefined where it is no data object. */
export function readDataObject(node: Asn1Node): DataObject | undefined {
  const object: Asn1Part = describe(node, 'DataType');
  const klass = partAt(object, 'classAttributes');
  if (!object.known || !isForm(object.name) || klass === undefined) return undefined;
  const form = DODF_FORMS[object.name];
  const name = partAt(klass, 'applicationName')?.node;
  const inner = partAt(object, 'typeAttributes')?.node.children[0];
  // An oidDO names itself in its type attributes, an opaqueDO in its class attributes (PKCS#15 6.8.4, DM Bootstrap D.4.2).
  const named = readOid(form === 'oid' ? inner?.children[0] : partAt(klass, 'applicationOID')?.node);
  return {
    ...readCommon(object),
    form,
    applicationName: name ? showUtf8(name.value) : null,
    oid: named?.oid ?? null,
    ...(named && { oidSpan: named.span }),
    oidDoubleWrapped: named?.doubleWrapped ?? false,
    value: readObjectValue(form === 'oid' ? inner?.children[1] : inner),
    node,
    span: node.span,
  };
}

/** Decodes an EF(DODF). Nothing in it is lost: what is no data object stands in `unknown`, `list.faults` or the padding. */
export function readDodf(bytes: Uint8Array): ObjectFile<DataObject> {
  return readObjectFile(bytes, readDataObject);
}

interface NamedObjectSpec extends CommonObjectSpec {
  readonly form: DodfForm;
  readonly applicationName?: string;
  /** An oidDO cannot be without; the others should have one, or a name. */
  readonly oid: string;
}

/** A data object to be written whose value is in a file. */
export interface DataObjectSpec extends NamedObjectSpec {
  readonly path: PathSpec;
}

/** A data object to be written, wherever its value is. */
export type AnyDataObjectSpec =
  | DataObjectSpec
  | (NamedObjectSpec & { readonly url: string })
  /** The content's own bytes, in the record itself; an OCTET STRING is put around them. */
  | (NamedObjectSpec & { readonly direct: Uint8Array });

function encodeValue(spec: AnyDataObjectSpec): Uint8Array {
  if ('path' in spec) return encodePath(spec.path);
  return 'url' in spec ? tlv(0x13, utf8(spec.url)) : tlv(0xa0, tlv(0x04, spec.direct));
}

/** Encodes one data object in DER. Its OID is never wrapped twice. */
export function encodeDataObject(spec: AnyDataObjectSpec): Uint8Array {
  const oid = tlv(0x06, oidToBytes(spec.oid));
  const klass: Uint8Array[] = [];
  if (spec.applicationName !== undefined) klass.push(tlv(0x0c, utf8(spec.applicationName)));
  if (spec.form !== 'oid') klass.push(oid);
  const value = encodeValue(spec);
  const type = spec.form === 'oid' ? tlv(0x30, oid, value) : value;
  return tlv(FORM_TAGS[spec.form], encodeCommon(spec), tlv(0x30, ...klass), tlv(0xa1, type));
}

/** Encodes a whole DODF, padded with FF to `size`. */
export function encodeDodf(objects: readonly AnyDataObjectSpec[], size = 0): Uint8Array {
  return padEnd(concat(...objects.map(encodeDataObject)), size, 0xff);
}
