import { DM_ACC } from '../mo/dmacc.ts';
import { NAP } from '../mo/nap.ts';
import { PROXY } from '../mo/proxy.ts';
import { writeAcl } from '../tnds/acl.ts';
import { type CpCharacteristic, type CpDocument, type CpParm, childrenOfType, parmsOf, parmValue } from './document.ts';
import { mapObject } from './map-object.ts';
import { GENERAL_MAPPING, NAP_MAPPING, PROXY_MAPPING, W7_MAPPING } from './mapping-rows.ts';
import { type MappedNode, type MappingNote, TreeBuilder } from './tree-node.ts';

/** A provisioning document as management objects. */
export interface CpMapping {
  /** Roots of the objects, named 1, 2, 3 … in the order of the document. */
  readonly nodes: readonly MappedNode[];
  /** Parms that became no node. */
  readonly notes: readonly MappingNote[];
}

/** Where a message puts objects that the device finds a place for (5.5.5). */
const INBOX = './Inbox/';

/** True for a server identifier that an ACL can hold as it is (DM TND 8.3.7.1.5); `%` would be taken for an escape. */
export function isAclId(id: string): boolean {
  return /^[^&=*+%\s]+$/.test(id);
}

/** Maps a document to management objects (DM Bootstrap 5.4.2 to 5.4.6, appendix C). */
export function mapToTree(document: CpDocument): CpMapping {
  const mapper = new Mapper(document);
  return mapper.map();
}

class Mapper {
  readonly #document: CpDocument;
  readonly #notes: MappingNote[] = [];
  /** Root of the object that each characteristic becomes. */
  readonly #roots = new Map<CpCharacteristic, TreeBuilder>();
  readonly #servers: readonly string[];
  /** Objects by type and identifier; of those with one identifier the first counts (WAP-185). */
  readonly #named = new Map<string, TreeBuilder>();
  /** The first access point to the Internet. */
  #internet: TreeBuilder | undefined;

  constructor(document: CpDocument) {
    this.#document = document;
    const ids = document.characteristics.filter(isAccount).map((account) => parmValue(account, 'PROVIDER-ID') ?? '');
    this.#servers = [...new Set(ids.filter(isAclId))];
  }

