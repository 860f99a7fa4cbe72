import { concat, padEnd } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import { tlv } from '../tlv/ber-tlv.ts';
import type { Asn1Node } from './asn1.ts';
import { type PaddedList, readPaddedList } from './padded-list.ts';
import { encodePath, type PathSpec, type Pkcs15Path, readPath } from './path.ts';
import { ODF_TYPES } from './types-odf.ts';

/*
 * PKCS15Objects ::= CHOICE { privateKeys [0] PrivateKeys, publicKeys [1] …, dataObjects [7] DataObjects, authObjects [8] … }
 * PathOrObjects{Type} ::= CHOICE { path Path, objects [0] SEQUENCE OF Type, …, indirect-protected [1] …,
 *   direct-protected [2] … } (PKCS#15 6.2). The tags stand around a CHOICE and are therefore explicit.
 */
const ODF_ROWS = ODF_TYPES.OdfRecord.options;

/** What an entry holds: `dataObjects`, `authObjects` … */
export type OdfKind = (typeof ODF_ROWS)[number]['name'];

export interface OdfEntry {
  /** `unknown`: a tag the table does not have; its bytes stay as they are. */
  readonly kind: OdfKind | 'unknown';
  /** Set for a `path`. */
  readonly path?: Pkcs15Path;
  /** Set for inline `objects [0]`: its children are the objects. */
  readonly inline?: Asn1Node;
  /** True for objects that are enciphered, here or in another file. */
  readonly protected?: true;
  readonly node: Asn1Node;
  readonly span: Span;
}

export interface Odf {
  readonly entries: readonly OdfEntry[];
  readonly list: PaddedList;
}

function kindOf(tag: number): OdfKind | 'unknown' {
  return ODF_ROWS.find((row) => row.tag === tag)?.name ?? 'unknown';
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
    ...((inner?.tag === 0xa1 || inner?.tag === 0xa2) && { protected: true }),
  };
}

/** Decodes EF(ODF). Padding, unknown tags and records that do not decode are kept with their places. */
export function readOdf(bytes: Uint8Array): Odf {
  const list = readPaddedList(bytes);
  return { entries: list.records.map(readEntry), list };
}

/** An entry to be written: the path of a directory file, or the encoded objects themselves. */
export type OdfEntrySpec = { readonly kind: OdfKind } & (PathSpec | { readonly objects: readonly Uint8Array[] });

function tagOf(kind: OdfKind): number {
  return (ODF_ROWS.find((row) => row.name === kind) ?? ODF_ROWS[0]).tag;
}

/** Encodes an ODF, its entries in priority order (DM Bootstrap D.1), padded with FF to `size`. */
export function encodeOdf(entries: readonly OdfEntrySpec[], size = 0): Uint8Array {
  const records = entries.map((entry) =>
    tlv(tagOf(entry.kind), 'path' in entry ? encodePath(entry) : tlv(0xa0, ...entry.objects)),
  );
  return padEnd(concat(...records), size, 0xff);
}
