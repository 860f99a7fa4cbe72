import { hexByte } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import type { AttributeItem, AttributePart, WrittenUint } from './attribute-item.ts';
import { decodeText, terminatorWidth } from './charset.ts';
import { attributeStart, attributeValue, type Vocabulary } from './code-pages.ts';
import type { WbxmlDocument } from './document.ts';
import { extensionForm, GLOBAL } from './global-tokens.ts';
import { readMbUint, writeMbUint } from './mb-uint.ts';

/** An attribute put together from its items. */
export interface Attribute {
  readonly name: string;
  readonly value: string;
  readonly start: Extract<AttributeItem, { kind: 'start' }>;
  readonly parts: readonly AttributePart[];
  /** Attribute page that is in force where the value ends. */
  readonly pageAfter: number;
  /** From its start token to the last part of its value. */
  readonly span: Span;
}

export interface AttributeList {
  readonly items: readonly AttributeItem[];
  readonly attributes: readonly Attribute[];
  /** Attribute page at the end: it lasts until the next switch, also in later elements. */
  readonly page: number;
  /** First byte after END. */
  readonly next: number;
}

export interface AttributeContext extends Pick<WbxmlDocument, 'charset' | 'stringTable' | 'stringTableSpan'> {
  readonly vocabulary: Vocabulary;
}

/**
 * Reads the attribute list that begins at `offset` and ends with END, or at `end` where END is missing. It has been
 * walked over by the document's decoder; what does not read ends the list, nothing throws.
 * @param firstPage attribute page in force before the list.
 */
export function readAttributeList(
  bytes: Uint8Array,
  offset: number,
  end: number,
  firstPage: number,
  context: AttributeContext,
): AttributeList {
  const items: AttributeItem[] = [];
  let page = firstPage;
  let at = offset;
  while (at < end && bytes[at] !== GLOBAL.end) {
    const item = readItem(bytes, at, end, page, context);
    if (item === undefined) break;
    items.push(item);
    if (item.kind === 'switch') page = item.page;
    at = item.span.offset + item.span.length;
  }
  const next = at < end && bytes[at] === GLOBAL.end ? at + 1 : end;
  return { items, attributes: group(items, firstPage), page, next };
}

function group(items: readonly AttributeItem[], firstPage: number): Attribute[] {
  const out: Attribute[] = [];
  let page = firstPage;
  let open: { start: Attribute['start']; parts: AttributePart[]; page: number } | undefined;
  const close = (): void => {
    if (open === undefined) return;
    const { start, parts } = open;
    const last = parts.at(-1)?.span ?? start.span;
    const length = last.offset + last.length - start.span.offset;
    const value = start.prefix + parts.map((part) => part.text).join('');
    out.push({
      name: start.name,
      value,
      start,
      parts,
      pageAfter: open.page,
      span: { offset: start.span.offset, length },
    });
  };
  for (const item of items) {
    if (item.kind === 'switch') {
      page = item.page;
    } else if (item.kind === 'start') {
      close();
      open = { start: item, parts: [], page };
    } else if (open !== undefined) {
      open.parts.push(item);
      open.page = page;
    }
  }
  close();
  return out;
}

