import { hexByte, startsWith, utf8 } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import type { TokenSpan } from '../base/structure.ts';
import { skipAttributes } from './attributes.ts';
import { decodeText, readableText } from './charset.ts';
import { isKnownTag, pageTitle, tagName, type Vocabulary } from './code-pages.ts';
import type { WbxmlDocument, WbxmlElement, WbxmlNode, WbxmlOpaque, WbxmlText } from './document.ts';
import type { WbxmlFault } from './fault.ts';
import { extensionForm, GLOBAL, TAG_ATTRIBUTES, TAG_CONTENT, TAG_IDENTITY } from './global-tokens.ts';
import { readHeader, type WbxmlHeader } from './header.ts';
import { vocabularyOf } from './public-ids.ts';
import { WBXML_LIMITS, type WbxmlLimits, WbxmlScanner } from './scanner.ts';

/** A decoded document, or the first fault with what was decoded before it. Tokens tile what was read. */
export type WbxmlDecoding =
  | { readonly ok: true; readonly document: WbxmlDocument; readonly tokens: readonly TokenSpan[] }
  | {
      readonly ok: false;
      readonly fault: WbxmlFault;
      /** Elements whose END was not reached end at the fault; null when the header does not decode. */
      readonly partial: WbxmlDocument | null;
      readonly tokens: readonly TokenSpan[];
    };

/**
 * Decodes the WBXML document (WAP-192) that begins at `offset`. It ends with its root element: what follows (padding of
 * a card file) does not belong to it. Spans count from the start of `bytes`. Never throws.
 */
export function decodeWbxml(
  bytes: Uint8Array,
  offset = 0,
  end = bytes.length,
  limits: WbxmlLimits = WBXML_LIMITS,
): WbxmlDecoding {
  return decodeWith(new WbxmlScanner(bytes, offset, Math.min(end, bytes.length), limits));
}

function decodeWith(scan: WbxmlScanner): WbxmlDecoding {
  const start = scan.at;
  const header = readHeader(scan);
  const body = header === undefined ? [] : new BodyReader(scan, header).read();
  const span = { offset: start, length: scan.at - start };
  const document = header === undefined ? null : { ...header, body, span, bytes: scan.bytes.subarray(start, scan.at) };
  if (scan.fault !== null) return { ok: false, fault: scan.fault, partial: document, tokens: scan.tokens };
  if (document === null) return { ok: false, fault: { offset: start, reason: 'truncated' }, partial: null, tokens: [] };
  return { ok: true, document, tokens: scan.tokens };
}

/** The root element of a document; undefined where decoding stopped before it. */
export function rootElement(document: WbxmlDocument): WbxmlElement | undefined {
  return document.body.find((node) => node.kind === 'element');
}

class BodyReader {
  readonly #scan: WbxmlScanner;
  readonly #header: WbxmlHeader;
  readonly #vocabulary: Vocabulary;
  /** Tag and attribute pages are states of their own and last until the next switch. */
  #page = 0;
  #attributePage = 0;

  constructor(scan: WbxmlScanner, header: WbxmlHeader) {
    this.#scan = scan;
    this.#header = header;
    this.#vocabulary = vocabularyOf(header);
  }

  /** Body = PIs and page switches, then one root element (WAP-192 5.3). */
  read(): WbxmlNode[] {
    const scan = this.#scan;
    const body: WbxmlNode[] = [];
    for (let byte = scan.peek(); scan.fault === null; byte = scan.peek()) {
      if (byte === undefined) {
        scan.stop('truncated');
      } else if (byte === GLOBAL.switchPage || byte === GLOBAL.pi) {
        this.#node(byte, body);
      } else if ((byte & TAG_IDENTITY) < GLOBAL.literal) {
        scan.stop('no-root');
      } else {
        this.#node(byte, body);
        break;
      }
    }
    return body;
  }

