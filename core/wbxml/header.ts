import { charsetName } from './charset.ts';
import type { WbxmlDocument } from './document.ts';
import { showPublicId } from './public-ids.ts';
import type { WbxmlScanner } from './scanner.ts';

/** `1.2` for the version byte 02: major − 1 in the high nibble, minor in the low one (WAP-192 5.4). */
export function versionText(version: number): string {
  return `${(version >> 4) + 1}.${version & 0x0f}`;
}

export type WbxmlHeader = Pick<
  WbxmlDocument,
  'version' | 'publicId' | 'charset' | 'stringTable' | 'stringTableSpan' | 'header'
>;

/** Reads version, publicid, charset and strtbl (WAP-192 5.4–5.7); undefined when the scanner stopped in them. */
export function readHeader(scan: WbxmlScanner): WbxmlHeader | undefined {
  const start = scan.at;
  const version = scan.takeByte('header', (byte) => `WBXML ${versionText(byte)}`);
  const idToken = scan.tokens.length;
  const number = scan.takeUint('header', () => 'public identifier');
  const index =
    number === 0 ? scan.takeUint('header', (value) => `public identifier at ${value} in the string table`) : undefined;
  // WBXML 1.0 has no charset field.
  const charset = version === 0 ? null : scan.takeUint('header', (value) => `charset ${charsetName(value)}`);
  const length = scan.takeUint('header', (value) => `string table of ${value} bytes`);
  if (version === undefined || number === undefined || charset === undefined || length === undefined) return undefined;
  if (length > scan.end - scan.at) {
    scan.stop('table-overrun');
    return undefined;
  }
  const stringTableSpan = { offset: scan.at, length };
  const stringTable = scan.bytes.subarray(scan.at, scan.at + length);
  takeTable(scan, stringTable);
  const publicId = index === undefined ? { number } : { number, index };
  const token = scan.tokens[idToken];
  if (token !== undefined) {
    scan.tokens[idToken] = { ...token, meaning: `public identifier ${showPublicId({ publicId, stringTable })}` };
  }
  return {
    version,
    publicId,
    charset,
    stringTable,
    stringTableSpan,
    header: { offset: start, length: scan.at - start },
  };
}

function takeTable(scan: WbxmlScanner, table: Uint8Array): void {
  const start = scan.at;
  let at = 0;
  while (at < table.length) {
    const close = table.indexOf(0, at);
    const end = close < 0 ? table.length : close;
    scan.take(end - at, 'text', `string ${at} of the table`);
    if (close >= 0) scan.take(1, 'control', 'end of string');
    at = scan.at - start;
  }
}
