import { concat } from '../../base/bytes.ts';

/** The GSM 7 bit default alphabet (TS 23.038 6.2.1), a code a character; 1B introduces the extension table. */
const GSM_ALPHABET =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** The extension table (TS 23.038 6.2.1.1). */
const GSM_EXTENSION: Readonly<Record<number, string>> = {
  10: '\f',
  20: '^',
  40: '{',
  41: '}',
  47: '\\',
  60: '[',
  61: '~',
  62: ']',
  64: '|',
  101: '€',
};

/** Text in the default alphabet, one code a byte with bit 8 zero; a code that is none shows as U+FFFD. */
export function gsmText(codes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code === 0x1b && i + 1 < codes.length) {
      i += 1;
      text += GSM_EXTENSION[codes[i] as number] ?? GSM_ALPHABET[codes[i] as number] ?? '\ufffd';
    } else text += GSM_ALPHABET[code] ?? '\ufffd';
  }
  return text;
}

/** Packed septets to codes (TS 23.038 6.1.2.1). @param count number of septets */
export function unpackSeptets(bytes: Uint8Array, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => {
    const bit = i * 7;
    const low = (bytes[bit >> 3] ?? 0) >> (bit & 7);
    const high = (bytes[(bit >> 3) + 1] ?? 0) << (8 - (bit & 7));
    return (low | high) & 0x7f;
  });
}

function ucs2(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    const unit = ((bytes[i] as number) << 8) | (bytes[i + 1] as number);
    if (unit === 0xffff) break;
    text += String.fromCharCode(unit);
  }
  return text;
}

/** 81 and 82: a base and one byte a character, either of the default alphabet or an offset from the base. */
function basedText(bytes: Uint8Array, base: number, start: number): string {
  let text = '';
  for (const byte of bytes.subarray(start, start + (bytes[1] ?? 0))) {
    text += byte < 0x80 ? gsmText(Uint8Array.of(byte)) : String.fromCharCode((base + (byte & 0x7f)) & 0xffff);
  }
  return text;
}

/** Number of bytes of an alpha identifier before its filling. */
export function alphaLength(bytes: Uint8Array): number {
  const first = bytes[0];
  if (first === 0x80) {
    let end = 1;
    while (end + 1 < bytes.length && !(bytes[end] === 0xff && bytes[end + 1] === 0xff)) end += 2;
    return Math.min(end, bytes.length);
  }
  if (first === 0x81) return Math.min(bytes.length, 3 + (bytes[1] ?? 0));
  if (first === 0x82) return Math.min(bytes.length, 4 + (bytes[1] ?? 0));
  const filler = bytes.indexOf(0xff);
  return filler < 0 ? bytes.length : filler;
}

/**
 * Text of an alpha identifier (TS 102 221 Annex A): the default alphabet, or UCS2 after 80, 81 or 82. Filling is left out.
 */
export function alphaText(bytes: Uint8Array): string {
  const used = bytes.subarray(0, alphaLength(bytes));
  if (used[0] === 0x80) return ucs2(used.subarray(1));
  // 81: bits 15 to 8 of the base; 82: the whole base.
  if (used[0] === 0x81) return basedText(used, (used[2] ?? 0) << 7, 3);
  if (used[0] === 0x82) return basedText(used, ((used[2] ?? 0) << 8) | (used[3] ?? 0), 4);
  return gsmText(used);
}

function gsmCodes(text: string): Uint8Array | undefined {
  const codes: number[] = [];
  for (const character of text) {
    const code = GSM_ALPHABET.indexOf(character);
    if (code >= 0 && code !== 0x1b) codes.push(code);
    else {
      const extended = Object.entries(GSM_EXTENSION).find(([, value]) => value === character);
      if (extended === undefined) return undefined;
      codes.push(0x1b, Number(extended[0]));
    }
  }
  return Uint8Array.from(codes);
}

/** Bytes of an alpha identifier without filling: the default alphabet where it has every character, else UCS2 after 80. */
export function encodeAlpha(text: string): Uint8Array {
  const codes = gsmCodes(text);
  if (codes !== undefined) return codes;
  const units = Uint8Array.from({ length: 2 * text.length }, (_, i) => {
    const unit = text.charCodeAt(i >> 1);
    return i % 2 === 0 ? unit >> 8 : unit & 0xff;
  });
  return concat(Uint8Array.of(0x80), units);
}
