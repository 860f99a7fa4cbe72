import { AS_IT_IS, type CoreWords } from '../text/core-words.ts';
import { labelWords, previewWords } from './node-words.ts';
import type { CardNode } from './tree-model.ts';

/** What of a tree fits a filter, and which nodes must stand open for it to be seen. */
export interface FilteredTree {
  readonly root: CardNode;
  readonly open: ReadonlySet<string>;
  /** The first node that fits, from the top; null where none does. */
  readonly first: CardNode | null;
  readonly count: number;
}

/**
 * True where name, value or place has the words, as they are shown or as the core has them; the value of a secret is never
 * searched.
 */
export function nodeFits(node: CardNode, wanted: string, say: CoreWords): boolean {
  const values = node.secret ? [] : [node.preview ?? '', previewWords(node, say) ?? ''];
  return [node.label, labelWords(node, say), ...values, node.mark].join(' ').toLowerCase().includes(wanted);
}

/** The tree with only what fits `query` and what is above it. What fits keeps its children, closed. */
export function filterTree(root: CardNode, query: string, say: CoreWords = AS_IT_IS): FilteredTree {
  const wanted = query.trim().toLowerCase();
  const open = new Set<string>();
  let first: CardNode | null = null;
  let count = 0;
  const prune = (node: CardNode): CardNode | null => {
    const fits = nodeFits(node, wanted, say);
    if (fits) {
      first ??= node;
      count += 1;
    }
    const children = node.children.flatMap((child) => prune(child) ?? []);
    if (children.length > 0) open.add(node.id);
    else if (!fits) return null;
    return { ...node, children: children.length > 0 ? children : node.children };
  };
  return { root: prune(root) ?? { ...root, children: [] }, open, first, count };
}
