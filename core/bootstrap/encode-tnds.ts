import { utf8 } from '../base/bytes.ts';
import { toBase64 } from '../syncml/base64.ts';
import { TNDS_TYPES, tndsForm } from '../syncml/message.ts';
import { readableText } from '../wbxml/charset.ts';
import { pageNamespace } from '../wbxml/code-pages.ts';
import type { ElementDraft, WbxmlDraft, WbxmlPart } from '../wbxml/draft.ts';
import { childElements, readXml, textOf, type XmlElement } from '../xml/read.ts';
import { writeXml, type XmlDraft } from '../xml/write.ts';
import { treeDraft } from './message-xml.ts';

/** What a management tree in Data is written as. */
export type TndsForm = keyof typeof TNDS_TYPES;

/** Formats that go with the two types: `bin` for WBXML, as in DM TNDS's own messages. */
const FORMATS = { wbxml: 'bin', xml: 'xml' } as const satisfies Record<TndsForm, string>;

/**
 * The message with its management trees in `form`, Meta/Type and Meta/Format changed with them. A tree stays as it is
 * where the other form could not say the same (attributes, text beside elements, tokens that have no name), and where a
 * Meta counts for several items.
 */
export function withTndsForm(draft: WbxmlDraft, form: TndsForm): WbxmlDraft {
  return { ...draft, root: mapElements(draft.root, (element) => convertCommand(element, form, draft.version)) };
}

/** The message with XML trees as strings: as OPAQUE they take a byte more from 128 bytes on, and never one less. */
export function withXmlTreesAsText(draft: WbxmlDraft): WbxmlDraft {
  const root = mapElements(draft.root, (element) => {
    const [only, ...more] = element.children;
    if (!isNamed(element, 'Data', 0) || only?.kind !== 'opaque' || more.length > 0) return element;
    const text = only.document === undefined ? readableText(only.bytes) : undefined;
    return text === undefined || xmlTree(text) === undefined
      ? element
      : { ...element, children: [{ kind: 'text', text }] };
  });
  return { ...draft, root };
}

function mapElements(part: WbxmlPart, change: (element: ElementDraft) => ElementDraft): WbxmlPart {
  if (part.kind !== 'element') return part;
  const changed = change(part);
  const children = changed.children.map((child) => mapElements(child, change));
  return children.every((child, index) => child === changed.children[index]) ? changed : { ...changed, children };
}

/** A command whose one item holds a tree, its Meta in the item or in the command. */
function convertCommand(command: ElementDraft, form: TndsForm, version: number): ElementDraft {
  const items = command.children.filter((child) => isNamed(child, 'Item', 0));
  if (items.length === 0) return command;
  const shared = childOf(command, 'Meta', 0);
  const children = command.children.map((child) => {
    if (!isNamed(child, 'Item', 0)) return child;
    const own = childOf(child, 'Meta', 0);
    const meta = own !== undefined && childOf(own, 'Type', 1) !== undefined ? own : undefined;
    if (meta === undefined) return child;
    return convertItem(child, meta, form, version) ?? child;
  });
  const only = items.length === 1 ? items[0] : undefined;
  const own = only && childOf(only, 'Meta', 0);
  if (only === undefined || shared === undefined || (own !== undefined && childOf(own, 'Type', 1) !== undefined))
    return { ...command, children };
  const data = convertedData(only, metaText(shared, 'Type'), form, version);
  if (data === undefined) return command;
  const item = { ...only, children: replaced(only.children, 'Data', 0, data) };
  const meta = convertedMeta(shared, form);
  return { ...command, children: replaced(replaced(command.children, 'Item', 0, item), 'Meta', 0, meta) };
}

function convertItem(
  item: ElementDraft,
  meta: ElementDraft,
  form: TndsForm,
  version: number,
): ElementDraft | undefined {
  const data = convertedData(item, metaText(meta, 'Type'), form, version);
  if (data === undefined) return undefined;
  const children = replaced(replaced(item.children, 'Data', 0, data), 'Meta', 0, convertedMeta(meta, form));
  return { ...item, children };
}

/**
 * Data with its tree in the other form; undefined where Meta tells of no tree, or it stays as it is. What Data holds
 * counts, not which of the two Meta says: those that disagree do so no longer.
 */
