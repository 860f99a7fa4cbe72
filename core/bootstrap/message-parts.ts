import type { MoTable } from '../mo/mo-row.ts';
import { findObjects, type ManagementObject, type MoNode, matchObject } from '../mo/objects.ts';
import type { DocElement } from '../syncml/element.ts';
import { readSyncMessage, type SyncItem, type SyncMessage, tndsForm } from '../syncml/message.ts';
import { nodeAddress, treesOfItems } from '../tnds/node-items.ts';
import { allNodes, readTnds, type TndsNode, type TndsReading, type TndsTree } from '../tnds/tree.ts';

/** The data of one item, with the management tree that it holds. */
export interface ItemData {
  /** Name of the command that holds the item; empty for a tree without a message. */
  readonly command: string;
  readonly item: SyncItem | null;
  readonly data: DocElement | null;
  readonly reading: TndsReading;
}

export interface FoundObject extends ManagementObject {
  readonly tree: TndsTree;
  readonly nodes: readonly MoNode[];
}

/** A message taken apart: what fields, tree, findings and XML are made from. */
export interface MessageParts {
  readonly root: DocElement;
  /** Null where the root is not SyncML. */
  readonly sync: SyncMessage | null;
  readonly items: readonly ItemData[];
  readonly trees: readonly TndsTree[];
  readonly objects: readonly FoundObject[];
  /** The management tree in a Data element. */
  readonly treeOf: ReadonlyMap<DocElement, TndsTree>;
  /** The node that a Data element gives its value, where commands set single nodes. */
  readonly nodeOf: ReadonlyMap<DocElement, TndsNode>;
}

/** Commands that make nodes. */
const CREATING: readonly string[] = ['Add', 'Replace'];

/**
 * Takes a message apart.
 * @param bytes what the spans of `root` count in.
 * @param loaded tables that the user loaded.
 */
export function takeApart(root: DocElement, bytes: Uint8Array, loaded: readonly MoTable[] = []): MessageParts {
  const sync = readSyncMessage(root) ?? null;
  const items: ItemData[] = [];
  for (const command of sync?.commands ?? []) {
    for (const item of command.items) {
      if (item.data !== null)
        items.push({
          command: command.name,
          item,
          data: item.data,
          reading: readTnds(item.data, bytes, item.target?.text),
        });
    }
  }
  // A management tree that stands alone, without a message around it.
  if (root.name === 'MgmtTree') {
    const holder = { ...root, children: [root] };
    items.push({ command: '', item: null, data: null, reading: readTnds(holder, bytes) });
  }
  const treeOf = new Map<DocElement, TndsTree>();
  const trees: TndsTree[] = [];
  for (const { data, reading } of items) {
    if (reading.kind !== 'tree') continue;
    trees.push(reading.tree);
    if (data !== null) treeOf.set(data, reading.tree);
  }
  const single = treesOfItems(singleNodes(sync, items));
  trees.push(...single.trees);
  const objects = trees.flatMap((tree) =>
    findObjects(tree.nodes, loaded).map((object) => ({ ...object, tree, nodes: matchObject(object) })),
  );
  return { root, sync, items, trees, objects, treeOf, nodeOf: single.nodeOf };
}

/** Items that set one node each: without a tree, and not to the Inbox. */
function singleNodes(sync: SyncMessage | null, items: readonly ItemData[]): SyncItem[] {
  const readings = new Map(items.map(({ data, reading }) => [data, reading.kind]));
  return (sync?.commands ?? [])
    .filter(({ name }) => CREATING.includes(name))
    .flatMap((command) => command.items)
    .filter(
      ({ target, type, data }) =>
        nodeAddress(target?.text) !== undefined &&
        tndsForm(type?.text) === null &&
        (data === null || readings.get(data) === 'none'),
    );
}

/** Addresses of every node of a tree. */
export function urisOf(tree: TndsTree): ReadonlySet<string> {
  return new Set(allNodes(tree.nodes).map((node) => node.uri));
}
