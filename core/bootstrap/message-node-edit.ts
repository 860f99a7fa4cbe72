import { type AppError, appError } from '../base/app-error.ts';
import { fromHex, showUtf8, utf8 } from '../base/bytes.ts';
import { err, type Result } from '../base/result.ts';
import { fromBase64, toBase64 } from '../syncml/base64.ts';
import { readXml } from '../xml/read.ts';
import { writeXml } from '../xml/write.ts';
import { childNamed, type EditableXml, editableXml, setChild, xmlDraftOf } from './editable-xml.ts';
import type { MessageView } from './message-model.ts';
import { nodeXml, type TreeNode } from './message-source-tree.ts';
import { messageToXml } from './message-xml.ts';
import { editMessageXml, type XmlEdit } from './message-xml-edit.ts';

/** What of a node is to change; null takes a property away. */
export interface NodeChange {
  readonly name?: string;
  readonly acl?: string | null;
  readonly format?: string | null;
  /** DDFName of an interior node, MIME type of a leaf. */
  readonly type?: string | null;
  /** A text, or `hex:` and bytes for a node of the format bin. */
  readonly value?: string | null;
}

/** One change of a management tree. Nodes are named by the `id` that `messageNodes` gives them. */
export type NodeEdit =
  /** Puts nodes under a node or a tree, at a position among its children; at the end where none is given. */
  | { readonly op: 'insert'; readonly parent: string; readonly at?: number; readonly nodes: readonly TreeNode[] }
  | { readonly op: 'remove'; readonly id: string }
  /** Takes a node with all below it to another parent or position, counted as if it were taken out already. */
  | { readonly op: 'move'; readonly id: string; readonly parent: string; readonly at: number }
  | { readonly op: 'change'; readonly id: string; readonly change: NodeChange };

/**
 * The message with its management tree changed. What the changes do not speak of keeps its bytes, as `editMessageXml` has it.
 * @returns `edit-impossible` for a node that is not there, a name that no node can have, a value beside nodes.
 */
export function editNodes(view: MessageView, edits: readonly NodeEdit[]): Result<XmlEdit> {
  const read = readXml(messageToXml(view));
  if (!read.ok) return read;
  const root = editableXml(read.value);
  for (const edit of edits) {
    const fault = apply(root, edit);
    if (fault !== null) return err(fault);
  }
  return editMessageXml(view, writeXml(xmlDraftOf(root)));
}

function impossible(path: string, reason: string): AppError {
  return appError('edit-impossible', { path, reason });
}

interface Located {
  readonly parent: EditableXml;
  readonly node: EditableXml;
}

function treesIn(element: EditableXml): readonly EditableXml[] {
  return element.name === 'MgmtTree' ? [element] : element.children.flatMap(treesIn);
}

/** The tree or node of an id, with the element that holds it. */
function locate(root: EditableXml, id: string): Located | undefined {
  const [tree, ...steps] = id.split('/').map(Number);
  let node = treesIn(root)[tree ?? -1];
  let parent = root;
  for (const step of steps) {
    if (node === undefined) return undefined;
    parent = node;
    node = node.children.filter(({ name }) => name === 'Node')[step];
  }
  return node && { parent, node };
}

function apply(root: EditableXml, edit: NodeEdit): AppError | null {
  if (edit.op === 'insert') {
    const place = locate(root, edit.parent)?.node;
    if (place === undefined) return impossible(edit.parent, 'there is no such node');
    if (childNamed(place, 'Value') !== undefined)
      return impossible(nameOf(place), 'it has a value: there can be no node below it');
    const nodes = edit.nodes.map((node) => editableXml(nodeXml(node)));
    return (
      nodes.map(nameFault).find((fault) => fault !== null) ?? put(place, edit.at ?? Number.POSITIVE_INFINITY, nodes)
    );
  }
  const found = locate(root, edit.id);
  if (found === undefined) return impossible(edit.id, 'there is no such node');
  if (edit.op === 'change') return changed(found.node, edit.change);
  if (edit.op === 'remove') return take(found);
  if (edit.parent === edit.id || edit.parent.startsWith(`${edit.id}/`))
    return impossible(nameOf(found.node), 'a node cannot go into itself');
  const place = locate(root, edit.parent)?.node;
  if (place === undefined) return impossible(edit.parent, 'there is no such node');
  if (childNamed(place, 'Value') !== undefined)
    return impossible(nameOf(place), 'it has a value: there can be no node below it');
  take(found);
  return put(place, edit.at, [found.node]);
}

