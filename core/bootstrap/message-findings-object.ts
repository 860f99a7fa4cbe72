import type { Finding } from '../base/finding.ts';
import { DM_ACC } from '../mo/dmacc.ts';
import type { MoRow } from '../mo/mo-row.ts';
import type { MoNode } from '../mo/objects.ts';
import { type Acl, aclGrants, readAcl } from '../tnds/acl.ts';
import { allNodes, nodeChild, type TndsNode } from '../tnds/tree.ts';
import { makeFinding } from './finding-rows.ts';
import { dmAccountsOf, leafText } from './message-accounts.ts';
import { type FoundObject, type MessageParts, urisOf } from './message-parts.ts';

function at(node: TndsNode): { offset: number; length: number; path: string } {
  const span = node.value?.span ?? node.element.span;
  return { offset: span.offset, length: span.length, path: node.uri };
}

/** What the management objects show, against their tables (DM StdObj 7.1.3.1; 5.5.3, 5.5.5). */
export function objectFindings(parts: MessageParts): Finding[] {
  return [
    ...dmAccountsOf(parts).flatMap((account) => [
      ...appIdFindings(account),
      ...shapeFindings(account),
      ...valueFindings(account),
      ...aclFindings(account),
    ]),
    ...parts.objects.flatMap(referenceFindings),
  ];
}

function appIdFindings({ root }: FoundObject): Finding[] {
  const node = nodeChild(root, 'AppID');
  const value = node?.value?.text ?? '';
  return node === undefined || value === 'w7'
    ? []
    : [makeFinding('mo-appid', at(node), { value: value === '' ? 'empty' : value })];
}

/** Nodes that an account cannot do without. */
const REQUIRED = ['AppID', 'ServerID', 'AppAddr'] as const;

function shapeFindings({ root, nodes }: FoundObject): Finding[] {
  const out: Finding[] = [];
  const known = new Map(nodes.map((match) => [match.node, match]));
  const strangers = nodes.filter((match) => match.moPath === null && parentKnown(match, nodes, known));
  for (const { node } of strangers) {
    const expected = expectedPath(node.name);
    const reason = expected === null ? 'the object has no such node' : 'it stands at another level';
    out.push(
      makeFinding('mo-tree-shape', at(node), {
        node: node.uri,
        object: 'DMAcc',
        reason,
        expected: expected ?? 'own nodes below Ext',
      }),
    );
  }
  // What stands at another level is not missing besides.
  for (const name of REQUIRED) {
    if (nodeChild(root, name) !== undefined || strangers.length > 0) continue;
    out.push(
      makeFinding('mo-tree-shape', at(root), {
        node: `${root.uri}/${name}`,
        object: 'DMAcc',
        reason: 'it is missing',
        expected: name,
      }),
    );
  }
  return out;
}

/** Only the topmost unknown node is told, and none below Ext. */
function parentKnown(match: MoNode, nodes: readonly MoNode[], known: ReadonlyMap<TndsNode, MoNode>): boolean {
  const parent = nodes.find((other) => other.node.children.includes(match.node));
  if (parent === undefined) return true;
  return known.get(parent.node)?.moPath !== null && parent.moPath !== 'Ext';
}

/** Where the table has a node of this name. */
function expectedPath(name: string): string | null {
  return DM_ACC.rows.find((row) => row.path.split('/').at(-1) === name)?.path ?? null;
}

function valueFindings({ nodes }: FoundObject): Finding[] {
  return nodes.flatMap(({ node, row }) => {
    const value = node.value?.text;
    // Nothing is said of secrets, and nothing by rows whose source was not read.
    if (row === null || value === undefined || row.secret || row.source !== 'verified') return [];
    const allowed = allowedValues(row, value);
    if (allowed === null) return [];
    return [makeFinding('mo-value', at(node), { node: node.uri, value: value === '' ? 'empty' : value, allowed })];
  });
}

/** What the row allows, where the value is none of it; null where it fits. */
function allowedValues(row: MoRow, value: string): string | null {
  // An empty AAuthPref means the type that was negotiated last.
  if (row.values !== undefined && !row.values.includes(value) && !(value === '' && row.path === 'AAuthPref')) {
    return row.values.join(', ');
  }
  if (row.range === undefined) return null;
  const [low, high] = row.range;
  const fits = /^\d+$/.test(value) && Number(value) >= low && Number(value) <= high;
  return fits ? null : `${low} to ${high}`;
}

function referenceFindings(object: FoundObject): Finding[] {
  const uris = urisOf(object.tree);
  return allNodes(object.root.children).flatMap((node) => {
    if (node.name !== 'PrefConRef' && node.name !== 'ConRef') return [];
    const value = node.value?.text ?? '';
    if (!value.startsWith('./Inbox/') || uris.has(value.slice('./Inbox/'.length))) return [];
    return [makeFinding('mo-reference-dangling', at(node), { node: node.uri, value })];
  });
}

/** Commands by which a server keeps an account up to date. */
const NEEDED = ['Get', 'Replace'] as const;
const CHANGING = ['Add', 'Delete', 'Exec', 'Replace'] as const;

function aclFindings({ root, nodes }: FoundObject): Finding[] {
  const server = leafText(root, 'ServerID', 'ServerId') ?? '';
  const all = [root, ...nodes.map((match) => match.node)];
  const out: Finding[] = [];
  for (const node of all) {
    if (node.acl === null || node.acl.text === '') continue;
    const where = { offset: node.acl.span.offset, length: node.acl.span.length, path: `${node.uri}?prop=ACL` };
    const acl = readAcl(node.acl.text);
    const reason = acl === undefined ? 'it is malformed' : aclFault(acl, server, node === root);
    if (reason !== null)
      out.push(makeFinding('mo-acl', where, { node: node.uri, reason, acl: ` (${node.acl.text})`, server }));
  }
  if (all.every((node) => node.acl === null))
    out.push(makeFinding('mo-acl-absent', at(root), { node: root.uri, server }));
  return out;
}

function aclFault(acl: Acl, server: string, isRoot: boolean): string | null {
  const open = CHANGING.filter((command) => acl.get(command)?.includes('*'));
  if (open.length > 0) return `every server may ${open.join(', ')}`;
  const missing = isRoot ? NEEDED.filter((command) => !aclGrants(acl, command, server)) : [];
  return missing.length === 0 ? null : `the account's own server may not ${missing.join(', ')}`;
}
