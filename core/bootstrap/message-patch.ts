import { type AppError, appError } from '../base/app-error.ts';
import { fromHex, utf8 } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { MoRow, MoTable } from '../mo/mo-row.ts';
import { childOf, type DocElement } from '../syncml/element.ts';
import { readAcl } from '../tnds/acl.ts';
import { allNodes, type TndsNode, type TndsTree } from '../tnds/tree.ts';
import { decodeWbxml } from '../wbxml/decode.ts';
import type { WbxmlDocument } from '../wbxml/document.ts';
import { encodeWbxml, type WbxmlPatch } from '../wbxml/encode.ts';
import { decodeMessage } from './message.ts';
import { patchProvisioning } from './message-cp-patch.ts';
import { editMessage } from './message-edit.ts';
import { fieldsOf } from './message-fields.ts';
import type { MessageParts } from './message-parts.ts';
import { type Fragment, insertionPatch, removalPatch } from './message-patch-bytes.ts';
import { binLeaf, interiorNode, sameNode, type TreeNode, textLeaf, treeNodeOf } from './message-source-tree.ts';
import { readParts } from './read-parts.ts';

/** One change of a message. Paths are those of its fields; nodes between them have paths too: `OpX/AppAddr/1`. */
export type MessageEdit =
  | { readonly op: 'set'; readonly path: string; readonly value: string }
  /**
   * A node that is not there yet, or the ACL of one (`PATH?prop=ACL`), or a parm; nodes and characteristics missing above
   * it are made.
   */
  | { readonly op: 'add'; readonly path: string; readonly value: string }
  /** A node with all below it; `path` ends with the name of `node`. */
  | { readonly op: 'addNode'; readonly path: string; readonly node: TreeNode }
  | { readonly op: 'remove'; readonly path: string };

/** Edits that one call takes. */
export const MAX_EDITS = 1000;

const ACL_SUFFIX = '?prop=ACL';

/**
 * The message after `edits`, one after the other; all or none. Only what changes is encoded anew: every byte that an edit
 * does not speak of stays, but for the lengths around it.
 * @returns `edit-impossible`, or what `editMessage` returns for a value that cannot be set.
 */
export function patchMessage(bytes: Uint8Array, edits: readonly MessageEdit[]): Result<Uint8Array> {
  if (edits.length > MAX_EDITS) return err(impossible('/', `there are more than ${MAX_EDITS} edits`));
  let current = bytes;
  for (const edit of edits) {
    const next = applyEdit(current, edit);
    if (!next.ok) return next;
    current = next.value;
  }
  return ok(current);
}

function impossible(path: string, reason: string): AppError {
  return appError('edit-impossible', { path, reason });
}

function applyEdit(bytes: Uint8Array, edit: MessageEdit): Result<Uint8Array> {
  const view = decodeMessage(bytes);
  if (view.document === null)
    return err(appError('message-invalid', { offset: 0, reason: 'it does not decode as a message' }));
  if (edit.op === 'set') return editMessage(view, [edit]);
  if (view.profile === 'cp') {
    if (edit.op === 'addNode') return err(impossible(edit.path, 'a provisioning document takes parms, one by one'));
    return patchProvisioning(view.document, edit);
  }
  const parts = readParts(view.document);
  const own = decodeWbxml(view.document.bytes);
  if (parts === null || !own.ok)
    return err(impossible(edit.path, 'nodes are added to and removed from management trees, and this has none'));
  const made = edit.op === 'remove' ? removal(own.document, parts, edit.path) : addition(own.document, parts, edit);
  if (!made.ok) return made;
  const after = encodeWbxml(own.document, [made.value.patch]);
  return made.value.holds(after) && othersStay(own.document, after, edit.path)
    ? ok(after)
    : err(impossible(edit.path, 'the message would not read back as meant'));
}

interface Change {
  readonly patch: WbxmlPatch;
  /** True when the changed message says what the edit meant. */
  readonly holds: (after: Uint8Array) => boolean;
}

function partsOf(bytes: Uint8Array): MessageParts | null {
  const decoding = decodeWbxml(bytes);
  return decoding.ok ? readParts(decoding.document) : null;
}

