import { toBase64 } from '../syncml/base64.ts';
import { type DocElement, type DocValue, descend } from '../syncml/element.ts';
import { readableText } from '../wbxml/charset.ts';
import { pageNamespace } from '../wbxml/code-pages.ts';
import { writeXml, type XmlDraft } from '../xml/write.ts';
import { fieldsOf, secretValues } from './message-fields.ts';
import type { MessageView } from './message-model.ts';
import type { MessageParts } from './message-parts.ts';
import { readParts } from './read-parts.ts';

export interface XmlOptions {
  /** `mask` writes as many `*` as the secret has bytes in the message. */
  readonly secrets: 'mask' | 'show';
}

/**
 * The full XML form of a message: SyncML with management trees inline in Data, whatever they are written in; binary
 * values in base64. Empty where the message does not decode, and for Client Provisioning.
 */
export function messageToXml(view: MessageView, options: XmlOptions = { secrets: 'show' }): string {
  const parts = view.document === null ? null : readParts(view.document);
  return parts === null ? '' : partsToXml(parts, options);
}

/** The XML form of a message that is taken apart already. */
export function partsToXml(parts: MessageParts, options: XmlOptions): string {
  const hidden = options.secrets === 'mask' ? secretValues(fieldsOf(parts)) : new Set<DocValue>();
  return writeXml(draftOf({ parts, hidden }, parts.root, null, false));
}

interface Context {
  readonly parts: MessageParts;
  readonly hidden: ReadonlySet<DocValue>;
}

/** Page of an element's names: text trees are those of DM DDF. */
function pageOf(element: DocElement): number {
  return element.page ?? 2;
}

function draftOf(context: Context, element: DocElement, parent: DocElement | null, binary: boolean): XmlDraft {
  const tree = context.parts.treeOf.get(element)?.element;
  const inner = tree === undefined ? element.children : [tree];
  const holdsBinary = isBinary(element);
  const children: (XmlDraft | string)[] = inner.map((child) =>
    draftOf(context, child, element, holdsBinary && (child.name === 'Value' || child.name === 'Data')),
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

/** True for a node, or an item, whose Format says bin: its value is base64 in XML (DM TND 8.3.7.2). */
function isBinary(element: DocElement): boolean {
  if (element.name === 'Node') return descend(element, 'RTProperties', 'Format', 'bin') !== undefined;
  return element.name === 'Item' && descend(element, 'Meta', 'Format')?.value?.text.trim() === 'bin';
}

function valueText(context: Context, value: DocValue, binary: boolean): string {
  if (context.hidden.has(value)) return '*'.repeat(value.secretSpans.reduce((sum, span) => sum + span.length, 0));
  if (value.opaque === undefined) return value.text;
  const text = binary ? undefined : readableText(value.opaque);
  return text ?? toBase64(value.opaque);
}

/** Literal names can hold what no XML name may. */
function xmlName(name: string): string {
  const plain = name.replace(/[^\w.-]/g, '_');
  return /^[A-Za-z_]/.test(plain) ? plain : `_${plain}`;
}
