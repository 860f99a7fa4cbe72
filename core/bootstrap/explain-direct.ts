import type { Span } from '../base/span.ts';
import type { StructureNode, TokenSpan } from '../base/structure.ts';
import { type ExplainedFile, rebase, tile } from './explain-draft.ts';
import { messageOf } from './object-content.ts';
import type { BootstrapObject, CardFile } from './read-result.ts';

function contains(outer: Span, inner: Span): boolean {
  return inner.offset >= outer.offset && inner.offset + inner.length <= outer.offset + outer.length;
}

/** Puts `content` below the innermost node that holds `place`; that node's own preview would be its bytes in hex. */
function graft(node: StructureNode, place: Span, content: StructureNode | null): StructureNode {
  const inner = node.children.findIndex((child) => contains(child.span, place));
  if (inner >= 0)
    return { ...node, children: node.children.map((child, i) => (i === inner ? graft(child, place, content) : child)) };
  const { preview: _, ...rest } = node;
  // What does not decode may hold a secret: it is shown as one.
  if (content === null) return { ...rest, preview: `${place.length} bytes`, secret: true };
  return { ...rest, children: [rebase(content, node.path)] };
}

/** Explains the messages that stand in a directory file itself, in their places. */
export function withDirectValues(
  explained: ExplainedFile,
  file: CardFile,
  objects: readonly BootstrapObject[],
): ExplainedFile {
  let { tree } = explained;
  let tokens: readonly TokenSpan[] = explained.tokens;
  for (const object of objects) {
    if (!object.direct || object.path !== file.path || !object.length) continue;
    const place = { offset: object.offset, length: object.length };
    const message = messageOf(file.bytes, object);
    tree = graft(tree, place, message.tree);
    const around = tokens.filter(({ span }) => !contains(place, span));
    const within = message.tokens.filter(({ span }) => contains(place, span));
    tokens = tile([...around, ...within], file.bytes.length, file.bytes);
  }
  return { tree, tokens };
}
