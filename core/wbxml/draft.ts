import { utf8 } from '../base/bytes.ts';
import type { AttributeItem } from './attribute-item.ts';
import { readAttributeList } from './attribute-list.ts';
import { decodeText, isUtf8Based, terminatorWidth, UTF_8 } from './charset.ts';
import type { Vocabulary } from './code-pages.ts';
import { rootElement } from './decode.ts';
import type { WbxmlDocument, WbxmlElement, WbxmlNode, WbxmlOther } from './document.ts';
import { extensionForm, GLOBAL } from './global-tokens.ts';
import { PUBLIC_IDS, publicIdText } from './public-ids.ts';

/** A text of a draft. */
export interface TextDraft {
  readonly kind: 'text';
  readonly text: string;
  /** The characters as they were read, where they are malformed: these are written, and never shared. */
  readonly bytes?: Uint8Array | undefined;
}

export interface ElementDraft {
  readonly kind: 'element';
  readonly page: number;
  /** A name that the tables have on `page` becomes its token, any other a literal. */
  readonly name: string;
  /** Tag identity, for a tag that the tables do not have. */
  readonly token?: number | undefined;
  readonly attributes?: readonly AttributeDraft[] | undefined;
  readonly children: readonly WbxmlPart[];
}

/** A part of a document to be written. */
export type WbxmlPart =
  | ElementDraft
  | TextDraft
  /** `document`: what to write as a document of its own instead of `bytes`, which then are what was read. */
  | { readonly kind: 'opaque'; readonly bytes: Uint8Array; readonly document?: WbxmlDraft | undefined }
  | { readonly kind: 'instruction'; readonly attributes: readonly AttributeDraft[] }
  /** An extension token with what belongs to it. */
  | { readonly kind: 'raw'; readonly bytes: Uint8Array };

/** A token of an attribute list. Page switches are made by the writer. */
export type AttributeDraft =
  | { readonly kind: 'start'; readonly page: number; readonly token: number }
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'value'; readonly page: number; readonly token: number }
  | TextDraft
  | { readonly kind: 'opaque'; readonly bytes: Uint8Array }
  | { readonly kind: 'raw'; readonly bytes: Uint8Array };

export interface WbxmlDraft {
  /** Version byte: 02 is WBXML 1.2. */
  readonly version: number;
  /** A number, or the FPI string that goes to the string table with its 00. */
  readonly publicId: number | string;
  readonly vocabulary: Vocabulary;
  /** Processing instructions before the root. */
  readonly before?: readonly WbxmlPart[];
  readonly root: WbxmlPart;
  /** A string table that extension tokens may point into: it stays where it is. */
  readonly pinned?: Uint8Array;
  /** Set where a text had bytes that its character set does not have: U+FFFD stands for them. */
  readonly lossy?: true;
}

/**
 * True for an element whose text is never written in pieces: programs in the field take every string of a SyncML Data
 * element for content of its own (docs/interop.md).
 */
export function isWhole(element: ElementDraft, vocabulary: Vocabulary): boolean {
  return vocabulary === 'syncml' && element.page === 0 && element.name === 'Data';
}

/*
 * Parts are made here and nowhere else where speed counts: objects of one layout, whoever makes them, are what the engine
 * reads fastest.
 */

export function elementPart(
  page: number,
  name: string,
  children: readonly WbxmlPart[],
  token?: number,
  attributes?: readonly AttributeDraft[],
): ElementDraft {
  return { kind: 'element', page, name, token, attributes, children };
}

export function textPart(text: string, bytes?: Uint8Array): TextDraft {
  return { kind: 'text', text, bytes };
}

export function opaquePart(bytes: Uint8Array, document?: WbxmlDraft): WbxmlPart {
  return { kind: 'opaque', bytes, document };
}

const UNKNOWN_ID = 1;

/** A document being read, and whether an extension token with a number was met: what it means only its type knows. */
interface Reading {
  readonly document: WbxmlDocument;
  pinned: boolean;
  lossy: boolean;
}

/**
 * The content of a document without the choices that its writer made: strings joined, references resolved, page
 * switches, empty strings and unused strings left out; everything in UTF-8. Undefined where it has no root element.
 */
export function draftOf(document: WbxmlDocument): WbxmlDraft | undefined {
  const root = rootElement(document);
  if (root === undefined) return undefined;
  const reading: Reading = { document, pinned: false, lossy: false };
  const before: WbxmlPart[] = [];
  for (const node of document.body) if (node.kind === 'other') before.push(otherDraft(node, reading));
  const part = elementDraft(root, reading);
  const text = publicIdText(document);
  const known = PUBLIC_IDS.find((row) => row.fpi === text)?.number;
  return {
    version: document.version,
    // An index that points nowhere names nothing: 1 says so in a way that needs no table.
    publicId: text === undefined ? document.publicId.number || UNKNOWN_ID : (known ?? text),
    vocabulary: document.vocabulary,
    ...(before.length > 0 && { before }),
    root: part,
    ...(reading.pinned && { pinned: document.stringTable }),
    ...(reading.lossy && { lossy: true }),
  };
}