/** The node at a path; `[2]` behind it is the second of that path. */
export function nodeAt(parts: MessageParts, path: string): TndsNode | undefined {
  const nodes = parts.trees.flatMap((tree) => allNodes(tree.nodes));
  const plain = nodes.find((node) => node.uri === path);
  const match = plain === undefined ? /^(.*)\[(\d+)\]$/.exec(path) : null;
  return match === null ? plain : nodes.filter((node) => node.uri === match[1])[Number(match[2]) - 1];
}

function aclOwner(path: string): string | undefined {
  return path.endsWith(ACL_SUFFIX) ? path.slice(0, -ACL_SUFFIX.length) : undefined;
}

function removal(document: WbxmlDocument, parts: MessageParts, path: string): Result<Change> {
  const owner = aclOwner(path);
  const element =
    owner === undefined
      ? (nodeAt(parts, path)?.element ?? elementOf(parts.root, path))
      : childOf(childOf(nodeAt(parts, owner)?.element, 'RTProperties'), 'ACL');
  if (element === undefined) return err(impossible(path, 'there is no such node'));
  const before = countAt(parts, path);
  const holds = (after: Uint8Array): boolean => {
    const now = partsOf(after);
    return now !== null && countAt(now, path) === before - 1;
  };
  return ok({ patch: removalPatch(document, element), holds });
}

/** An element of the message proper: `SyncHdr/RespURI`. */
function elementOf(root: DocElement, path: string): DocElement | undefined {
  return path.split('/').reduce<DocElement | undefined>(childOf, root);
}

/** How many nodes or elements stand at a path, without the count behind it. */
function countAt(parts: MessageParts, path: string): number {
  const owner = aclOwner(path);
  const bare = (owner ?? path).replace(/\[\d+\]$/, '');
  const nodes = parts.trees.flatMap((tree) => allNodes(tree.nodes)).filter((node) => node.uri === bare);
  if (owner !== undefined) return nodes.filter((node) => node.acl !== null).length;
  if (nodes.length > 0) return nodes.length;
  const parent = bare.includes('/') ? elementOf(parts.root, bare.slice(0, bare.lastIndexOf('/'))) : parts.root;
  return parent?.children.filter((child) => child.name === bare.slice(bare.lastIndexOf('/') + 1)).length ?? 0;
}

function addition(
  document: WbxmlDocument,
  parts: MessageParts,
  edit: Exclude<MessageEdit, { op: 'set' | 'remove' }>,
): Result<Change> {
  const { path } = edit;
  const owner = aclOwner(path);
  if (owner !== undefined) return aclAddition(document, parts, path, owner, edit.op === 'add' ? edit.value : '');
  if (nodeAt(parts, path) !== undefined) return err(impossible(path, 'it stands there already; set it'));
  const segments = path.split('/');
  if (segments.some((segment) => segment === '' || segment.includes('?')))
    return err(impossible(path, 'a path is names of nodes with "/" between them'));
  const place = parentOf(parts, segments);
  if (place === undefined) return err(impossible(path, 'the message has no management tree'));
  if (place.node?.value) return err(impossible(path, `${place.node.uri} has a value: there can be no node below it`));
  const missing = segments.slice(place.depth);
  const last = edit.op === 'addNode' ? edit.node : leafFor(parts, segments, edit.value);
  if (typeof last === 'string') return err(impossible(path, last));
  const node = missing.slice(0, -1).reduceRight<TreeNode>((inner, name) => interiorNode(name, [inner]), last);
  const parent = place.node?.element ?? place.tree.element;
  const patch = insertionPatch(document, parent, undefined, { kind: 'node', node });
  if (patch === undefined) return err(impossible(path, 'there is no place for it'));
  const holds = (after: Uint8Array): boolean => {
    const now = partsOf(after);
    const found = now === null ? undefined : nodeAt(now, path);
    return found !== undefined && sameNode(treeNodeOf(found), last, true);
  };
  return ok({ patch, holds });
}

