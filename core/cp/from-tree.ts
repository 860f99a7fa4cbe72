import { DM_ACC } from '../mo/dmacc.ts';
import { NAP } from '../mo/nap.ts';
import type { ManagementObject } from '../mo/objects.ts';
import { PROXY } from '../mo/proxy.ts';
import { readAcl } from '../tnds/acl.ts';
import { allNodes, nodeChild, type TndsNode } from '../tnds/tree.ts';
import { CpDraft, fits, type Leaf, leavesOf, putLeaf, rowOf } from './from-object.ts';
import { type MappingRow, NAP_MAPPING, PROXY_MAPPING, W7_MAPPING } from './mapping-rows.ts';
import type { MappingNote } from './tree-node.ts';

/** Management objects as characteristics. */
export interface TreeMapping {
  readonly characteristics: readonly CpDraft[];
  /** Nodes that Client Provisioning cannot say. */
  readonly notes: readonly MappingNote[];
}

const NO_PARM = 'Client Provisioning has no parm for it';

/**
 * Maps management objects back: NAP → NAPDEF, Proxy → PXLOGICAL, DMAcc → w7.
 * @param target address that the objects are added below: `./Inbox`.
 */
export function mapFromTree(objects: readonly ManagementObject[], target = './Inbox'): TreeMapping {
  return new Mapper(objects, target).map();
}

class Mapper {
  readonly #objects: readonly ManagementObject[];
  readonly #target: string;
  readonly #notes: MappingNote[] = [];
  /** Identifiers of access points and proxies by the addresses that refer to them. */
  readonly #ids = new Map<string, { readonly parm: 'TO-NAPID' | 'TO-PROXY'; readonly id: string }>();
  readonly #servers: ReadonlySet<string>;

  constructor(objects: readonly ManagementObject[], target: string) {
    this.#objects = objects;
    this.#target = target;
    const accounts = this.#of(DM_ACC.name);
    this.#servers = new Set(accounts.flatMap((root) => nodeChild(root, 'ServerID')?.value?.text ?? []));
  }

  map(): TreeMapping {
    const naps = this.#of(NAP.name);
    const proxies = this.#of(PROXY.name);
    const accounts = this.#of(DM_ACC.name);
    for (const root of naps) this.#identify(root, 'TO-NAPID', 'NapId');
    for (const root of proxies) this.#identify(root, 'TO-PROXY', 'ProxyId');
    for (const { root } of this.#objects) {
      if ([...naps, ...proxies, ...accounts].includes(root)) this.#rights(root);
      else this.#note(root, 'no characteristic is known for the object');
    }
    const characteristics = [
      ...naps.map((root) => this.#nap(root)),
      ...proxies.map((root) => this.#proxy(root)),
      ...accounts.map((root) => this.#account(root)),
    ];
    return { characteristics, notes: this.#notes };
  }

  #of(group: string): TndsNode[] {
    return this.#objects.filter((object) => object.group === group).map((object) => object.root);
  }

  #note(node: TndsNode, reason: string): void {
    this.#notes.push({ path: node.uri, reason });
  }

  #identify(root: TndsNode, parm: 'TO-NAPID' | 'TO-PROXY', name: string): void {
    const id = nodeChild(root, name)?.value?.text ?? '';
    const known = { parm, id: id === '' ? root.name : id };
    for (const address of [root.uri, `./${root.uri}`, `${this.#target}/${root.uri}`, `./Inbox/${root.uri}`])
      this.#ids.set(address, known);
  }

  /** A document gives its servers Get, Replace and Delete, and cannot say anything else (5.4.4). */
  #rights(root: TndsNode): void {
    for (const node of [root, ...allNodes(root.children)]) {
      if (node.acl === null || (node === root && this.#isUsual(node.acl.text))) continue;
      this.#notes.push({
        path: `${node.uri}?prop=ACL`,
        reason: 'rights other than Get, Replace and Delete of the server',
      });
    }
  }

  #isUsual(text: string): boolean {
    const acl = readAcl(text);
    if (acl === undefined || acl.size !== 3) return false;
    return (['Get', 'Replace', 'Delete'] as const).every((command) => {
      const ids = acl.get(command);
      return ids !== undefined && ids.length > 0 && ids.every((id) => this.#servers.has(id));
    });
  }

