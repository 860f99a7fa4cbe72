import { ok } from '../base/result.ts';
import type { FoundObject, MessageParts } from '../bootstrap/message-parts.ts';
import { DEV_DETAIL, DEV_INFO, INBOX } from '../mo/device-objects.ts';
import { DM_ACC } from '../mo/dmacc.ts';
import { isSecretNode, MO_TABLES, type MoNode } from '../mo/objects.ts';
import { readAcl } from '../tnds/acl.ts';
import type { TndsNode, TndsTree } from '../tnds/tree.ts';
import type { DeviceSession } from './device-session.ts';
import { type DeviceNode, segmentsOf } from './device-tree.ts';
import { type IncomingObject, keyOf, leafOf, leavesBelow } from './incoming-object.ts';
import { rejected, type Taken } from './rejection.ts';
import { placeIn, type RetrievedMessage } from './retrieve.ts';

/** What belongs to the device itself: a message does not replace it. */
const OWN_OBJECTS: readonly string[] = [DEV_INFO.name, DEV_DETAIL.name, INBOX.name];
const CONNECTIVITY: readonly string[] = ['NAP', 'Proxy', 'ConnMO'];

const VERSION = /^(.+):(\d+(?:\.\d+)*)$/;

/** Every version of an object that the device knows, by the identifier without its version. */
const KNOWN_VERSIONS: ReadonlyMap<string, readonly string[]> = new Map(
  MO_TABLES.flatMap((table) => table.identifiers).flatMap((identifier) => {
    const family = VERSION.exec(identifier)?.[1];
    if (family === undefined) return [];
    const versions = MO_TABLES.flatMap((table) => table.identifiers).filter(
      (other) => VERSION.exec(other)?.[1] === family,
    );
    return [[family, versions.map((other) => VERSION.exec(other)?.[2] ?? '')] as const];
  }),
);

interface Candidate {
  readonly found: FoundObject;
  readonly object: IncomingObject;
}

/** Step 9: the objects of a message that the device can use, and whether they make a server (5.5.4, 5.5.5). */
export function takeObjects(
  session: DeviceSession,
  message: RetrievedMessage,
  parts: MessageParts,
): Taken<readonly IncomingObject[]> {
  const bundles = new Map<TndsTree, number>();
  const candidates: Candidate[] = [];
  for (const found of parts.objects) {
    if (!isUsable(session, found)) continue;
    const bundle = bundles.get(found.tree) ?? bundles.size;
    bundles.set(found.tree, bundle);
    candidates.push({ found, object: incoming(session, message, found, bundle) });
  }
  const latest = latestVersions(session, candidates);
  const accounts = latest.filter(({ object }) => object.group === DM_ACC.name);
  if (session.habits.checks !== 'none') {
    for (const { found, object } of latest) {
      const problem = objectProblem(message, found, object);
      if (problem !== undefined) return problem;
    }
  }
  const problem = serverProblem(session, message, parts, latest, accounts);
  return problem ?? ok(latest.map(({ object }) => object));
}

function isUsable(session: DeviceSession, { root, group, tree }: FoundObject): boolean {
  const identifier = root.ddfName?.text.trim() ?? '';
  const name = root.uri || root.name;
  if (group === null || OWN_OBJECTS.includes(group)) {
    session.note(
      `${name} is ignored: ${group === null ? `${identifier || 'its object'} is not supported` : 'it is the device’s own'} (5.5.5)`,
    );
    return false;
  }
  // The Inbox finds the place of an object by its identifier (StdObj 7.1.3.4).
  if (identifier === '' && tree.form !== 'items' && isInbox(tree) && session.habits.checks !== 'none') {
    session.note(`${name} is ignored: without an identifier the Inbox has no place for it`);
    return false;
  }
  return true;
}

const isInbox = (tree: TndsTree) => segmentsOf(tree.target)[0] === 'Inbox' || tree.target === '.';

function incoming(
  session: DeviceSession,
  message: RetrievedMessage,
  found: FoundObject,
  bundle: number,
): IncomingObject {
  const { root, tree, nodes } = found;
  const group = found.group ?? '';
  const rows = new Map(nodes.map((match) => [match.node, match]));
  const node = deviceNode(session, root, rows);
  const identifier = root.ddfName?.text.trim() ?? '';
  return {
    group,
    identifier,
    root: node,
    target: isInbox(tree)
      ? { kind: 'inbox' }
      : { kind: 'address', segments: addressSegments(tree, root), implicit: tree.form === 'items' },
    uri: root.uri,
    bundle,
    key: keyOf(group, node, root.uri),
    where: placeIn(message, root.element.span, root.uri),
  };
}

/** Address of an object that was not put into the Inbox: below its target, or the target itself where that names it. */
function addressSegments(tree: TndsTree, root: TndsNode): readonly string[] {
  const target = segmentsOf(tree.target);
  const own = segmentsOf(root.uri);
  return own.length === 1 && target.at(-1) === own[0] && tree.form !== 'items' ? target : [...target, ...own];
}

