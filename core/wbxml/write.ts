import { concat, utf8 } from '../base/bytes.ts';
import { ByteWriter } from './byte-writer.ts';
import { UTF_8 } from './charset.ts';
import { tagToken, type Vocabulary } from './code-pages.ts';
import {
  type AttributeDraft,
  type ElementDraft,
  isWhole,
  type TextDraft,
  type WbxmlDraft,
  type WbxmlPart,
} from './draft.ts';
import { GLOBAL, TAG_ATTRIBUTES, TAG_CONTENT } from './global-tokens.ts';
import { smallestAttributes } from './smallest-attributes.ts';
import { chooseStrings } from './string-choice.ts';
import { InlineStrings, type Strings } from './strings.ts';

export type { WbxmlDraft, WbxmlPart } from './draft.ts';

export interface WriteOptions {
  /**
   * `inline` (default): every text is an inline string; names without a token and an FPI are all that the string table
   * holds, in the order of their first use. `table`: texts stand in the table, whole or in parts, where that saves bytes.
   */
  readonly strings?: 'inline' | 'table';
}

/**
 * Writes a document in UTF-8: known names as tokens, others as literals from the string table, page switches only where
 * the page changes, numbers in the fewest bytes, no content where there is none. A 00 in a text is written as an entity.
 */
export function writeWbxml(draft: WbxmlDraft, options: WriteOptions = {}): Uint8Array {
  const table = options.strings === 'table';
  const strings = table ? chooseStrings(draft) : new InlineStrings(draft.pinned);
  // The body is written first, because it is that which makes the table; the FPI comes first in it all the same.
  const index = typeof draft.publicId === 'string' ? strings.name(draft.publicId) : null;
  const body = new BodyWriter(draft.vocabulary, strings, options);
  for (const part of draft.before ?? []) body.part(part);
  body.part(draft.root);
  const bytes = strings.bytes();
  const content = body.out.view();
  const out = new ByteWriter(32 + bytes.length + content.length);
  out.byte(draft.version);
  out.uint(typeof draft.publicId === 'number' ? draft.publicId : 0);
  if (index !== null) out.uint(index);
  if (draft.version !== 0) out.uint(UTF_8);
  out.uint(bytes.length);
  out.bytes(bytes);
  out.bytes(content);
  return out.result();
}

const NO_ATTRIBUTES: readonly AttributeDraft[] = [];

class BodyWriter {
  readonly out = new ByteWriter(1024);
  readonly #vocabulary: Vocabulary;
  readonly #strings: Strings;
  readonly #options: WriteOptions;
  #page = 0;
  #attributePage = 0;

  constructor(vocabulary: Vocabulary, strings: Strings, options: WriteOptions) {
    this.#vocabulary = vocabulary;
    this.#strings = strings;
    this.#options = options;
  }

  part(part: WbxmlPart, whole = false): void {
    const { out } = this;
    switch (part.kind) {
      case 'element':
        this.#element(part);
        break;
      case 'text':
        this.#text(part, whole);
        break;
      case 'opaque': {
        const bytes = part.document === undefined ? part.bytes : writeWbxml(part.document, this.#options);
        out.byte(GLOBAL.opaque);
        out.uint(bytes.length);
        out.bytes(bytes);
        break;
      }
      case 'instruction':
        out.byte(GLOBAL.pi);
        this.#attributes(part.attributes);
        break;
      case 'raw':
        out.bytes(part.bytes);
    }
  }

  #element(part: ElementDraft): void {
    const { out } = this;
    const attributes = part.attributes ?? NO_ATTRIBUTES;
    const bits = (part.children.length > 0 ? TAG_CONTENT : 0) | (attributes.length > 0 ? TAG_ATTRIBUTES : 0);
    const tag = part.token === undefined ? tagToken(this.#vocabulary, part.page, part.name) : null;
    if (tag === undefined) {
      out.byte(GLOBAL.literal | bits);
      out.uint(this.#strings.name(part.name));
    } else {
      const page = tag === null ? part.page : tag.page;
      if (page !== this.#page) {
        out.byte(GLOBAL.switchPage);
        out.byte(page);
        this.#page = page;
      }
      out.byte((tag === null ? (part.token ?? 0) : tag.token) | bits);
    }
    if (attributes.length > 0) this.#attributes(attributes);
    if (part.children.length === 0) return;
    const whole = isWhole(part, this.#vocabulary);
    for (const child of part.children) this.part(child, whole);
    out.byte(GLOBAL.end);
  }

  #attributes(attributes: readonly AttributeDraft[]): void {
    const { out } = this;
    const chosen =
      this.#options.strings === 'table'
        ? smallestAttributes(attributes, this.#vocabulary, this.#attributePage)
        : attributes;
    for (const item of chosen) {
      if (item.kind === 'start' || item.kind === 'value') {
        if (item.page !== this.#attributePage) {
          out.byte(GLOBAL.switchPage);
          out.byte(item.page);
          this.#attributePage = item.page;
        }
        out.byte(item.token);
      } else if (item.kind === 'name') {
        out.byte(GLOBAL.literal);
        out.uint(this.#strings.name(item.text));
      } else {
        this.part(item);
      }
    }
    out.byte(GLOBAL.end);
  }

  #text(part: TextDraft, whole: boolean): void {
    const { out } = this;
    if (part.bytes !== undefined) {
      out.byte(GLOBAL.strI);
      out.bytes(part.bytes);
      out.byte(0);
      return;
    }
    if (!part.text.includes('\0')) {
      if (part.text !== '') this.#strings.write(out, part.text, whole);
      return;
    }
    part.text.split('\0').forEach((piece, index) => {
      if (index > 0) {
        out.byte(GLOBAL.entity);
        out.byte(0);
      }
      if (piece !== '') this.#strings.write(out, piece, whole);
    });
  }
}

/** STR_I: the characters in UTF-8 and the terminating 00. */
export function inlineString(text: string): Uint8Array {
  return concat(Uint8Array.of(GLOBAL.strI), utf8(text.replaceAll('\0', '')), Uint8Array.of(0));
}
