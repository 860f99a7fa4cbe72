import { AS_IT_IS, type CoreWords } from '../text/core-words.ts';
import { labelWords, previewWords } from './node-words.ts';
import { nodeFits } from './tree-filter.ts';
import type { CardNode } from './tree-model.ts';
import { everyNode } from './tree-model.ts';

export interface PlaceItem {
  readonly kind: 'node' | 'offset';
  readonly id: string;
  readonly label: string;
  readonly hint: string;
}

const MOST = 30;

/** Offset that a query names: `0x20D`, `20Dh`, or four hex digits. */
export function queriedOffset(query: string): number | null {
  const match = /^(?:0x([0-9a-f]{1,4})|([0-9a-f]{1,4})h|([0-9a-f]{4}))$/i.exec(query.trim());
  const digits = match?.[1] ?? match?.[2] ?? match?.[3];
  return digits === undefined ? null : Number.parseInt(digits, 16);
}

/** Nodes whose name, value or place fits the query; a secret's value is never searched. */
export function findNodes(root: CardNode, query: string, say: CoreWords = AS_IT_IS): readonly PlaceItem[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return [];
  const found: PlaceItem[] = [];
  for (const node of everyNode(root)) {
    if (!nodeFits(node, wanted, say)) continue;
    const value = node.secret ? '' : (previewWords(node, say) ?? '');
    found.push({
      kind: 'node',
      id: node.id,
      label: labelWords(node, say),
      hint: value === '' ? node.mark : `${value} · ${node.mark}`,
    });
    if (found.length === MOST) break;
  }
  return found;
}
