import { utf8 } from '../base/bytes.ts';
import type { MoRow, MoTable } from '../mo/mo-row.ts';
import { BIN_TYPE, interiorNode, LEAF_TYPE, type TreeNode } from './message-source-tree.ts';

/** Values to start with where the table lists several or none: what is meant most often. */
const STARTS: Readonly<Record<string, string>> = {
  'DMAcc AppID': 'w7',
  'DMAcc AppAuth/<X>/AAuthLevel': 'CLCRED',
  'DMAcc AppAuth/<X>/AAuthType': 'DIGEST',
  'NAP AddrType': 'APN',
  'NAP Bearer/BearerType': 'GSM-GPRS',
  'Proxy AddrType': 'IPV4',
};

/** Nodes that a table must have below a place: the rows one level down, in the order of the table. */
export function rowsBelow({ rows }: MoTable, moPath: string): readonly MoRow[] {
  const prefix = moPath === '' ? '' : `${moPath}/`;
  return rows.filter(
    ({ path }) => path.startsWith(prefix) && !path.slice(prefix.length).includes('/') && path !== moPath,
  );
}

/** True for a node that has to stand where its parent does. */
export function isRequired({ occurrence }: Pick<MoRow, 'occurrence'>): boolean {
  return occurrence === 'One' || occurrence === 'OneOrMore';
}

/** The node of a row, with all that its table asks for below it. Values that nobody can know are empty. */
export function skeletonNode(table: MoTable, row: MoRow, name: string): TreeNode {
  if (row.format === 'node') return interiorNode(name, skeletonBelow(table, row.path));
  const start = STARTS[`${table.name} ${row.path}`] ?? row.default ?? row.values?.[0] ?? '';
  const value = start !== '' ? start : row.format === 'bool' ? 'true' : row.format === 'int' ? '0' : '';
  return {
    name,
    path: null,
    acl: null,
    format: row.format,
    type: row.format === 'bin' ? BIN_TYPE : LEAF_TYPE,
    value: utf8(value),
    children: [],
  };
}

function skeletonBelow(table: MoTable, moPath: string): readonly TreeNode[] {
  return rowsBelow(table, moPath)
    .filter(isRequired)
    .map((row) => skeletonNode(table, row, row.path.endsWith('<X>') ? '1' : lastName(row.path)));
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** An object with what its table asks for and nothing more. */
export function skeletonObject(table: MoTable, name: string, acl: string | null = null): TreeNode {
  return interiorNode(name, skeletonBelow(table, ''), { type: table.identifiers[0] ?? '', acl });
}
