import type { Span } from '../base/span.ts';
import { type Asn1Node, asn1Signed } from './asn1.ts';
import { type CommonObject, readCommon } from './common-object.ts';
import { describe, partAt, type TypeName } from './describe.ts';
import { type ObjectValue, readObjectValue } from './object-value.ts';
import { type ObjectFile, readObjectFile } from './padded-list.ts';

/** Which type the records of a key directory have, by the entry of EF(ODF) that names it (PKCS#15 6.2 to 6.5). */
export const KEY_DIRECTORY_TYPES = {
  privateKeys: 'PrivateKeyType',
  publicKeys: 'PublicKeyType',
  trustedPublicKeys: 'PublicKeyType',
  secretKeys: 'SecretKeyType',
} as const satisfies Record<string, TypeName>;

export type KeyDirectoryKind = keyof typeof KEY_DIRECTORY_TYPES;

export interface KeyObject extends CommonObject {
  /** The alternative it takes: `privateRSAKey`, `publicECKey`, `des3Key` … */
  readonly form: string;
  readonly id: Uint8Array | null;
  readonly usage: string;
  readonly accessFlags: string;
  readonly keyReference: number | null;
  readonly native: boolean;
  readonly modulusLength: number | null;
  readonly value: ObjectValue;
  readonly span: Span;
}

function readKey(node: Asn1Node, kind: KeyDirectoryKind): KeyObject | undefined {
  const object = describe(node, KEY_DIRECTORY_TYPES[kind]);
  const klass = partAt(object, 'classAttributes');
  if (!object.known || klass === undefined) return undefined;
  const type = partAt(object, 'typeAttributes')?.parts[0];
  const number = (name: string, from = klass) => {
    const value = partAt(from, name)?.node.value;
    return value === undefined ? null : (asn1Signed(value) ?? null);
  };
  return {
    ...readCommon(object),
    form: object.name,
    id: partAt(klass, 'iD')?.node.value ?? null,
    usage: partAt(klass, 'usage')?.preview ?? '',
    accessFlags: partAt(klass, 'accessFlags')?.preview ?? '',
    keyReference: number('keyReference'),
    native: partAt(klass, 'native')?.node.value[0] !== 0,
    modulusLength: type === undefined ? null : number('modulusLength', type),
    value: readObjectValue(type?.node.children[0]),
    span: node.span,
  };
}

/** Decodes an EF(PrKDF), EF(PuKDF) or EF(SKDF). */
export function readKeyDirectory(bytes: Uint8Array, kind: KeyDirectoryKind): ObjectFile<KeyObject> {
  return readObjectFile(bytes, (node) => readKey(node, kind));
}
