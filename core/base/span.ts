/** A place in a byte string. Decoders hand these out so that the hex view, findings and masking need no second parser. */
export interface Span {
  /** First byte, counted from 0 at the start of the file or message that the decoder was given. */
  readonly offset: number;
  /** Number of bytes; 0 marks a place between bytes. */
  readonly length: number;
}

/** The same place seen from a string that begins `by` bytes earlier. */
export function shiftSpan(place: Span, by: number): Span {
  return { offset: place.offset + by, length: place.length };
}

/** The smallest span that covers both. */
export function joinSpans(a: Span, b: Span): Span {
  const offset = Math.min(a.offset, b.offset);
  return { offset, length: Math.max(a.offset + a.length, b.offset + b.length) - offset };
}

export function spanContains(outer: Span, offset: number): boolean {
  return offset >= outer.offset && offset < outer.offset + outer.length;
}

export function sliceSpan(bytes: Uint8Array, place: Span): Uint8Array {
  return bytes.subarray(place.offset, place.offset + place.length);
}

/** The parts of spans inside `outer`, counted from its first byte. */
export function spansWithin(spans: readonly Span[], outer: Span): readonly Span[] {
  return spans.flatMap((span) => {
    const from = Math.max(span.offset, outer.offset);
    const to = Math.min(span.offset + span.length, outer.offset + outer.length);
    return from < to ? [{ offset: from - outer.offset, length: to - from }] : [];
  });
}