function deviceNode(session: DeviceSession, node: TndsNode, rows: ReadonlyMap<TndsNode, MoNode>): DeviceNode {
  const row = rows.get(node)?.row ?? null;
  const extension = row?.open === true && node.children.length > 0;
  const keep = session.habits.checks === 'none' || !extension;
  if (!keep) session.note(`${node.uri}: extensions are ignored (5.5.5)`);
  const leaf = node.value !== null || (node.format !== null && node.format !== 'node');
  return {
    name: node.name,
    format: node.format ?? (leaf ? 'chr' : 'node'),
    type: (node.ddfName ?? node.mime)?.text.trim() ?? '',
    acl: node.acl === null || node.acl.text === '' ? null : node.acl.text,
    value: leaf ? (node.value?.text ?? '') : null,
    secret: isSecretNode(node.name, row),
    children: keep ? node.children.map((child) => deviceNode(session, child, rows)) : [],
  };
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number));
  for (let i = 0; i < Math.max(left?.length ?? 0, right?.length ?? 0); i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Of several versions of an object the latest that the device supports; the others are ignored (5.5.5). */
function latestVersions(session: DeviceSession, candidates: readonly Candidate[]): readonly Candidate[] {
  const versionOf = ({ object }: Candidate) => VERSION.exec(object.identifier.toLowerCase());
  const supported = candidates.filter((candidate) => {
    const match = versionOf(candidate);
    const known = KNOWN_VERSIONS.get(match?.[1] ?? '');
    const fits = known === undefined || known.includes(match?.[2] ?? '') || session.habits.checks === 'none';
    if (!fits)
      session.note(`${candidate.object.uri} is ignored: ${candidate.object.identifier} is not supported (5.5.5)`);
    return fits;
  });
  return supported.filter((candidate) => {
    const match = versionOf(candidate);
    if (match === null) return true;
    const newer = supported.some((other) => {
      const its = versionOf(other);
      return (
        other.object.key === candidate.object.key &&
        its?.[1] === match[1] &&
        compareVersions(its?.[2] ?? '0', match[2] ?? '0') > 0
      );
    });
    if (newer) session.note(`${candidate.object.uri} is ignored: a later version comes with it (5.5.5)`);
    return !newer;
  });
}

/** The topmost node that the object's table does not have; none below Ext. */
function strangerIn({ root, nodes, table }: FoundObject): TndsNode | undefined {
  if (table === null || table.rows.length === 0 || table.rows.some((row) => row.source !== 'verified'))
    return undefined;
  const known = new Map(nodes.map((match) => [match.node, match]));
  const walk = (node: TndsNode): TndsNode | undefined => {
    if (known.get(node)?.row?.open === true) return undefined;
    for (const child of node.children) {
      const stranger = known.get(child)?.moPath === null ? child : walk(child);
      if (stranger !== undefined) return stranger;
    }
    return undefined;
  };
  return walk(root);
}

function objectProblem(message: RetrievedMessage, found: FoundObject, object: IncomingObject) {
  const badAcl = [found.root, ...found.nodes.map(({ node }) => node)].find(
    ({ acl }) => acl !== null && acl.text !== '' && readAcl(acl.text) === undefined,
  );
  if (badAcl !== undefined) {
    const where = placeIn(message, badAcl.acl?.span ?? badAcl.element.span, badAcl.uri);
    return rejected('objects', 'acl-malformed', where, { node: badAcl.uri });
  }
  if (object.group === DM_ACC.name) {
    const missing = ['AppID', 'ServerID'].find((name) => (leafOf(object.root, name) ?? '') === '');
    if (missing !== undefined)
      return rejected('objects', 'account-incomplete', object.where, { node: object.uri, missing });
    const appId = leafOf(object.root, 'AppID') ?? '';
    if (appId !== 'w7') return rejected('objects', 'account-app-id', object.where, { node: object.uri, value: appId });
    if (leavesBelow(object.root, 'AppAddr', 'Addr').length === 0)
      return rejected('objects', 'account-incomplete', object.where, { node: object.uri, missing: 'AppAddr/<X>/Addr' });
  }
  const stranger = strangerIn(found);
  if (stranger === undefined) return undefined;
  const where = placeIn(message, stranger.element.span, stranger.uri);
  return rejected('objects', 'node-unknown', where, { object: object.uri, node: stranger.uri });
}

/** Whether the objects make a server that the device can reach. */
function serverProblem(
  session: DeviceSession,
  message: RetrievedMessage,
  { root, sync, objects }: MessageParts,
  taken: readonly Candidate[],
  accounts: readonly Candidate[],
) {
  const { checks, connectivity } = session.habits;
  if (accounts.length === 0) {
    const seen = objects.map((object) => object.group ?? object.root.ddfName?.text ?? object.root.name);
    const where = placeIn(message, sync?.body?.span ?? root.span, 'SyncBody');
    return rejected('objects', 'account-missing', where, { seen: seen.join(', ') || 'none' });
  }
  const source = sync?.source ?? null;
  const addresses = accounts.flatMap(({ object }) => leavesBelow(object.root, 'AppAddr', 'Addr'));
  if (checks !== 'none' && (source === null || !addresses.includes(source.text))) {
    const where = placeIn(message, source?.span ?? root.span, 'SyncHdr/Source/LocURI');
    const details = { source: source?.text || 'empty', addresses: addresses.join(', ') || 'none' };
    return rejected('objects', 'source-mismatch', where, details);
  }
  const brings = taken.some(({ object }) => CONNECTIVITY.includes(object.group));
  const refers = accounts.some(({ object }) =>
    object.root.children.some(({ name }) => /^(PrefConRef|ToConRef|ConRef)$/.test(name)),
  );
  const [first] = accounts;
  if (connectivity === 'needed' && !brings && !refers && first !== undefined)
    return rejected('objects', 'connectivity-missing', first.object.where);
  return undefined;
}