function elementDraft(element: WbxmlElement, reading: Reading): ElementDraft {
  const { page, name, token } = element;
  const children: WbxmlPart[] = [];
  for (const node of element.children) {
    if (node.kind === 'switchPage') continue;
    const part = partOf(node, reading);
    if (part.kind === 'text' && part.text === '') continue;
    if (part.kind === 'text') addText(part, children);
    else children.push(part);
  }
  const attributes =
    element.attributes.length === 0 ? undefined : attributeDrafts(element.attributes, element.attributePage, reading);
  const identity = token === GLOBAL.literal ? undefined : token;
  return elementPart(page, name, children, identity, attributes?.length === 0 ? undefined : attributes);
}

/** Strings that follow each other are one text. */
function addText(part: TextDraft, parts: WbxmlPart[]): void {
  const last = parts.at(-1);
  if (last?.kind === 'text' && part.bytes === undefined && last.bytes === undefined)
    parts[parts.length - 1] = textPart(last.text + part.text);
  else parts.push(part);
}

function partOf(node: Exclude<WbxmlNode, { kind: 'switchPage' }>, reading: Reading): WbxmlPart {
  const { document } = reading;
  switch (node.kind) {
    case 'element':
      return elementDraft(node, reading);
    case 'text': {
      if (!node.text.includes('\ufffd')) return textPart(node.text);
      const span = node.tableSpan ?? node.valueSpan;
      const from = span.offset - document.span.offset;
      return textDraft(node.text, reading, node.form !== 'entity', () =>
        document.bytes.subarray(from, from + span.length),
      );
    }
    case 'opaque': {
      const whole = node.embedded?.bytes.length === node.bytes.length ? draftOf(node.embedded) : undefined;
      return opaquePart(node.bytes, whole?.lossy ? undefined : whole);
    }
    case 'other':
      return otherDraft(node, reading);
  }
}

/** Malformed UTF-8 keeps its bytes; in any other set they would mean something else when written in UTF-8. */
function textDraft(text: string, reading: Reading, written: boolean, bytes: () => Uint8Array): TextDraft {
  const broken = written && text.includes('\ufffd');
  if (broken && !isUtf8Based(reading.document.charset)) reading.lossy = true;
  return textPart(text, broken && isUtf8Based(reading.document.charset) ? bytes() : undefined);
}

function attributeDrafts(bytes: Uint8Array, page: number, reading: Reading): AttributeDraft[] {
  // Places of the table's strings are not asked for: only those of `bytes` count here.
  const list = readAttributeList(bytes, 0, bytes.length, page, reading.document);
  return list.items
    .flatMap((item) => attributeDraft(item, reading))
    .filter((item) => item.kind !== 'text' || item.text !== '');
}

function attributeDraft(item: AttributeItem, reading: Reading): AttributeDraft[] {
  switch (item.kind) {
    case 'switch':
      return [];
    case 'start':
      return item.reference === undefined
        ? [{ kind: 'start', page: item.page, token: item.token }]
        : [{ kind: 'name', text: item.name }];
    case 'token':
      return [{ kind: 'value', page: item.page, token: item.token }];
    case 'inline':
      return [textDraft(item.text, reading, true, () => item.bytes)];
    case 'table':
    case 'entity':
      return [textPart(item.text)];
    case 'opaque':
      return [{ kind: 'opaque', bytes: item.bytes }];
    case 'extension':
      return [{ kind: 'raw', bytes: Uint8Array.of(item.token, ...extensionBytes(item.token, item.bytes, reading)) }];
  }
}

function otherDraft(node: WbxmlOther, reading: Reading): WbxmlPart {
  const token = node.bytes[0] ?? 0;
  const rest = node.bytes.subarray(1);
  if (token === GLOBAL.pi)
    return { kind: 'instruction', attributes: attributeDrafts(rest, node.attributePage ?? 0, reading) };
  return { kind: 'raw', bytes: Uint8Array.of(token, ...extensionBytes(token, rest, reading)) };
}

/** What stands after an extension token, its string in UTF-8. */
function extensionBytes(token: number, rest: Uint8Array, reading: Reading): Uint8Array {
  const { document } = reading;
  if (extensionForm(token) === 'integer') reading.pinned = true;
  const ascii = document.charset === null || document.charset === UTF_8;
  if (extensionForm(token) !== 'string' || ascii) return rest;
  const width = terminatorWidth(document.charset);
  const text = decodeText(rest.subarray(0, rest.length - width), document.charset);
  return Uint8Array.of(...utf8(text.replaceAll('\0', '')), 0);
}
