import { nodeChild, type TndsNode } from '../tnds/tree.ts';
import { BOOTSTRAP_CONFIG } from './bootstrap-config.ts';
import { DEV_DETAIL, DEV_INFO, INBOX } from './device-objects.ts';
import { DM_ACC, DM_ACC_13 } from './dmacc.ts';
import type { MoRow, MoTable } from './mo-row.ts';
import { NAP } from './nap.ts';
import { PROXY } from './proxy.ts';

/** The management objects whose nodes are known. */
export const MO_TABLES = [
  DM_ACC,
  DM_ACC_13,
  NAP,
  PROXY,
  BOOTSTRAP_CONFIG,
  DEV_INFO,
  DEV_DETAIL,
  INBOX,
] as const satisfies readonly MoTable[];

/** A management object found in a tree. */
export interface ManagementObject {
  readonly root: TndsNode;
  /** `DMAcc`, `NAP`, `Proxy`; `ConnMO` for connectivity of another kind; null for any other object. */
  readonly group: string | null;
  /** Null where the object's nodes are not known. */
  readonly table: MoTable | null;
}

/** Older and vendor spellings that name a family of objects without telling which. */
const CONNECTIVITY = /(^|[^a-z])connmo([^a-z]|$)/i;

/** An identifier without its version: `urn:oma:mo:oma-dm-dmacc`. */
function family(identifier: string): string {
  return identifier
    .trim()
    .toLowerCase()
    .replace(/:\d+(\.\d+)*$/, '');
}

/** The table of an identifier: of that very version, else of another version of the object. */
function tableOfIdentifier(identifier: string, tables: readonly MoTable[]): MoTable | undefined {
  const wanted = identifier.trim().toLowerCase();
  const exact = tables.find((table) => table.identifiers.some((known) => known.toLowerCase() === wanted));
  if (exact !== undefined) return exact;
  const kin = tables.find((table) => table.identifiers.some((known) => family(known) === family(wanted)));
  if (kin !== undefined) return kin;
  return CONNECTIVITY.test(identifier) && /proxy/i.test(identifier) ? PROXY : undefined;
}

/**
 * Which object a node is the root of, by its DDFName, else by what only that object has; undefined for none.
 * @param loaded tables that the user loaded: they come before those of the product.
 */
export function identifyObject(node: TndsNode, loaded: readonly MoTable[] = []): ManagementObject | undefined {
  const identifier = node.ddfName?.text.trim() ?? '';
  const table =
    identifier === '' ? undefined : (tableOfIdentifier(identifier, loaded) ?? tableOfIdentifier(identifier, MO_TABLES));
  if (table !== undefined) return { root: node, group: table.name, table };
  if (CONNECTIVITY.test(identifier)) {
    const guess = looksLikeProxy(node) ? PROXY : looksLikeNap(node) ? NAP : null;
    return { root: node, group: guess?.name ?? 'ConnMO', table: guess };
  }
  if (identifier !== '') return { root: node, group: null, table: null };
  // Applications other than DM have AppID and AppAddr as well (DM Bootstrap 1.3, appendix C), but ProviderID.
  const address = nodeChild(node, 'AppAddr') !== undefined && nodeChild(node, 'ProviderID') === undefined;
  if (nodeChild(node, 'AppID') && (address || nodeChild(node, 'ServerID'))) {
    return { root: node, group: DM_ACC.name, table: DM_ACC };
  }
  return undefined;
}

function looksLikeNap(node: TndsNode): boolean {
  return ['NapId', 'NAPID', 'Bearer'].some((name) => nodeChild(node, name) !== undefined);
}

function looksLikeProxy(node: TndsNode): boolean {
  return nodeChild(node, 'ProxyId') !== undefined;
}

/** Every object of the trees; an object inside another's Ext counts as part of that one. */
export function findObjects(nodes: readonly TndsNode[], loaded: readonly MoTable[] = []): ManagementObject[] {
  return nodes.flatMap((node) => {
    const object = identifyObject(node, loaded);
    return object === undefined ? findObjects(node.children, loaded) : [object];
  });
}

/** A node of an object, with the row that describes it. */
export interface MoNode {
  readonly node: TndsNode;
  /** Path below the object's root as the table writes it; null where the table has no such node. */
  readonly moPath: string | null;
  readonly row: MoRow | null;
}

/** Every node below an object's root with its row. Below Ext and below an unknown node there are no rows. */
export function matchObject(object: ManagementObject): MoNode[] {
  const rows: ReadonlyMap<string, MoRow> = new Map(object.table?.rows.map((row) => [row.path, row]) ?? []);
  const walk = (node: TndsNode, parent: string | null): MoNode[] =>
    node.children.flatMap((child) => {
      const path = parent === null ? null : pathIn(rows, parent, child);
      const row = (path === null ? undefined : rows.get(path)) ?? null;
      return [{ node: child, moPath: path, row }, ...walk(child, path)];
    });
  return walk(object.root, '');
}

function pathIn(rows: ReadonlyMap<string, MoRow>, parent: string, child: TndsNode): string | null {
  const at = (name: string) => (parent === '' ? name : `${parent}/${name}`);
  if (rows.has(at(child.name))) return at(child.name);
  const free = rows.get(at('<X>'));
  // A leaf cannot stand for a free-named interior node: Port/PortNbr without the level between.
  const leaf = child.value !== null || (child.format !== null && child.format !== 'node');
  return free === undefined || (free.format === 'node' && leaf && child.children.length === 0) ? null : at('<X>');
}

/** Nodes that hold a secret by their name alone: those of objects without a table, and of DM 1.1. */
const SECRET_NAME = /(secret|password|passwd|nonce|authdata|clientpw|serverpw|(^|[^a-z])pw)$/i;

export function isSecretNode(name: string, row: MoRow | null): boolean {
  return row?.secret === true || SECRET_NAME.test(name);
}
