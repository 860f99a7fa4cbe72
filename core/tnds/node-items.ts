import type { DocElement, DocValue } from '../syncml/element.ts';
import type { SyncItem } from '../syncml/message.ts';
import type { TndsNode, TndsTree } from './tree.ts';

/*
 * One Add per node, without a TNDS: Target/LocURI is the node's own address, Meta its format and type, Data its value.
 * Missing interior nodes are made on the way (DM RepPro 1.2, 4.1.6.1).
 */

/** A node while its tree is put together. */
interface Draft {
  readonly name: string;
  readonly address: string;
  readonly children: Map<string, Draft>;
  item: SyncItem | null;
}

/** Segments of an address below the root of the management tree; undefined where it names no node. */
export function nodeAddress(target: string | undefined): readonly string[] | undefined {
  const text = target?.trim() ?? '';
  if (text.includes('?') || !/^\.?\//.test(text)) return undefined;
  const segments = text
    .replace(/^\.?\//, '')
    .split('/')
    .filter((segment) => segment !== '');
  return segments.length === 0 || segments[0] === 'Inbox' ? undefined : segments;
}

/** Segments of an address that are followed; what lies deeper is no address of a device. */
const MAX_SEGMENTS = 64;

/** Trees that were put together, and the node that each Data element gives its value. */
export interface ItemTrees {
  readonly trees: readonly TndsTree[];
  readonly nodeOf: ReadonlyMap<DocElement, TndsNode>;
}

/**
 * The trees that items of one node each make up, one for each place where an object stands: nodes of `./DMAcc/OpX/…`
 * have the addresses that they would have in a TNDS added to `./DMAcc`. An item given twice counts once, as its second
 * Add would be refused (418).
 */
export function treesOfItems(items: readonly SyncItem[]): ItemTrees {
  const top = new Map<string, Draft>();
  for (const item of items) {
    const segments = nodeAddress(item.target?.text);
    if (segments === undefined || segments.length > MAX_SEGMENTS) continue;
    let level = top;
    let draft: Draft | undefined;
    let address = '.';
    for (const name of segments) {
      address = `${address}/${name}`;
      draft = level.get(name);
      if (draft === undefined) {
        draft = { name, address, children: new Map(), item: null };
        level.set(name, draft);
      }
      level = draft.children;
    }
    if (draft !== undefined) draft.item ??= item;
  }
  const trees: TndsTree[] = [];
  const nodeOf = new Map<DocElement, TndsNode>();
  collect([...top.values()], '.', { trees, nodeOf });
  return { trees, nodeOf };
}

interface Collected {
  readonly trees: TndsTree[];
  readonly nodeOf: Map<DocElement, TndsNode>;
}

/** A tree for each parent of objects; what is no object's stands in a tree of its own. */
function collect(level: readonly Draft[], parent: string, out: Collected): void {
  const roots = level.filter(isRoot);
  if (roots.length > 0) out.trees.push(treeOf(roots, parent, out));
  for (const draft of level) {
    if (roots.includes(draft)) continue;
    if (holdsRoot(draft)) collect([...draft.children.values()], draft.address, out);
    else out.trees.push(treeOf([draft], parent, out));
  }
}

/** What shows an object: the identifier in its type, or what only an account has. */
function isRoot(draft: Draft): boolean {
  if (draft.children.size === 0) return false;
  const has = (name: string) => draft.children.has(name);
  return identifierOf(draft) !== null || (has('AppID') && (has('AppAddr') || has('ServerID')));
}

function holdsRoot(draft: Draft): boolean {
  return [...draft.children.values()].some((child) => isRoot(child) || holdsRoot(child));
}

/** The object's identifier: an interior node's type, where that is no media type. */
function identifierOf(draft: Draft): DocValue | null {
  const type = draft.item?.type ?? null;
  if (type === null || isLeaf(draft)) return null;
  return type.text.trim() === '' || /^\s*(text|application)\//.test(type.text) ? null : type;
}

function isLeaf(draft: Draft): boolean {
  if (draft.children.size > 0) return false;
  const format = draft.item?.format?.text.trim() ?? '';
  return format === '' ? (draft.item?.data?.value?.text ?? '') !== '' : format !== 'node';
}

function treeOf(roots: readonly Draft[], parent: string, out: Collected): TndsTree {
  const nodes = roots.map((root) => nodeFrom(root, '', out));
  return { element: elementOf(roots), form: 'items', embedded: null, verDtd: null, target: parent, nodes };
}

/** The first item that stands for one of the nodes or what is below it. */
function elementOf(drafts: Iterable<Draft>): DocElement {
  for (const draft of drafts) {
    if (draft.item !== null) return draft.item.element;
    if (draft.children.size > 0) return elementOf(draft.children.values());
  }
  // Every draft stands on the way to an item.
  throw new RangeError('a node without an item');
}

function nodeFrom(draft: Draft, parentUri: string, out: Collected): TndsNode {
  const { name, item } = draft;
  const uri = parentUri === '' ? name : `${parentUri}/${name}`;
  const leaf = isLeaf(draft);
  const node: TndsNode = {
    element: elementOf([draft]),
    name,
    uri,
    acl: null,
    format: item?.format?.text.trim() || (leaf ? null : 'node'),
    ddfName: identifierOf(draft),
    mime: leaf ? (item?.type ?? null) : null,
    value: leaf ? (item?.data?.value ?? null) : null,
    children: [...draft.children.values()].map((child) => nodeFrom(child, uri, out)),
  };
  if (item?.data && node.value !== null) out.nodeOf.set(item.data, node);
  return node;
}
