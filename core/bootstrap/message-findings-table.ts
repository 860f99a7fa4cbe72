import type { Finding } from '../base/finding.ts';
import { DM_ACC } from '../mo/dmacc.ts';
import type { MoRow } from '../mo/mo-row.ts';
import type { MoNode } from '../mo/objects.ts';
import { nodeChild, type TndsNode } from '../tnds/tree.ts';
import { makeFinding } from './finding-rows.ts';
import { placeOfNode, withClause } from './message-findings-place.ts';
import type { FoundObject } from './message-parts.ts';
import { valueFault } from './message-value.ts';

/** Nodes that an account cannot do without. */
const ACCOUNT_NEEDS: readonly string[] = ['AppID', 'ServerID', 'AppAddr'];

/** What an object shows against its table. Of rows whose source was not read there are hints only. */
export function tableFindings(object: FoundObject): Finding[] {
  if (object.table === null) return [];
  const strangers = strangersOf(object);
  return [
    ...strangers.map((node) => strangerFinding(object, node)),
    ...missingFindings(object, strangers),
    ...object.nodes.flatMap((match) => [...formatFindings(match), ...valueFindings(match)]),
    ...levelFindings(object),
  ];
}

/** A hint: the row that it rests on was not checked against the standard. */
function hint(node: TndsNode, object: FoundObject, reason: string): Finding {
  return makeFinding('mo-unverified', placeOfNode(node), { node: node.uri, object: object.group ?? '', reason });
}

function isHinted(object: FoundObject): boolean {
  return object.table?.rows.some((row) => row.source === 'unverified') ?? false;
}

/** The topmost nodes that the table does not have; none below Ext and what else is open. */
function strangersOf({ root, nodes }: FoundObject): TndsNode[] {
  const known = new Map(nodes.map((match) => [match.node, match]));
  const walk = (node: TndsNode): TndsNode[] => {
    if (known.get(node)?.row?.open === true) return [];
    return node.children.flatMap((child) => (known.get(child)?.moPath === null ? [child] : walk(child)));
  };
  return walk(root);
}

/** Where the table has a node of this name. */
function expectedPath({ table }: FoundObject, node: TndsNode): string | null {
  return table?.rows.find((row) => row.path.split('/').at(-1) === node.name)?.path ?? null;
}

function strangerFinding(object: FoundObject, node: TndsNode): Finding {
  const expected = expectedPath(object, node);
  const reason = expected === null ? 'the object has no such node' : 'it stands at another level';
  if (isHinted(object)) return hint(node, object, reason);
  const details = { node: node.uri, object: object.group ?? '', reason, expected: expected ?? 'own nodes below Ext' };
  return makeFinding('mo-tree-shape', placeOfNode(node), details);
}

/** Nodes that must stand below those that do, and nodes that stand twice. */
function missingFindings(object: FoundObject, strangers: readonly TndsNode[]): Finding[] {
  const elsewhere = [...new Set(strangers.map((node) => expectedPath(object, node)))].filter((path) => path !== null);
  // What stands at another level is not missing besides, nor is the level that it skips.
  const excused = (path: string) => elsewhere.some((other) => other === path || other.startsWith(`${path}/`));
  const rows = object.table?.rows ?? [];
  const paths = new Map<TndsNode, string | null>([[object.root, '']]);
  for (const { node, moPath } of object.nodes) paths.set(node, moPath);
  const out: Finding[] = [];
  for (const [node, path] of paths) {
    // A node without children may be described elsewhere (DM TNDS 1.2, 9.2.3.1.5).
    if (path === null || node.children.length === 0) continue;
    for (const row of rows) {
      const name = row.path.slice(row.path.lastIndexOf('/') + 1);
      if (row.path.slice(0, -name.length).replace(/\/$/, '') !== path) continue;
      const there = node.children.filter((child) => paths.get(child) === row.path).length;
      if (there === 0 && !excused(row.path)) out.push(...missingFinding(object, node, row, name));
      if (there > 1 && name !== '<X>') out.push(...repeatedFinding(object, node, row, name, there));
    }
  }
  return out;
}

