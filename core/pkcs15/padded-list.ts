import { isFilled } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import { type Asn1Node, isAsn1Fault, readAsn1 } from './asn1.ts';

/**
 * The body of a PKCS#15 directory file: records one after the other without an outer SEQUENCE, then padding. 00 or FF
 * where a tag should stand ends the list (PKCS#15 5.5; readers stop there); what follows is kept as padding.
 */
export interface PaddedList {
  readonly records: readonly Asn1Node[];
  readonly faults: readonly { readonly span: Span; readonly reason: string }[];
  /** From the first padding byte to the end; length 0 where the records fill the file. */
  readonly padding: Span;
  /** True where a record stands behind padding: no reader will find it (the place of its first byte). */
  readonly hidden?: number;
}

export function readPaddedList(bytes: Uint8Array): PaddedList {
  const records: Asn1Node[] = [];
  const faults: { span: Span; reason: string }[] = [];
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at] as number;
    if (first === 0x00 || first === 0xff) break;
    const record = readAsn1(bytes, at);
    if (isAsn1Fault(record)) {
      const next = record.next ?? bytes.length;
      faults.push({ span: { offset: at, length: next - at }, reason: record.reason });
      at = next;
      continue;
    }
    records.push(record);
    at = record.span.offset + record.span.length;
  }
  const padding = { offset: at, length: bytes.length - at };
  const rest = bytes.subarray(at);
  const filler = rest[0];
  if (filler === undefined || isFilled(rest, filler)) return { records, faults, padding };
  const odd = rest.findIndex((byte) => byte !== 0x00 && byte !== 0xff);
  return odd < 0 ? { records, faults, padding } : { records, faults, padding, hidden: at + odd };
}

/** A directory file whose records are objects of one kind. */
export interface ObjectFile<Item> {
  readonly objects: readonly Item[];
  /** Records that decode as ASN.1 but are no such object: kept, shown. */
  readonly unknown: readonly Asn1Node[];
  /** Everything in the file, with what does not decode and the padding. */
  readonly list: PaddedList;
}

/** Reads each record with `read`; nothing is lost, what it does not know stands in `unknown`. */
export function readObjectFile<Item>(bytes: Uint8Array, read: (node: Asn1Node) => Item | undefined): ObjectFile<Item> {
  const list = readPaddedList(bytes);
  const objects: Item[] = [];
  const unknown: Asn1Node[] = [];
  for (const node of list.records) {
    const object = read(node);
    if (object === undefined) unknown.push(node);
    else objects.push(object);
  }
  return { objects, unknown, list };
}
