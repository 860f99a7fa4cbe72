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
  const version = scan.byte();
  if (version >= 0) scan.note(start, 'header', `WBXML ${versionText(version)}`);
  const number = takeUint(scan, () => 'public identifier');
  const idToken = (scan.tokens?.length ?? 0) - 1;
  const index = number === 0 ? takeUint(scan, (value) => `public identifier at ${value} in the string table`) : -1;
  // WBXML 1.0 has no charset field.
  const charset = version === 0 ? null : takeUint(scan, (value) => `charset ${charsetName(value)}`);
  const length = takeUint(scan, (value) => `string table of ${value} bytes`);
  if (scan.fault !== null) return undefined;
  if (length > scan.end - scan.at) return scan.stop('table-overrun');
  scan.setCharset(charset);
  const stringTableSpan = { offset: scan.at, length };
  const stringTable = scan.bytes.subarray(scan.at, scan.at + length);
  if (scan.tokens === null) scan.at += length;
  else noteTable(scan, scan.at + length);
  const publicId = index < 0 ? { number } : { number, index };
  const token = scan.tokens?.[idToken];
  if (scan.tokens !== null && token !== undefined) {
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

function takeUint(scan: WbxmlScanner, meaning: (value: number) => string): number {
  const from = scan.at;
  const value = scan.uint();
  if (value >= 0 && scan.tokens !== null) scan.note(from, 'header', meaning(value));
  return value;
}

function noteTable(scan: WbxmlScanner, end: number): void {
  const start = scan.at;
  while (scan.at < end) {
    const from = scan.at;
    const string = scan.stringAt(from, end);
    if (string === undefined) return;
    scan.at = from + string.span.length;
    scan.note(from, 'text', `string ${from - start} of the table`);
    const close = scan.at;
    scan.at = Math.min(end, close + scan.terminatorWidth);
    scan.note(close, 'control', 'end of string');
  }
}