function convertedData(
  item: ElementDraft,
  type: string | undefined,
  form: TndsForm,
  version: number,
): ElementDraft | undefined {
  const data = childOf(item, 'Data', 0);
  const [only, ...more] = data?.children ?? [];
  if (data === undefined || only === undefined || more.length > 0 || tndsForm(type) === null) return undefined;
  if (form === 'wbxml') {
    const text = only.kind === 'text' ? only.text : only.kind === 'opaque' ? readableText(only.bytes) : undefined;
    const tree = text === undefined ? undefined : xmlTree(text);
    if (tree === undefined || !isPlain(tree)) return undefined;
    return { ...data, children: [{ kind: 'opaque', bytes: new Uint8Array(), document: treeDraft(tree, version) }] };
  }
  const tree = only.kind === 'opaque' ? only.document?.root : undefined;
  const xml = tree?.kind === 'element' && tree.name === 'MgmtTree' ? xmlOf(tree, false) : undefined;
  if (xml === undefined) return undefined;
  const root = { ...xml, attributes: { xmlns: pageNamespace('syncml', 2) ?? '' } };
  return { ...data, children: [{ kind: 'opaque', bytes: utf8(writeXml(root, { indent: null })) }] };
}

function convertedMeta(meta: ElementDraft, form: TndsForm): ElementDraft {
  const typed = withText(meta, 'Type', TNDS_TYPES[form]);
  return withText(typed, 'Format', FORMATS[form]);
}

function withText(meta: ElementDraft, name: string, text: string): ElementDraft {
  const children = meta.children.map((child): WbxmlPart => {
    return isNamed(child, name, 1) ? { ...child, children: [{ kind: 'text', text }] } : child;
  });
  return { ...meta, children };
}

function xmlTree(text: string): XmlElement | undefined {
  if (!text.trimStart().startsWith('<')) return undefined;
  const read = readXml(text.trim());
  return read.ok && read.value.name === 'MgmtTree' ? read.value : undefined;
}

/** True where nothing but elements, their texts and namespaces stands in the XML. */
function isPlain(element: XmlElement): boolean {
  if (Object.keys(element.attributes).some((name) => name !== 'xmlns')) return false;
  const inner = childElements(element);
  return inner.length === 0 || (textOf(element).trim() === '' && inner.every(isPlain));
}

/** The XML of an element; undefined where XML cannot say it. @param binary true where the value is base64 in XML. */
function xmlOf(element: ElementDraft, binary: boolean): XmlDraft | undefined {
  if (element.attributes !== undefined || !/^[A-Za-z][\w.-]*$/.test(element.name)) return undefined;
  const holdsBinary = element.name === 'Node' && formatOf(element) === 'bin';
  const children: (XmlDraft | string)[] = [];
  for (const child of element.children) {
    const written =
      child.kind === 'element'
        ? xmlOf(child, holdsBinary && child.name === 'Value')
        : child.kind === 'text' && child.bytes === undefined
          ? child.text
          : child.kind === 'opaque' && binary
            ? toBase64(child.bytes)
            : undefined;
    if (written === undefined) return undefined;
    children.push(written);
  }
  return { name: element.name, children };
}

function formatOf(node: ElementDraft): string | undefined {
  const properties = childOf(node, 'RTProperties', 2);
  const format = properties && childOf(properties, 'Format', 2);
  const first = format?.children[0];
  return first?.kind === 'element' ? first.name : undefined;
}

function isNamed(part: WbxmlPart, name: string, page: number): part is ElementDraft {
  return part.kind === 'element' && part.name === name && part.page === page;
}

function childOf(element: ElementDraft, name: string, page: number): ElementDraft | undefined {
  return element.children.find((child): child is ElementDraft => isNamed(child, name, page));
}

function metaText(meta: ElementDraft, name: string): string | undefined {
  const [only] = childOf(meta, name, 1)?.children ?? [];
  return only?.kind === 'text' ? only.text : undefined;
}

function replaced(parts: readonly WbxmlPart[], name: string, page: number, by: WbxmlPart): WbxmlPart[] {
  return parts.map((part) => (isNamed(part, name, page) ? by : part));
}
