import { showUtf8, utf8 } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import { tlv } from '../tlv/ber-tlv.ts';
import { type Asn1Fault, asn1Unsigned, bitsOf, derBits, isAsn1Fault, readAsn1 } from './asn1.ts';
import { describe, partAt } from './describe.ts';
import { DIRECTORY_TYPES } from './types-directory.ts';

/*
 * TokenInfo ::= SEQUENCE { version INTEGER {v1(0)}, serialNumber OCTET STRING, manufacturerID UTF8String OPTIONAL,
 *   label [0] UTF8String OPTIONAL, tokenflags BIT STRING, seInfo OPTIONAL, recordInfo [1] … OPTIONAL,
 *   supportedAlgorithms [2] … OPTIONAL, issuerId [3], holderId [4], lastUpdate [5], preferredLanguage … } (PKCS#15 6.9)
 */
const TOKEN_FLAGS: readonly string[] = DIRECTORY_TYPES.TokenFlags.bits;

export interface TokenInfo {
  readonly version: number | null;
  readonly serialNumber: Uint8Array | null;
  readonly manufacturer: string | null;
  readonly label: string | null;
  /** True where the label's tag stands around a UTF8String of its own. */
  readonly labelExplicit: boolean;
  readonly flags: readonly string[];
  readonly issuer: string | null;
  readonly holder: string | null;
  /** GeneralizedTime as written. */
  readonly lastUpdate: string | null;
  readonly preferredLanguage: string | null;
  readonly span: Span;
}

/** Decodes EF(TokenInfo); what follows the SEQUENCE is padding. */
export function readTokenInfo(bytes: Uint8Array): TokenInfo | Asn1Fault {
  const node = readAsn1(bytes, 0);
  if (isAsn1Fault(node)) return node;
  if (node.tag !== 0x30) return { offset: 0, reason: 'not a SEQUENCE' };
  const info = describe(node, 'TokenInfo');
  const bytesOf = (...names: string[]) => partAt(info, ...names)?.node.value;
  const text = (...names: string[]) => {
    const value = bytesOf(...names);
    return value === undefined ? null : showUtf8(value);
  };
  const explicit = text('label', 'UTF8String');
  return {
    version: asn1Unsigned(bytesOf('version') ?? new Uint8Array()) ?? null,
    serialNumber: bytesOf('serialNumber') ?? null,
    manufacturer: text('manufacturerID'),
    label: explicit ?? text('label'),
    labelExplicit: explicit !== null,
    flags: bitsOf(bytesOf('tokenflags') ?? new Uint8Array()).map((bit) => TOKEN_FLAGS[bit] ?? `bit ${bit}`),
    issuer: text('issuerId'),
    holder: text('holderId'),
    lastUpdate: text('lastUpdate', 'generalizedTime'),
    preferredLanguage: text('preferredLanguage'),
    span: node.span,
  };
}

/** A TokenInfo to be written; what is absent is left out. */
export interface TokenInfoSpec {
  readonly serialNumber: Uint8Array;
  readonly manufacturer?: string;
  readonly label?: string;
  readonly flags?: readonly string[];
  readonly issuer?: string;
  readonly holder?: string;
  /** GeneralizedTime: `20261121113606Z`. */
  readonly lastUpdate?: string;
  readonly preferredLanguage?: string;
}

/** EF(TokenInfo) 5032: OMA's steps do not need it, general PKCS#15 readers ask for it. */
export function encodeTokenInfo(info: TokenInfoSpec): Uint8Array {
  const parts = [tlv(0x02, Uint8Array.of(0)), tlv(0x04, info.serialNumber)];
  const add = (tag: number, text: string | undefined) => {
    if (text !== undefined) parts.push(tlv(tag, utf8(text)));
  };
  add(0x0c, info.manufacturer);
  add(0x80, info.label);
  parts.push(derBits((info.flags ?? []).map((flag) => TOKEN_FLAGS.indexOf(flag)).filter((bit) => bit >= 0)));
  add(0x83, info.issuer);
  add(0x84, info.holder);
  if (info.lastUpdate !== undefined) parts.push(tlv(0xa5, tlv(0x18, utf8(info.lastUpdate))));
  add(0x13, info.preferredLanguage);
  return tlv(0x30, ...parts);
}
