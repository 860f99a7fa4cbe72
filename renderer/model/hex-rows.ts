import type { Span } from '../../core/base/span.ts';

export const BYTES_PER_ROW = 16;

/** Number of rows that `length` bytes take. */
export function rowCount(length: number): number {
  return Math.ceil(length / BYTES_PER_ROW);
}

/** The part of `place` in the row, as first and last column; undefined where they do not meet. */
export function columnsInRow(
  place: Span | null,
  row: number,
): { readonly from: number; readonly to: number } | undefined {
  if (place === null || place.length === 0) return undefined;
  const start = row * BYTES_PER_ROW;
  const from = Math.max(place.offset, start) - start;
  const to = Math.min(place.offset + place.length, start + BYTES_PER_ROW) - start - 1;
  return from > to ? undefined : { from, to };
}

/** First and last row that a place touches. An empty place touches the row it stands in. */
export function rowsOf(place: Span): { readonly first: number; readonly last: number } {
  const first = Math.floor(place.offset / BYTES_PER_ROW);
  const last = Math.floor((place.offset + Math.max(1, place.length) - 1) / BYTES_PER_ROW);
  return { first, last };
}

/** How a byte looks in the ASCII column: itself, or a middle dot. */
export function asciiOf(byte: number): string {
  return byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : byte === 0x20 ? ' ' : '·';
}

/** Where the cursor goes for an arrow key, kept within the file. */
export function moveCursor(at: number, key: string, length: number, page: number): number {
  const step: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -BYTES_PER_ROW,
    ArrowDown: BYTES_PER_ROW,
    PageUp: -BYTES_PER_ROW * page,
    PageDown: BYTES_PER_ROW * page,
  };
  if (key === 'Home') return at - (at % BYTES_PER_ROW);
  if (key === 'End') return Math.min(length - 1, at - (at % BYTES_PER_ROW) + BYTES_PER_ROW - 1);
  const to = at + (step[key] ?? 0);
  return to < 0 || to >= length ? at : to;
}
