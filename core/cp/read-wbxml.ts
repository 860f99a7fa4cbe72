import type { Span } from '../base/span.ts';
import {
  type Attribute,
  type AttributeContext,
  type AttributeList,
  readAttributeList,
} from '../wbxml/attribute-list.ts';
import { rootElement } from '../wbxml/decode.ts';
import type { WbxmlDocument, WbxmlElement } from '../wbxml/document.ts';
import { readMbUint } from '../wbxml/mb-uint.ts';
import { type CpAttribute, type CpDocument, type CpElement, documentOf, type UnknownToken } from './document.ts';

/**
 * Reads a WBXML document as Client Provisioning. @param bytes what the document's spans count in.
 * @returns undefined where the document has no root element.
 */
export function readCpWbxml(document: WbxmlDocument, bytes: Uint8Array): CpDocument | undefined {
  const root = rootElement(document);
  if (root === undefined) return undefined;
  const reader = new Reader(document, bytes);
  const element = reader.element(root);
  return documentOf(element, reader.unknownTokens);
}

class Reader {
  readonly unknownTokens: UnknownToken[] = [];
  readonly #bytes: Uint8Array;
  readonly #context: AttributeContext;

  constructor(document: WbxmlDocument, bytes: Uint8Array) {
    this.#bytes = bytes;
    // A provisioning document under another identifier is read by the tables of what it is.
    this.#context = { ...document, vocabulary: 'prov' };
  }

  element(node: WbxmlElement): CpElement {
    let at = node.span.offset + 1;
    if (node.literal !== undefined) {
      const read = readMbUint(this.#bytes, at);
      at += typeof read === 'string' ? 1 : read.length;
    }
    const list = node.attributes.length === 0 ? undefined : this.#list(at, node);
    const children: CpElement[] = [];
    let text = '';
    for (const child of node.children) {
      if (child.kind === 'element') children.push(this.element(child));
      else if (child.kind === 'text') text += child.text;
    }
    return {
      name: node.name,
      attributes: list?.attributes.map((attribute) => this.#attribute(attribute)) ?? [],
      children,
      text,
      span: node.span,
      absent:
        list === undefined
          ? null
          : { form: 'absent', span: { offset: list.next - 1, length: 0 }, charset: this.#context.charset },
    };
  }

  #list(from: number, { attributes, attributePage }: WbxmlElement): AttributeList {
    const list = readAttributeList(this.#bytes, from, from + attributes.length, attributePage, this.#context);
    for (const item of list.items) {
      if ((item.kind !== 'start' && item.kind !== 'token') || item.known) continue;
      this.unknownTokens.push({ page: item.page, token: item.token, span: item.span });
    }
    return list;
  }

  #attribute({ name, value, start, parts, pageAfter, span }: Attribute): CpAttribute {
    const [first] = parts;
    const only = parts.length === 1 ? first : undefined;
    const from = endOf(start.span);
    const tokens = { offset: from, length: endOf(span) - from };
    const style = only?.kind === 'inline' ? 'inline' : parts.some((part) => part.kind === 'token') ? 'values' : 'other';
    return {
      name,
      value,
      span,
      valueSpan: only?.valueSpan ?? (first === undefined && start.prefix !== '' ? start.span : tokens),
      secretSpans: parts.map((part) => part.valueSpan).filter((place) => place.length > 0),
      place: {
        form: 'tokens',
        span: only?.kind === 'inline' ? only.valueSpan : tokens,
        pageBefore: start.page,
        pageAfter,
        style,
        charset: this.#context.charset,
      },
    };
  }
}

function endOf(span: Span): number {
  return span.offset + span.length;
}
