import { toHex } from '../../core/base/bytes.ts';
import { type Span, sliceSpan } from '../../core/base/span.ts';
import { maskSecrets } from '../../core/bootstrap/message-edit.ts';
import type { FileModel } from './card-model.ts';

/** The ways in which selected bytes leave for another program. */
export const COPY_FORMATS = ['hex', 'base64', 'json', 'c', 'command'] as const;
export type CopyFormat = (typeof COPY_FORMATS)[number];

/** Bytes on their way out: secrets stand as `*` (2A), as in every other output of the product. */
export interface CopiedBytes {
  readonly text: string;
  readonly bytes: number;
  /** How many of them were masked. */
  readonly masked: number;
}

function maskedIn(secrets: readonly Span[], place: Span): readonly Span[] {
  return secrets.flatMap(({ offset, length }) => {
    const from = Math.max(offset, place.offset);
    const to = Math.min(offset + length, place.offset + place.length);
    return to > from ? [{ offset: from, length: to - from }] : [];
  });
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

const C_COLUMNS = 12;

function cArray(name: string, bytes: Uint8Array): string {
  const words = [...bytes].map((byte) => `0x${toHex(Uint8Array.of(byte))}`);
  const lines: string[] = [];
  for (let at = 0; at < words.length; at += C_COLUMNS) lines.push(`    ${words.slice(at, at + C_COLUMNS).join(', ')}`);
  const identifier = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
  return `static const unsigned char ${identifier}[${bytes.length}] = {\n${lines.join(',\n')}\n};\n`;
}

/** A word as a POSIX shell takes it. */
function shellWord(word: string): string {
  return /^[\w:./=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The command that reads and explains the file in a terminal. A path from the application has no place in the MF's tree: its id does. */
export function fileCommand(reader: string, { path, fid }: { readonly path: string; readonly fid: string }): string {
  return `bootcard files ${shellWord(reader)} ${path.startsWith('3F00') ? path : fid}`;
}

/** Selected bytes as text for another program. */
export function copiedBytes(file: FileModel, place: Span, format: CopyFormat, reader: string): CopiedBytes {
  const hidden = maskedIn(file.secrets, place);
  const bytes = sliceSpan(maskSecrets(file.file.bytes, hidden), place);
  const masked = format === 'command' ? 0 : hidden.reduce((sum, { length }) => sum + length, 0);
  const { path, fid, name } = file.file;
  const text = (): string => {
    switch (format) {
      case 'hex':
        return toHex(bytes, ' ');
      case 'base64':
        return base64(bytes);
      case 'json':
        return JSON.stringify({ file: path, name, ...place, hex: toHex(bytes), masked: hidden });
      case 'c':
        return cArray(`ef_${fid}_${place.offset.toString(16).padStart(4, '0')}`, bytes);
      case 'command':
        return fileCommand(reader, file.file);
    }
  };
  return { text: text(), bytes: bytes.length, masked };
}
