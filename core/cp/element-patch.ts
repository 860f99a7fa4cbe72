import { concat } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import { readAttributeList } from '../wbxml/attribute-list.ts';
import { encodeText, terminatorWidth } from '../wbxml/charset.ts';
import type { WbxmlDocument, WbxmlElement, WbxmlNode } from '../wbxml/document.ts';
import type { WbxmlPatch } from '../wbxml/encode.ts';
import { GLOBAL, TAG_ATTRIBUTES, TAG_CONTENT } from '../wbxml/global-tokens.ts';
import { writeMbUint } from '../wbxml/mb-uint.ts';
import { startToken, valueTokens } from './tokens.ts';

/*
 * Elements of a provisioning document are put in and cut out as tokens. A switch of the attribute page outlasts its list,
 * so what is put in leaves the page that it found, and what follows a cut is told its page.
 */

const CHARACTERISTIC = 0x06;
const PARM = 0x07;

export interface NewParm {
  readonly name: string;
  /** Null for a flag. */
  readonly value: string | null;
}

function elementsIn(nodes: readonly WbxmlNode[]): WbxmlElement[] {
  return nodes.flatMap((node) => (node.kind === 'element' ? [node, ...elementsIn(node.children)] : []));
}

const endOf = ({ offset, length }: Span): number => offset + length;
const at = (offset: number): Span => ({ offset, length: 0 });
const same = (a: Span, b: Span): boolean => a.offset === b.offset && a.length === b.length;

/** The attribute page in force at a place between elements, and the element whose list reads on from there. */
function pageAt(document: WbxmlDocument, offset: number): { page: number; next: WbxmlElement | undefined } {
  const listed = elementsIn(document.body).filter((element) => element.attributes.length > 0);
  const next = listed.find((element) => element.span.offset >= offset);
  if (next !== undefined) return { page: next.attributePage, next };
  const last = listed.at(-1);
  if (last === undefined) return { page: 0, next };
  const { attributes, attributePage } = last;
  const context = { ...document, vocabulary: 'prov' } as const;
  return { page: readAttributeList(attributes, 0, attributes.length, attributePage, context).page, next };
}

/** True where tag pages are switched: no page but 0 has tags of provisioning documents. */
function switchesTags(nodes: readonly WbxmlNode[]): boolean {
  return nodes.some(
    (node) =>
      node.kind === 'switchPage' || (node.kind === 'element' && (node.page !== 0 || switchesTags(node.children))),
  );
}

/**
 * Cuts an element out; the content bit and END of its parent go with its last child.
 * @returns undefined where the place cannot be found.
 */
export function removalPatches(document: WbxmlDocument, target: Span): readonly WbxmlPatch[] | undefined {
  const elements = elementsIn(document.body);
  const parent = elements.find((element) => element.children.some((child) => same(child.span, target)));
  if (parent === undefined || switchesTags(document.body)) return undefined;
  const patches: WbxmlPatch[] = [{ span: target, bytes: new Uint8Array() }];
  if (parent.children.length === 1) {
    const tag = (document.bytes[parent.span.offset] ?? 0) & ~TAG_CONTENT;
    patches[0] = { span: { offset: target.offset, length: target.length + 1 }, bytes: new Uint8Array() };
    patches.push({ span: { offset: parent.span.offset, length: 1 }, bytes: Uint8Array.of(tag) });
  }
  const { page, next } = pageAt(document, endOf(target));
  if (next === undefined || page === pageAt(document, target.offset).page) return patches;
  // A list that begins with a switch of its own needs no other.
  if (next.attributes[0] === GLOBAL.switchPage) return patches;
  const name = next.literal === undefined ? 1 : 1 + writeMbUint(next.literal).length;
  return [...patches, { span: at(next.span.offset + name), bytes: Uint8Array.of(GLOBAL.switchPage, page) }];
}

/**
 * Puts parms into `parent`, in front of `before` or behind all that is there, inside new characteristics of `types`.
 * @returns undefined where the charset of the document does not have the characters, or the place cannot be found.
 */
export function insertionPatches(
  document: WbxmlDocument,
  parent: Span,
  before: Span | undefined,
  types: readonly string[],
  parms: readonly NewParm[],
): readonly WbxmlPatch[] | undefined {
  const found = elementsIn(document.body).find((element) => same(element.span, parent));
  if (found === undefined || switchesTags(document.body)) return undefined;
  const end = endOf(parent);
  const place = before?.offset ?? (found.hasContent ? end - 1 : end);
  const { page } = pageAt(document, place);
  const bytes = new Tokens(document.charset, page).all(types, parms);
  if (bytes === undefined) return undefined;
  if (before !== undefined || found.hasContent) return [{ span: at(place), bytes }];
  const tag = (document.bytes[parent.offset] ?? 0) | TAG_CONTENT;
  return [
    { span: { offset: parent.offset, length: 1 }, bytes: Uint8Array.of(tag) },
    { span: at(end), bytes: concat(bytes, Uint8Array.of(GLOBAL.end)) },
  ];
}

class Tokens {
  readonly #charset: number | null;
  readonly #home: number;
  #page: number;

  constructor(charset: number | null, page: number) {
    this.#charset = charset;
    this.#home = page;
    this.#page = page;
  }

  all(types: readonly string[], parms: readonly NewParm[]): Uint8Array | undefined {
    const parts: (Uint8Array | undefined)[] = [];
    for (const type of types) {
      parts.push(Uint8Array.of(CHARACTERISTIC | TAG_ATTRIBUTES | TAG_CONTENT), this.#start('type', type, true));
      parts.push(Uint8Array.of(GLOBAL.end));
    }
    for (const { name, value } of parms) {
      parts.push(Uint8Array.of(PARM | TAG_ATTRIBUTES), this.#start('name', name, value !== null));
      if (value !== null) parts.push(this.#value(value));
      parts.push(Uint8Array.of(GLOBAL.end));
    }
    parts.push(new Uint8Array(types.length).fill(GLOBAL.end));
    return parts.includes(undefined) ? undefined : concat(...parts.filter((part) => part !== undefined));
  }

  /** `mayStay`: a later attribute takes the page back. A flag has none: it goes back to the first page before its name. */
  #start(name: string, value: string, mayStay: boolean): Uint8Array | undefined {
    const found = startToken(name, value, mayStay ? this.#page : this.#home);
    if (found !== undefined && found.prefix !== '' && (mayStay || found.page === this.#home))
      return concat(this.#to(found.page), Uint8Array.of(found.token));
    // `name`, `type` and `value` have starts without a value on both pages.
    const bare = startToken(name, '', this.#home);
    const text = this.#string(value);
    return bare && text && concat(this.#to(this.#home), Uint8Array.of(bare.token), text);
  }

  /** An attribute start may be preceded by a switch, and this is the one that goes back. */
  #value(value: string): Uint8Array | undefined {
    const start = startToken('value', '', this.#home);
    const text = valueTokens(value, this.#home) ?? this.#string(value);
    return start && text && concat(this.#to(this.#home), Uint8Array.of(start.token), text);
  }

  #to(page: number): Uint8Array {
    if (page === this.#page) return new Uint8Array();
    this.#page = page;
    return Uint8Array.of(GLOBAL.switchPage, page);
  }

  #string(text: string): Uint8Array | undefined {
    const characters = text.includes('\0') ? undefined : encodeText(text, this.#charset);
    return characters && concat(Uint8Array.of(GLOBAL.strI), characters, new Uint8Array(terminatorWidth(this.#charset)));
  }
}
