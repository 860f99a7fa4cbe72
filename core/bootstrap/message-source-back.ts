import { appError } from '../base/app-error.ts';
import { err, ok, type Result } from '../base/result.ts';
import { DM_ACC } from '../mo/dmacc.ts';
import { NAP } from '../mo/nap.ts';
import { identifyObject } from '../mo/objects.ts';
import { PROXY } from '../mo/proxy.ts';
import { childrenOf, type DocElement } from '../syncml/element.ts';
import { tndsForm } from '../syncml/message.ts';
import { allNodes, type TndsNode } from '../tnds/tree.ts';
import { readProvisioning } from './message-cp.ts';
import type { MessageView } from './message-model.ts';
import type { ItemData, MessageParts } from './message-parts.ts';
import { provisioningSource } from './message-source-cp-back.ts';
import { DEFAULT_INBOX, nodeOfConnection, type SourceContext } from './message-source-nodes.ts';
import { accountForm, napForm, plainForm, proxyForm } from './message-source-objects.ts';
import type { MessageSource, SourceAccount, SourceNap, SourceNode, SourceProxy } from './message-source-schema.ts';
import { type TreeNode, treeNodeOf } from './message-source-tree.ts';
import { SourceFaults } from './message-source-value.ts';
import { readParts } from './read-parts.ts';

/** A message as a source, and what of the message the source does not say. */
export interface SourceReading {
  readonly source: MessageSource;
  /** What a message made of the source lacks or says in another way; empty where nothing. */
  readonly notExpressed: readonly string[];
}

/**
 * The source of a message. Objects that have a short form are written so; all other nodes as they stand. The source
 * holds the message's secrets in clear.
 * @returns `source-none` for what is no message.
 */
export function sourceFromMessage(view: MessageView): Result<SourceReading> {
  const document = view.profile === 'cp' ? readProvisioning(view.document) : null;
  if (document !== null) return ok(provisioningSource(view, document));
  const parts = view.document === null ? null : readParts(view.document);
  if (parts === null || parts.sync === null)
    return err(appError('source-none', { reason: 'it does not decode as a message' }));
  const items = parts.items.filter(({ reading }) => reading.kind === 'tree');
  if (items.length === 0) return err(appError('source-none', { reason: 'it holds no management tree' }));
  return ok(dmSource(view, parts, items));
}

function dmSource(view: MessageView, parts: MessageParts, items: readonly ItemData[]): SourceReading {
  const notes: string[] = [...headerNotes(parts), ...itemNotes(parts, items)];
  const inbox = items[0]?.item?.target?.text ?? DEFAULT_INBOX;
  const roots = items.flatMap(({ reading }) => (reading.kind === 'tree' ? reading.tree.nodes : []));
  notes.push(...propertyNotes(roots));
  const objects = sortOut(roots, inbox);
  if (!objects.exact) notes.push('Format or Type that the message leaves out of a node: the usual ones are written');
  const header = (path: string) => view.fields.find((field) => field.path === `SyncHdr/${path}`)?.value;
  const version = header('VerProto') === 'DM/1.3' ? '1.3' : '1.2';
  const form = items[0]?.reading.kind === 'tree' ? items[0].reading.tree.form : 'wbxml';
  const source = header('Source/LocURI');
  const wbxml = view.version === '1.1' || view.version === '1.3' ? view.version : undefined;
  const given: { [Key in keyof MessageSource]: MessageSource[Key] | undefined } = {
    profile: 'dm',
    version: version === '1.2' ? undefined : version,
    wbxml,
    source: source === objects.accounts[0]?.addresses[0]?.addr ? undefined : source,
    target: unless(header('Target/LocURI'), './'),
    session: unless(header('SessionID'), '1'),
    message: unless(header('MsgID'), '1'),
    tnds: form === 'xml' ? 'xml' : undefined,
    inbox: unless(inbox, DEFAULT_INBOX),
    accounts: filled(objects.accounts),
    naps: filled(objects.naps),
    proxies: filled(objects.proxies),
    nodes: filled(objects.nodes),
  };
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return { source: Object.fromEntries(entries) as MessageSource, notExpressed: notes };
}

const unless = (value: string | undefined, usual: string) => (value === usual || value === '' ? undefined : value);
const filled = <Item>(items: readonly Item[]) => (items.length === 0 ? undefined : [...items]);

interface SortedOut {
  readonly accounts: readonly SourceAccount[];
  readonly naps: readonly SourceNap[];
  readonly proxies: readonly SourceProxy[];
  readonly nodes: readonly SourceNode[];
  readonly exact: boolean;
}

