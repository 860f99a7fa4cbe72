import { fromUtf8, showUtf8, utf8 } from '../base/bytes.ts';

interface CharsetRow {
  readonly name: string;
  /** Label of the Encoding Standard; null for those written out here. */
  readonly label: string | null;
  /** `ascii`: bytes below 80 are ASCII and nothing else; `stateful`: they need not be; `wide`: two bytes a unit. */
  readonly form: 'ascii' | 'stateful' | 'wide';
}

/**
 * Character sets by MIBenum (IANA). US-ASCII and ISO-8859-1 have no label: that standard means windows-1252 by them. The
 * two sets without a byte order of their own are big-endian unless they begin with a mark.
 */
export const CHARSETS = {
  3: { name: 'US-ASCII', label: 'utf-8', form: 'ascii' },
  4: { name: 'ISO-8859-1', label: null, form: 'ascii' },
  5: { name: 'ISO-8859-2', label: 'iso-8859-2', form: 'ascii' },
  6: { name: 'ISO-8859-3', label: 'iso-8859-3', form: 'ascii' },
  7: { name: 'ISO-8859-4', label: 'iso-8859-4', form: 'ascii' },
  8: { name: 'ISO-8859-5', label: 'iso-8859-5', form: 'ascii' },
  9: { name: 'ISO-8859-6', label: 'iso-8859-6', form: 'ascii' },
  10: { name: 'ISO-8859-7', label: 'iso-8859-7', form: 'ascii' },
  11: { name: 'ISO-8859-8', label: 'iso-8859-8', form: 'ascii' },
  12: { name: 'ISO-8859-9', label: 'iso-8859-9', form: 'ascii' },
  13: { name: 'ISO-8859-10', label: 'iso-8859-10', form: 'ascii' },
  17: { name: 'Shift_JIS', label: 'shift_jis', form: 'stateful' },
  18: { name: 'EUC-JP', label: 'euc-jp', form: 'ascii' },
  38: { name: 'EUC-KR', label: 'euc-kr', form: 'ascii' },
  39: { name: 'ISO-2022-JP', label: 'iso-2022-jp', form: 'stateful' },
  106: { name: 'UTF-8', label: 'utf-8', form: 'ascii' },
  109: { name: 'ISO-8859-13', label: 'iso-8859-13', form: 'ascii' },
  110: { name: 'ISO-8859-14', label: 'iso-8859-14', form: 'ascii' },
  111: { name: 'ISO-8859-15', label: 'iso-8859-15', form: 'ascii' },
  112: { name: 'ISO-8859-16', label: 'iso-8859-16', form: 'ascii' },
  113: { name: 'GBK', label: 'gbk', form: 'stateful' },
  114: { name: 'GB18030', label: 'gb18030', form: 'stateful' },
  1000: { name: 'ISO-10646-UCS-2', label: 'utf-16be', form: 'wide' },
  1013: { name: 'UTF-16BE', label: 'utf-16be', form: 'wide' },
  1014: { name: 'UTF-16LE', label: 'utf-16le', form: 'wide' },
  1015: { name: 'UTF-16', label: 'utf-16be', form: 'wide' },
  2025: { name: 'GB2312', label: 'gbk', form: 'ascii' },
  2026: { name: 'Big5', label: 'big5', form: 'stateful' },
  2084: { name: 'KOI8-R', label: 'koi8-r', form: 'ascii' },
  2250: { name: 'windows-1250', label: 'windows-1250', form: 'ascii' },
  2251: { name: 'windows-1251', label: 'windows-1251', form: 'ascii' },
  2252: { name: 'windows-1252', label: 'windows-1252', form: 'ascii' },
  2253: { name: 'windows-1253', label: 'windows-1253', form: 'ascii' },
  2254: { name: 'windows-1254', label: 'windows-1254', form: 'ascii' },
  2255: { name: 'windows-1255', label: 'windows-1255', form: 'ascii' },
  2256: { name: 'windows-1256', label: 'windows-1256', form: 'ascii' },
  2257: { name: 'windows-1257', label: 'windows-1257', form: 'ascii' },
  2258: { name: 'windows-1258', label: 'windows-1258', form: 'ascii' },
} as const satisfies Record<number, CharsetRow>;

export const UTF_8 = 106;

