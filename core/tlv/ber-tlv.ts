import { concat } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';

/**
 * BER-TLV as cards use it (ISO/IEC 7816-4 5.2.2): tags of one to three bytes, definite lengths of one to four bytes.
 * Reading never throws: what does not fit is told with its place.
 */
export interface Tlv {
  /** Tag bytes as one number: `0x61`, `0x5F50`. */
  readonly tag: number;
  readonly constructed: boolean;
  /** Tag, length and value. */
  readonly span: Span;
  readonly tagSpan: Span;
  readonly lengthSpan: Span;
  readonly valueSpan: Span;
  readonly value: Uint8Array;
}

export interface TlvFault {
  readonly offset: number;
  readonly reason: 'truncated' | 'indefinite' | 'long-tag' | 'overrun';
  /** For `overrun`: the length that the field claims. */
  readonly claimed?: number;
}

/** Reads one TLV at `offset` that must end by `end`. Spans count from the start of `bytes`. */
export function readTlv(bytes: Uint8Array, offset: number, end = bytes.length): Tlv | TlvFault {
  let at = offset;
  if (at >= end) return { offset, reason: 'truncated' };
  const first = bytes[at++] as number;
  let tag = first;
  if ((first & 0x1f) === 0x1f) {
    let more = true;
    while (more) {
      if (at >= end) return { offset, reason: 'truncated' };
      if (at - offset > 2) return { offset, reason: 'long-tag' };
      const next = bytes[at++] as number;
      tag = tag * 256 + next;
      more = (next & 0x80) !== 0;
    }
  }
  const lengthAt = at;
  if (at >= end) return { offset, reason: 'truncated' };
  let length = bytes[at++] as number;
  if (length === 0x80) return { offset: lengthAt, reason: 'indefinite' };
  if (length > 0x80) {
    const count = length & 0x7f;
    if (count > 4 || at + count > end) return { offset: lengthAt, reason: 'truncated' };
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + (bytes[at++] as number);
  }
  if (at + length > end) return { offset: lengthAt, reason: 'overrun', claimed: length };
  return {
    tag,
    constructed: (first & 0x20) !== 0,
    span: { offset, length: at + length - offset },
    tagSpan: { offset, length: lengthAt - offset },
    lengthSpan: { offset: lengthAt, length: at - lengthAt },
    valueSpan: { offset: at, length },
    value: bytes.subarray(at, at + length),
  };
}

export function isTlvFault(result: Tlv | TlvFault): result is TlvFault {
  return 'reason' in result;
}

export interface TlvList {
  readonly items: readonly Tlv[];
  /** The first thing that did not decode; what follows it is not read. */
  readonly fault?: TlvFault;
  /** Where reading stopped: the first padding byte, the fault, or the end. */
  readonly end: number;
}

/**
 * Reads TLVs one after the other within `place`. A tag byte of 00 or FF ends the list where `padded` says so: card files
 * are filled up with either (PKCS#15 directory files, EF(DIR) records).
 */
export function readTlvs(
  bytes: Uint8Array,
  place: Span = { offset: 0, length: bytes.length },
  padded = false,
): TlvList {
  const items: Tlv[] = [];
  const end = Math.min(bytes.length, place.offset + place.length);
  let at = place.offset;
  while (at < end) {
    const first = bytes[at] as number;
    if (padded && (first === 0x00 || first === 0xff)) return { items, end: at };
    const tlv = readTlv(bytes, at, end);
    if (isTlvFault(tlv)) return { items, fault: tlv, end: at };
    items.push(tlv);
    at = tlv.span.offset + tlv.span.length;
  }
  return { items, end: at };
}

/** The first item with `tag`. */
export function findTlv(items: readonly Tlv[], tag: number): Tlv | undefined {
  return items.find((item) => item.tag === tag);
}

function lengthBytes(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  if (length < 0x100) return Uint8Array.of(0x81, length);
  if (length < 0x10000) return Uint8Array.of(0x82, length >> 8, length & 0xff);
  return Uint8Array.of(0x83, length >> 16, (length >> 8) & 0xff, length & 0xff);
}

function tagBytes(tag: number): Uint8Array {
  if (tag < 0x100) return Uint8Array.of(tag);
  if (tag < 0x10000) return Uint8Array.of(tag >> 8, tag & 0xff);
  return Uint8Array.of(tag >> 16, (tag >> 8) & 0xff, tag & 0xff);
}

/** Encodes one TLV with the shortest length form (DER). A constructed value is the concatenation of `parts`. */
export function tlv(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const value = concat(...parts);
  return concat(tagBytes(tag), lengthBytes(value.length), value);
}
