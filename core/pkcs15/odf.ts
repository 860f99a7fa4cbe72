import { concat, padEnd } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import { tlv } from '../tlv/ber-tlv.ts';
import type { Asn1Node } from './asn1.ts';
import { type PaddedList, readPaddedList } from './padded-list.ts';
import { encodePath, type Pkcs15Path, readPath } from './path.ts';

/*
 * PKCS15Objects ::= CHOICE { privateKeys [0] PrivateKeys, publicKeys [1] …, dataObjects [7] DataObjects, authObjects [8] … }
 * PathOrObjects{Type} ::= CHOICE { path Path, objects [0] SEQUENCE OF Type, … } (PKCS#15 6.2)
 * The tags stand around a CHOICE and are therefore explicit.
 */
export const ODF_KINDS = {
  160: { name: 'privateKeys', clause: 'PKCS#15 6.2' },
  161: { name: 'publicKeys', clause: 'PKCS#15 6.2' },
  162: { name: 'trustedPublicKeys', clause: 'PKCS#15 6.2' },
  163: { name: 'secretKeys', clause: 'PKCS#15 6.2' },
  164: { name: 'certificates', clause: 'PKCS#15 6.2' },
  165: { name: 'trustedCertificates', clause: 'PKCS#15 6.2' },
  166: { name: 'usefulCertificates', clause: 'PKCS#15 6.2' },
  167: { name: 'dataObjects', clause: 'PKCS#15 6.2, DM Bootstrap D.1' },
  168: { name: 'authObjects', clause: 'PKCS#15 6.2' },
} as const satisfies Record<number, { name: string; clause: string }>;

export type OdfKind = (typeof ODF_KINDS)[keyof typeof ODF_KINDS]['name'];

export interface OdfEntry {
  /** `unknown`: a tag the table does not have; its bytes stay as they are. */
  readonly kind: OdfKind | 'unknown';
  /** Set for a `path`. */
  readonly path?: Pkcs15Path;
  /** Set for inline `objects [0]`. */
  readonly inline?: Asn1Node;
  readonly node: Asn1Node;
  readonly span: Span;
}

export interface Odf {
  readonly entries: readonly OdfEntry[];
  readonly list: PaddedList;
}

function kindOf(tag: number): OdfKind | 'unknown' {
  return tag in ODF_KINDS ? ODF_KINDS[tag as keyof typeof ODF_KINDS].name : 'unknown';
}

function readEntry(node: Asn1Node): OdfEntry {
  const inner = node.children[0];
  const path = inner && readPath(inner);
  return {
    kind: kindOf(node.tag),
    node,
    span: node.span,
    ...(path && { path }),
    ...(inner?.tag === 0xa0 && { inline: inner }),
  };
}

/** Decodes EF(ODF). Padding, unknown tags and records that do not decode are kept with their places. */
export function readOdf(bytes: Uint8Array): Odf {
  const list = readPaddedList(bytes);
  return { entries: list.records.map(readEntry), list };
}

/** Encodes an ODF of `dataObjects` paths in priority order (DM Bootstrap D.1), padded with FF to `size`. */
export function encodeOdf(
  entries: readonly {
    readonly kind: OdfKind;
    readonly path: Uint8Array;
    readonly index?: number;
    readonly length?: number;
  }[],
  size = 0,
): Uint8Array {
  const tagOf = (kind: OdfKind) => Number(Object.entries(ODF_KINDS).find(([, row]) => row.name === kind)?.[0]);
  return padEnd(concat(...entries.map((entry) => tlv(tagOf(entry.kind), encodePath(entry)))), size, 0xff);
}
