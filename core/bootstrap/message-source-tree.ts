import { equalBytes, fromUtf8, utf8 } from '../base/bytes.ts';
import { fromBase64, toBase64 } from '../syncml/base64.ts';
import { childOf } from '../syncml/element.ts';
import { readAcl, writeAcl } from '../tnds/acl.ts';
import type { TndsNode } from '../tnds/tree.ts';
import type { XmlDraft } from '../xml/write.ts';

/** A node of a management tree with its properties, free of how it is written. Null where a property is not given. */
export interface TreeNode {
  readonly name: string;
  readonly path: string | null;
  readonly acl: string | null;
  readonly format: string | null;
  /** DDFName of an interior node, MIME of a leaf; empty for `<Type><DDFName/></Type>`. */
  readonly type: string | null;
  /** The value's bytes: those of its text in UTF-8, of a bin value as they are. */
  readonly value: Uint8Array | null;
  readonly children: readonly TreeNode[];
}

export const LEAF_TYPE = 'text/plain';
export const BIN_TYPE = 'application/octet-stream';

/** A leaf of text. */
export function textLeaf(name: string, text: string): TreeNode {
  return { name, path: null, acl: null, format: 'chr', type: LEAF_TYPE, value: utf8(text), children: [] };
}

/** A leaf of bytes. */
export function binLeaf(name: string, bytes: Uint8Array): TreeNode {
  return { name, path: null, acl: null, format: 'bin', type: BIN_TYPE, value: bytes, children: [] };
}

export function interiorNode(
  name: string,
  children: readonly TreeNode[],
  properties: { readonly type?: string; readonly acl?: string | null } = {},
): TreeNode {
  const { type = '', acl = null } = properties;
  return { name, path: null, acl, format: 'node', type, value: null, children };
}

/** A node as a message has it. */
export function treeNodeOf(node: TndsNode): TreeNode {
  return {
    name: node.name,
    path: childOf(node.element, 'Path')?.value?.text ?? null,
    acl: node.acl?.text ?? null,
    format: node.format,
    type: node.ddfName?.text ?? node.mime?.text ?? null,
    value: bytesOf(node),
    children: node.children.map(treeNodeOf),
  };
}

/** What stands in an XML text as base64 is bytes all the same (DM TND 8.3.7.2). */
function bytesOf({ element, format, value }: TndsNode): Uint8Array | null {
  if (value === null) return null;
  if (value.opaque !== undefined) return value.opaque;
  const decoded = format === 'bin' && element.page === null ? fromBase64(value.text) : undefined;
  return decoded ?? utf8(value.text);
}

/** True where two nodes say the same: a property that one of them does not give counts as its usual value. */
export function sameNode(a: TreeNode, b: TreeNode, exact: boolean): boolean {
  return (
    a.name === b.name &&
    a.path === b.path &&
    sameAcl(a.acl, b.acl, exact) &&
    (exact ? a.format : formatOf(a)) === (exact ? b.format : formatOf(b)) &&
    (exact ? a.type : typeOf(a)) === (exact ? b.type : typeOf(b)) &&
    sameValue(a.value, b.value) &&
    a.children.length === b.children.length &&
    a.children.every((child, i) => {
      const other = b.children[i];
      return other !== undefined && sameNode(child, other, exact);
    })
  );
}

function sameValue(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === null || b === null ? a === b : equalBytes(a, b);
}

function sameAcl(a: string | null, b: string | null, exact: boolean): boolean {
  return a === b || (!exact && a !== null && b !== null && sortedAcl(a) === sortedAcl(b));
}

/** An ACL in one order of commands and servers: the order means nothing (DM TND 8.3.7.1.5). */
export function sortedAcl(text: string): string {
  const acl = readAcl(text);
  if (acl === undefined) return text;
  return writeAcl(new Map([...acl].map(([command, servers]) => [command, [...servers].sort()])));
}

/** Format, with what a node without one is: an interior node, or text. */
export function formatOf(node: Pick<TreeNode, 'format' | 'value'>): string {
  return node.format ?? (node.value === null ? 'node' : 'chr');
}

/** Type, with what a node without one is. */
export function typeOf(node: Pick<TreeNode, 'type' | 'format' | 'value'>): string {
  if (node.type !== null && node.type !== '') return node.type;
  return formatOf(node) === 'node' ? '' : formatOf(node) === 'bin' ? BIN_TYPE : LEAF_TYPE;
}

export function element(name: string, children: readonly (XmlDraft | string)[]): XmlDraft {
  return { name, children };
}

export function leaf(name: string, value: string): XmlDraft {
  return { name, children: value === '' ? [] : [value] };
}

/** A node as XML (DM TND 8.5.4). Values of bin nodes are base64. */
export function nodeXml(node: TreeNode): XmlDraft {
  const properties: XmlDraft[] = [];
  if (node.acl !== null) properties.push(leaf('ACL', node.acl));
  if (node.format !== null) properties.push(element('Format', [element(node.format, [])]));
  const typeName = formatOf(node) === 'node' ? 'DDFName' : 'MIME';
  if (node.type !== null) properties.push(element('Type', [leaf(typeName, node.type)]));
  const children = [
    leaf('NodeName', node.name),
    ...(node.path === null ? [] : [leaf('Path', node.path)]),
    ...(properties.length === 0 ? [] : [element('RTProperties', properties)]),
    ...(node.value === null ? [] : [leaf('Value', valueText(node, node.value))]),
    ...node.children.map(nodeXml),
  ];
  return element('Node', children);
}

function valueText(node: TreeNode, value: Uint8Array): string {
  return formatOf(node) === 'bin' ? toBase64(value) : (fromUtf8(value) ?? toBase64(value));
}
