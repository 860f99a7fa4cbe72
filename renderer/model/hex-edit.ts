import { concat, fromHex } from '../../core/base/bytes.ts';
import type { Span } from '../../core/base/span.ts';

/** Bytes with the places among them that must not be shown. */
export interface HiddenBytes {
  readonly bytes: Uint8Array;
  readonly hidden: readonly Span[];
}

/** Puts `insert` in the place of `count` bytes at `at`. Hidden places move with their bytes; what is put in is not hidden. */
export function splice({ bytes, hidden }: HiddenBytes, at: number, count: number, insert: Uint8Array): HiddenBytes {
  const end = Math.min(bytes.length, at + count);
  const by = insert.length - (end - at);
  return {
    bytes: concat(bytes.subarray(0, at), insert, bytes.subarray(end)),
    hidden: hidden.flatMap(({ offset, length }) => {
      const last = offset + length;
      const pieces = [
        { from: offset, to: Math.min(last, at) },
        { from: Math.max(offset, end) + by, to: last + by },
      ];
      return pieces.flatMap(({ from, to }) => (to > from ? [{ offset: from, length: to - from }] : []));
    }),
  };
}

/** Where the typing stands: the byte, and whether its first digit was typed already. */
export interface HexCursor {
  readonly at: number;
  readonly half: boolean;
}

/** Types one hex digit. In insert mode, and at the end, it makes a byte; else it changes the one that stands there. */
export function typeDigit(
  before: HiddenBytes,
  cursor: HexCursor,
  digit: number,
  insert: boolean,
): { readonly after: HiddenBytes; readonly cursor: HexCursor } {
  const { at, half } = cursor;
  const old = before.bytes[at] ?? 0;
  if (half) {
    const after = overtype(before, at, (old & 0xf0) | digit);
    return { after, cursor: { at: at + 1, half: false } };
  }
  const makes = insert || at >= before.bytes.length;
  const after = makes
    ? splice(before, at, 0, Uint8Array.of(digit << 4))
    : overtype(before, at, (digit << 4) | (old & 0x0f));
  return { after, cursor: { at, half: true } };
}

/** A changed byte stays as hidden as it was. */
function overtype({ bytes, hidden }: HiddenBytes, at: number, byte: number): HiddenBytes {
  const after = bytes.slice();
  after[at] = byte;
  return { bytes: after, hidden };
}

/** Bytes of a text of hex digits, with spaces, commas, `0x` and line ends between them; null for any other text. */
export function pastedBytes(text: string): Uint8Array | null {
  const bytes = fromHex(text.replace(/0x|[\s,;:]/gi, ''));
  return bytes === undefined || bytes.length === 0 ? null : bytes;
}
