import { DM_ACC } from '../mo/dmacc.ts';
import { NAP } from '../mo/nap.ts';
import { PROXY } from '../mo/proxy.ts';
import { type Acl, writeAcl } from '../tnds/acl.ts';
import type {
  MessageSource,
  SourceAccessAuth,
  SourceAccount,
  SourceAcl,
  SourceAddress,
  SourceAuth,
  SourceNap,
  SourceNode,
  SourceProxy,
} from './message-source-schema.ts';
import { binLeaf, interiorNode, type TreeNode, textLeaf } from './message-source-tree.ts';
import type { SourceFaults } from './message-source-value.ts';

type Path = readonly (string | number)[];

/** What the objects of one source share. */
export interface SourceContext {
  readonly faults: SourceFaults;
  /** Where the tree goes, and where its references begin: `./Inbox`. */
  readonly inbox: string;
  /** Node names of the source's naps and proxies. */
  readonly connections: ReadonlySet<string>;
  /** The server that owns what has no ACL of its own: that of the first account; null without accounts. */
  readonly owner: string | null;
}

export const DEFAULT_INBOX = './Inbox';

export function sourceContext(source: MessageSource, faults: SourceFaults): SourceContext {
  return {
    faults,
    inbox: source.inbox ?? DEFAULT_INBOX,
    connections: new Set([...(source.naps ?? []), ...(source.proxies ?? [])].map(nodeOfConnection)),
    owner: source.accounts?.[0]?.serverId ?? null,
  };
}

/** The nodes of a source's management tree, in the order of its keys. */
export function sourceNodes(source: MessageSource, context: SourceContext): TreeNode[] {
  return [
    ...(source.accounts ?? []).map((account, i) => accountNode(account, ['accounts', i], context)),
    ...(source.naps ?? []).map((nap, i) => napNode(nap, ['naps', i], context)),
    ...(source.proxies ?? []).map((proxy, i) => proxyNode(proxy, ['proxies', i], context)),
    ...(source.nodes ?? []).map((node, i) => plainNode(node, ['nodes', i], context)),
  ];
}

/** A name that can be a node's: without what addresses are made with. */
export function asNodeName(text: string): string {
  const name = text.replace(/[/?]/g, '-');
  return name === '' ? 'Account' : name;
}

export function nodeOfAccount(account: SourceAccount): string {
  return account.node ?? asNodeName(account.name ?? account.serverId);
}

export function nodeOfConnection(connection: SourceNap | SourceProxy): string {
  return connection.node ?? asNodeName(connection.id);
}

/** The account's own server may change it, everyone may read it (5.5.3). */
export function ownerAcl(owner: string): Acl {
  return new Map([
    ['Delete', [owner]],
    ['Get', ['*']],
    ['Replace', [owner]],
  ] as const);
}

function aclText(acl: SourceAcl | undefined, owner: string | null): string | null {
  if (acl === 'none') return null;
  if (acl !== undefined) return writeAcl(new Map(Object.entries(acl)) as Acl);
  return owner === null ? null : writeAcl(ownerAcl(owner));
}

function given<Value>(value: Value | undefined, make: (value: Value) => TreeNode): TreeNode[] {
  return value === undefined ? [] : [make(value)];
}

/** Free-named nodes under one with a fixed name: `AppAddr/1`, `AppAddr/2` …; nothing for an empty list. */
function numbered(name: string, entries: readonly (readonly TreeNode[])[]): TreeNode[] {
  if (entries.length === 0) return [];
  return [
    interiorNode(
      name,
      entries.map((children, i) => interiorNode(String(i + 1), children)),
    ),
  ];
}

function list<Item>(value: Item | readonly Item[] | undefined): readonly Item[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as Item];
}

function plainNodes(nodes: readonly SourceNode[] | undefined, path: Path, context: SourceContext): TreeNode[] {
  return (nodes ?? []).map((node, i) => plainNode(node, [...path, 'nodes', i], context));
}

/** DMAcc (DM StdObj 7.1.3.1). */
export function accountNode(account: SourceAccount, path: Path, context: SourceContext): TreeNode {
  if (account.init !== undefined) context.faults.add([...path, 'init'], 'a DM account has no such node; it is for cp');
  const children = [
    textLeaf('AppID', account.appId ?? 'w7'),
    textLeaf('ServerID', account.serverId),
    ...given(account.name, (name) => textLeaf('Name', name)),
    ...given(account.connection, (name) => textLeaf('PrefConRef', reference(name, context))),
    ...numbered(
      'ToConRef',
      (account.connections ?? []).map((name) => [textLeaf('ConRef', reference(name, context))]),
    ),
    ...numbered('AppAddr', account.addresses.map(addressNodes)),
    ...given(account.authPref, (type) => textLeaf('AAuthPref', type)),
    ...numbered(
      'AppAuth',
      (account.auth ?? []).map((auth, i) => authNodes(auth, [...path, 'auth', i], context)),
    ),
    ...plainNodes(account.nodes, path, context),
  ];
  const acl = aclText(account.acl, account.serverId);
  return interiorNode(nodeOfAccount(account), children, { type: account.mo ?? DM_ACC.identifiers[0], acl });
}