function readItem(
  bytes: Uint8Array,
  at: number,
  end: number,
  page: number,
  context: AttributeContext,
): AttributeItem | undefined {
  const token = bytes[at] ?? GLOBAL.end;
  const place = (length: number): Span => ({ offset: at, length });
  switch (token) {
    case GLOBAL.switchPage: {
      const target = at + 1 < end ? bytes[at + 1] : undefined;
      return target === undefined ? undefined : { kind: 'switch', page: target, span: place(2) };
    }
    case GLOBAL.strI: {
      const terminator = terminatorWidth(context.charset);
      const close = closeOf(bytes, at + 1, end, terminator);
      if (close < 0) return undefined;
      const valueSpan = { offset: at + 1, length: close - at - 1 };
      const characters = bytes.subarray(at + 1, close);
      const text = decodeText(characters, context.charset);
      return { kind: 'inline', text, bytes: characters, terminator, valueSpan, span: place(close + terminator - at) };
    }
    case GLOBAL.strT:
    case GLOBAL.literal: {
      const read = readUint(bytes, at + 1, end);
      if (read === undefined) return undefined;
      const { reference, length } = read;
      const { text, valueSpan } = tableString(reference.value, context);
      const span = place(1 + length);
      return token === GLOBAL.strT
        ? { kind: 'table', text, reference, valueSpan, span }
        : { kind: 'start', token, page, name: text, prefix: '', known: true, reference, span };
    }
    case GLOBAL.entity: {
      const read = readUint(bytes, at + 1, end);
      if (read === undefined) return undefined;
      const valueSpan = { offset: at + 1, length: read.length };
      const text = character(read.reference.value);
      return { kind: 'entity', text, code: read.reference, valueSpan, span: place(1 + read.length) };
    }
    case GLOBAL.opaque: {
      const read = readUint(bytes, at + 1, end);
      if (read === undefined || at + 1 + read.length + read.reference.value > end) return undefined;
      const valueSpan = { offset: at + 1 + read.length, length: read.reference.value };
      const data = bytes.subarray(valueSpan.offset, valueSpan.offset + valueSpan.length);
      const span = place(1 + read.length + valueSpan.length);
      return {
        kind: 'opaque',
        text: decodeText(data, context.charset),
        length: read.reference,
        bytes: data,
        valueSpan,
        span,
      };
    }
    default:
      return readToken(bytes, at, end, page, context);
  }
}

function readToken(
  bytes: Uint8Array,
  at: number,
  end: number,
  page: number,
  { vocabulary, charset }: AttributeContext,
): AttributeItem | undefined {
  const token = bytes[at] ?? GLOBAL.end;
  const span = { offset: at, length: 1 };
  const form = extensionForm(token);
  if (form !== undefined) {
    const stop = extensionEnd(form, bytes, at + 1, end, charset);
    if (stop === undefined) return undefined;
    const valueSpan = { offset: at + 1, length: stop - at - 1 };
    const rest = bytes.subarray(at + 1, stop);
    return { kind: 'extension', token, bytes: rest, text: '', valueSpan, span: { offset: at, length: stop - at } };
  }
  if (token >= 0x80) {
    const text = attributeValue(vocabulary, page, token);
    return { kind: 'token', token, page, text: text ?? '', known: text !== undefined, valueSpan: span, span };
  }
  const row = attributeStart(vocabulary, page, token);
  const name = row?.name ?? `Attr_${page}_${hexByte(token)}`;
  return { kind: 'start', token, page, name, prefix: row?.prefix ?? '', known: row !== undefined, span };
}

/** First byte after what stands behind an extension token. */
function extensionEnd(
  form: 'string' | 'integer' | 'nothing',
  bytes: Uint8Array,
  from: number,
  end: number,
  charset: number | null,
): number | undefined {
  if (form === 'nothing') return from;
  if (form === 'integer') {
    const read = readUint(bytes, from, end);
    return read && from + read.length;
  }
  const close = closeOf(bytes, from, end, terminatorWidth(charset));
  return close < 0 ? undefined : close + terminatorWidth(charset);
}

/** Where the 00 character stands that ends the string from `from`; −1 where there is none before `end`. */
function closeOf(bytes: Uint8Array, from: number, end: number, width: 1 | 2): number {
  for (let at = from; at + width <= end; at += width) {
    if (bytes[at] === 0 && (width === 1 || bytes[at + 1] === 0)) return at;
  }
  return -1;
}

function readUint(bytes: Uint8Array, at: number, end: number): { reference: WrittenUint; length: number } | undefined {
  const read = readMbUint(bytes, at, end);
  if (typeof read === 'string') return undefined;
  const excess = read.length - writeMbUint(read.value).length;
  return { reference: { value: read.value, excess }, length: read.length };
}

function tableString(index: number, context: AttributeContext): { text: string; valueSpan: Span } {
  const { stringTable, stringTableSpan, charset } = context;
  const from = Math.min(index, stringTable.length);
  const close = closeOf(stringTable, from, stringTable.length, terminatorWidth(charset));
  const end = close < 0 ? stringTable.length : close;
  const valueSpan = { offset: stringTableSpan.offset + from, length: end - from };
  return { text: decodeText(stringTable.subarray(from, end), charset), valueSpan };
}

function character(code: number): string {
  return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '\ufffd';
}
