/** Byte strings: hex in upper case (the product's JSON contract), joining, comparing, UTF-8. Pure. */

const HEX = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0').toUpperCase());

const NO_DIGIT = 0xff;
/** Value of a hex digit by its character code. */
const NIBBLES = new Uint8Array(128).fill(NO_DIGIT);
for (const digits of ['0123456789abcdef', '0123456789ABCDEF'])
  for (const [value, digit] of [...digits].entries()) NIBBLES[digit.charCodeAt(0)] = value;

/** Bytes as upper-case hex, `separator` between the bytes. */
export function toHex(bytes: Uint8Array, separator = ''): string {
  let out = '';
  for (let i = 0; i < bytes.length; i++) {
    if (i > 0 && separator !== '') out += separator;
    out += HEX[bytes[i] as number];
  }
  return out;
}

/**
 * Hex to bytes; white space and colons between bytes are ignored, upper or lower case.
 * @returns undefined when a character is not hex or the number of digits is odd.
 */
export function fromHex(text: string): Uint8Array | undefined {
  const out = new Uint8Array(text.length >> 1);
  let digits = 0;
  let high = 0;
  for (let at = 0; at < text.length; at++) {
    const nibble = NIBBLES[text.charCodeAt(at)] ?? NO_DIGIT;
    if (nibble === NO_DIGIT) {
      if (!/[\s:]/.test(text[at] as string)) return undefined;
    } else {
      if (digits % 2 === 1) out[digits >> 1] = (high << 4) | nibble;
      else high = nibble;
      digits += 1;
    }
  }
  if (digits % 2 !== 0) return undefined;
  return digits === text.length ? out : out.slice(0, digits >> 1);
}

/** Hex to bytes for constants in source code. @throws RangeError when the literal is not hex: a programming error. */
export function hex(literal: string): Uint8Array {
  const bytes = fromHex(literal);
  if (bytes === undefined) throw new RangeError(`not hex: ${literal.slice(0, 40)}`);
  return bytes;
}

/** One byte as two upper-case digits. */
export function hexByte(value: number): string {
  return HEX[value & 0xff] as string;
}

/** A 16-bit number (file id, status word, offset) as four upper-case digits. */
export function hexWord(value: number): string {
  return hexByte(value >> 8) + hexByte(value);
}

/** The parts one after the other, in a new array. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** True when both hold the same bytes. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** True when `bytes` begins with `prefix`. */
export function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return bytes.length >= prefix.length && equalBytes(bytes.subarray(0, prefix.length), prefix);
}

/** True when every byte equals `value` (an empty string counts as filled). */
export function isFilled(bytes: Uint8Array, value: number): boolean {
  for (const byte of bytes) if (byte !== value) return false;
  return true;
}

/** `bytes` followed by `filler` up to `length`; unchanged (a copy) when it is that long already. */
export function padEnd(bytes: Uint8Array, length: number, filler: number): Uint8Array {
  const out = new Uint8Array(Math.max(length, bytes.length)).fill(filler);
  out.set(bytes);
  return out;
}

const UTF8_STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const UTF8_LENIENT = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
const UTF8_ENCODER = new TextEncoder();

/** UTF-8 bytes of a string. */
export function utf8(text: string): Uint8Array {
  return UTF8_ENCODER.encode(text);
}

/** Text of UTF-8 bytes, or undefined when they are not well-formed UTF-8. */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  try {
    return UTF8_STRICT.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Text of UTF-8 bytes with U+FFFD where they are malformed: for showing, never for writing back. */
export function showUtf8(bytes: Uint8Array): string {
  return UTF8_LENIENT.decode(bytes);
}
