import type { Span } from '../../core/base/span.ts';
import type { ByteKind, TokenSpan } from '../../core/base/structure.ts';

/** Kinds as small numbers, so that a whole file's colouring is one byte array. 0: nothing is known about the byte. */
export const BYTE_KINDS = ['none', 'header', 'tag', 'length', 'control', 'text', 'binary', 'padding'] as const;

/** Set beside the kind where the byte belongs to a secret. */
export const SECRET_BIT = 0x80;
/** Set beside the kind where a finding points at the byte. */
export const EVIDENCE_BIT = 0x40;

const KIND_MASK = 0x0f;
const NUMBER_OF: Readonly<Record<ByteKind, number>> = {
  header: 1,
  tag: 2,
  length: 3,
  control: 4,
  text: 5,
  binary: 6,
  padding: 7,
};

function mark(into: Uint8Array, place: Span, change: (before: number) => number): void {
  const end = Math.min(into.length, place.offset + place.length);
  for (let at = Math.max(0, place.offset); at < end; at++) into[at] = change(into[at] ?? 0);
}

/** One entry a byte of the file: its kind, with the bits for secrets and evidence. Later tokens win over earlier ones. */
export function byteKinds(
  length: number,
  tokens: readonly TokenSpan[],
  secrets: readonly Span[],
  evidence: readonly Span[],
): Uint8Array {
  const out = new Uint8Array(length);
  for (const token of tokens) mark(out, token.span, () => NUMBER_OF[token.kind]);
  for (const place of secrets) mark(out, place, (before) => before | SECRET_BIT);
  for (const place of evidence) mark(out, place, (before) => before | EVIDENCE_BIT);
  return out;
}

export function kindName(entry: number): (typeof BYTE_KINDS)[number] {
  return BYTE_KINDS[entry & KIND_MASK] ?? 'none';
}

export function isSecretByte(entry: number): boolean {
  return (entry & SECRET_BIT) !== 0;
}

export function isEvidenceByte(entry: number): boolean {
  return (entry & EVIDENCE_BIT) !== 0;
}