  /** Reads one node into `into`; what was read of it before a fault is kept. */
  #node(byte: number, into: WbxmlNode[]): void {
    const scan = this.#scan;
    if (!scan.countNode()) return;
    const start = scan.at;
    const spanFrom = (): Span => ({ offset: start, length: scan.at - start });
    if (byte === GLOBAL.switchPage) {
      scan.take(1, 'control', 'switch page');
      const page = scan.takeByte('control', (value) => `page ${value} (${pageTitle(this.#vocabulary, value)})`);
      if (page === undefined) return;
      this.#page = page;
      into.push({ kind: 'switchPage', page, span: spanFrom() });
    } else if (byte === GLOBAL.entity || byte === GLOBAL.strI || byte === GLOBAL.strT) {
      const text = this.#text(byte);
      if (text !== undefined) into.push({ ...text, span: spanFrom() });
    } else if (byte === GLOBAL.opaque) {
      const opaque = this.#opaque();
      if (opaque !== undefined) into.push({ ...opaque, span: spanFrom() });
    } else if (byte === GLOBAL.pi) {
      scan.take(1, 'control', 'processing instruction');
      this.#attributePage = skipAttributes(scan, this.#attributePage);
      into.push({ kind: 'other', bytes: scan.bytes.subarray(start, scan.at), span: spanFrom() });
    } else if (extensionForm(byte) !== undefined) {
      scan.take(1, 'control', `extension ${hexByte(byte)}`);
      const form = extensionForm(byte);
      if (form === 'string') scan.takeString('text of the extension');
      if (form === 'integer') scan.takeUint('control', (value) => `value ${value}`);
      if (scan.fault === null)
        into.push({ kind: 'other', bytes: scan.bytes.subarray(start, scan.at), span: spanFrom() });
    } else {
      this.#element(byte, into);
    }
  }

  #element(byte: number, into: WbxmlNode[]): void {
    const scan = this.#scan;
    const start = scan.at;
    const token = byte & TAG_IDENTITY;
    const page = this.#page;
    const hasContent = (byte & TAG_CONTENT) !== 0;
    const hasAttributes = (byte & TAG_ATTRIBUTES) !== 0;
    let name = tagName(this.#vocabulary, page, token);
    const bits = [hasAttributes ? 'has attributes' : '', hasContent ? 'has content' : ''].filter(Boolean).join(', ');
    const more = bits === '' ? '' : `, ${bits}`;
    let literal: number | undefined;
    if (token === GLOBAL.literal) {
      scan.take(1, 'tag', `name from the string table${more}`);
      literal = scan.takeUint('tag', (value) => `name at ${value} in the string table`);
      const reference = literal === undefined ? undefined : this.#reference(literal);
      if (reference === undefined) return;
      name = reference.text;
    } else {
      scan.take(1, 'tag', `${name}, page ${page} (${pageTitle(this.#vocabulary, page)})${more}`);
    }
    const attributesAt = scan.at;
    if (hasAttributes) this.#attributePage = skipAttributes(scan, this.#attributePage);
    const attributes = scan.bytes.subarray(attributesAt, scan.at);
    const children: WbxmlNode[] = [];
    if (hasContent && scan.fault === null) this.#content(name, children);
    into.push({
      kind: 'element',
      page,
      token,
      name,
      ...(literal !== undefined && { literal }),
      attributes,
      hasContent,
      children,
      span: { offset: start, length: scan.at - start },
    });
  }

  #content(name: string, children: WbxmlNode[]): void {
    const scan = this.#scan;
    scan.depth++;
    if (scan.depth > scan.limits.depth) scan.stop('too-deep');
    while (scan.fault === null) {
      const byte = scan.peek();
      if (byte === undefined) {
        scan.stop('truncated');
      } else if (byte === GLOBAL.end) {
        scan.take(1, 'control', `end of ${name}`);
        break;
      } else {
        this.#node(byte, children);
      }
    }
    scan.depth--;
  }

  #text(byte: number): Omit<WbxmlText, 'span'> | undefined {
    const scan = this.#scan;
    const start = scan.at;
    if (byte === GLOBAL.strI) {
      scan.take(1, 'control', 'inline string');
      const place = scan.takeString('text');
      if (place === undefined) return undefined;
      const text = decodeText(scan.bytes.subarray(place.offset, place.offset + place.length), this.#header.charset);
      return { kind: 'text', form: 'inline', text, valueSpan: place };
    }
    if (byte === GLOBAL.entity) {
      scan.take(1, 'control', 'character entity');
      const code = scan.takeUint(
        'control',
        (value) => `character U+${value.toString(16).toUpperCase().padStart(4, '0')}`,
      );
      if (code === undefined) return undefined;
      const valid = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
      const text = valid ? String.fromCodePoint(code) : '\ufffd';
      return { kind: 'text', form: 'entity', text, valueSpan: { offset: start, length: scan.at - start } };
    }
    scan.take(1, 'control', 'string from the table');
    const index = scan.takeUint('control', (value) => `string at ${value} in the string table`);
    const reference = index === undefined ? undefined : this.#reference(index);
    if (reference === undefined) return undefined;
    const valueSpan = { offset: start, length: scan.at - start };
    return { kind: 'text', form: 'table', text: reference.text, valueSpan, tableSpan: reference.span };
  }

  /** The string at `index` of the table, up to its 00 or the table's end. */
  #reference(index: number): { text: string; span: Span } | undefined {
    const { stringTable, stringTableSpan, charset } = this.#header;
    if (index >= stringTable.length) {
      this.#scan.stop('table-reference');
      return undefined;
    }
    const close = stringTable.indexOf(0, index);
    const end = close < 0 ? stringTable.length : close;
    return {
      text: decodeText(stringTable.subarray(index, end), charset),
      span: { offset: stringTableSpan.offset + index, length: end - index },
    };
  }

  #opaque(): Omit<WbxmlOpaque, 'span'> | undefined {
    const scan = this.#scan;
    scan.take(1, 'control', 'opaque data');
    const length = scan.takeUint('length', (value) => `${value} bytes`);
    if (length === undefined) return undefined;
    const start = scan.at;
    const there = Math.min(length, scan.end - start);
    const bytes = scan.bytes.subarray(start, start + there);
    const inner = this.#embedded(start, there);
    if (inner?.ok) {
      for (const token of inner.tokens) scan.tokens.push(token);
      scan.at = inner.document.span.offset + inner.document.span.length;
      scan.take(start + there - scan.at, 'padding', 'after the embedded document');
    } else if (inner !== undefined) {
      for (const token of inner.tokens) scan.tokens.push(token);
      const last = inner.tokens.at(-1)?.span ?? { offset: start, length: 0 };
      scan.at = last.offset + last.length;
      scan.take(start + there - scan.at, 'binary', 'not decoded');
    } else if (there > 0) {
      scan.take(there, readableText(bytes) === undefined ? 'binary' : 'text', 'data');
    }
    if (there < length) scan.stop('opaque-overrun', start);
    return {
      kind: 'opaque',
      bytes,
      valueSpan: { offset: start, length: there },
      ...(inner?.ok && { embedded: inner.document }),
      ...(inner !== undefined &&
        !inner.ok &&
        inner.partial !== null && { broken: { document: inner.partial, fault: inner.fault } }),
    };
  }

  /**
   * The WBXML document in an OPAQUE. A nonce can begin like one: the bytes count as a document only when they decode to
   * their end with a root that the tables know, or when their header names DM DDF.
   */
  #embedded(start: number, length: number): WbxmlDecoding | undefined {
    const scan = this.#scan;
    const first = scan.bytes[start];
    if (length < 5 || first === undefined || first > 3) return undefined;
    const inner = new WbxmlScanner(scan.bytes, start, start + length, scan.limits, scan.depth, scan.nodes);
    const decoding = decodeWith(inner);
    const document = decoding.ok ? decoding.document : decoding.partial;
    if (document === null) return undefined;
    const named = startsWith(document.stringTable, utf8('-//OMA//DTD-DM-DDF'));
    const root = rootElement(document);
    const whole =
      decoding.ok &&
      root !== undefined &&
      isKnownTag(vocabularyOf(document), root.page, root.token) &&
      document.span.length === length;
    if (!whole && !named) return undefined;
    scan.nodes = inner.nodes;
    return decoding;
  }
}
