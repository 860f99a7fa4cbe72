import type { Span } from '../base/span.ts';
import { decodeText } from '../wbxml/charset.ts';
import type { WbxmlDocument, WbxmlElement, WbxmlNode } from '../wbxml/document.ts';
import { extensionForm, GLOBAL } from '../wbxml/global-tokens.ts';
import { readMbUint } from '../wbxml/mb-uint.ts';

/** Attribute starts `name="…"` of parms that hold secrets, by attribute page (WAP-183 8.2; ProvCont 1.1, 7.3). */
const SECRET_STARTS: Readonly<Record<number, ReadonlySet<number>>> = {
  0: new Set([0x0e, 0x1b, 0x1e, 0x3e]),
  1: new Set([0x2f, 0x32]),
};
const NAME_START = 0x05;
const VALUE_START = 0x06;
const SECRET_NAME = /SECRET|AUTHDATA|-PW$/i;

/** Bytes of the secrets in a Client Provisioning document: passwords and nonces in parms, however they are written. */
export function provisioningSecrets(document: WbxmlDocument, bytes: Uint8Array): Span[] {
  const walker = new AttributeWalker(document, bytes);
  const walk = (nodes: readonly WbxmlNode[]): void => {
    for (const node of nodes) {
      if (node.kind !== 'element') continue;
      walker.element(node);
      walk(node.children);
    }
  };
  walk(document.body);
  return walker.secrets.sort((a, b) => a.offset - b.offset);
}

class AttributeWalker {
  readonly secrets: Span[] = [];
  readonly #document: WbxmlDocument;
  readonly #bytes: Uint8Array;
  #page = 0;

  constructor(document: WbxmlDocument, bytes: Uint8Array) {
    this.#document = document;
    this.#bytes = bytes;
  }

  element(element: WbxmlElement): void {
    let at = element.span.offset + 1;
    if (element.literal !== undefined) at += this.#uint(at).length;
    const end = at + element.attributes.length;
    let attribute: 'name' | 'value' | 'other' = 'other';
    let name = '';
    let secret = false;
    const values: Span[] = [];
    while (at < end) {
      const byte = this.#bytes[at] ?? GLOBAL.end;
      const value = this.#value(at, end);
      if (value !== null) {
        if (attribute === 'value' && value.span.length > 0) values.push(value.span);
        if (attribute === 'name') name += this.#text(value.span);
        at = value.next;
      } else if (byte === GLOBAL.switchPage) {
        this.#page = this.#bytes[at + 1] ?? 0;
        at += 2;
      } else {
        if (byte < 0x80 && byte > GLOBAL.literal) {
          attribute = byte === NAME_START ? 'name' : byte === VALUE_START ? 'value' : 'other';
          secret ||= SECRET_STARTS[this.#page]?.has(byte) === true;
        }
        at++;
      }
    }
    if (secret || SECRET_NAME.test(name)) this.secrets.push(...values);
  }

  #uint(at: number): { value: number; length: number } {
    const read = readMbUint(this.#bytes, at);
    return typeof read === 'string' ? { value: 0, length: 1 } : read;
  }

  #text(span: Span): string {
    return decodeText(this.#bytes.subarray(span.offset, span.offset + span.length), this.#document.charset);
  }

  /** A string, reference or opaque value at `at`, with the bytes that say it; null for any other token. */
  #value(at: number, end: number): { span: Span; next: number } | null {
    const byte = this.#bytes[at] ?? 0;
    if (byte === GLOBAL.strI || extensionForm(byte) === 'string') {
      const close = this.#bytes.indexOf(0, at + 1);
      const stop = close < 0 || close > end ? end : close;
      return { span: { offset: at + 1, length: stop - at - 1 }, next: stop + 1 };
    }
    if (byte === GLOBAL.opaque) {
      const { value, length } = this.#uint(at + 1);
      const offset = at + 1 + length;
      return { span: { offset, length: Math.max(0, Math.min(value, end - offset)) }, next: offset + value };
    }
    const reads = byte === GLOBAL.strT || byte === GLOBAL.entity || extensionForm(byte) === 'integer';
    if (!reads) return null;
    const { value, length } = this.#uint(at + 1);
    const next = at + 1 + length;
    if (byte !== GLOBAL.strT) return { span: { offset: at + 1, length }, next };
    const { stringTable, stringTableSpan } = this.#document;
    const close = stringTable.indexOf(0, value);
    const stop = close < 0 ? stringTable.length : close;
    return { span: { offset: stringTableSpan.offset + value, length: Math.max(0, stop - value) }, next };
  }
}