  /** Puts the leaves that rows tell of into the draft; `special` says which others it has taken care of. */
  #leaves(root: TndsNode, rows: readonly MappingRow[], draft: CpDraft, special: (leaf: Leaf) => boolean): void {
    const all = leavesOf(root);
    // The order of the rows is that of the parms: what a document has first, it says first.
    for (const row of rows) {
      for (const leaf of all) if (rowOf(leaf, rows) === row) putLeaf(leaf, row, draft);
    }
    for (const leaf of all) {
      if (rowOf(leaf, rows) === undefined && !special(leaf)) this.#note(leaf.node, NO_PARM);
    }
  }

  #account(root: TndsNode): CpDraft {
    const draft = new CpDraft('APPLICATION');
    const references: Leaf[] = [];
    this.#leaves(root, W7_MAPPING, draft, (leaf) => {
      const reference = fits(leaf, 'ToConRef/<X>/ConRef') || fits(leaf, 'PrefConRef');
      if (reference) references.push(leaf);
      return reference;
    });
    // The preferred connection comes first; it mostly stands among the others as well.
    const ordered = [...references].sort(
      (a, b) => Number(b.node.name === 'PrefConRef') - Number(a.node.name === 'PrefConRef'),
    );
    const seen = new Set<string>();
    for (const { node } of ordered) {
      const uri = node.value?.text ?? '';
      if (!seen.has(uri)) this.#reference(node, draft);
      seen.add(uri);
    }
    for (const address of draft.children.filter((child) => child.type === 'APPADDR'))
      dropDefault(address, 'ADDRTYPE', 'URI');
    return draft;
  }

  #nap(root: TndsNode): CpDraft {
    const draft = new CpDraft('NAPDEF');
    const local = (['IPv4', 'IPv6'] as const).filter(
      (family) => nodeChild(nodeChild(root, family), 'LocalAddr') !== undefined,
    );
    this.#leaves(root, NAP_MAPPING, draft, (leaf) => {
      const family = leaf.way[0]?.name ?? '';
      const text = leaf.node.value?.text ?? '';
      if (fits(leaf, `${family}/DNS/<X>/DNSAddr`)) draft.add('DNS-ADDR', text);
      else if (fits(leaf, `${family}/LocalAddr`) && family === local[0]) draft.add('LOCAL-ADDR', text);
      else if (fits(leaf, `${family}/AutoConfig`)) return (text === 'true') !== local.some((name) => name === family);
      else return false;
      if (leaf.node.name === 'LocalAddr' && family === 'IPv6') draft.add('LOCAL-ADDRTYPE', 'IPV6');
      return true;
    });
    identify(draft, 'NAPID', root.name);
    return draft;
  }

  #proxy(root: TndsNode): CpDraft {
    const draft = new CpDraft('PXLOGICAL');
    const physical = draft.childFor('PXPHYSICAL', null);
    const references: TndsNode[] = [];
    this.#leaves(root, PROXY_MAPPING, draft, (leaf) => {
      if (fits(leaf, 'ConRefs/<X>/ConRef')) references.push(leaf.node);
      return fits(leaf, 'ConRefs/<X>/ConRef');
    });
    identify(draft, 'PROXY-ID', root.name);
    physical.add('PHYSICAL-PROXY-ID', draft.value('PROXY-ID') ?? root.name);
    for (const node of references) this.#reference(node, physical);
    return draft;
  }

  #reference(node: TndsNode, draft: CpDraft): void {
    const uri = node.value?.text ?? '';
    const known = this.#ids.get(uri);
    if (known === undefined || (draft.type === 'PXPHYSICAL' && known.parm === 'TO-PROXY'))
      this.#note(node, uri === '' ? 'it is empty' : `no access point or proxy of the message stands at ${uri}`);
    else draft.add(known.parm, known.id);
  }
}

/** Gives a draft the identifier and the name that it cannot do without. */
function identify(draft: CpDraft, name: string, fallback: string): void {
  if ((draft.value(name) ?? '') === '') {
    const empty = draft.parms.findIndex((parm) => parm.name === name);
    if (empty >= 0) draft.parms.splice(empty, 1);
    draft.parms.unshift({ name, value: fallback });
  }
  if (draft.value('NAME') === undefined) draft.add('NAME', draft.value(name) ?? fallback);
}

function dropDefault(draft: CpDraft, name: string, value: string): void {
  const index = draft.parms.findIndex((parm) => parm.name === name && parm.value === value);
  if (index >= 0) draft.parms.splice(index, 1);
}