function rowOf(charset: number | null): CharsetRow | undefined {
  return charset !== null && Object.hasOwn(CHARSETS, charset) ? CHARSETS[charset as keyof typeof CHARSETS] : undefined;
}

/** Name of a character set; `MIBenum 17` for one that the table does not have. */
export function charsetName(charset: number): string {
  return rowOf(charset)?.name ?? `MIBenum ${charset}`;
}

/** Bytes of the 00 character that ends a string (WAP-192 5.8.4.1). */
export function terminatorWidth(charset: number | null): 1 | 2 {
  return rowOf(charset)?.form === 'wide' ? 2 : 1;
}

/** True where bytes below 80 are ASCII characters whatever stands before them. */
export function isAsciiBased(charset: number | null): boolean {
  const form = rowOf(charset)?.form;
  return form === undefined || form === 'ascii';
}

/** Named after the value: not every platform's types have a type of that name as well. */
type Decoder = InstanceType<typeof TextDecoder>;

/** True where text is read as UTF-8: also in sets that are not known. */
export function isUtf8Based(charset: number | null): boolean {
  const row = rowOf(charset);
  return row === undefined || row.label === 'utf-8';
}

const DECODERS = new Map<string, Decoder | null>();

/** Null where the platform lacks the label. */
function decoderFor(label: string): Decoder | null {
  const known = DECODERS.get(label);
  if (known !== undefined) return known;
  let decoder: Decoder | null = null;
  try {
    decoder = new TextDecoder(label, { ignoreBOM: true });
  } catch {
    // A platform built without this table: the text is shown as UTF-8, and its bytes stay what they are.
  }
  DECODERS.set(label, decoder);
  return decoder;
}

/** Text for showing: malformed bytes become U+FFFD. Text in a set that is not known is shown as UTF-8. */
export function decodeText(bytes: Uint8Array, charset: number | null): string {
  const row = rowOf(charset);
  if (row === undefined || row.label === 'utf-8') return showUtf8(bytes);
  if (row.label === null) return latin1(bytes);
  const marked = charset === 1015 || charset === 1000;
  if (marked && bytes[0] === 0xff && bytes[1] === 0xfe) return decodeText(bytes.subarray(2), 1014);
  if (marked && bytes[0] === 0xfe && bytes[1] === 0xff) return decodeText(bytes.subarray(2), 1013);
  return decoderFor(row.label)?.decode(bytes) ?? showUtf8(bytes);
}

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** Text as bytes of `charset`; undefined when it has characters that cannot be written in it here. */
export function encodeText(text: string, charset: number | null): Uint8Array | undefined {
  const row = rowOf(charset);
  if (row === undefined || row.label === 'utf-8') return utf8(text);
  if (row.form === 'wide') return encodeWide(text, row.label === 'utf-16le');
  const table = row.label === null ? null : singleByteTable(row.label);
  const out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const byte = code < 0x80 && row.form === 'ascii' ? code : table === null ? code : table.get(code);
    if (byte === undefined || byte > 0xff) return undefined;
    out[i] = byte;
  }
  return out;
}

function encodeWide(text: string, little: boolean): Uint8Array {
  const out = new Uint8Array(2 * text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    out[2 * i + (little ? 1 : 0)] = code >> 8;
    out[2 * i + (little ? 0 : 1)] = code & 0xff;
  }
  return out;
}

const TABLES = new Map<string, ReadonlyMap<number, number>>();

/** Bytes by character, of those that one byte of a set gives: that is all of it, or the part that can be written. */
function singleByteTable(label: string): ReadonlyMap<number, number> {
  const known = TABLES.get(label);
  if (known !== undefined) return known;
  const table = new Map<number, number>();
  const decoder = decoderFor(label);
  for (let byte = 0; byte < 256 && decoder !== null; byte++) {
    const text = decoder.decode(Uint8Array.of(byte));
    if (text.length === 1 && text !== '\ufffd') table.set(text.charCodeAt(0), byte);
  }
  TABLES.set(label, table);
  return table;
}

/** UTF-8 text without control characters (line breaks and tabs aside), or undefined: then the bytes are binary. */
export function readableText(bytes: Uint8Array): string | undefined {
  const text = fromUtf8(bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the question is whether there are any
  return text === undefined || /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text) ? undefined : text;
}
