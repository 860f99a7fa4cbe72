import { fromUtf8, showUtf8, utf8 } from '../base/bytes.ts';

/** Character sets by MIBenum. Text in any other is shown as UTF-8 as far as that goes. */
export const CHARSETS = {
  3: { name: 'US-ASCII', coder: 'utf8' },
  4: { name: 'ISO-8859-1', coder: 'latin1' },
  106: { name: 'UTF-8', coder: 'utf8' },
  1000: { name: 'ISO-10646-UCS-2', coder: 'utf8' },
  1015: { name: 'UTF-16', coder: 'utf8' },
} as const satisfies Record<number, { name: string; coder: 'utf8' | 'latin1' }>;

function rowOf(charset: number | null): { name: string; coder: 'utf8' | 'latin1' } | undefined {
  return charset !== null && charset in CHARSETS ? CHARSETS[charset as keyof typeof CHARSETS] : undefined;
}

/** Name of a character set; `MIBenum 17` for one that the table does not have. */
export function charsetName(charset: number): string {
  return rowOf(charset)?.name ?? `MIBenum ${charset}`;
}

/** Text for showing: malformed bytes become U+FFFD. */
export function decodeText(bytes: Uint8Array, charset: number | null): string {
  if (rowOf(charset)?.coder !== 'latin1') return showUtf8(bytes);
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** Text as bytes of `charset`; undefined when it has characters that the set does not have. */
export function encodeText(text: string, charset: number | null): Uint8Array | undefined {
  if (rowOf(charset)?.coder !== 'latin1') return utf8(text);
  const out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0xff) return undefined;
    out[i] = code;
  }
  return out;
}

/** UTF-8 text without control characters (line breaks and tabs aside), or undefined: then the bytes are binary. */
export function readableText(bytes: Uint8Array): string | undefined {
  const text = fromUtf8(bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the question is whether there are any
  return text === undefined || /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text) ? undefined : text;
}
