import type { Span } from '../base/span.ts';
import type { StructureNode } from '../base/structure.ts';
import { UniqueNames } from '../base/unique-names.ts';
import { childOf, type DocElement, type DocValue } from '../syncml/element.ts';
import { charsetName } from '../wbxml/charset.ts';
import type { WbxmlDocument } from '../wbxml/document.ts';
import { versionText } from '../wbxml/header.ts';
import { showPublicId } from '../wbxml/public-ids.ts';
import type { MessageParts } from './message-parts.ts';

interface Draft {
  readonly label: string;
  readonly preview?: string;
  readonly span: Span;
  readonly valueSpan?: Span;
  readonly secret?: boolean;
  readonly children: readonly Draft[];
}

/**
 * The structure of a message. Nodes of a management tree go by their own names, below Data and MgmtTree; everything
 * else by the name of its element. Nothing is left out.
 */
export function structureOf(
  parts: MessageParts,
  document: WbxmlDocument | null,
  secrets: ReadonlySet<DocValue>,
): StructureNode {
  const draftOf = (element: DocElement): Draft => {
    const tree = parts.treeOf.get(element)?.element;
    const inner = tree === undefined ? element.children : [tree];
    const embedded = element.embedded?.document;
    const children = inner.map((child) =>
      embedded !== undefined && child.name === 'MgmtTree' ? withHeader(draftOf(child), embedded) : draftOf(child),
    );
    const own = element.name === 'Node' ? nodeDraft(element) : valueDraft(element.value, secrets);
    return { label: element.name, span: element.span, ...own, children };
  };
  const nodeDraft = (element: DocElement): Partial<Draft> => {
    const name = childOf(element, 'NodeName')?.value?.text ?? '';
    const value = childOf(element, 'Value')?.value ?? null;
    return { label: name === '' ? 'Node' : name, ...valueDraft(value, secrets) };
  };
  const root = draftOf(parts.root);
  return finish(document === null ? root : withHeader(root, document), '');
}

/** Structure of a document of which only the elements are known. */
export function plainStructure(root: DocElement, document: WbxmlDocument): StructureNode {
  const draftOf = (element: DocElement): Draft => ({
    label: element.name,
    span: element.span,
    ...valueDraft(element.value, new Set()),
    children: element.children.map(draftOf),
  });
  return finish(withHeader(draftOf(root), document), '');
}

/** The root element stands for its whole document, whose header is shown as its first part. */
function withHeader(root: Draft, document: WbxmlDocument): Draft {
  const charset = document.charset === null ? 'no charset' : charsetName(document.charset);
  const header: Draft = {
    label: 'header',
    preview: `WBXML ${versionText(document.version)}, ${showPublicId(document)}, ${charset}`,
    span: document.header,
    children: [],
  };
  return { ...root, span: document.span, children: [header, ...root.children] };
}

function valueDraft(value: DocValue | null, secrets: ReadonlySet<DocValue>): Partial<Draft> {
  if (value === null || (value.text === '' && value.span.length === 0)) return {};
  return { preview: value.text, valueSpan: value.span, ...(secrets.has(value) && { secret: true }) };
}

function finish(draft: Draft, parent: string, suffix = ''): StructureNode {
  const segment = draft.label.replaceAll('/', '%2F') + suffix;
  const path = parent === '' ? segment : `${parent}/${segment}`;
  const names = new UniqueNames();
  const children = draft.children.map((child) =>
    finish(child, path, names.give(child.label).slice(child.label.length)),
  );
  return { ...draft, path, children };
}
