import { equalBytes, fromUtf8, utf8 } from '../base/bytes.ts';
import { DM_ACC } from '../mo/dmacc.ts';
import { NAP } from '../mo/nap.ts';
import { PROXY } from '../mo/proxy.ts';
import { toBase64 } from '../syncml/base64.ts';
import { readAcl, writeAcl } from '../tnds/acl.ts';
import type { NODE_FORMATS } from '../tnds/tree.ts';
import {
  accountNode,
  napNode,
  nodeOfAccount,
  nodeOfConnection,
  ownerAcl,
  proxyNode,
  type SourceContext,
} from './message-source-nodes.ts';
import {
  messageSourceSchema,
  type SourceAccessAuth,
  type SourceAccount,
  type SourceAcl,
  type SourceAddress,
  type SourceAuth,
  type SourceNap,
  type SourceNode,
  type SourceProxy,
  type SourceValue,
} from './message-source-schema.ts';
import { BIN_TYPE, LEAF_TYPE, sameNode, sortedAcl, type TreeNode } from './message-source-tree.ts';
import { isWritable } from './message-source-value.ts';

/**
 * The short form of a node, where it has one. A form counts only when what it makes is the node again: what is odd
 * about an object is never lost, it is written as a plain node then.
 */
export interface ShortForm<Form> {
  readonly form: Form;
  /** False where the node leaves out properties that the form writes: they mean the same. */
  readonly exact: boolean;
}

function checked<Form>(form: Form | null, node: TreeNode, make: (form: Form) => TreeNode): ShortForm<Form> | null {
  if (form === null) return null;
  const again = make(form);
  if (!sameNode(again, node, false)) return null;
  return { form, exact: sameNode(again, node, true) };
}

/** Drops what is undefined: keys that are not given are not there. */
export function compact<Item extends object>(item: { [Key in keyof Item]: Item[Key] | undefined }): Item {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined)) as Item;
}

class Reader {
  readonly #left: TreeNode[];

  constructor(node: TreeNode) {
    this.#left = [...node.children];
  }

  /** Takes the first child of this name. */
  take(name: string): TreeNode | undefined {
    const at = this.#left.findIndex((child) => child.name === name);
    return at < 0 ? undefined : this.#left.splice(at, 1)[0];
  }

  text(name: string): string | undefined {
    const value = this.take(name)?.value;
    return value === undefined || value === null ? undefined : fromUtf8(value);
  }

  rest(): SourceNode[] | undefined {
    return this.#left.length === 0 ? undefined : this.#left.map(plainForm);
  }
}

/** A value as it is easiest to read and type: text where it is one, else base64. */
export function valueForm(value: Uint8Array | null | undefined): SourceValue | undefined {
  if (value === null || value === undefined) return undefined;
  const text = fromUtf8(value);
  const plain = text !== undefined && isWritable(text) && equalBytes(utf8(text), value);
  return plain ? text : { base64: toBase64(value) };
}

function portForm(node: TreeNode | undefined): SourceAddress['port'] {
  const ports = (node?.children ?? []).map((child) => {
    const text = new Reader(child).text('PortNbr') ?? '';
    return String(Number(text)) === text ? Number(text) : text;
  });
  const [first] = ports;
  return ports.length > 1 ? ports : first;
}

function aclForm(acl: string | null, owner: string | null): SourceAcl | undefined {
  if (acl === null) return owner === null ? undefined : 'none';
  if (owner !== null && sortedAcl(acl) === sortedAcl(writeAcl(ownerAcl(owner)))) return undefined;
  const read = readAcl(acl);
  return read === undefined ? undefined : (Object.fromEntries(read) as SourceAcl);
}

/** A reference to a node of this source goes by its name. */
function referenceForm(text: string | undefined, context: SourceContext): string | undefined {
  const prefix = `${context.inbox}/`;
  const name = text?.startsWith(prefix) ? text.slice(prefix.length) : undefined;
  return name !== undefined && context.connections.has(name) ? name : text;
}

const unless = <Value>(value: Value | undefined, usual: Value): Value | undefined =>
  value === usual ? undefined : value;

