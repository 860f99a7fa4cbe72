import { hexByte, startsWith, utf8 } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import { skipAttributes } from './attributes.ts';
import { readableText } from './charset.ts';
import { isKnownTag, pageTitle, tagName, type Vocabulary } from './code-pages.ts';
import type { WbxmlDocument, WbxmlNode, WbxmlOpaque } from './document.ts';
import { extensionForm, GLOBAL, TAG_ATTRIBUTES, TAG_CONTENT, TAG_IDENTITY } from './global-tokens.ts';
import { readHeader, type WbxmlHeader } from './header.ts';
import { vocabularyFor } from './public-ids.ts';
import { WbxmlScanner } from './scanner.ts';

const NO_BYTES = new Uint8Array();
/** Shared by all elements without content, and never written to. */
const NO_NODES: WbxmlNode[] = [];
const DM_DDF_START = utf8('-//OMA//DTD-DM-DDF');

/** Reads a whole document; null when its header does not decode. Faults stand in the scanner. */
export function readBody(scan: WbxmlScanner): WbxmlDocument | null {
  const start = scan.at;
  const header = readHeader(scan);
  if (header === undefined) return null;
  const reader = new BodyReader(scan, header);
  const body = reader.read();
  return {
    version: header.version,
    publicId: header.publicId,
    charset: header.charset,
    vocabulary: reader.vocabulary,
    stringTable: header.stringTable,
    stringTableSpan: header.stringTableSpan,
    header: header.header,
    body,
    span: { offset: start, length: scan.at - start },
    bytes: scan.bytes.subarray(start, scan.at),
  };
}

class BodyReader {
  vocabulary: Vocabulary;
  readonly #scan: WbxmlScanner;
  readonly #header: WbxmlHeader;
  /** Tag and attribute pages are states of their own and last until the next switch. */
  #page = 0;
  #attributePage = 0;

  constructor(scan: WbxmlScanner, header: WbxmlHeader) {
    this.#scan = scan;
    this.#header = header;
    this.vocabulary = vocabularyFor(header, null);
  }

  /** Body = PIs and page switches, then one root element (WAP-192 5.3). */
  read(): WbxmlNode[] {
    const scan = this.#scan;
    const body: WbxmlNode[] = [];
    while (scan.fault === null) {
      const byte = scan.peek();
      if (byte < 0) {
        scan.stop('truncated');
      } else if (byte === GLOBAL.switchPage || byte === GLOBAL.pi) {
        this.#node(byte, body);
      } else if ((byte & TAG_IDENTITY) < GLOBAL.literal || extensionForm(byte) !== undefined) {
        scan.stop('no-root');
      } else {
        this.vocabulary = vocabularyFor(this.#header, { page: this.#page, token: byte & TAG_IDENTITY });
        this.#node(byte, body);
        break;
      }
    }
    return body;
  }

  /** Reads one node into `into`; what was read of it before a fault is kept. */
  #node(byte: number, into: WbxmlNode[]): void {
    if (!this.#scan.countNode()) return;
    if (byte === GLOBAL.strI) this.#inline(into);
    else if (byte === GLOBAL.strT) this.#table(into);
    else if (byte === GLOBAL.opaque) this.#opaque(into);
    else if (byte === GLOBAL.switchPage) this.#switch(into);
    else if (byte === GLOBAL.entity) this.#entity(into);
    else if (byte === GLOBAL.pi) this.#instruction(into);
    else if (extensionForm(byte) !== undefined) this.#extension(byte, into);
    else this.#element(byte, into);
  }

  #switch(into: WbxmlNode[]): void {
    const scan = this.#scan;
    const start = scan.at;
    scan.skip('control', 'switch page');
    const page = scan.byte();
    if (page < 0) return;
    if (scan.tokens !== null) scan.note(start + 1, 'control', `page ${page} (${pageTitle(this.vocabulary, page)})`);
    this.#page = page;
    into.push({ kind: 'switchPage', page, span: { offset: start, length: 2 } });
  }

