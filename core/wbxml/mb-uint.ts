/**
 * mb_u_int32 (WAP-192 5.1): seven bits a byte, most significant group first, bit 8 set in all but the last byte, at
 * most five bytes.
 */
export interface MbUint {
  readonly value: number;
  /** Bytes that it takes, also where fewer would do. */
  readonly length: number;
}

/** Reads an mb_u_int32 at `at`, or tells why there is none. */
export function readMbUint(
  bytes: Uint8Array,
  at: number,
  end = bytes.length,
): MbUint | 'truncated' | 'integer-too-long' {
  let value = 0;
  for (let length = 1; length <= 5; length++) {
    const byte = at + length - 1 < end ? bytes[at + length - 1] : undefined;
    if (byte === undefined) return 'truncated';
    value = value * 128 + (byte & 0x7f);
    if ((byte & 0x80) === 0) return value > 0xffffffff ? 'integer-too-long' : { value, length };
  }
  return 'integer-too-long';
}

/**
 * Encodes `value` (0 to 0xFFFFFFFF) in the fewest bytes, or in `excess` more: documents that write lengths with leading
 * 80 bytes keep doing so when a length changes.
 */
export function writeMbUint(value: number, excess = 0): Uint8Array {
  const groups = [value & 0x7f];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128))
    groups.unshift((rest & 0x7f) | 0x80);
  for (let i = 0; i < excess && groups.length < 5; i++) groups.unshift(0x80);
  return Uint8Array.from(groups);
}
