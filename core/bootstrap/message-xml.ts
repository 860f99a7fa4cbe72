import { appError } from '../base/app-error.ts';
import { utf8 } from '../base/bytes.ts';
import { hasErrors } from '../base/finding.ts';
import { err, ok, type Result } from '../base/result.ts';
import { shiftSpan } from '../base/span.ts';
import { ROOT_NAME } from '../cp/document.ts';
import { writeCpWbxml } from '../cp/write-wbxml.ts';
import { fromBase64, toBase64 } from '../syncml/base64.ts';
import { type DocElement, type DocValue, descend } from '../syncml/element.ts';
import { tndsForm } from '../syncml/message.ts';
import { readableText } from '../wbxml/charset.ts';
import { pageNamespace } from '../wbxml/code-pages.ts';
import { decodeWbxml } from '../wbxml/decode.ts';
import type { WbxmlDocument } from '../wbxml/document.ts';
import { elementPart, opaquePart, textPart } from '../wbxml/draft.ts';
import { DM_DDF_FPI, SYNCML_12 } from '../wbxml/public-ids.ts';
import { type WbxmlDraft, type WbxmlPart, writeWbxml } from '../wbxml/write.ts';
import { childElements, readXml, textOf, type XmlElement } from '../xml/read.ts';
import { writeXml, type XmlDraft } from '../xml/write.ts';
import { isMarkedMasked, markMasked } from './masked-xml.ts';
import { provisioningToXml } from './message-cp.ts';
import { maskSecrets } from './message-edit.ts';
import { fieldsOf, secretValues } from './message-fields.ts';
import type { MessageView } from './message-model.ts';
import type { MessageParts } from './message-parts.ts';
import { readParts } from './read-parts.ts';

export interface XmlOptions {
  /**
   * `mask` writes as many `*` as the secret has bytes in the message, and marks the XML as none to be encoded. A function
   * gives what is written in a secret's place; it is asked in the order of the XML.
   */
  readonly secrets: 'mask' | 'show' | ((clear: string) => string);
}

/**
 * The full XML form of a message: SyncML with management trees inline in Data, whatever they are written in; binary
 * values in base64; for Client Provisioning a wap-provisioningdoc. Empty where the message does not decode.
 */
export function messageToXml(view: MessageView, options: XmlOptions = { secrets: 'show' }): string {
  const xml = xmlOf(view, options);
  return options.secrets === 'mask' && view.secrets.length > 0 && xml !== '' ? markMasked(xml) : xml;
}

function xmlOf(view: MessageView, options: XmlOptions): string {
  const document = options.secrets === 'mask' ? maskedDocument(view) : view.document;
  if (view.profile === 'cp') return provisioningToXml(document, options.secrets);
  const parts = document === null ? null : readParts(document);
  return parts === null ? '' : partsToXml(parts, options);
}

/** The document with its secrets overwritten also where they stand in data that was not understood. */
function maskedDocument({ document, secrets, findings }: MessageView): WbxmlDocument | null {
  if (document === null || !hasErrors(findings)) return document;
  const own = secrets.map((place) => shiftSpan(place, -document.span.offset)).filter((place) => place.offset >= 0);
  const masked = decodeWbxml(maskSecrets(document.bytes, own));
  return masked.ok ? masked.document : null;
}

/** The XML form of a message that is taken apart already. */
export function partsToXml(parts: MessageParts, options: XmlOptions): string {
  const { secrets } = options;
  const hidden = secrets === 'show' ? new Set<DocValue>() : secretValues(fieldsOf(parts));
  return writeXml(xmlDraftOf({ parts, hidden, secrets }, parts.root, null, false));
}

interface WriteContext extends XmlOptions {
  readonly parts: MessageParts;
  readonly hidden: ReadonlySet<DocValue>;
}

/** Page of an element's names: text trees are those of DM DDF. */
function pageOf(element: DocElement): number {
  return element.page ?? 2;
}

function xmlDraftOf(context: WriteContext, element: DocElement, parent: DocElement | null, binary: boolean): XmlDraft {
  const inner = elementsBelow(context.parts, element);
  const children: (XmlDraft | string)[] = inner.map((child) =>
    xmlDraftOf(context, child, element, holdsBinary(element, child.name)),
  );
  if (inner.length === 0 && element.value !== null && element.value.text !== '') {
    children.push(valueText(context, element.value, binary));
  }
  const namespace =
    parent !== null && pageOf(parent) === pageOf(element) ? null : pageNamespace('syncml', pageOf(element));
  return {
    name: xmlName(element.name),
    ...(namespace !== null && { attributes: { xmlns: namespace } }),
    children,
  };
}

/** The elements that the XML form has below one: of a Data element with a management tree that tree alone. */
export function elementsBelow(parts: MessageParts, element: DocElement): readonly DocElement[] {
  const tree = parts.treeOf.get(element)?.element;
  return tree === undefined ? element.children : [tree];
}

/** True where the child of this name is a value that the XML form has in base64 (DM TND 8.3.7.2). */
export function holdsBinary(element: DocElement, child: string): boolean {
  return (child === 'Value' || child === 'Data') && isBinary(element);
}

/** True for a node, or an item, whose Format says bin. */
function isBinary(element: DocElement): boolean {
  if (element.name === 'Node') return descend(element, 'RTProperties', 'Format', 'bin') !== undefined;
  return element.name === 'Item' && descend(element, 'Meta', 'Format')?.value?.text.trim() === 'bin';
}

function valueText({ hidden, secrets }: WriteContext, value: DocValue, binary: boolean): string {
  if (!hidden.has(value)) return clearText(value, binary);
  if (typeof secrets === 'function') return secrets(clearText(value, binary));
  return '*'.repeat(value.secretSpans.reduce((sum, span) => sum + span.length, 0));
}

