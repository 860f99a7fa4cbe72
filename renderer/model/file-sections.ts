import type { Span } from '../../core/base/span.ts';
import type { FileModel } from './card-model.ts';
import type { CardNode } from './tree-model.ts';

export interface FileSection {
  readonly kind: 'header' | 'part' | 'other' | 'padding';
  readonly place: Span;
}

/** The first level of a tree that has several branches: a message's objects rather than its one root. */
function branches(nodes: readonly CardNode[]): readonly CardNode[] {
  const [only] = nodes;
  return nodes.length === 1 && only !== undefined && only.children.length > 0 ? branches(only.children) : nodes;
}

/** The parts of a file for the map: by management object in a message, by record or object elsewhere, then padding. */
export function fileSections(file: FileModel): readonly FileSection[] {
  const { message, node } = file;
  if (message === null) {
    return branches(node.children).map((child, at) => ({ kind: at % 2 === 0 ? 'part' : 'other', place: child.span }));
  }
  const sections: FileSection[] = [{ kind: 'header', place: { offset: message.at, length: message.view.size } }];
  const groups = new Map<string, { from: number; to: number }>();
  for (const { group, path, span } of message.fields) {
    if (group === 'SyncHdr' || group === null) continue;
    const key = `${group}:${path.split('/')[0] ?? ''}`;
    const known = groups.get(key) ?? { from: span.offset, to: span.offset };
    groups.set(key, { from: Math.min(known.from, span.offset), to: Math.max(known.to, span.offset + span.length) });
  }
  [...groups.values()].forEach(({ from, to }, at) => {
    sections.push({ kind: at % 2 === 0 ? 'part' : 'other', place: { offset: from, length: to - from } });
  });
  return sections;
}
