import type { Span } from '../base/span.ts';
import type { Vocabulary } from './code-pages.ts';
import type { WbxmlFault } from './fault.ts';

/**
 * A WBXML document (WAP-192) as its tokens stand: page switches, string-table references and unknown tokens are kept, so
 * that an unedited document encodes to the bytes it was decoded from. Spans count from the start of the bytes that were
 * given to the decoder, also inside an embedded document.
 */
export interface WbxmlDocument {
  /** Version byte: 02 is WBXML 1.2. */
  readonly version: number;
  /** Public identifier: its number, or (number 0) an index into the string table. */
  readonly publicId: { readonly number: number; readonly index?: number };
  /** MIBenum; null in WBXML 1.0, whose header has none. */
  readonly charset: number | null;
  /** Which tables give the names: those of the public identifier, unless the root element tells otherwise. */
  readonly vocabulary: Vocabulary;
  readonly stringTable: Uint8Array;
  /** Where the string table's bytes stand. */
  readonly stringTableSpan: Span;
  readonly header: Span;
  readonly body: readonly WbxmlNode[];
  /** The whole document without what follows it. */
  readonly span: Span;
  /** Original bytes; encoding an untouched document gives them back. */
  readonly bytes: Uint8Array;
}

export type WbxmlNode = WbxmlElement | WbxmlText | WbxmlOpaque | WbxmlSwitch | WbxmlOther;

export interface WbxmlElement {
  readonly kind: 'element';
  readonly page: number;
  /** Tag identity without the content and attribute bits; 4 for a literal name. */
  readonly token: number;
  /** Name by code page, literal name, or `Tag_1_3F` for an unknown one. */
  readonly name: string;
  /** Index into the string table for a literal name. */
  readonly literal?: number | undefined;
  /** Raw bytes of the attribute list with its END; empty when the attribute bit is clear. */
  readonly attributes: Uint8Array;
  /** Attribute page in force before the list. */
  readonly attributePage: number;
  /** True when the content bit is set, also with no children. */
  readonly hasContent: boolean;
  readonly children: readonly WbxmlNode[];
  readonly span: Span;
}

export interface WbxmlText {
  readonly kind: 'text';
  readonly form: 'inline' | 'table' | 'entity';
  readonly text: string;
  /** The characters alone, for `inline`; the whole reference otherwise. */
  readonly valueSpan: Span;
  /** For `table`: the characters in the string table. */
  readonly tableSpan?: Span | undefined;
  readonly span: Span;
}

export interface WbxmlOpaque {
  readonly kind: 'opaque';
  readonly bytes: Uint8Array;
  readonly valueSpan: Span;
  /** Set where the bytes decode as a WBXML document of their own. */
  readonly embedded?: WbxmlDocument | undefined;
  /** Set where the bytes begin as a WBXML document of their own but stop decoding: what was decoded before. */
  readonly broken?: { readonly document: WbxmlDocument; readonly fault: WbxmlFault } | undefined;
  readonly span: Span;
}

export interface WbxmlSwitch {
  readonly kind: 'switchPage';
  readonly page: number;
  readonly span: Span;
}

/** EXT tokens and PIs: kept as bytes. */
export interface WbxmlOther {
  readonly kind: 'other';
  readonly bytes: Uint8Array;
  /** For a PI: the attribute page in force before its attributes. */
  readonly attributePage?: number;
  readonly span: Span;
}
