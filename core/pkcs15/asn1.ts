import { fromBER } from 'asn1js';
import type { Span } from '../base/span.ts';
import { isTlvFault, readTlv, type Tlv } from '../tlv/ber-tlv.ts';

/** A decoded ASN.1 value with its place in the file. */
export interface Asn1Node {
  /** Identifier octet: `0x30` SEQUENCE, `0xA1` [1] constructed, `0x0C` UTF8String. */
  readonly tag: number;
  readonly span: Span;
  readonly valueSpan: Span;
  readonly value: Uint8Array;
  /** Of a constructed value, in order. */
  readonly children: readonly Asn1Node[];
}

/** Why a record did not decode. `next` is where the following record begins, where that can be told. */
export interface Asn1Fault {
  readonly offset: number;
  readonly reason: string;
  readonly next?: number;
}

interface Block {
  readonly blockLength: number;
  readonly idBlock: { readonly blockLength: number };
  readonly lenBlock: { readonly blockLength: number };
  readonly valueBlock: { readonly value?: unknown };
}

function isBlocks(value: unknown): value is readonly Block[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null && 'idBlock' in item);
}

/** asn1js keeps lengths, not places: the place of a child is the sum of what stands before it. */
function place(block: Block, bytes: Uint8Array, offset: number): Asn1Node {
  const header = block.idBlock.blockLength + block.lenBlock.blockLength;
  const tag = bytes[offset] as number;
  const children: Asn1Node[] = [];
  let at = offset + header;
  if ((tag & 0x20) !== 0 && isBlocks(block.valueBlock.value)) {
    for (const child of block.valueBlock.value) {
      children.push(place(child, bytes, at));
      at += child.blockLength;
    }
  }
  const length = block.blockLength - header;
  return {
    tag,
    span: { offset, length: block.blockLength },
    valueSpan: { offset: offset + header, length },
    value: bytes.subarray(offset + header, offset + header + length),
    children,
  };
}

/** Decodes one value at `offset` (BER accepted, DER written). Never throws. */
export function readAsn1(bytes: Uint8Array, offset: number): Asn1Node | Asn1Fault {
  const frame: Tlv | ReturnType<typeof readTlv> = readTlv(bytes, offset);
  if (isTlvFault(frame)) return { offset: frame.offset, reason: frame.reason };
  const next = frame.span.offset + frame.span.length;
  const record = bytes.slice(frame.span.offset, next);
  try {
    const { offset: read, result } = fromBER(record);
    if (read !== record.length) return { offset, reason: result.error || 'malformed', next };
    return place(result as unknown as Block, bytes, offset);
  } catch (error) {
    // asn1js reports most faults in the result; a few malformed primitives make its constructors throw.
    return { offset, reason: error instanceof Error ? error.message : 'malformed', next };
  }
}

export function isAsn1Fault(value: Asn1Node | Asn1Fault): value is Asn1Fault {
  return 'reason' in value;
}

/** Unsigned INTEGER of up to 6 bytes; undefined for an empty or longer one. */
export function asn1Unsigned(value: Uint8Array): number | undefined {
  if (value.length === 0 || value.length > 6) return undefined;
  return value.reduce((sum, byte) => sum * 256 + byte, 0);
}
