/** Digits of telephone numbers in BCD (TS 51.011 10.5.1, Table 12): what nibbles A to E stand for; F is filling. */
const DIALLING = '0123456789*#pwe';

/** Two digits a byte, the first in the low nibble, up to the first F. */
export function bcdDigits(bytes: Uint8Array, alphabet = DIALLING): string {
  let digits = '';
  for (const byte of bytes) {
    for (const nibble of [byte & 0x0f, byte >> 4]) {
      const digit = alphabet[nibble];
      if (digit === undefined) return digits;
      digits += digit;
    }
  }
  return digits;
}

/** `digits` as BCD with F filling up to whole bytes; undefined where a character has no nibble. */
export function encodeBcd(digits: string): Uint8Array | undefined {
  const nibbles = [...digits].map((digit) => DIALLING.indexOf(digit));
  if (nibbles.includes(-1)) return undefined;
  if (nibbles.length % 2 === 1) nibbles.push(0x0f);
  return Uint8Array.from(
    { length: nibbles.length / 2 },
    (_, i) => ((nibbles[2 * i + 1] ?? 0) << 4) | (nibbles[2 * i] ?? 0),
  );
}

/**
 * A network's code in three bytes: MCC 2 and 1, MNC 3 and MCC 3, MNC 2 and 1 (TS 24.008 10.5.1.13). `001-01`, `310-410`;
 * undefined for FF FF FF and for what has no digits.
 */
export function plmnOf(bytes: Uint8Array): string | undefined {
  const [a = 0xff, b = 0xff, c = 0xff] = bytes;
  const mcc = [a & 0x0f, a >> 4, b & 0x0f];
  const mnc = [c & 0x0f, c >> 4, ...(b >> 4 === 0x0f ? [] : [b >> 4])];
  // D stands for any digit in lists of networks (TS 31.102 4.2.59).
  const text = (digits: readonly number[]) =>
    digits.map((digit) => (digit < 10 ? digit : digit === 0x0d ? 'x' : '?')).join('');
  const plmn = `${text(mcc)}-${text(mnc)}`;
  return plmn.includes('?') ? undefined : plmn;
}

/** A number in bytes, the highest first. */
export function numberOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}
