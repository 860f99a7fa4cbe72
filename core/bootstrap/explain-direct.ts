import type { Span } from '../base/span.ts';
import type { StructureNode, TokenSpan } from '../base/structure.ts';
import { OIDS } from '../pkcs15/oids.ts';
import { directObjects } from './direct-values.ts';
import { type ExplainedFile, rebase, tile } from './explain-draft.ts';
import { messageOf } from './object-content.ts';
import type { CardFile } from './read-result.ts';

function contains(outer: Span, inner: Span): boolean {
  return inner.offset >= outer.offset && inner.offset + inner.length <= outer.offset + outer.length;
}

/** What nobody can say holds no secret is shown as one: its own preview would be its bytes in hex. */
function hidden({ preview: _, ...node }: StructureNode, place: Span): StructureNode {
  return { ...node, preview: `${place.length} bytes`, secret: true, children: [] };
}

/** Puts `content` below the innermost node that holds `place`; null hides that node. */
function graft(node: StructureNode, place: Span, content: StructureNode | null): StructureNode {
  const inner = node.children.findIndex((child) => contains(child.span, place));
  if (inner >= 0)
    return { ...node, children: node.children.map((child, i) => (i === inner ? graft(child, place, content) : child)) };
  if (content === null) return hidden(node, place);
  const { preview: _, ...rest } = node;
  return { ...rest, children: [rebase(content, node.path)] };
}

/** Entries and directories whose objects are keys that nobody is to see (PKCS#15 6.3, 6.5). */
const KEYS: ReadonlySet<string> = new Set(['prkdf', 'skdf', 'privateKeys', 'secretKeys']);

/** The values of private and secret keys that stand in a directory. */
function keyValues(node: StructureNode, within: boolean): readonly Span[] {
  if (within && node.label === 'direct') return [node.valueSpan ?? node.span];
  return node.children.flatMap((child) => keyValues(child, within || KEYS.has(node.label)));
}

interface Content {
  readonly tree: StructureNode | null;
  readonly tokens: readonly TokenSpan[];
}

const UNSEEN: Content = { tree: null, tokens: [] };

/** Explains the values that stand in a directory file itself, in their places: messages; what else there is, is hidden. */
export function withDirectValues({ tree, tokens }: ExplainedFile, file: CardFile): ExplainedFile {
  const messages = directObjects(file).map((object) => {
    const content: Content = object.oid === OIDS.lwm2mBootstrap ? UNSEEN : messageOf(file.bytes, object);
    return { place: { offset: object.offset, length: object.length ?? 0 }, content };
  });
  const keys = keyValues(tree, KEYS.has(file.role)).map((place) => ({ place, content: UNSEEN }));
  let whole: ExplainedFile = { tree, tokens };
  for (const { place, content } of [...messages, ...keys]) {
    const around = whole.tokens.filter(({ span }) => !contains(place, span));
    const within = content.tokens.filter(({ span }) => contains(place, span));
    whole = {
      tree: graft(whole.tree, place, content.tree),
      tokens: tile([...around, ...within], file.bytes.length, file.bytes),
    };
  }
  return whole;
}