/** A node of this source is meant by its name; anything else is a reference as it stands. */
function reference(name: string, context: SourceContext): string {
  return context.connections.has(name) ? `${context.inbox}/${name}` : name;
}

function addressNodes({ addr, type, port }: SourceAddress): TreeNode[] {
  return [
    textLeaf('Addr', addr),
    textLeaf('AddrType', type ?? 'URI'),
    ...numbered(
      'Port',
      list(port).map((number) => [textLeaf('PortNbr', String(number))]),
    ),
  ];
}

function authNodes(auth: SourceAuth, path: Path, { faults }: SourceContext): TreeNode[] {
  return [
    textLeaf('AAuthLevel', auth.level),
    textLeaf('AAuthType', auth.type),
    ...given(auth.name, (name) => textLeaf('AAuthName', name)),
    ...given(auth.secret, (secret) => textLeaf('AAuthSecret', faults.text([...path, 'secret'], secret))),
    ...given(auth.data, (data) => binLeaf('AAuthData', faults.bytes([...path, 'data'], data))),
  ];
}

function accessAuthNodes(auth: SourceAccessAuth | undefined, path: Path, { faults }: SourceContext): TreeNode[] {
  return given(auth, ({ type, name, secret }) =>
    interiorNode('AuthInfo', [
      textLeaf('AuthType', type),
      ...given(name, (text) => textLeaf('AuthName', text)),
      ...given(secret, (text) => textLeaf('AuthSecret', faults.text([...path, 'auth', 'secret'], text))),
    ]),
  );
}

export function napNode(nap: SourceNap, path: Path, context: SourceContext): TreeNode {
  const children = [
    textLeaf('NapId', nap.id),
    ...given(nap.name, (name) => textLeaf('Name', name)),
    textLeaf('Addr', nap.apn),
    textLeaf('AddrType', nap.addressType ?? 'APN'),
    ...accessAuthNodes(nap.auth, path, context),
    interiorNode('Bearer', [textLeaf('BearerType', nap.bearer ?? 'GSM-GPRS')]),
    ...plainNodes(nap.nodes, path, context),
  ];
  const acl = aclText(nap.acl, context.owner);
  return interiorNode(nodeOfConnection(nap), children, { type: nap.mo ?? NAP.identifiers[0], acl });
}

export function proxyNode(proxy: SourceProxy, path: Path, context: SourceContext): TreeNode {
  const children = [
    textLeaf('ProxyId', proxy.id),
    ...given(proxy.name, (name) => textLeaf('Name', name)),
    textLeaf('AddrType', proxy.type ?? 'IPV4'),
    textLeaf('Addr', proxy.addr),
    ...numbered(
      'ConRefs',
      list(proxy.nap).map((name) => [textLeaf('ConRef', reference(name, context))]),
    ),
    ...numbered(
      'Ports',
      list(proxy.port).map((number) => [textLeaf('PortNbr', String(number))]),
    ),
    ...accessAuthNodes(proxy.auth, path, context),
    ...plainNodes(proxy.nodes, path, context),
  ];
  const acl = aclText(proxy.acl, context.owner);
  return interiorNode(nodeOfConnection(proxy), children, { type: proxy.mo ?? PROXY.identifiers[0], acl });
}

/** A node as the source has it, its Format and Type made up where they are not given. */
export function plainNode(source: SourceNode, path: Path, context: SourceContext): TreeNode {
  const { faults } = context;
  const children = plainNodes(source.nodes, path, context);
  if (source.value !== undefined && children.length > 0)
    faults.add(path, 'a node has a value or nodes below it, not both (DM TND 8.5.4.1.5)');
  const format = source.format ?? (source.value === undefined ? 'node' : 'chr');
  const type = source.type ?? (format === 'node' ? '' : format === 'bin' ? 'application/octet-stream' : 'text/plain');
  const binary = format === 'bin';
  const at = [...path, 'value'];
  const bytes = source.value === undefined ? null : faults.bytes(at, source.value);
  // The message carries text in all nodes but bin ones: bytes that are none are told here.
  if (source.value !== undefined && !binary) faults.text(at, source.value);
  return {
    name: source.node,
    path: source.path ?? null,
    acl: source.acl ?? null,
    format: format === 'none' ? null : format,
    type: type === 'none' ? null : type,
    value: bytes,
    children,
  };
}
