import { hexByte } from '../base/bytes.ts';

/** Digits of EF(ICCID): two a byte, low nibble first, F as filler (TS 102 221 13.2). Undefined when it is not a number. */
export function readIccid(bytes: Uint8Array): string | undefined {
  let digits = '';
  for (const byte of bytes) digits += hexByte(((byte & 0x0f) << 4) | (byte >> 4));
  const match = /^([0-9]{1,20})F*$/.exec(digits);
  return match?.[1];
}

/** The ten bytes of EF(ICCID). @throws RangeError for anything but 1 to 20 digits. */
export function encodeIccid(iccid: string): Uint8Array {
  if (!/^[0-9]{1,20}$/.test(iccid)) throw new RangeError('an ICCID has up to 20 digits');
  const digits = iccid.padEnd(20, 'F');
  return Uint8Array.from({ length: 10 }, (_, i) => Number.parseInt(`${digits[2 * i + 1]}${digits[2 * i]}`, 16));
}
