import { toHex } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import { tlv } from '../tlv/ber-tlv.ts';
import { type Asn1Node, asn1Signed, asn1Unsigned, bitsOf, derBits, derInteger } from './asn1.ts';
import { type CommonObject, readCommon } from './common-object.ts';
import { type CommonObjectSpec, encodeCommon } from './common-object-write.ts';
import { describe, partAt } from './describe.ts';
import { type ObjectFile, readObjectFile } from './padded-list.ts';
import { encodePath, type PathSpec, type Pkcs15Path, readPath } from './path.ts';
import { DIRECTORY_TYPES } from './types-directory.ts';

/*
 * AuthenticationType ::= CHOICE { pin AuthenticationObject{PinAttributes}, biometricTemplate [0] …, authKey [1] … }
 * PinAttributes ::= SEQUENCE { pinFlags, pinType, minLength, storedLength, maxLength OPTIONAL, pinReference [0] DEFAULT 0,
 *   padChar OPTIONAL, lastPinChange OPTIONAL, path OPTIONAL } (PKCS#15 6.10)
 */
const PIN_FLAGS: readonly string[] = DIRECTORY_TYPES.PinFlags.bits;
const PIN_TYPES: Readonly<Record<number, string>> = DIRECTORY_TYPES.PinType.values;

export interface PinAttributes {
  readonly flags: readonly string[];
  readonly type: string;
  readonly minLength: number | null;
  readonly storedLength: number | null;
  readonly maxLength: number | null;
  /** P2 of VERIFY; 0 where the card does not say. */
  readonly reference: number;
  /** True where the reference was written as a negative number: key references from 80 on need a leading 00 (X.690 8.3). */
  readonly referenceNegative: boolean;
  readonly padChar: number | null;
  readonly path?: Pkcs15Path;
}

export interface AuthenticationObject extends CommonObject {
  readonly form: 'pin' | 'biometricTemplate' | 'authKey';
  /** By which other objects name this one. */
  readonly ownAuthId: Uint8Array;
  readonly pin?: PinAttributes;
  readonly node: Asn1Node;
  readonly span: Span;
}

function readPin(node: Asn1Node): PinAttributes {
  const attributes = partAt(describe(node, 'AuthenticationType'), 'typeAttributes', 'PinAttributes');
  const bytesOf = (name: string) => partAt(attributes, name)?.node.value;
  const number = (name: string) => asn1Unsigned(bytesOf(name) ?? new Uint8Array()) ?? null;
  const reference = asn1Signed(bytesOf('pinReference') ?? Uint8Array.of(0)) ?? 0;
  const type = number('pinType');
  const pathNode = partAt(attributes, 'Path')?.node;
  const path = pathNode && readPath(pathNode);
  return {
    flags: bitsOf(bytesOf('pinFlags') ?? new Uint8Array()).map((bit) => PIN_FLAGS[bit] ?? `bit ${bit}`),
    type: PIN_TYPES[type ?? -1] ?? `type ${type ?? 'missing'}`,
    minLength: number('minLength'),
    storedLength: number('storedLength'),
    maxLength: number('maxLength'),
    reference: reference < 0 ? (reference + 256) & 0xff : reference,
    referenceNegative: reference < 0,
    padChar: bytesOf('padChar')?.[0] ?? null,
    ...(path && { path }),
  };
}

function isForm(name: string): name is AuthenticationObject['form'] {
  return name === 'pin' || name === 'biometricTemplate' || name === 'authKey';
}

/** Reads one record of an AODF, or one inline object of an ODF; undefined where it is no authentication object. */
export function readAuthenticationObject(node: Asn1Node): AuthenticationObject | undefined {
  const object = describe(node, 'AuthenticationType');
  const authId = partAt(object, 'classAttributes', 'authId')?.node.value;
  if (!object.known || !isForm(object.name) || authId === undefined) return undefined;
  return {
    ...readCommon(object),
    form: object.name,
    ownAuthId: authId,
    ...(object.name === 'pin' && { pin: readPin(node) }),
    node,
    span: node.span,
  };
}

/** Decodes an EF(AODF). What is no authentication object stands in `unknown`, `list.faults` or the padding. */
export function readAodf(bytes: Uint8Array): ObjectFile<AuthenticationObject> {
  return readObjectFile(bytes, readAuthenticationObject);
}

/** The authentication object that `authId` names. */
export function findByAuthId(
  objects: readonly AuthenticationObject[],
  authId: Uint8Array,
): AuthenticationObject | undefined {
  const wanted = toHex(authId);
  return objects.find((object) => toHex(object.ownAuthId) === wanted);
}

/** A PIN to be written. Lengths in bytes. */
export interface PinObjectSpec extends CommonObjectSpec {
  readonly ownAuthId: Uint8Array;
  readonly pinFlags: readonly string[];
  readonly type: string;
  readonly minLength: number;
  readonly storedLength: number;
  readonly maxLength?: number;
  /** Left out at 0, its default. */
  readonly reference?: number;
  readonly padChar?: number;
  readonly path?: PathSpec;
}

/**
 * Encodes a PIN object in DER; a reference from 80 on gets the leading 00 that keeps it positive.
 * @throws RangeError for a flag or type that the tables do not have: a programming error.
 */
export function encodePinObject(spec: PinObjectSpec): Uint8Array {
  const bits = spec.pinFlags.map((flag) => PIN_FLAGS.indexOf(flag));
  const type = Object.entries(PIN_TYPES).find(([, name]) => name === spec.type)?.[0];
  if (bits.includes(-1) || type === undefined) throw new RangeError(`no such PIN flag or type: ${spec.type}`);
  const parts = [
    derBits(bits),
    tlv(0x0a, derInteger(Number(type))),
    tlv(0x02, derInteger(spec.minLength)),
    tlv(0x02, derInteger(spec.storedLength)),
  ];
  if (spec.maxLength !== undefined) parts.push(tlv(0x02, derInteger(spec.maxLength)));
  if ((spec.reference ?? 0) !== 0) parts.push(tlv(0x80, derInteger(spec.reference ?? 0)));
  if (spec.padChar !== undefined) parts.push(tlv(0x04, Uint8Array.of(spec.padChar)));
  if (spec.path !== undefined) parts.push(encodePath(spec.path));
  const klass = tlv(0x30, tlv(0x04, spec.ownAuthId));
  return tlv(0x30, encodeCommon(spec), klass, tlv(0xa1, tlv(0x30, ...parts)));
}
