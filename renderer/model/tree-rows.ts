import type { CardNode } from './tree-model.ts';

/** One row of the tree pane. A chain of only children is one row: `SyncBody › Add › Item`. */
export interface TreeRow {
  /** The node that the row stands for: the last of the chain. */
  readonly node: CardNode;
  /** Every node of the chain, first to last. */
  readonly chain: readonly CardNode[];
  readonly depth: number;
  readonly expandable: boolean;
  readonly expanded: boolean;
  /** Position among its siblings, from 1, and how many they are. */
  readonly position: number;
  readonly siblings: number;
}

function chainOf(node: CardNode): readonly CardNode[] {
  const chain = [node];
  if (node.kind !== 'node') return chain;
  for (let at = node; ; ) {
    const [only, ...others] = at.children;
    if (only === undefined || others.length > 0 || only.children.length === 0) return chain;
    chain.push(only);
    at = only;
  }
}

/** The visible rows, from the root down. `open` holds ids of the nodes whose children show. */
export function treeRows(root: CardNode, open: ReadonlySet<string>): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (first: CardNode, depth: number, position: number, siblings: number): void => {
    const chain = chainOf(first);
    const node = chain[chain.length - 1] ?? first;
    const expandable = node.children.length > 0;
    const expanded = expandable && open.has(node.id);
    rows.push({ node, chain, depth, expandable, expanded, position, siblings });
    if (!expanded) return;
    for (const [index, child] of node.children.entries()) add(child, depth + 1, index + 1, node.children.length);
  };
  add(root, 0, 1, 1);
  return rows;
}

/** Index of the row that shows the node, or its nearest ancestor that has a row; -1 where none does. */
export function rowIndexOf(rows: readonly TreeRow[], line: readonly CardNode[]): number {
  for (let at = line.length - 1; at >= 0; at--) {
    const id = line[at]?.id;
    const index = rows.findIndex((row) => row.chain.some((node) => node.id === id));
    if (index >= 0) return index;
  }
  return -1;
}

export type TreeMove = { readonly go: CardNode } | { readonly open: string } | { readonly close: string } | null;

/** What a key does in the tree (WAI-ARIA tree pattern): go to a row, open or close one; null: the key is not the tree's. */
export function treeKey(rows: readonly TreeRow[], at: number, key: string): TreeMove {
  const row = rows[at];
  const go = (index: number): TreeMove => {
    const target = rows[index];
    return target === undefined ? null : { go: target.node };
  };
  if (key === 'Home') return go(0);
  if (key === 'End') return go(rows.length - 1);
  // Where no row is active, the arrows come in from the top.
  if (row === undefined) return key.startsWith('Arrow') ? go(0) : null;
  switch (key) {
    case 'ArrowDown':
      return go(at + 1);
    case 'ArrowUp':
      return go(at - 1);
    case 'Enter':
      if (!row.expandable) return null;
      return row.expanded ? { close: row.node.id } : { open: row.node.id };
    case 'ArrowRight':
      if (!row.expandable) return null;
      return row.expanded ? go(at + 1) : { open: row.node.id };
    case 'ArrowLeft': {
      if (row.expanded) return { close: row.node.id };
      for (let index = at - 1; index >= 0; index--) if ((rows[index]?.depth ?? 0) < row.depth) return go(index);
      return null;
    }
    default:
      return null;
  }
}