function clearText(value: DocValue, binary: boolean): string {
  if (value.opaque === undefined) return value.text;
  const text = binary ? undefined : readableText(value.opaque);
  return text ?? toBase64(value.opaque);
}

/** Literal names can hold what no XML name may. */
function xmlName(name: string): string {
  const plain = name.replace(/[^\w.-]/g, '_');
  return /^[A-Za-z_]/.test(plain) ? plain : `_${plain}`;
}

export interface EncodeOptions {
  /** WBXML version byte: 1 to 3; where not given, 2 (WBXML 1.2), and 3 for Client Provisioning. */
  readonly version?: 1 | 2 | 3;
}

/**
 * Encodes the full XML form of a message: WBXML, public identifier 0x1201, UTF-8, inline strings. A management tree in
 * Data becomes a WBXML document of its own, or XML text where Meta/Type says so; binary values are base64 in XML. A
 * wap-provisioningdoc becomes WBXML with public identifier 0x0B, tokens wherever the tables have them.
 * @returns `xml-invalid` with line and column for XML that is not well-formed, or neither of the two; `message-masked`
 *   where its secrets were masked.
 */
export function messageFromXml(xml: string, options: EncodeOptions = {}): Result<Uint8Array> {
  if (isMarkedMasked(xml)) return err(appError('message-masked'));
  const read = readXml(xml);
  if (!read.ok) return read;
  const root = read.value;
  if (root.name === ROOT_NAME) return ok(writeCpWbxml(root, options.version));
  if (root.name !== 'SyncML') {
    const reason = `the root element is ${root.name}, not SyncML or ${ROOT_NAME}`;
    return err(appError('xml-invalid', { line: root.line, column: root.column, reason }));
  }
  const version = options.version ?? 2;
  const part = partOf(root, { version, page: 0, type: undefined, binary: false });
  return ok(writeWbxml({ version, publicId: SYNCML_12.number, vocabulary: 'syncml', root: part }));
}

interface ReadContext {
  readonly version: number;
  /** Code page of the element's own name. */
  readonly page: number;
  /** Meta/Type that counts for a Data element here. */
  readonly type: string | undefined;
  /** True where the text is base64 of binary data. */
  readonly binary: boolean;
}

function partOf(element: XmlElement, context: ReadContext): WbxmlPart {
  const { page } = context;
  const make = (children: readonly WbxmlPart[]): WbxmlPart => elementPart(page, element.name, children);
  const inner = childElements(element);
  if (element.name === 'Data' && page === 0) {
    const tree = treeIn(element, context.type);
    if (tree !== undefined) return make([treePart(tree, context)]);
  }
  if (inner.length === 0) return make(textParts(element, context));
  const below = contextBelow(element, context);
  return make(
    inner.map((child) => {
      const holdsValue = child.name === 'Value' || child.name === 'Data';
      return partOf(child, { ...below, binary: below.binary && holdsValue });
    }),
  );
}

function contextBelow(element: XmlElement, context: ReadContext): ReadContext {
  const page = element.name === 'Meta' && context.page === 0 ? 1 : element.name === 'MgmtTree' ? 2 : context.page;
  const type = metaText(element, 'Type') ?? context.type;
  const format = element.name === 'Node' ? nodeFormat(element) : metaText(element, 'Format')?.trim();
  const tree = tndsForm(type) !== null && element.name !== 'Node';
  return { ...context, page, type, binary: format === 'bin' && !tree };
}

function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element && childElements(element).find((inner) => inner.name === name);
}

function metaText(element: XmlElement, name: string): string | undefined {
  const found = child(child(element, 'Meta'), name);
  return found && textOf(found);
}

function nodeFormat(node: XmlElement): string | undefined {
  const format = child(child(node, 'RTProperties'), 'Format');
  return format && childElements(format)[0]?.name;
}

/** The management tree of a Data element: an element, or text that Meta/Type wants as WBXML. */
function treeIn(data: XmlElement, type: string | undefined): XmlElement | undefined {
  const element = child(data, 'MgmtTree');
  if (element !== undefined || tndsForm(type) !== 'wbxml') return element;
  const read = readXml(textOf(data).trim());
  return read.ok && read.value.name === 'MgmtTree' ? read.value : undefined;
}

function treePart(tree: XmlElement, context: ReadContext): WbxmlPart {
  if (tndsForm(context.type) === 'xml') return opaquePart(utf8(writeXml(compactDraft(tree), { indent: null })));
  return opaquePart(writeWbxml(treeDraft(tree, context.version)));
}

/** A management tree in XML as a WBXML document of its own; values of binary nodes are base64 in XML. */
export function treeDraft(tree: XmlElement, version: number): WbxmlDraft {
  const root = partOf(tree, { version, page: 2, type: undefined, binary: false });
  return { version, publicId: DM_DDF_FPI, vocabulary: 'syncml', root };
}

/** An element as it was read, without the white space between elements. */
function compactDraft(element: XmlElement): XmlDraft {
  const inner = childElements(element);
  const text = textOf(element);
  const children = inner.length > 0 ? inner.map(compactDraft) : text === '' ? [] : [text];
  return { name: element.name, attributes: element.attributes, children };
}

function textParts(element: XmlElement, context: ReadContext): WbxmlPart[] {
  const text = textOf(element);
  if (text === '') return [];
  const bytes = context.binary ? fromBase64(text) : undefined;
  if (bytes !== undefined) return [opaquePart(bytes)];
  // XML text goes into OPAQUE, as its length need not be searched for there.
  if (element.name === 'Data' && tndsForm(context.type) !== null) return [opaquePart(utf8(text))];
  return [textPart(text)];
}
