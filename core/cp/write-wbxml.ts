import { concat, utf8 } from '../base/bytes.ts';
import { tagToken } from '../wbxml/code-pages.ts';
import { GLOBAL, TAG_ATTRIBUTES, TAG_CONTENT } from '../wbxml/global-tokens.ts';
import { writeMbUint } from '../wbxml/mb-uint.ts';
import { inlineString } from '../wbxml/write.ts';
import type { XmlElement } from '../xml/read.ts';
import { childElements, textOf } from '../xml/read.ts';
import { startToken, valueTokens } from './tokens.ts';

/** Public identifier of `-//WAPFORUM//DTD PROV 1.0//EN`; Provisioning Content 1.1 keeps it. */
export const PROV_PUBLIC_ID = 0x0b;
const UTF8_CHARSET = 106;

/**
 * Writes a provisioning document given in XML as WBXML in UTF-8: names and values as tokens where the tables have them,
 * else as inline strings; elements and attributes that no table has by literal names. The attribute page changes only where a
 * token asks for it: names and values that both pages have stay on the page that is in force.
 * @param version WBXML version byte: 3 is 1.3.
 */
export function writeCpWbxml(root: XmlElement, version = 3): Uint8Array {
  const writer = new Writer();
  writer.element(root);
  const strings = writer.strings();
  return concat(
    Uint8Array.of(version),
    writeMbUint(PROV_PUBLIC_ID),
    writeMbUint(UTF8_CHARSET),
    writeMbUint(strings.length),
    strings,
    ...writer.body,
  );
}

class Writer {
  readonly body: Uint8Array[] = [];
  readonly #names: Uint8Array[] = [];
  readonly #places = new Map<string, number>();
  #namesLength = 0;
  #page = 0;

  strings(): Uint8Array {
    return concat(...this.#names);
  }

  element(element: XmlElement): void {
    const inner = childElements(element);
    // Space between elements is layout; text in an element without others is kept, wrong as it is there.
    const text = inner.length === 0 ? textOf(element).trim() : '';
    const attributes = Object.entries(element.attributes).filter(([name]) => name !== 'xmlns');
    const bits = (attributes.length > 0 ? TAG_ATTRIBUTES : 0) | (inner.length > 0 || text !== '' ? TAG_CONTENT : 0);
    const tag = tagToken('prov', 0, element.name);
    if (tag === undefined) this.body.push(Uint8Array.of(GLOBAL.literal | bits), this.#literal(element.name));
    else this.body.push(Uint8Array.of(tag.token | bits));
    for (const [name, value] of attributes) this.#attribute(name, value);
    if (attributes.length > 0) this.body.push(Uint8Array.of(GLOBAL.end));
    for (const child of inner) this.element(child);
    if (text !== '') this.body.push(inlineString(text));
    if ((bits & TAG_CONTENT) !== 0) this.body.push(Uint8Array.of(GLOBAL.end));
  }

  #attribute(name: string, value: string): void {
    const start = startToken(name, value, this.#page);
    if (start === undefined) {
      this.body.push(Uint8Array.of(GLOBAL.literal), this.#literal(name), inlineString(value));
      return;
    }
    if (start.page !== this.#page) this.body.push(Uint8Array.of(GLOBAL.switchPage, start.page));
    this.#page = start.page;
    this.body.push(Uint8Array.of(start.token));
    if (start.prefix !== '') return;
    // Only the value of a parm has tokens of its own: a name that happens to be spelled like one stays a string.
    const tokens = name === 'value' ? valueTokens(value, this.#page) : undefined;
    this.body.push(tokens ?? inlineString(value));
  }

  /** Index of a name in the string table. */
  #literal(name: string): Uint8Array {
    const known = this.#places.get(name);
    if (known !== undefined) return writeMbUint(known);
    const at = this.#namesLength;
    const bytes = concat(utf8(name), Uint8Array.of(0));
    this.#names.push(bytes);
    this.#places.set(name, at);
    this.#namesLength += bytes.length;
    return writeMbUint(at);
  }
}
