/**
 * Digits as EF(ICCID) and EF(IMSI) hold them: two a byte, the first in the low nibble, F as filler
 * (TS 102 221 13.2, TS 51.011 10.3.2).
 */
export function swappedDigits(digits: string, length = Math.ceil(digits.length / 2)): Uint8Array {
  const filled = digits.padEnd(2 * length, 'F');
  return Uint8Array.from({ length }, (_, i) => Number.parseInt(`${filled[2 * i + 1]}${filled[2 * i]}`, 16));
}

/** `digits` with its Luhn check digit (ITU-T E.118) at the end. */
export function withLuhn(digits: string): string {
  let sum = 0;
  for (const [index, digit] of [...digits].reverse().entries()) {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits + String((10 - (sum % 10)) % 10);
}