function aclAddition(
  document: WbxmlDocument,
  parts: MessageParts,
  path: string,
  owner: string,
  acl: string,
): Result<Change> {
  const node = nodeAt(parts, owner);
  if (node === undefined) return err(impossible(path, 'there is no such node'));
  if (node.acl !== null) return err(impossible(path, 'it stands there already; set it'));
  if (readAcl(acl) === undefined)
    return err(impossible(path, 'it is no ACL: Get=*&Replace=server is one (DM TND 8.3.7.1.5)'));
  const properties = childOf(node.element, 'RTProperties');
  // RTProperties stand behind NodeName and Path, and the ACL is the first of them (DM TND 8.5.4).
  const parent = properties ?? node.element;
  const before =
    properties === undefined
      ? node.element.children.find((child) => child.name !== 'NodeName' && child.name !== 'Path')
      : properties.children[0];
  const fragment: Fragment = { kind: properties === undefined ? 'properties' : 'acl', acl };
  const patch = insertionPatch(document, parent, before, fragment);
  if (patch === undefined) return err(impossible(path, 'there is no place for it'));
  const holds = (after: Uint8Array): boolean => {
    const now = partsOf(after);
    return now !== null && nodeAt(now, owner)?.acl?.text === acl;
  };
  return ok({ patch, holds });
}

interface ParentPlace {
  readonly tree: TndsTree;
  /** Null: the tree itself. */
  readonly node: TndsNode | null;
  /** Segments of the path that are there. */
  readonly depth: number;
}

/** The lowest node above a path that is there. */
function parentOf(parts: MessageParts, segments: readonly string[]): ParentPlace | undefined {
  for (let depth = segments.length - 1; depth > 0; depth--) {
    const uri = segments.slice(0, depth).join('/');
    for (const tree of parts.trees) {
      const node = allNodes(tree.nodes).find((candidate) => candidate.uri === uri);
      if (node !== undefined) return { tree, node, depth };
    }
  }
  const [tree] = parts.trees;
  return tree && { tree, node: null, depth: 0 };
}

/** A leaf with the format that its object's table gives it; why not where the value does not fit. */
function leafFor(parts: MessageParts, segments: readonly string[], value: string): TreeNode | string {
  const name = segments.at(-1) ?? '';
  const row = rowFor(parts, segments);
  if (row?.format === 'node') return 'it is an interior node and has no value';
  if (row?.format !== 'bin') return { ...textLeaf(name, value), ...(row !== null && { format: row.format }) };
  if (!value.startsWith('hex:')) return binLeaf(name, utf8(value));
  const bytes = fromHex(value.slice(4));
  return bytes === undefined ? 'what stands behind hex: is not hex' : binLeaf(name, bytes);
}

/** The row that describes a path, of the object that it would belong to. */
function rowFor(parts: MessageParts, segments: readonly string[]): MoRow | null {
  const path = segments.join('/');
  const object = parts.objects.find(({ root }) => path.startsWith(`${root.uri}/`));
  if (object?.table == null) return null;
  return rowAt(object.table, path.slice(object.root.uri.length + 1).split('/'));
}

function rowAt({ rows }: MoTable, names: readonly string[]): MoRow | null {
  let at = '';
  let row: MoRow | undefined;
  for (const name of names) {
    const below = (segment: string) => rows.find(({ path }) => path === (at === '' ? segment : `${at}/${segment}`));
    row = below(name) ?? below('<X>');
    if (row === undefined) return null;
    at = row.path;
  }
  return row ?? null;
}

/** True when every value that the edit does not speak of is as it was. */
function othersStay(document: WbxmlDocument, after: Uint8Array, path: string): boolean {
  const bare = path.replace(/\[\d+\]$/, '');
  const others = (parts: MessageParts | null): string =>
    JSON.stringify(
      (parts === null ? [] : fieldsOf(parts))
        .map((field) => [field.path.replace(/\[\d+\]$/, ''), field.value])
        .filter(([name]) => name !== bare && !name?.startsWith(`${bare}/`) && !name?.startsWith(`${bare}?`)),
    );
  return others(readParts(document)) === others(partsOf(after));
}
