import type { CoreWords } from '../text/core-words.ts';
import { type CardNode, everyNode } from './tree-model.ts';

/** The name of a node as a person reads it. */
export function labelWords(node: CardNode, say: CoreWords): string {
  return node.own.label ? node.label : say(node.label);
}

/** The value of a node as a person reads it: what the card itself says in it stays as it is. */
export function previewWords(node: CardNode, say: CoreWords): string | null {
  const { preview } = node;
  if (preview === null || node.own.preview) return preview;
  for (const inner of everyNode(node)) {
    if (!inner.own.preview || !inner.preview) continue;
    if (inner.preview === preview) return preview;
    // A record's line begins with its name: `Ada, international`.
    const rest = preview.startsWith(`${inner.preview}, `) ? preview.slice(inner.preview.length + 2) : null;
    if (rest !== null) return `${inner.preview}, ${say(rest)}`;
  }
  return say(preview);
}
