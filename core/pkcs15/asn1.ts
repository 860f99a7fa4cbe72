import type { Span } from '../base/span.ts';
import { isTlvFault, readTlv, readTlvs, type Tlv, tlv } from '../tlv/ber-tlv.ts';

/** A decoded ASN.1 value with its place in the file. */
export interface Asn1Node {
  /** Identifier octet: `0x30` SEQUENCE, `0xA1` [1] constructed, `0x0C` UTF8String. */
  readonly tag: number;
  readonly span: Span;
  readonly valueSpan: Span;
  readonly value: Uint8Array;
  /** Of a constructed value, in order; empty where the value is its owner's business (a direct value). */
  readonly children: readonly Asn1Node[];
}

/** Why a record did not decode. `next` is where the following record begins, where that can be told. */
export interface Asn1Fault {
  readonly offset: number;
  readonly reason: string;
  readonly next?: number;
}

/** Deeper than any type of PKCS#15 goes, X.509 names and extensions included. */
const MAX_DEPTH = 20;

/**
 * The `direct [0]` alternative of an ObjectValue holds what its owner likes, an application's own bytes as well: below this
 * depth an A0 that is no ASN.1 inside is kept as it is and takes nothing away from the record around it.
 */
const DIRECT_DEPTH = 2;
const DIRECT = 0xa0;

function build(frame: Tlv, bytes: Uint8Array, depth: number): Asn1Node | Asn1Fault {
  const { tag, span, valueSpan, value } = frame;
  const leaf: Asn1Node = { tag, span, valueSpan, value, children: [] };
  if (!frame.constructed || depth >= MAX_DEPTH) return leaf;
  const children: Asn1Node[] = [];
  const list = readTlvs(bytes, valueSpan);
  let fault: Asn1Fault | undefined = list.fault;
  for (const item of list.items) {
    const child = build(item, bytes, depth + 1);
    if (isAsn1Fault(child)) fault ??= child;
    else children.push(child);
  }
  if (fault === undefined) return { ...leaf, children };
  return tag === DIRECT && depth >= DIRECT_DEPTH ? leaf : { offset: fault.offset, reason: fault.reason };
}

/** Decodes one value at `offset` (definite lengths, any of their forms). Never throws. */
export function readAsn1(bytes: Uint8Array, offset: number): Asn1Node | Asn1Fault {
  const frame = readTlv(bytes, offset);
  if (isTlvFault(frame)) return { offset: frame.offset, reason: frame.reason };
  const node = build(frame, bytes, 0);
  return isAsn1Fault(node) ? { ...node, next: frame.span.offset + frame.span.length } : node;
}

/** True where a decoder of this folder gave a fault instead of its value; no value has a `reason`. */
export function isAsn1Fault<Value extends object>(value: Value | Asn1Fault): value is Asn1Fault {
  return 'reason' in value;
}

/** Unsigned INTEGER of up to 6 bytes; undefined for an empty or longer one. */
export function asn1Unsigned(value: Uint8Array): number | undefined {
  if (value.length === 0 || value.length > 6) return undefined;
  return value.reduce((sum, byte) => sum * 256 + byte, 0);
}

/** Two's complement INTEGER of up to 6 bytes (X.690 8.3); undefined for an empty or longer one. */
export function asn1Signed(value: Uint8Array): number | undefined {
  const unsigned = asn1Unsigned(value);
  if (unsigned === undefined) return undefined;
  return (value[0] as number) >= 0x80 ? unsigned - 256 ** value.length : unsigned;
}

/** Value bytes of a DER INTEGER that is not negative. */
export function derInteger(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let left = value; bytes.length === 0 || left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256);
  if ((bytes[0] as number) >= 0x80) bytes.unshift(0);
  return Uint8Array.from(bytes);
}

/**
 * Bits of a BIT STRING, numbered from the most significant one of its first byte (X.680 22.2). The count of unused bits is
 * not trusted: cards write it wrong.
 */
export function bitsOf(value: Uint8Array): readonly number[] {
  const bits: number[] = [];
  for (let i = 1; i < value.length; i++)
    for (let bit = 0; bit < 8; bit++) if (((value[i] as number) & (0x80 >> bit)) !== 0) bits.push((i - 1) * 8 + bit);
  return bits;
}

/** DER BIT STRING of named bits: no trailing zero bits, so the count of unused ones follows from the last set (X.690 11.2). */
export function derBits(bits: readonly number[]): Uint8Array {
  const last = Math.max(-1, ...bits);
  const out = new Uint8Array(1 + Math.ceil((last + 1) / 8));
  for (const bit of bits) {
    const at = 1 + (bit >> 3);
    out[at] = (out[at] as number) | (0x80 >> (bit & 7));
  }
  out[0] = (out.length - 1) * 8 - (last + 1);
  return tlv(0x03, out);
}
