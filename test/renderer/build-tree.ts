import type { StructureNode } from '../../core/base/structure.ts';
import type { CardFile } from '../../core/bootstrap/read-result.ts';
import { type CardNode, cardTree } from '../../renderer/model/tree-model.ts';

/** A structure node of `length` bytes from `offset`, for tests. */
export function node(
  path: string,
  offset: number,
  length: number,
  children: readonly StructureNode[] = [],
  more: Partial<StructureNode> = {},
): StructureNode {
  return { path, label: path.split('/').pop() ?? path, span: { offset, length }, children, ...more };
}

export function file(path: string, size = 64, role: CardFile['role'] = 'content'): CardFile {
  const bytes = Uint8Array.from({ length: size }, (_, at) => at & 0xff);
  return {
    path,
    fid: path.slice(-4),
    name: `EF ${path.slice(-4)}`,
    role,
    structure: 'transparent',
    size,
    recordLength: 0,
    bytes,
    reads: [{ exchange: 3, offset: 0, length: size }],
  };
}

/** A card with one file that holds `children`; answers the root and the file's node. */
export function card(
  children: readonly StructureNode[],
  path = '3F007F506421',
): { readonly root: CardNode; readonly file: CardNode } {
  const root = cardTree([{ file: file(path), tree: node('', 0, 64, children), findings: [] }]);
  let at = root;
  while (at.kind === 'dir') at = at.children[0] ?? { ...at, kind: 'file' };
  return { root, file: at };
}
