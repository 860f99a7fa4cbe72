import { concat, utf8 } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import { childOf, type DocElement } from '../syncml/element.ts';
import { TNDS_TYPES } from '../syncml/message.ts';
import { decodeWbxml } from '../wbxml/decode.ts';
import type { WbxmlDocument, WbxmlElement, WbxmlNode } from '../wbxml/document.ts';
import type { WbxmlPatch } from '../wbxml/encode.ts';
import { GLOBAL, TAG_CONTENT } from '../wbxml/global-tokens.ts';
import { writeXml, type XmlDraft } from '../xml/write.ts';
import { element, leaf, nodeXml, type TreeNode } from './message-source-tree.ts';
import { messageFromXml } from './message-xml.ts';
import { readParts } from './read-parts.ts';

/** Code page of management trees (DM TNDS 8.6). */
const TREE_PAGE = 2;

/** A part of a management tree to be put into a message. */
export type Fragment =
  | { readonly kind: 'node'; readonly node: TreeNode }
  /** Node elements as their XML form has them. */
  | { readonly kind: 'nodes'; readonly nodes: readonly XmlDraft[] }
  | { readonly kind: 'acl'; readonly acl: string }
  /** RTProperties with an ACL alone, for a node that has no properties. */
  | { readonly kind: 'properties'; readonly acl: string };

function fragmentXml(fragment: Fragment): readonly XmlDraft[] {
  if (fragment.kind === 'node') return [nodeXml(fragment.node)];
  if (fragment.kind === 'nodes') return fragment.nodes;
  const acl = leaf('ACL', fragment.acl);
  return [fragment.kind === 'acl' ? acl : element('RTProperties', [acl])];
}

/** Tokens of a fragment on the page of management trees, taken from a message made for it: one writer for all. */
function fragmentTokens(fragment: Fragment): Uint8Array | undefined {
  const whole = fragment.kind === 'node' || fragment.kind === 'nodes';
  const tree = element('MgmtTree', whole ? fragmentXml(fragment) : [element('Node', wrapped(fragment))]);
  const item = element('Item', [element('Meta', [leaf('Type', TNDS_TYPES.wbxml)]), element('Data', [tree])]);
  const message = messageFromXml(writeXml(element('SyncML', [element('SyncBody', [element('Add', [item])])])));
  const decoding = message.ok ? decodeWbxml(message.value) : undefined;
  const parts = decoding?.ok ? readParts(decoding.document) : null;
  const nodes = parts?.trees[0]?.nodes ?? [];
  const node = nodes[0]?.element;
  const properties = childOf(node, 'RTProperties');
  const wanted = whole ? node : fragment.kind === 'acl' ? childOf(properties, 'ACL') : properties;
  const last = whole ? nodes.at(-1)?.element : wanted;
  if (!message.ok || wanted === undefined || last === undefined) return undefined;
  return message.value.subarray(wanted.span.offset, last.span.offset + last.span.length);
}

function wrapped(fragment: Fragment): readonly XmlDraft[] {
  const xml = fragmentXml(fragment);
  return fragment.kind === 'acl' ? [element('RTProperties', xml)] : xml;
}

/** The element of a document, or of one embedded in it, that stands at `span`. */
function elementAt(nodes: readonly WbxmlNode[], span: Span): WbxmlElement | undefined {
  for (const node of nodes) {
    if (node.span.offset > span.offset || node.span.offset + node.span.length < span.offset + span.length) continue;
    if (node.kind === 'opaque' && node.embedded !== undefined) return elementAt(node.embedded.body, span);
    if (node.kind !== 'element') continue;
    return node.span.offset === span.offset && node.span.length === span.length ? node : elementAt(node.children, span);
  }
  return undefined;
}

/** The code page in force where an element ends: a switch inside it outlasts it. */
function pageAfter(node: WbxmlElement): number {
  return node.children.reduce((page, child) => {
    if (child.kind === 'switchPage') return child.page;
    return child.kind === 'element' ? pageAfter(child) : page;
  }, node.page);
}

function switchTo(page: number): Uint8Array {
  return Uint8Array.of(GLOBAL.switchPage, page);
}

/** Takes an element out. What follows it finds the code page that it would have left. */
export function removalPatch(document: WbxmlDocument, target: DocElement): WbxmlPatch {
  const found = target.page === null ? undefined : elementAt(document.body, target.span);
  const bytes = found === undefined || pageAfter(found) === found.page ? new Uint8Array() : switchTo(pageAfter(found));
  return { span: target.span, bytes };
}

/**
 * Puts a fragment into `parent`: in front of its child `before`, or behind all its children.
 * @returns undefined where the place cannot be found.
 */
export function insertionPatch(
  document: WbxmlDocument,
  parent: DocElement,
  before: DocElement | undefined,
  fragment: Fragment,
): WbxmlPatch | undefined {
  if (parent.page === null) return xmlInsertion(document, parent, before, fragment);
  const found = elementAt(document.body, parent.span);
  const tokens = fragmentTokens(fragment);
  if (found === undefined || tokens === undefined) return undefined;
  const there = before?.page ?? pageAfter(found);
  const bytes = there === TREE_PAGE ? tokens : concat(switchTo(TREE_PAGE), tokens, switchTo(there));
  const { offset, length } = parent.span;
  if (before !== undefined) return { span: { offset: before.span.offset, length: 0 }, bytes };
  if (found.hasContent) return { span: { offset: offset + length - 1, length: 0 }, bytes };
  const tag = document.bytes.slice(offset, offset + length);
  tag[0] = (tag[0] ?? 0) | TAG_CONTENT;
  return { span: parent.span, bytes: concat(tag, bytes, Uint8Array.of(GLOBAL.end)) };
}

function xmlInsertion(
  document: WbxmlDocument,
  parent: DocElement,
  before: DocElement | undefined,
  fragment: Fragment,
): WbxmlPatch | undefined {
  const bytes = utf8(
    fragmentXml(fragment)
      .map((draft) => writeXml(draft, { indent: null }))
      .join(''),
  );
  if (before !== undefined) return { span: { offset: before.span.offset, length: 0 }, bytes };
  const end = parent.span.offset + parent.span.length;
  // `</` is where the end tag begins: neither can stand inside it.
  for (let at = end - 2; at > parent.span.offset; at--) {
    if (document.bytes[at] === 0x3c && document.bytes[at + 1] === 0x2f)
      return { span: { offset: at, length: 0 }, bytes };
  }
  return undefined;
}
