import { Certificate, type RelativeDistinguishedNames } from 'pkijs';
import { toHex } from '../base/bytes.ts';
import { type Asn1Fault, bitsOf, isAsn1Fault, readAsn1 } from './asn1.ts';
import { oidTitle } from './oids.ts';

/** An X.509 certificate in words. */
export interface CertificateDetails {
  readonly version: number;
  readonly subject: string;
  readonly issuer: string;
  /** Hex, as written. */
  readonly serialNumber: string;
  /** UTC, `2026-11-21T11:45:43Z`. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** `EC P-256`, `RSA 2048 bits`. */
  readonly key: string;
  readonly signature: string;
  readonly extensions: readonly { readonly oid: string; readonly critical: boolean; readonly text: string }[];
  /** Bytes of the certificate; what follows it in its file is not part of it. */
  readonly length: number;
}

const KEY_USAGE = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

/** Kinds of GeneralName (RFC 5280 4.2.1.6) that have text; the others are told by number. */
const NAME_KINDS: Readonly<Record<number, string>> = { 1: 'email', 2: 'DNS', 6: 'URI' };

function title(oid: string): string {
  return oidTitle(oid) ?? oid;
}

function nameText(name: RelativeDistinguishedNames): string {
  return name.typesAndValues
    .map(
      ({ type, value }) => `${title(type)}=${String((value.valueBlock as { readonly value?: unknown }).value ?? '')}`,
    )
    .join(', ');
}

function keyText(certificate: Certificate): string {
  const { algorithm, parsedKey } = certificate.subjectPublicKeyInfo;
  const name = title(algorithm.algorithmId);
  if (parsedKey === undefined) return name;
  if ('namedCurve' in parsedKey) return `${name} ${title(parsedKey.namedCurve)}`;
  if (!('modulus' in parsedKey)) return name;
  // A modulus begins with a zero byte where its first bit is set (X.690 8.3).
  const modulus = parsedKey.modulus.valueBlock.valueHexView;
  const first = modulus.findIndex((byte) => byte !== 0);
  const top = modulus[first] ?? 0;
  return first < 0 ? name : `${name} ${(modulus.length - first) * 8 - Math.clz32(top) + 24} bits`;
}

/** The content of an extension in words, read from its own bytes; its bytes in hex where it is not known. */
function extensionText(oid: string, value: Uint8Array, parsed: unknown): string {
  const node = readAsn1(value, 0);
  if (isAsn1Fault(node)) return toHex(value);
  switch (oid) {
    case '2.5.29.14':
      return toHex(node.value);
    case '2.5.29.15':
      return bitsOf(node.value)
        .map((bit) => KEY_USAGE[bit] ?? `bit ${bit}`)
        .join(', ');
    case '2.5.29.19': {
      const authority = node.children.some((child) => child.tag === 0x01 && child.value[0] !== 0);
      const depth = node.children.find((child) => child.tag === 0x02)?.value[0];
      return `${authority ? 'an authority' : 'no authority'}${depth === undefined ? '' : `, path length ${depth}`}`;
    }
    case '2.5.29.35': {
      const key = node.children.find((child) => child.tag === 0x80);
      return key === undefined ? toHex(value) : toHex(key.value);
    }
    case '2.5.29.17':
    case '2.5.29.18':
      return namesText(parsed) || toHex(value);
    case '2.5.29.37':
      return usagesText(parsed) || toHex(value);
    default:
      return toHex(value);
  }
}

function namesText(parsed: unknown): string {
  if (typeof parsed !== 'object' || parsed === null || !('altNames' in parsed) || !Array.isArray(parsed.altNames))
    return '';
  return parsed.altNames
    .map((name: { readonly type: number; readonly value: unknown }) =>
      typeof name.value === 'string'
        ? `${NAME_KINDS[name.type] ?? `name ${name.type}`}:${name.value}`
        : `name ${name.type}`,
    )
    .join(', ');
}

function usagesText(parsed: unknown): string {
  if (typeof parsed !== 'object' || parsed === null || !('keyPurposes' in parsed) || !Array.isArray(parsed.keyPurposes))
    return '';
  return parsed.keyPurposes.map((oid) => title(String(oid))).join(', ');
}

function dateText(date: Date): string {
  return Number.isNaN(date.getTime()) ? 'no date' : date.toISOString().replace(/\.000Z$/, 'Z');
}

/**
 * Reads the X.509 certificate that begins at `offset`. Signatures are not checked: a card's certificates are what they are.
 * @returns a fault where it is none. Never throws.
 */
export function readCertificate(bytes: Uint8Array, offset = 0): CertificateDetails | Asn1Fault {
  const node = readAsn1(bytes, offset);
  if (isAsn1Fault(node)) return node;
  try {
    const certificate = Certificate.fromBER(bytes.slice(offset, offset + node.span.length));
    return {
      version: certificate.version + 1,
      subject: nameText(certificate.subject),
      issuer: nameText(certificate.issuer),
      serialNumber: toHex(certificate.serialNumber.valueBlock.valueHexView),
      notBefore: dateText(certificate.notBefore.value),
      notAfter: dateText(certificate.notAfter.value),
      key: keyText(certificate),
      signature: title(certificate.signatureAlgorithm.algorithmId),
      extensions: (certificate.extensions ?? []).map(({ extnID, critical, extnValue, parsedValue }) => ({
        oid: extnID,
        critical,
        text: extensionText(extnID, extnValue.valueBlock.valueHexView, parsedValue),
      })),
      length: node.span.length,
    };
  } catch (error) {
    // pkijs tells what is no certificate by throwing.
    return { offset, reason: error instanceof Error ? error.message : 'not a certificate' };
  }
}