/** Every root in the shortest form that says it. References are names only where what they name has a short form. */
function sortOut(roots: readonly TndsNode[], inbox: string): SortedOut {
  const found = roots.map((root) => ({ node: treeNodeOf(root), group: identifyObject(root)?.group ?? null }));
  const context = (connections: ReadonlySet<string>, owner: string | null): SourceContext => ({
    faults: new SourceFaults(),
    inbox,
    connections,
    owner,
  });
  const of = (group: string): TreeNode[] => found.filter((item) => item.group === group).map((item) => item.node);
  // Which names can be used is known once the connections are: these refer to each other, so all are tried first.
  const candidates = new Set([...of(NAP.name), ...of(PROXY.name)].map((node) => node.name));
  const owner =
    of(DM_ACC.name)
      .map((node) => accountForm(node, context(candidates, null)))
      .find((form) => form !== null)?.form.serverId ?? null;
  const naps = of(NAP.name).map((node) => ({ node, short: napForm(node, context(candidates, owner)) }));
  const proxies = of(PROXY.name).map((node) => ({ node, short: proxyForm(node, context(candidates, owner)) }));
  const kept = [...naps, ...proxies].flatMap(({ short }) => (short === null ? [] : [nodeOfConnection(short.form)]));
  const names = context(new Set(kept), owner);
  const sure = proxies.map(({ node }) => ({ node, short: proxyForm(node, names) }));
  const accounts = of(DM_ACC.name).map((node) => ({ node, short: accountForm(node, names) }));
  const shortened = new Set(
    [...accounts, ...naps, ...sure].filter(({ short }) => short !== null).map(({ node }) => node),
  );
  const forms = <Form>(list: readonly { short: { form: Form } | null }[]): Form[] =>
    list.flatMap(({ short }) => (short === null ? [] : [short.form]));
  return {
    accounts: forms(accounts),
    naps: forms(naps),
    proxies: forms(sure),
    nodes: found.filter(({ node }) => !shortened.has(node)).map(({ node }) => plainForm(node)),
    exact: [...accounts, ...naps, ...sure].every(({ short }) => short === null || short.exact),
  };
}

const HEADER = new Set(['VerDTD', 'VerProto', 'SessionID', 'MsgID', 'Target', 'Source']);

function headerNotes({ sync }: MessageParts): string[] {
  const notes = (sync?.header?.children ?? [])
    .filter((child) => !HEADER.has(child.name))
    .map((child) => `SyncHdr/${child.name}`);
  const protocol = sync?.header?.children.find((child) => child.name === 'VerProto')?.value?.text ?? '';
  if (protocol !== 'DM/1.2' && protocol !== 'DM/1.3') notes.push(`SyncHdr/VerProto "${protocol}": DM/1.2 is written`);
  return notes;
}

/** What the body has besides the trees of its Add commands. */
function itemNotes(parts: MessageParts, items: readonly ItemData[]): string[] {
  const notes: string[] = [];
  if (items.length > 1) notes.push(`${items.length} items: one that holds all their nodes is written`);
  if (new Set(items.map(({ item }) => item?.target?.text)).size > 1)
    notes.push('items for several targets: the first target is written');
  for (const { name } of parts.sync?.commands ?? []) {
    if (name !== 'Add')
      notes.push(`the command ${name}${items.some(({ command }) => command === name) ? ': Add is written' : ''}`);
  }
  for (const { item, command, reading } of parts.items) {
    if (reading.kind === 'none')
      notes.push(`${command} of ${item?.target?.text ?? 'an item'}: its data is no management tree`);
    if (reading.kind === 'broken')
      notes.push(`${command} of ${item?.target?.text ?? 'an item'}: its management tree is broken`);
  }
  for (const { item, reading } of items) {
    if (reading.kind !== 'tree' || reading.tree.form === 'inline') continue;
    const { form } = reading.tree;
    const usual = form === 'xml' ? 'xml' : 'bin';
    const format = item?.format?.text.trim();
    if (format !== usual) notes.push(`Meta/Format "${format ?? ''}": ${usual} is written`);
    if (tndsForm(item?.type?.text) !== form)
      notes.push(`Meta/Type "${item?.type?.text ?? ''}": the right one is written`);
  }
  return notes;
}

const PROPERTIES = new Set(['ACL', 'Format', 'Type']);

/** Properties of nodes that a source has no key for. */
function propertyNotes(roots: readonly TndsNode[]): string[] {
  const extra = (element: DocElement | undefined, known: ReadonlySet<string>): string[] =>
    (element?.children ?? []).filter((child) => !known.has(child.name)).map((child) => child.name);
  return allNodes(roots).flatMap(({ element, uri }) => {
    const own = ['DFProperties'].filter((name) => childrenOf(element, name).length > 0);
    const properties = childrenOf(element, 'RTProperties').flatMap((found) => extra(found, PROPERTIES));
    return [...own, ...properties].map((name) => `${name} of ${uri}`);
  });
}
