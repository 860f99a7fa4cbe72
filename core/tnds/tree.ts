import type { AppError } from '../base/app-error.ts';
import type { Span } from '../base/span.ts';
import { childOf, childrenOf, type DocElement, type DocValue, type EmbeddedDocument } from '../syncml/element.ts';
import { elementsOfXml } from '../syncml/xml-element.ts';

/*
 * MgmtTree     = VerDTD, Man?, Mod?, Node+
 * Node         = NodeName, Path?, RTProperties?, DFProperties?, (Node* | Value?)
 * RTProperties = ACL?, Format?, Name?, Size?, Title?, TStamp?, Type, VerNo?
 * (DM TND 1.2, 8.5.4; DM TNDS 1.2, 9.2)
 */

/** Types a node's Format can have: the one empty element inside it. */
export const NODE_FORMATS = [
  'b64',
  'bin',
  'bool',
  'chr',
  'int',
  'node',
  'null',
  'xml',
  'date',
  'time',
  'float',
] as const;

export interface TndsNode {
  readonly element: DocElement;
  readonly name: string;
  /** Address below the command's target: `OpX/AppAddr/1`. Path counts where it is given. */
  readonly uri: string;
  readonly acl: DocValue | null;
  /** Null where no Format is given. */
  readonly format: string | null;
  /** Type/DDFName of an interior node, Type/MIME of a leaf. */
  readonly ddfName: DocValue | null;
  readonly mime: DocValue | null;
  readonly value: DocValue | null;
  readonly children: readonly TndsNode[];
}

export interface TndsTree {
  readonly element: DocElement;
  /**
   * `wbxml`: a document of its own in OPAQUE; `xml`: text; `inline`: code page 2 in the message itself; `items`: no TNDS,
   * but commands for one node each.
   */
  readonly form: 'wbxml' | 'xml' | 'inline' | 'items';
  readonly embedded: EmbeddedDocument | null;
  readonly verDtd: DocValue | null;
  /** Address that the nodes' own addresses count from: `./Inbox`; `.` for a tree that stands alone. */
  readonly target: string;
  readonly nodes: readonly TndsNode[];
}

/** What Data holds, as far as it concerns management trees. */
export type TndsReading =
  | { readonly kind: 'tree'; readonly tree: TndsTree }
  /** XML text that is not well-formed. */
  | { readonly kind: 'broken'; readonly span: Span; readonly error: AppError }
  | { readonly kind: 'none' };

const NO_TREE: TndsReading = { kind: 'none' };

/**
 * Finds the management tree in a Data element.
 * @param bytes what the spans count in.
 * @param target Target/LocURI of its item: names the node that has no name of its own (DM TNDS 1.2, 9.2.3.1.6).
 */
export function readTnds(data: DocElement, bytes: Uint8Array, target = '.'): TndsReading {
  const element = childOf(data, 'MgmtTree');
  if (element !== undefined) {
    const form = data.embedded === null ? (element.page === null ? 'xml' : 'inline') : 'wbxml';
    return { kind: 'tree', tree: treeOf(element, form, data.embedded, target) };
  }
  if (data.value === null || !data.value.text.trimStart().startsWith('<')) return NO_TREE;
  const read = elementsOfXml(bytes, data.value.span);
  if (!read.ok) return { kind: 'broken', span: data.value.span, error: read.error };
  return read.value.name === 'MgmtTree' ? { kind: 'tree', tree: treeOf(read.value, 'xml', null, target) } : NO_TREE;
}

function treeOf(
  element: DocElement,
  form: TndsTree['form'],
  embedded: EmbeddedDocument | null,
  target: string,
): TndsTree {
  const own = lastSegment(target);
  return {
    element,
    form,
    embedded,
    verDtd: childOf(element, 'VerDTD')?.value ?? null,
    target,
    nodes: childrenOf(element, 'Node').map((node) => nodeOf(node, '', own)),
  };
}

/** The name that a target gives to a node without one; none below the Inbox itself, where the type decides. */
function lastSegment(target: string): string {
  const segments = target
    .trim()
    .replace(/^\.\/?/, '')
    .split('/')
    .filter((segment) => segment !== '');
  return segments.length === 1 && segments[0] === 'Inbox' ? '' : (segments.at(-1) ?? '');
}

function nodeOf(element: DocElement, parentUri: string, unnamed: string): TndsNode {
  const given = childOf(element, 'NodeName')?.value?.text ?? '';
  const name = given === '' ? unnamed : given;
  const path = childOf(element, 'Path')?.value?.text;
  const base = path === undefined ? parentUri : path.replace(/^(\.\/)+|^\.$/, '').replace(/\/+$/, '');
  const uri = base === '' ? name : `${base}/${name}`;
  const properties = childOf(element, 'RTProperties');
  const type = childOf(properties, 'Type');
  return {
    element,
    name,
    uri,
    acl: childOf(properties, 'ACL')?.value ?? null,
    format: childOf(properties, 'Format')?.children[0]?.name ?? null,
    ddfName: childOf(type, 'DDFName')?.value ?? null,
    mime: childOf(type, 'MIME')?.value ?? null,
    value: childOf(element, 'Value')?.value ?? null,
    children: childrenOf(element, 'Node').map((node) => nodeOf(node, uri, '')),
  };
}

/** The first child called `name`. */
export function nodeChild(node: TndsNode | undefined, name: string): TndsNode | undefined {
  return node?.children.find((child) => child.name === name);
}

/** Every node of the trees, parents before their children. */
export function allNodes(nodes: readonly TndsNode[]): TndsNode[] {
  return nodes.flatMap((node) => [node, ...allNodes(node.children)]);
}