  map(): CpMapping {
    const { characteristics, strayParms } = this.#document;
    for (const parm of strayParms) this.#note(parm.path, 'it stands outside a characteristic');
    for (const entry of characteristics) {
      if (['APPLICATION', 'NAPDEF', 'PXLOGICAL'].includes(entry.type)) this.#open(entry);
      else this.#note(entry.path, 'no management object is known for it');
    }
    for (const [entry, root] of this.#roots) {
      if (entry.type === 'NAPDEF') this.#nap(entry, root);
      else if (entry.type === 'PXLOGICAL') this.#proxy(entry, root);
      else if (isAccount(entry)) this.#account(entry, root);
      else this.#application(entry, root);
    }
    return { nodes: [...this.#roots.values()].map((root) => root.build()), notes: this.#notes };
  }

  #open(entry: CpCharacteristic): void {
    const root = new TreeBuilder(String(this.#roots.size + 1));
    this.#roots.set(entry, root);
    const id = parmValue(entry, entry.type === 'NAPDEF' ? 'NAPID' : 'PROXY-ID');
    const key = `${entry.type} ${id ?? ''}`;
    if (!this.#named.has(key)) this.#named.set(key, root);
    if (entry.type === 'NAPDEF' && parmsOf(entry, 'INTERNET').length > 0) this.#internet ??= root;
  }

  #note(path: string, reason: string): void {
    this.#notes.push({ path, reason });
  }

  /** Get, Replace and Delete for the servers; none at all where the document names no server (5.4.4). */
  #grant(root: TreeBuilder, servers: readonly string[]): void {
    if (servers.length === 0) return;
    root.acl = writeAcl(
      new Map([
        ['Delete', servers],
        ['Get', servers],
        ['Replace', servers],
      ] as const),
    );
  }

  #account(account: CpCharacteristic, root: TreeBuilder): void {
    const id = parmValue(account, 'PROVIDER-ID') ?? '';
    root.ddfName = DM_ACC.identifiers[0];
    this.#grant(root, isAclId(id) ? [id] : []);
    if (id !== '' && !isAclId(id))
      this.#note(`${account.path}/PROVIDER-ID`, 'an ACL cannot hold it: no rights are given');
    const references = referencesOf(account);
    const taken = new Set(references);
    this.#notes.push(...mapObject(account, W7_MAPPING, root, taken));
    const uris = references.map((parm) => this.#reference(parm));
    const preferred = uris.find((uri) => uri !== '');
    if (preferred !== undefined) root.leaf('PrefConRef', preferred);
    references.forEach((parm, index) => {
      root
        .child('ToConRef')
        .childFor(parm)
        .leaf('ConRef', uris[index] ?? '');
    });
    for (const address of root.has('AppAddr') ? root.child('AppAddr').children : []) {
      if (!address.has('AddrType')) address.leaf('AddrType', 'URI');
    }
    for (const auth of root.has('AppAuth') ? root.child('AppAuth').children : []) {
      if (!auth.has('AAuthLevel')) auth.leaf('AAuthLevel', 'HTTP');
    }
  }

  #application(application: CpCharacteristic, root: TreeBuilder): void {
    root.ddfName = '';
    this.#grant(root, this.#servers);
    const references = referencesOf(application);
    this.#notes.push(...mapObject(application, GENERAL_MAPPING, root, new Set(references)));
    const [only] = references;
    if (references.length === 1 && only !== undefined) root.leaf('PrefConDef', this.#reference(only));
    else for (const parm of references) root.child('ToConRef').childFor(parm).leaf('ConRef', this.#reference(parm));
  }

  #nap(nap: CpCharacteristic, root: TreeBuilder): void {
    root.ddfName = NAP.identifiers[0];
    this.#grant(root, this.#servers);
    const local = parmsOf(nap, 'LOCAL-ADDR').slice(0, 1);
    const servers = parmsOf(nap, 'DNS-ADDR');
    const localType = parmsOf(nap, 'LOCAL-ADDRTYPE').slice(0, local.length);
    this.#notes.push(...mapObject(nap, NAP_MAPPING, root, new Set([...local, ...localType, ...servers])));
    if (!root.has('AddrType') && root.has('Addr')) root.leaf('AddrType', 'E164');
    const [own] = local;
    const version = own === undefined ? 'IPv4' : isIpv6(own.value ?? '', localType[0]?.value) ? 'IPv6' : 'IPv4';
    root.child(version).leaf('AutoConfig', String(own === undefined), 'bool');
    if (own !== undefined) root.child(version).leaf('LocalAddr', own.value ?? '');
    for (const server of servers) {
      const family = isIpv6(server.value ?? '', undefined) ? 'IPv6' : 'IPv4';
      root
        .child(family)
        .child('DNS')
        .childFor(server)
        .leaf('DNSAddr', server.value ?? '');
    }
  }

  #proxy(proxy: CpCharacteristic, root: TreeBuilder): void {
    const [first] = childrenOfType(proxy, 'PXPHYSICAL');
    const services = [proxy, ...childrenOfType(proxy, 'PXPHYSICAL')]
      .flatMap((entry) => childrenOfType(entry, 'PORT'))
      .flatMap((port) => parmsOf(port, 'SERVICE'));
    const wap = services.some((service) => /WSP|WTA/.test(service.value ?? ''));
    root.ddfName = PROXY.identifiers[wap ? 1 : 0];
    this.#grant(root, this.#servers);
    const references = first === undefined ? [] : parmsOf(first, 'TO-NAPID');
    const ids = childrenOfType(proxy, 'PXPHYSICAL').flatMap((entry) => parmsOf(entry, 'PHYSICAL-PROXY-ID'));
    const same = ids.filter((parm) => parm.value === parmValue(proxy, 'PROXY-ID')).slice(0, 1);
    this.#notes.push(...mapObject(proxy, PROXY_MAPPING, root, new Set([...references, ...same])));
    if (!root.has('AddrType') && root.has('Addr')) root.leaf('AddrType', 'IPV4');
    for (const parm of references) root.child('ConRefs').childFor(parm).leaf('ConRef', this.#reference(parm));
  }

  /** Address of the object that a reference names; empty where the document does not have it. */
  #reference(parm: CpParm): string {
    const value = parm.value ?? '';
    const type = parm.name === 'TO-PROXY' ? 'PXLOGICAL' : 'NAPDEF';
    const named = value === '' ? undefined : this.#named.get(`${type} ${value}`);
    if (named !== undefined) return INBOX + named.name;
    if (type === 'NAPDEF' && value === 'INTERNET' && this.#internet !== undefined) {
      this.#note(parm.path, 'any access point to the Internet is meant: the first was taken');
      return INBOX + this.#internet.name;
    }
    this.#note(parm.path, `the document has no ${type} ${value}`);
    return '';
  }
}

function isAccount(entry: CpCharacteristic): boolean {
  return entry.type === 'APPLICATION' && parmValue(entry, 'APPID') === 'w7';
}

/** References in the order of the document, which is that of preference. */
function referencesOf(application: CpCharacteristic): CpParm[] {
  return application.parms.filter((parm) => parm.name === 'TO-PROXY' || parm.name === 'TO-NAPID');
}

function isIpv6(address: string, type: string | null | undefined): boolean {
  return type === 'IPV6' || (type !== 'IPV4' && address.includes(':'));
}
