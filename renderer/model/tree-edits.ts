import type { NodeEdit } from '../../core/bootstrap/message-node-edit.ts';
import type { MessageNode, MessageNodeTree } from '../../core/bootstrap/message-nodes.ts';
import { type TreeNode, textLeaf } from '../../core/bootstrap/message-source-tree.ts';

/** A row of the tree editor. */
export interface TreeEditRow {
  readonly node: MessageNode;
  readonly level: number;
  readonly open: boolean;
  /** Position among its siblings, from 0, and how many there are. */
  readonly at: number;
  readonly of: number;
}

/** The rows that show, parents before their children. @param closed ids of nodes whose children are folded away. */
export function treeRows(trees: readonly MessageNodeTree[], closed: ReadonlySet<string>): readonly TreeEditRow[] {
  const rows = (nodes: readonly MessageNode[], level: number): readonly TreeEditRow[] =>
    nodes.flatMap((node, at) => {
      const open = node.children.length > 0 && !closed.has(node.id);
      return [{ node, level, open, at, of: nodes.length }, ...(open ? rows(node.children, level + 1) : [])];
    });
  return trees.flatMap(({ nodes }) => rows(nodes, 1));
}

/** An edit, and the node to be chosen after it. */
export interface TreeAct {
  readonly edits: readonly NodeEdit[];
  readonly chosen: string | null;
}

const parentOf = (id: string) => id.slice(0, id.lastIndexOf('/'));
const indexOf = (id: string) => Number(id.slice(id.lastIndexOf('/') + 1));

/** A name that no sibling has. */
function freshName(siblings: readonly MessageNode[], name: string): string {
  const names = new Set(siblings.map((node) => node.name));
  if (!names.has(name)) return name;
  let number = 2;
  while (names.has(`${name}${number}`)) number++;
  return `${name}${number}`;
}

export function addBelow(node: MessageNode, name: string): TreeAct | null {
  if (node.value !== null && node.format !== 'node') return null;
  const made = textLeaf(freshName(node.children, name), '');
  return {
    edits: [{ op: 'insert', parent: node.id, nodes: [made] }],
    chosen: `${node.id}/${node.children.length}`,
  };
}

export function addAfter({ node, at }: TreeEditRow, siblings: readonly MessageNode[], made: TreeNode): TreeAct {
  const parent = parentOf(node.id);
  const named = { ...made, name: freshName(siblings, made.name) };
  return { edits: [{ op: 'insert', parent, at: at + 1, nodes: [named] }], chosen: `${parent}/${at + 1}` };
}

export function takeOut({ node, at, of }: TreeEditRow): TreeAct {
  const parent = parentOf(node.id);
  const chosen = of > 1 ? `${parent}/${Math.min(at, of - 2)}` : parent.includes('/') ? parent : null;
  return { edits: [{ op: 'remove', id: node.id }], chosen };
}

/** Moves a node among its siblings, or a level out or in; null where there is nowhere to go. */
export function moveNode(
  { node, at, of }: TreeEditRow,
  way: 'up' | 'down' | 'out' | 'in',
  siblings: readonly MessageNode[],
): TreeAct | null {
  const { id } = node;
  const parent = parentOf(id);
  const move = (to: string, place: number): TreeAct => ({
    edits: [{ op: 'move', id, parent: to, at: place }],
    chosen: `${to}/${place}`,
  });
  if (way === 'up') return at > 0 ? move(parent, at - 1) : null;
  if (way === 'down') return at < of - 1 ? move(parent, at + 1) : null;
  if (way === 'out') return parent.includes('/') ? move(parentOf(parent), indexOf(parent) + 1) : null;
  const before = siblings[at - 1];
  if (before === undefined || (before.value !== null && before.format !== 'node')) return null;
  return move(before.id, before.children.length);
}
