import { concat, hexWord, toHex } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import { tlv } from '../tlv/ber-tlv.ts';
import { type Asn1Node, asn1Unsigned, derInteger } from './asn1.ts';

/*
 * Path ::= SEQUENCE { path OCTET STRING, index INTEGER (0..65535) OPTIONAL, length [0] INTEGER (0..65535) OPTIONAL }
 * (PKCS#15 6.1.5; index and length stand together or not at all)
 */
export interface Pkcs15Path {
  /** The bytes of `path`: file ids, two bytes each. */
  readonly path: Uint8Array;
  readonly index?: number;
  readonly length?: number;
  readonly span: Span;
  readonly pathSpan: Span;
  /** True where the length is written with tag 02 instead of 80. */
  readonly lengthTagWrong?: boolean;
}

/**
 * Reads a Path from a SEQUENCE, or from what stands in its place where a tag replaces the SEQUENCE's own (`tag`); undefined
 * when its first element is not an OCTET STRING.
 */
export function readPath(node: Asn1Node, tag = 0x30): Pkcs15Path | undefined {
  const [octets, ...rest] = node.children;
  if (node.tag !== tag || octets?.tag !== 0x04) return undefined;
  const integers = rest.filter((item) => item.tag === 0x02);
  const tagged = rest.find((item) => item.tag === 0x80);
  const index = integers[0] && asn1Unsigned(integers[0].value);
  const lengthNode = tagged ?? integers[1];
  const length = lengthNode && asn1Unsigned(lengthNode.value);
  return {
    path: octets.value,
    span: node.span,
    pathSpan: octets.valueSpan,
    ...(index !== undefined && { index }),
    ...(length !== undefined && { length }),
    ...(tagged === undefined && integers[1] !== undefined && { lengthTagWrong: true }),
  };
}

/** A Path to be written: file ids, and the stretch of the file where it is not the whole. */
export interface PathSpec {
  readonly path: Uint8Array;
  readonly index?: number;
  readonly length?: number;
}

/** Encodes a Path in DER. `tag` replaces that of the SEQUENCE where the type around it tags it implicitly. */
export function encodePath(path: PathSpec, tag = 0x30): Uint8Array {
  const parts = [tlv(0x04, path.path)];
  if (path.index !== undefined) parts.push(tlv(0x02, derInteger(path.index)));
  if (path.length !== undefined) parts.push(tlv(0x80, derInteger(path.length)));
  return tlv(tag, concat(...parts));
}

/** Where a path leads: file ids from the MF, or from the application that holds it. */
export interface ResolvedPath {
  readonly from: 'mf' | 'application';
  readonly fids: readonly number[];
}

/** File ids of a byte string of them; undefined when its length is odd or zero. */
export function fidsOf(bytes: Uint8Array): readonly number[] | undefined {
  if (bytes.length === 0 || bytes.length % 2 !== 0) return undefined;
  const fids: number[] = [];
  for (let i = 0; i < bytes.length; i += 2) fids.push(((bytes[i] as number) << 8) | (bytes[i + 1] as number));
  return fids;
}

/**
 * Resolves a path found below DF(PKCS#15) or its ADF (PKCS#15 6.1.5, WAP-186 B1, TS 102 221 8.4): `3F00…` is absolute;
 * a leading 3FFF (current DF), 7FFF (current application) or the DF's own id is dropped; the rest is relative to the
 * application. An absolute path that runs through the application is given relative to it, so that a direct selection
 * by AID reaches it too.
 *
 * @param applicationPath path of the application from the MF as EF(DIR) tells it (tag 51), without 3F00; empty where unknown.
 * @returns undefined for an odd or empty path.
 */
export function resolvePath(path: Uint8Array, applicationPath: readonly number[]): ResolvedPath | undefined {
  const fids = fidsOf(path);
  if (fids === undefined) return undefined;
  const [first, ...rest] = fids;
  if (first === 0x3f00) {
    const inside =
      applicationPath.length > 0 &&
      rest.length > applicationPath.length &&
      applicationPath.every((fid, i) => rest[i] === fid);
    return inside ? { from: 'application', fids: rest.slice(applicationPath.length) } : { from: 'mf', fids: rest };
  }
  if (rest.length > 0 && (first === 0x3fff || first === 0x7fff || first === applicationPath.at(-1))) {
    return { from: 'application', fids: rest };
  }
  return { from: 'application', fids };
}

/** The path that names a file everywhere in the product: `3F007F506421`, or `7FFF6421` where the application's own path is unknown. */
export function pathName(path: ResolvedPath, applicationPath: readonly number[]): string {
  const tail = path.fids.map(hexWord).join('');
  if (path.from === 'mf') return `3F00${tail}`;
  return applicationPath.length === 0 ? `7FFF${tail}` : `3F00${applicationPath.map(hexWord).join('')}${tail}`;
}

export function showPath(path: Uint8Array): string {
  return toHex(path).replace(/(.{4})(?=.)/g, '$1/');
}
