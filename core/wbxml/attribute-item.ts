import { concat } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import { GLOBAL } from './global-tokens.ts';
import { writeMbUint } from './mb-uint.ts';

/*
 * attribute = attrStart *attrValue ; list = 1*attribute END
 * attrStart = [switchPage] ATTRSTART | LITERAL index
 * attrValue = [switchPage] ATTRVALUE | string | extension | entity | opaque      (WAP-192 5.3, 5.8.2)
 */

/** A number as it stands: `excess` counts the bytes beyond the fewest that hold it. */
export interface WrittenUint {
  readonly value: number;
  readonly excess: number;
}

/** One token of an attribute list with what belongs to it. */
export type AttributeItem =
  | { readonly kind: 'switch'; readonly page: number; readonly span: Span }
  | {
      readonly kind: 'start';
      readonly token: number;
      readonly page: number;
      /** By table; the literal's text; `Attr_1_4D` for a token that the tables do not have. */
      readonly name: string;
      /** First characters of the value that the token itself says. */
      readonly prefix: string;
      readonly known: boolean;
      /** Place of a literal name in the string table. */
      readonly reference?: WrittenUint;
      readonly span: Span;
    }
  | AttributePart;

/** One part of an attribute's value. */
export type AttributePart =
  | {
      readonly kind: 'inline';
      readonly text: string;
      readonly bytes: Uint8Array;
      /** Bytes of the 00 character that ends it. */
      readonly terminator: 1 | 2;
      /** The characters without 03 and 00. */
      readonly valueSpan: Span;
      readonly span: Span;
    }
  | {
      readonly kind: 'table';
      readonly text: string;
      readonly reference: WrittenUint;
      /** The characters in the string table. */
      readonly valueSpan: Span;
      readonly span: Span;
    }
  | {
      readonly kind: 'entity';
      readonly text: string;
      readonly code: WrittenUint;
      /** The number's bytes. */
      readonly valueSpan: Span;
      readonly span: Span;
    }
  | {
      readonly kind: 'token';
      readonly token: number;
      readonly page: number;
      /** Empty for a token that the tables do not have. */
      readonly text: string;
      readonly known: boolean;
      readonly valueSpan: Span;
      readonly span: Span;
    }
  | {
      readonly kind: 'opaque';
      readonly text: string;
      readonly length: WrittenUint;
      readonly bytes: Uint8Array;
      readonly valueSpan: Span;
      readonly span: Span;
    }
  | {
      readonly kind: 'extension';
      readonly token: number;
      /** What stands after the token: a string with its 00, a number, or nothing. */
      readonly bytes: Uint8Array;
      readonly text: '';
      readonly valueSpan: Span;
      readonly span: Span;
    };

/** The bytes of the items, END not included: what they were read from. */
export function writeAttributeItems(items: readonly AttributeItem[]): Uint8Array {
  return concat(...items.map(itemBytes));
}

function itemBytes(item: AttributeItem): Uint8Array {
  const uint = ({ value, excess }: WrittenUint): Uint8Array => writeMbUint(value, excess);
  switch (item.kind) {
    case 'switch':
      return Uint8Array.of(GLOBAL.switchPage, item.page);
    case 'start':
      return item.reference === undefined
        ? Uint8Array.of(item.token)
        : concat(Uint8Array.of(item.token), uint(item.reference));
    case 'inline':
      return concat(Uint8Array.of(GLOBAL.strI), item.bytes, new Uint8Array(item.terminator));
    case 'table':
      return concat(Uint8Array.of(GLOBAL.strT), uint(item.reference));
    case 'entity':
      return concat(Uint8Array.of(GLOBAL.entity), uint(item.code));
    case 'token':
      return Uint8Array.of(item.token);
    case 'opaque':
      return concat(Uint8Array.of(GLOBAL.opaque), uint(item.length), item.bytes);
    case 'extension':
      return concat(Uint8Array.of(item.token), item.bytes);
  }
}