export function accountForm(node: TreeNode, context: SourceContext): ShortForm<SourceAccount> | null {
  const read = new Reader(node);
  const appId = read.text('AppID');
  const serverId = read.text('ServerID');
  if (serverId === undefined) return null;
  const name = read.text('Name');
  const connection = referenceForm(read.text('PrefConRef'), context);
  const connections = read
    .take('ToConRef')
    ?.children.map((child) => referenceForm(new Reader(child).text('ConRef'), context) ?? '');
  const addresses = (read.take('AppAddr')?.children ?? []).map(addressForm);
  const authPref = read.text('AAuthPref');
  const auth = read.take('AppAuth')?.children.map(authForm);
  const draft = compact<SourceAccount>({
    node: node.name,
    mo: unless(node.type ?? '', DM_ACC.identifiers[0]),
    appId: unless(appId, 'w7'),
    serverId,
    name,
    connection,
    connections,
    addresses,
    authPref,
    auth,
    acl: aclForm(node.acl, serverId),
    nodes: read.rest(),
  } as SourceAccount);
  const { node: own, ...unnamed } = draft;
  const form = nodeOfAccount(unnamed) === own ? unnamed : draft;
  if (!messageSourceSchema.shape.accounts.safeParse([form]).success) return null;
  return checked(form, node, (account) => accountNode(account, [], context));
}

function addressForm(node: TreeNode): SourceAddress {
  const read = new Reader(node);
  const addr = read.text('Addr') ?? '';
  const type = unless(read.text('AddrType'), 'URI') as SourceAddress['type'];
  return compact<SourceAddress>({ addr, type, port: portForm(read.take('Port')) });
}

function authForm(node: TreeNode): SourceAuth {
  const read = new Reader(node);
  return compact<SourceAuth>({
    level: (read.text('AAuthLevel') ?? '') as SourceAuth['level'],
    type: read.text('AAuthType') ?? '',
    name: read.text('AAuthName'),
    secret: valueForm(read.take('AAuthSecret')?.value),
    data: valueForm(read.take('AAuthData')?.value),
  });
}

function accessAuthForm(node: TreeNode | undefined): SourceAccessAuth | undefined {
  if (node === undefined) return undefined;
  const read = new Reader(node);
  return compact<SourceAccessAuth>({
    type: read.text('AuthType') ?? '',
    name: read.text('AuthName'),
    secret: valueForm(read.take('AuthSecret')?.value),
  });
}

export function napForm(node: TreeNode, context: SourceContext): ShortForm<SourceNap> | null {
  const read = new Reader(node);
  const bearer = read.take('Bearer');
  const draft = compact<SourceNap>({
    node: node.name,
    mo: unless(node.type ?? '', NAP.identifiers[0]),
    id: read.text('NapId') ?? '',
    name: read.text('Name'),
    apn: read.text('Addr') ?? '',
    addressType: unless(read.text('AddrType'), 'APN'),
    bearer: bearer && unless(new Reader(bearer).text('BearerType'), 'GSM-GPRS'),
    auth: accessAuthForm(read.take('AuthInfo')),
    acl: aclForm(node.acl, context.owner),
    nodes: read.rest(),
  } as SourceNap);
  const { node: own, ...unnamed } = draft;
  const form = nodeOfConnection(unnamed) === own ? unnamed : draft;
  if (!messageSourceSchema.shape.naps.safeParse([form]).success) return null;
  return checked(form, node, (nap) => napNode(nap, [], context));
}

export function proxyForm(node: TreeNode, context: SourceContext): ShortForm<SourceProxy> | null {
  const read = new Reader(node);
  const references = read.take('ConRefs')?.children ?? [];
  const draft = compact<SourceProxy>({
    node: node.name,
    mo: unless(node.type ?? '', PROXY.identifiers[0]),
    id: read.text('ProxyId') ?? '',
    name: read.text('Name'),
    addr: read.text('Addr') ?? '',
    type: unless(read.text('AddrType'), 'IPV4'),
    port: portForm(read.take('Ports')),
    nap: references[0] && referenceForm(new Reader(references[0]).text('ConRef'), context),
    auth: accessAuthForm(read.take('AuthInfo')),
    acl: aclForm(node.acl, context.owner),
    nodes: read.rest(),
  } as SourceProxy);
  const { node: own, ...unnamed } = draft;
  const form = nodeOfConnection(unnamed) === own ? unnamed : draft;
  if (!messageSourceSchema.shape.proxies.safeParse([form]).success) return null;
  return checked(form, node, (proxy) => proxyNode(proxy, [], context));
}

/** Any node, as it stands. */
export function plainForm(node: TreeNode): SourceNode {
  const usualFormat = node.value === null ? 'node' : 'chr';
  const format = (node.format ?? 'none') as (typeof NODE_FORMATS)[number] | 'none';
  const usualType = format === 'node' ? '' : format === 'bin' ? BIN_TYPE : LEAF_TYPE;
  return compact<SourceNode>({
    node: node.name,
    path: node.path ?? undefined,
    format: unless(format, usualFormat),
    type: unless(node.type ?? 'none', usualType),
    acl: node.acl ?? undefined,
    value: valueForm(node.value),
    nodes: node.children.length === 0 ? undefined : node.children.map(plainForm),
  });
}