function nameOf(node: EditableXml): string {
  return childNamed(node, 'NodeName')?.text ?? node.name;
}

function take({ parent, node }: Located): null {
  parent.children.splice(parent.children.indexOf(node), 1);
  return null;
}

/** Nodes stand behind everything else that a node or a tree holds. */
function put(parent: EditableXml, at: number, nodes: readonly EditableXml[]): null {
  const before = parent.children.filter(({ name }) => name === 'Node')[at];
  const place = before === undefined ? parent.children.length : parent.children.indexOf(before);
  parent.children.splice(place, 0, ...nodes);
  return null;
}

function nameFault(node: EditableXml): AppError | null {
  const name = nameOf(node);
  return name === '' || /[/?]/.test(name) ? impossible(name, 'a name of a node is a text without "/" and "?"') : null;
}

/** What stands before a child in a node (DM TND 1.2, 8.5.4), and in its properties. */
const NODE_ORDER = ['NodeName', 'Path', 'RTProperties', 'DFProperties', 'Value'] as const;
const PROPERTY_ORDER = ['ACL', 'Format', 'Name', 'Size', 'Title', 'TStamp', 'Type', 'VerNo'] as const;

function formatOf(node: EditableXml): string {
  const properties = childNamed(node, 'RTProperties');
  const format = properties && childNamed(properties, 'Format')?.children[0]?.name;
  return format ?? (childNamed(node, 'Value') === undefined ? 'node' : 'chr');
}

function changed(node: EditableXml, change: NodeChange): AppError | null {
  const before = formatOf(node);
  const inner = node.children.some(({ name }) => name === 'Node');
  if (change.name !== undefined) {
    setChild(node, NODE_ORDER, 'NodeName', { text: change.name });
    const fault = nameFault(node);
    if (fault !== null) return fault;
  }
  if (change.format !== undefined && change.format !== 'node' && inner && (change.format !== null || before !== 'node'))
    return impossible(nameOf(node), 'it has nodes below it: its format is node');
  if (inner && change.value != null) return impossible(nameOf(node), 'it has nodes below it: it can have no value');
  const value = valueBytes(node, before);
  setProperties(node, change, before);
  const after = formatOf(node);
  if (after === 'node' && change.format !== undefined) setChild(node, NODE_ORDER, 'Value', null);
  else if (change.value === null) setChild(node, NODE_ORDER, 'Value', null);
  else if (change.value !== undefined || (value !== null && after !== before)) {
    const bytes = change.value === undefined ? value : bytesOf(change.value);
    if (bytes === null || bytes === undefined) return impossible(nameOf(node), 'what stands behind hex: is not hex');
    const text = after === 'bin' ? toBase64(bytes) : showUtf8(bytes);
    setChild(node, NODE_ORDER, 'Value', { text });
  }
  return null;
}

/** The value's bytes as they stand; null where there is none. */
function valueBytes(node: EditableXml, format: string): Uint8Array | null {
  const text = childNamed(node, 'Value')?.text;
  if (text === undefined) return null;
  return (format === 'bin' ? fromBase64(text) : undefined) ?? utf8(text);
}

function bytesOf(value: string): Uint8Array | undefined {
  return value.startsWith('hex:') ? fromHex(value.slice(4)) : utf8(value);
}

function setProperties(node: EditableXml, { acl, format, type }: NodeChange, before: string): void {
  if (acl === undefined && format === undefined && type === undefined) return;
  const known = childNamed(node, 'RTProperties');
  const properties = known ?? { name: 'RTProperties', attributes: {}, children: [], text: '' };
  const set = (name: (typeof PROPERTY_ORDER)[number], content: Parameters<typeof setChild>[3]) =>
    setChild(properties, PROPERTY_ORDER, name, content);
  if (acl !== undefined) set('ACL', acl === null ? null : { text: acl });
  if (format !== undefined) set('Format', format === null ? null : { children: [format] });
  const after = format ?? before;
  const kind = after === 'node' ? 'DDFName' : 'MIME';
  const turned = format !== undefined && (format === 'node') !== (before === 'node');
  const usual = after === 'node' ? '' : after === 'bin' ? 'application/octet-stream' : 'text/plain';
  if (type === null) set('Type', null);
  else if (type !== undefined || turned) set('Type', { children: [kind], text: type ?? usual });
  if (properties.children.length === 0) setChild(node, NODE_ORDER, 'RTProperties', null);
  else if (known === undefined) {
    setChild(node, NODE_ORDER, 'RTProperties', {});
    childNamed(node, 'RTProperties')?.children.push(...properties.children);
  }
}