function missingFinding(object: FoundObject, parent: TndsNode, row: MoRow, name: string): Finding[] {
  if ((row.occurrence !== 'One' && row.occurrence !== 'OneOrMore') || row.default !== undefined) return [];
  const node = `${parent.uri}/${name}`;
  if (row.source === 'unverified') return [hint(parent, object, `${name} is missing below it`)];
  if (object.group === DM_ACC.name && parent === object.root && ACCOUNT_NEEDS.includes(name)) {
    const details = { node, object: DM_ACC.name, reason: 'it is missing', expected: name };
    return [makeFinding('mo-tree-shape', placeOfNode(parent), details)];
  }
  const finding = makeFinding('mo-node-missing', placeOfNode(parent), { node, object: object.group ?? '' });
  return [withClause(finding, row.clause)];
}

function repeatedFinding(object: FoundObject, parent: TndsNode, row: MoRow, name: string, count: number): Finding[] {
  const reason = `it stands there ${count} times`;
  if (row.source === 'unverified') return [hint(parent, object, `${name} stands below it ${count} times`)];
  const second = parent.children.filter((child) => child.name === name).at(-1) ?? parent;
  const details = { node: second.uri, object: object.group ?? '', reason, expected: `one ${row.path}` };
  return [makeFinding('mo-tree-shape', placeOfNode(second), details)];
}

/** Base64 is a way to write binary data (DM TND 1.2, 8.3.7.2); servers write numbers both ways. */
const SAME_FORMAT: readonly (readonly [string, string])[] = [
  ['bin', 'b64'],
  ['chr', 'int'],
];

function formatFindings({ node, row }: MoNode): Finding[] {
  if (row === null || node.format === null || node.format === row.format || row.source === 'unverified') return [];
  const pair = [node.format, row.format];
  const number = row.range !== undefined || row.format === 'bin';
  if (number && SAME_FORMAT.some(([a, b]) => pair.includes(a) && pair.includes(b))) return [];
  const details = { node: node.uri, format: node.format, expected: row.format };
  return [withClause(makeFinding('mo-format', placeOfNode(node), details), row.clause)];
}

function valueFindings({ node, row }: MoNode): Finding[] {
  const value = node.value?.text;
  // Nothing is said of secrets, and nothing by rows whose source was not read.
  if (row === null || value === undefined || row.secret || row.source === 'unverified') return [];
  const allowed = valueFault(row, value);
  if (allowed === null) return [];
  const details = { node: node.uri, value: value === '' ? 'empty' : value, allowed };
  return [withClause(makeFinding('mo-value', placeOfNode(node), details), row.clause)];
}

const TRANSPORT_TYPES: readonly string[] = ['HTTP-BASIC', 'HTTP-DIGEST', 'TRANSPORT'];

/** At the levels OBEX and HTTP only some types are possible (DM StdObj 1.2, 7.1.3.1.19). */
function levelFindings({ group, root }: FoundObject): Finding[] {
  if (group !== DM_ACC.name) return [];
  return root.children
    .filter((child) => child.name === 'AppAuth')
    .flatMap((auth) => auth.children)
    .flatMap((entry) => {
      const level = nodeChild(entry, 'AAuthLevel')?.value?.text ?? '';
      const type = nodeChild(entry, 'AAuthType');
      const value = type?.value?.text ?? '';
      if (type === undefined || value === '' || !['OBEX', 'HTTP'].includes(level)) return [];
      if (TRANSPORT_TYPES.includes(value)) return [];
      const details = { node: type.uri, value, allowed: `${TRANSPORT_TYPES.join(', ')} at the level ${level}` };
      return [withClause(makeFinding('mo-value', placeOfNode(type), details), 'StdObj 7.1.3.1.19')];
    });
}
