import { concat, utf8 } from '../base/bytes.ts';
import { tagToken, type Vocabulary } from './code-pages.ts';
import { GLOBAL, TAG_CONTENT } from './global-tokens.ts';
import { writeMbUint } from './mb-uint.ts';

/** A part of a document to be written: an element by name, a text, or opaque bytes. */
export type WbxmlPart =
  | { readonly kind: 'element'; readonly page: number; readonly name: string; readonly children: readonly WbxmlPart[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'opaque'; readonly bytes: Uint8Array };

export interface WbxmlDraft {
  /** Version byte: 02 is WBXML 1.2. */
  readonly version: number;
  /** A number, or the FPI string that goes to the string table with its 00. */
  readonly publicId: number | string;
  readonly vocabulary: Vocabulary;
  readonly root: WbxmlPart;
}

/**
 * Writes a new document in UTF-8: known names as tokens, others as literals from the string table, text as inline
 * strings, page switches only where the page changes. A 00 inside a text would end it and is left out.
 */
export function writeWbxml(draft: WbxmlDraft): Uint8Array {
  const table = new StringTable();
  const publicId =
    typeof draft.publicId === 'number'
      ? writeMbUint(draft.publicId)
      : concat(Uint8Array.of(0), writeMbUint(table.index(draft.publicId)));
  const body: Uint8Array[] = [];
  let page = 0;
  const write = (part: WbxmlPart): void => {
    if (part.kind === 'text') {
      body.push(inlineString(part.text));
    } else if (part.kind === 'opaque') {
      body.push(Uint8Array.of(GLOBAL.opaque), writeMbUint(part.bytes.length), part.bytes);
    } else {
      const content = part.children.length > 0 ? TAG_CONTENT : 0;
      const tag = tagToken(draft.vocabulary, part.page, part.name);
      if (tag === undefined) {
        body.push(Uint8Array.of(GLOBAL.literal | content), writeMbUint(table.index(part.name)));
      } else {
        if (tag.page !== page) body.push(Uint8Array.of(GLOBAL.switchPage, tag.page));
        page = tag.page;
        body.push(Uint8Array.of(tag.token | content));
      }
      for (const child of part.children) write(child);
      if (content !== 0) body.push(Uint8Array.of(GLOBAL.end));
    }
  };
  write(draft.root);
  const strings = table.bytes();
  const charset = 106;
  return concat(
    Uint8Array.of(draft.version),
    publicId,
    draft.version === 0 ? new Uint8Array() : writeMbUint(charset),
    writeMbUint(strings.length),
    strings,
    ...body,
  );
}

/** STR_I: the characters in UTF-8 and the terminating 00. */
export function inlineString(text: string): Uint8Array {
  return concat(Uint8Array.of(GLOBAL.strI), utf8(text.replaceAll('\0', '')), Uint8Array.of(0));
}

class StringTable {
  readonly #parts: Uint8Array[] = [];
  readonly #indexes = new Map<string, number>();
  #length = 0;

  index(text: string): number {
    const known = this.#indexes.get(text);
    if (known !== undefined) return known;
    const index = this.#length;
    const bytes = concat(utf8(text), Uint8Array.of(0));
    this.#parts.push(bytes);
    this.#indexes.set(text, index);
    this.#length += bytes.length;
    return index;
  }

  bytes(): Uint8Array {
    return concat(...this.#parts);
  }
}
