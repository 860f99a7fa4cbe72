import { toHex } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import { readableText } from '../wbxml/charset.ts';
import { rootElement } from '../wbxml/decode.ts';
import type { WbxmlDocument, WbxmlElement, WbxmlNode, WbxmlOpaque } from '../wbxml/document.ts';
import type { WbxmlFault } from '../wbxml/fault.ts';
import { readMbUint } from '../wbxml/mb-uint.ts';
import type { ValuePlace } from './value-place.ts';

/** The text of an element and where it stands. */
export interface DocValue {
  /** Opaque bytes that are no readable text are given as `hex:` and their hex. */
  readonly text: string;
  /** The value's bytes in the message. */
  readonly span: Span;
  /** Bytes to overwrite where the value is a secret: its characters, without the tokens around them. */
  readonly secretSpans: readonly Span[];
  /** Set where the value is opaque bytes. */
  readonly opaque?: Uint8Array;
  readonly place: ValuePlace;
}

/** A WBXML document inside an element's OPAQUE. */
export interface EmbeddedDocument {
  readonly document: WbxmlDocument;
  /** Why it stops decoding; null where it is whole. */
  readonly fault: WbxmlFault | null;
}

/**
 * An element of a message, whatever it is written in. Spans are bytes of the message. The elements of a document
 * embedded in OPAQUE are children of the element that holds it.
 */
export interface DocElement {
  readonly name: string;
  /** Code page; null for an element written in XML. */
  readonly page: number | null;
  readonly span: Span;
  readonly children: readonly DocElement[];
  /** Null where the element holds elements. */
  readonly value: DocValue | null;
  readonly embedded: EmbeddedDocument | null;
}

/** First child called `name`. */
export function childOf(element: DocElement | undefined, name: string): DocElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** The element at the end of a path of names. */
export function descend(element: DocElement | undefined, ...names: readonly string[]): DocElement | undefined {
  return names.reduce(childOf, element);
}

export function childrenOf(element: DocElement | undefined, name: string): DocElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The elements of a document. @param bytes what the document's spans count in. */
export function elementsOf(document: WbxmlDocument, bytes: Uint8Array): DocElement | undefined {
  const root = rootElement(document);
  return root && fromWbxml(root, document.charset, bytes);
}

function fromWbxml(element: WbxmlElement, charset: number | null, bytes: Uint8Array): DocElement {
  const children: DocElement[] = [];
  let embedded: EmbeddedDocument | null = null;
  for (const node of element.children) {
    if (node.kind === 'element') children.push(fromWbxml(node, charset, bytes));
    if (node.kind !== 'opaque') continue;
    const document = node.embedded ?? node.broken?.document;
    if (document === undefined) continue;
    embedded ??= { document, fault: node.broken?.fault ?? null };
    const root = elementsOf(document, bytes);
    if (root !== undefined) children.push(root);
  }
  const value = children.length > 0 || embedded !== null ? null : elementValue(element, charset, bytes);
  return { name: element.name, page: element.page, span: element.span, children, value, embedded };
}

function elementValue(element: WbxmlElement, charset: number | null, bytes: Uint8Array): DocValue {
  const { span } = element;
  const parts = element.children.filter((node) => node.kind === 'text' || node.kind === 'opaque');
  const [first] = parts;
  if (first === undefined) {
    // Without content the tag byte has to gain its content bit; with content there is a place before END.
    const end = { offset: span.offset + span.length - 1, length: 0 };
    const place: ValuePlace = element.hasContent
      ? { form: 'reference', span: end, charset }
      : { form: 'empty', span, tag: bytes.subarray(span.offset, span.offset + span.length), charset };
    return {
      text: '',
      span: element.hasContent ? end : { offset: span.offset + span.length, length: 0 },
      secretSpans: [],
      place,
    };
  }
  const secretSpans = parts.map((part) => secretSpanOf(part, bytes));
  if (parts.length === 1 && first.kind === 'opaque') {
    return {
      text: opaqueText(first),
      span: first.valueSpan,
      secretSpans,
      opaque: first.bytes,
      place: { form: 'opaque', span: first.valueSpan },
    };
  }
  if (parts.length === 1 && first.kind === 'text') {
    const place: ValuePlace = {
      form: first.form === 'inline' ? 'inline' : 'reference',
      span: first.valueSpan,
      charset,
    };
    return { text: first.text, span: first.tableSpan ?? first.valueSpan, secretSpans, place };
  }
  const last = parts.at(-1) ?? first;
  const whole = { offset: first.span.offset, length: last.span.offset + last.span.length - first.span.offset };
  const text = parts.map((part) => (part.kind === 'text' ? part.text : opaqueText(part))).join('');
  return { text, span: whole, secretSpans, place: { form: 'reference', span: whole, charset } };
}

function secretSpanOf(node: WbxmlNode, bytes: Uint8Array): Span {
  if (node.kind === 'opaque') return node.valueSpan;
  if (node.kind !== 'text') return node.span;
  if (node.form !== 'entity') return node.tableSpan ?? node.valueSpan;
  const code = readMbUint(bytes, node.span.offset + 1);
  const length = typeof code === 'string' ? node.span.length - 1 : code.length;
  return { offset: node.span.offset + 1, length };
}

/** Opaque bytes as a field shows them: readable text as it is, anything else as `hex:` and hex. */
function opaqueText(node: WbxmlOpaque): string {
  const text = readableText(node.bytes);
  return text === undefined || text.startsWith('hex:') ? `hex:${toHex(node.bytes)}` : text;
}
