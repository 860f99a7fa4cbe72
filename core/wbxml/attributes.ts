import { hexByte } from '../base/bytes.ts';
import { attributeStart, attributeValue, type Vocabulary } from './code-pages.ts';
import { extensionForm, GLOBAL } from './global-tokens.ts';
import type { WbxmlScanner } from './scanner.ts';

/**
 * Walks over an attribute list with its END (WAP-192 5.8.2), which SyncML never has and Client Provisioning lives on.
 * @returns the attribute page that it ends on.
 */
export function skipAttributes(scan: WbxmlScanner, vocabulary: Vocabulary, firstPage: number): number {
  let page = firstPage;
  for (let byte = scan.peek(); byte >= 0; byte = scan.peek()) {
    if (byte === GLOBAL.end) {
      scan.skip('control', 'end of attributes');
      return page;
    }
    if (!scan.countNode()) return page;
    if (byte === GLOBAL.switchPage) {
      scan.skip('control', 'switch attribute page');
      page = takePage(scan) ?? page;
    } else {
      skipToken(scan, vocabulary, page, byte);
    }
  }
  if (scan.fault === null) scan.stop('truncated');
  return page;
}

function takePage(scan: WbxmlScanner): number | undefined {
  const page = scan.byte();
  if (page < 0) return undefined;
  if (scan.tokens !== null) scan.note(scan.at - 1, 'control', `attribute page ${page}`);
  return page;
}

function skipToken(scan: WbxmlScanner, vocabulary: Vocabulary, page: number, byte: number): void {
  const extension = extensionForm(byte);
  if (byte === GLOBAL.strI || extension === 'string') {
    scan.skip('control', extension === undefined ? 'inline string' : `extension ${hexByte(byte)}`);
    scan.string('text');
  } else if (byte === GLOBAL.strT || byte === GLOBAL.literal || byte === GLOBAL.entity || extension === 'integer') {
    const what = byte === GLOBAL.entity ? 'character entity' : byte === GLOBAL.literal ? 'attribute name' : 'reference';
    scan.skip('control', extension === undefined ? what : `extension ${hexByte(byte)}`);
    takeReference(scan, byte);
  } else if (byte === GLOBAL.opaque) {
    skipOpaque(scan);
  } else if (extension === 'nothing') {
    scan.skip('control', `extension ${hexByte(byte)}`);
  } else if (byte === GLOBAL.pi || (byte & 0x3f) === GLOBAL.literal) {
    scan.stop('attribute-token');
  } else {
    scan.skip('tag', scan.tokens === null ? '' : attributeMeaning(vocabulary, page, byte));
  }
}

function takeReference(scan: WbxmlScanner, byte: number): void {
  const from = scan.at;
  const value = scan.uint();
  if (value < 0 || scan.tokens === null) return;
  const table = byte === GLOBAL.strT || byte === GLOBAL.literal;
  scan.note(from, 'control', table ? `string at ${value} in the string table` : `value ${value}`);
}

function skipOpaque(scan: WbxmlScanner): void {
  scan.skip('control', 'opaque data');
  const from = scan.at;
  const length = scan.uint();
  if (length < 0) return;
  if (scan.tokens !== null) scan.note(from, 'length', `${length} bytes`);
  const start = scan.at;
  if (length > scan.end - start) {
    scan.stop('opaque-overrun');
  } else {
    scan.at += length;
    scan.note(start, 'binary', 'data');
  }
}

/** What an attribute token says: the attribute that begins, or characters of its value. */
function attributeMeaning(vocabulary: Vocabulary, page: number, byte: number): string {
  if (byte >= 0x80) {
    const value = attributeValue(vocabulary, page, byte);
    return value === undefined ? `attribute value ${hexByte(byte)}, page ${page}` : `"${value}", page ${page}`;
  }
  const start = attributeStart(vocabulary, page, byte);
  if (start === undefined) return `attribute ${hexByte(byte)}, page ${page}`;
  return `attribute ${start.name}${start.prefix === undefined ? '' : ` = "${start.prefix}"`}, page ${page}`;
}