  #instruction(into: WbxmlNode[]): void {
    const scan = this.#scan;
    const start = scan.at;
    const attributePage = this.#attributePage;
    scan.skip('control', 'processing instruction');
    this.#attributePage = skipAttributes(scan, this.vocabulary, attributePage);
    const bytes = scan.bytes.subarray(start, scan.at);
    into.push({ kind: 'other', bytes, attributePage, span: { offset: start, length: scan.at - start } });
  }

  #extension(byte: number, into: WbxmlNode[]): void {
    const scan = this.#scan;
    const start = scan.at;
    scan.skip('control', `extension ${hexByte(byte)}`);
    const form = extensionForm(byte);
    if (form === 'string') scan.string('text of the extension');
    if (form === 'integer') {
      const value = scan.uint();
      if (scan.tokens !== null) scan.note(start + 1, 'control', `value ${value}`);
    }
    if (scan.fault !== null) return;
    const bytes = scan.bytes.subarray(start, scan.at);
    into.push({ kind: 'other', bytes, span: { offset: start, length: scan.at - start } });
  }

  #element(byte: number, into: WbxmlNode[]): void {
    const scan = this.#scan;
    const start = scan.at;
    const token = byte & TAG_IDENTITY;
    const page = this.#page;
    const hasContent = (byte & TAG_CONTENT) !== 0;
    let name: string;
    let literal = -1;
    scan.at++;
    if (token === GLOBAL.literal) {
      if (scan.tokens !== null) scan.note(start, 'tag', `name from the string table${tagBits(byte)}`);
      literal = scan.uint();
      if (literal < 0) return;
      if (scan.tokens !== null) scan.note(start + 1, 'tag', `name at ${literal} in the string table`);
      const reference = this.#reference(literal);
      if (reference === undefined) return;
      name = reference.text;
    } else {
      name = tagName(this.vocabulary, page, token);
      if (scan.tokens !== null)
        scan.note(start, 'tag', `${name}, page ${page} (${pageTitle(this.vocabulary, page)})${tagBits(byte)}`);
    }
    let attributes: Uint8Array = NO_BYTES;
    const attributePage = this.#attributePage;
    if ((byte & TAG_ATTRIBUTES) !== 0) {
      const attributesAt = scan.at;
      this.#attributePage = skipAttributes(scan, this.vocabulary, attributePage);
      attributes = scan.bytes.subarray(attributesAt, scan.at);
    }
    const children: WbxmlNode[] = hasContent ? [] : NO_NODES;
    if (hasContent && scan.fault === null) this.#content(name, children);
    const span = { offset: start, length: scan.at - start };
    // One layout for all elements, and for all texts and opaque data: the engine reads these fastest.
    into.push({
      kind: 'element',
      page,
      token,
      name,
      literal: literal < 0 ? undefined : literal,
      attributes,
      attributePage,
      hasContent,
      children,
      span,
    });
  }

  #content(name: string, children: WbxmlNode[]): void {
    const scan = this.#scan;
    scan.depth++;
    if (scan.depth > scan.limits.depth) scan.stop('too-deep');
    while (scan.fault === null) {
      const byte = scan.peek();
      if (byte < 0) {
        scan.stop('truncated');
      } else if (byte === GLOBAL.end) {
        scan.skip('control', scan.tokens === null ? '' : `end of ${name}`);
        break;
      } else {
        this.#node(byte, children);
      }
    }
    scan.depth--;
  }

  #inline(into: WbxmlNode[]): void {
    const scan = this.#scan;
    const start = scan.at;
    scan.skip('control', 'inline string');
    const string = scan.string('text');
    if (string === undefined) return;
    const span = { offset: start, length: scan.at - start };
    into.push({ kind: 'text', form: 'inline', text: string.text, valueSpan: string.span, tableSpan: undefined, span });
  }

  #entity(into: WbxmlNode[]): void {
    const scan = this.#scan;
    const start = scan.at;
    scan.skip('control', 'character entity');
    const code = scan.uint();
    if (code < 0) return;
    if (scan.tokens !== null)
      scan.note(start + 1, 'control', `character U+${code.toString(16).toUpperCase().padStart(4, '0')}`);
    const valid = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    const span = { offset: start, length: scan.at - start };
    const text = valid ? String.fromCodePoint(code) : '\ufffd';
    into.push({ kind: 'text', form: 'entity', text, valueSpan: span, tableSpan: undefined, span });
  }

  #table(into: WbxmlNode[]): void {
    const scan = this.#scan;
    const start = scan.at;
    scan.skip('control', 'string from the table');
    const index = scan.uint();
    if (index < 0) return;
    if (scan.tokens !== null) scan.note(start + 1, 'control', `string at ${index} in the string table`);
    const reference = this.#reference(index);
    if (reference === undefined) return;
    const span = { offset: start, length: scan.at - start };
    into.push({ kind: 'text', form: 'table', text: reference.text, valueSpan: span, tableSpan: reference.span, span });
  }

  /** The string at `index` of the table, up to its 00 or the table's end. */
  #reference(index: number): { readonly text: string; readonly span: Span } | undefined {
    const { offset, length } = this.#header.stringTableSpan;
    if (index >= length) return this.#scan.stop('table-reference');
    return this.#scan.stringAt(offset + index, offset + length);
  }

  #opaque(into: WbxmlNode[]): void {
    const scan = this.#scan;
    const from = scan.at;
    scan.skip('control', 'opaque data');
    const length = scan.uint();
    if (length < 0) return;
    if (scan.tokens !== null) scan.note(from + 1, 'length', `${length} bytes`);
    const start = scan.at;
    const there = Math.min(length, scan.end - start);
    const bytes = scan.bytes.subarray(start, start + there);
    const inner = this.#embedded(start, there);
    scan.at = start + there;
    if (scan.tokens !== null) {
      const read = inner === undefined ? start : inner.scan.at;
      for (const token of inner?.scan.tokens ?? []) scan.tokens.push(token);
      if (inner?.scan.fault === null) scan.note(read, 'padding', 'after the embedded document');
      else if (inner !== undefined) scan.note(notedTo(inner.scan, start), 'binary', 'not decoded');
      else scan.note(start, readableText(bytes) === undefined ? 'binary' : 'text', 'data');
    }
    if (there < length) scan.stop('opaque-overrun', start);
    const span = { offset: from, length: scan.at - from };
    const valueSpan = { offset: start, length: there };
    const { embedded, broken } = inner?.found ?? { embedded: undefined, broken: undefined };
    into.push({ kind: 'opaque', bytes, valueSpan, embedded, broken, span });
  }

  /**
   * The WBXML document in an OPAQUE. A nonce can begin like one: the bytes count as a document only when they decode to
   * their end with a root that the tables know, or when their header names DM DDF.
   */
  #embedded(
    start: number,
    length: number,
  ):
    | {
        readonly found: { readonly embedded?: WbxmlOpaque['embedded']; readonly broken?: WbxmlOpaque['broken'] };
        readonly scan: WbxmlScanner;
      }
    | undefined {
    const outer = this.#scan;
    const first = outer.bytes[start];
    if (length < 5 || first === undefined || first > 3) return undefined;
    const scan = new WbxmlScanner(outer.bytes, start, start + length, outer.limits, outer.tokens !== null, outer);
    const document = readBody(scan);
    if (document === null) return undefined;
    if (scan.fault === null) {
      const root = document.body.find((node) => node.kind === 'element');
      const known = root !== undefined && isKnownTag(document.vocabulary, root.page, root.token);
      const whole = known && document.span.length === length;
      return whole || namesTree(document) ? { found: { embedded: document }, scan } : undefined;
    }
    return namesTree(document) ? { found: { broken: { document, fault: scan.fault } }, scan } : undefined;
  }
}

function namesTree(document: WbxmlDocument): boolean {
  return startsWith(document.stringTable, DM_DDF_START);
}

/** Where the tokens of a reading that stopped end. */
function notedTo(scan: WbxmlScanner, start: number): number {
  const last = scan.tokens?.at(-1)?.span;
  return last === undefined ? start : last.offset + last.length;
}

function tagBits(byte: number): string {
  const attributes = (byte & TAG_ATTRIBUTES) === 0 ? '' : ', has attributes';
  return (byte & TAG_CONTENT) === 0 ? attributes : `${attributes}, has content`;
}
