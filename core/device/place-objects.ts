import { ok } from '../base/result.ts';
import type { DeviceSession } from './device-session.ts';
import type { Provisioned } from './device-state.ts';
import { addressOf, type DeviceNode, nodeAt, sameNode, segmentsOf, withNode, withoutNode } from './device-tree.ts';
import type { IncomingObject } from './incoming-object.ts';
import { rejected, type Taken } from './rejection.ts';

/** What a switch-on did to one object of the management tree. */
export interface ObjectChange {
  readonly kind: 'added' | 'updated' | 'kept' | 'removed';
  readonly group: string;
  /** Address in the management tree. */
  readonly uri: string;
  readonly serverId: string | null;
}

export interface Placed {
  readonly tree: DeviceNode;
  readonly provisioned: readonly Provisioned[];
  readonly changes: readonly ObjectChange[];
}

interface Placing {
  readonly object: IncomingObject;
  readonly segments: readonly string[];
  /** True where the address is that of an earlier switch-on. */
  readonly known: boolean;
}

const INBOX = './Inbox/';
/** Nodes whose values are connectivity references (5.5.5; StdObj 7.1.3.1). */
const REFERENCES: readonly string[] = ['PrefConRef', 'ConRef'];

/**
 * Step 10: a place for every object, and references that follow (5.5.5). What came from the card before and is there again
 * keeps its place; all of it happens or nothing does.
 * @param before what a card had put into the tree
 * @param profile of the message that the objects came in
 */
export function placeObjects(
  session: DeviceSession,
  tree: DeviceNode,
  before: readonly Provisioned[],
  incoming: readonly IncomingObject[],
  profile: Provisioned['profile'],
): Taken<Placed> {
  session.begin('tree');
  // Without what the card had put there: whatever is in the way after that is somebody else's.
  let free = tree;
  for (const { uri } of before) free = withoutNode(free, segmentsOf(uri));
  const placings: Placing[] = [];
  for (const object of incoming) {
    const placing = placeOne(session, free, before, object, placings);
    if (!placing.ok) return placing;
    placings.push(placing.value);
  }
  let next = free;
  const provisioned: Provisioned[] = [];
  const changes: ObjectChange[] = [];
  for (const placing of placings) {
    const { object, segments } = placing;
    const root = withReferences(session, placing, placings, object.root, object.uri);
    if (!root.ok) return root;
    const node = { ...root.value, name: segments.at(-1) ?? root.value.name };
    next = withNode(next, segments.slice(0, -1), node);
    const uri = addressOf(segments);
    const earlier = before.find((item) => item.key === object.key);
    const was = earlier && nodeAt(tree, segmentsOf(earlier.uri));
    const kind = was === undefined ? 'added' : sameNode(was, node) ? 'kept' : 'updated';
    const { group, key } = object;
    const serverId = group === 'DMAcc' ? key.slice('DMAcc '.length) : null;
    provisioned.push({ profile, iccid: session.iccid, key, group, uri, serverId });
    changes.push({ kind, group, uri, serverId });
    session.note(`${object.uri} → ${uri}`);
  }
  return ok({ tree: next, provisioned, changes });
}

/** The device's own part of the tree for an object, and a name there that nobody has. */
function placeOne(
  session: DeviceSession,
  tree: DeviceNode,
  before: readonly Provisioned[],
  object: IncomingObject,
  placings: readonly Placing[],
): Taken<Placing> {
  const taken = (segments: readonly string[]) =>
    nodeAt(tree, segments) !== undefined || placings.some((other) => addressOf(other.segments) === addressOf(segments));
  const { target, group, root } = object;
  if (target.kind === 'address') return atAddress(session, tree, object, target, taken);
  const earlier = before.find((item) => item.key === object.key);
  if (earlier !== undefined && !taken(segmentsOf(earlier.uri)))
    return ok({ object, segments: segmentsOf(earlier.uri), known: true });
  const own = session.habits.names === 'own' || root.name === '';
  const base = own ? `${group}1` : root.name;
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : own ? `${group}${number}` : `${base}-${number}`;
    const segments = [group, name];
    if (!taken(segments)) return ok({ object, segments, known: false });
  }
}

/** An object with an address of its own: its parent must be there, unless single nodes make it on the way (RepPro 4.1.6.1). */
function atAddress(
  session: DeviceSession,
  tree: DeviceNode,
  object: IncomingObject,
  target: Extract<IncomingObject['target'], { kind: 'address' }>,
  taken: (segments: readonly string[]) => boolean,
): Taken<Placing> {
  const { segments, implicit } = target;
  const details = { target: addressOf(segments) };
  const makes = implicit || session.habits.checks === 'none';
  if (!makes && nodeAt(tree, segments.slice(0, -1)) === undefined)
    return rejected('tree', 'parent-missing', object.where, details);
  return taken(segments)
    ? rejected('tree', 'already-there', object.where, details)
    : ok({ object, segments, known: false });
}

/** The object's nodes with every reference to what its TNDS brings turned into the address that it got (5.5.5). */
function withReferences(
  session: DeviceSession,
  placing: Placing,
  placings: readonly Placing[],
  node: DeviceNode,
  uri: string,
): Taken<DeviceNode> {
  const children: DeviceNode[] = [];
  for (const child of node.children) {
    const changed = withReferences(session, placing, placings, child, `${uri}/${child.name}`);
    if (!changed.ok) return changed;
    children.push(changed.value);
  }
  const same = { ...node, children };
  const value = node.value ?? '';
  if (!REFERENCES.includes(node.name) || value === '') return ok(same);
  const there = placings.filter(({ object }) => object.bundle === placing.object.bundle);
  return value.startsWith(INBOX)
    ? fromInbox(session, placing, there, same, uri)
    : atPlace(session, placing, there, same, uri);
}

/** `./Inbox/` and the object's place in the same TNDS. */
function fromInbox(
  session: DeviceSession,
  { object }: Placing,
  there: readonly Placing[],
  node: DeviceNode,
  uri: string,
): Taken<DeviceNode> {
  const value = node.value ?? '';
  const wanted = value.slice(INBOX.length);
  const meant = there.find(({ object: other }) => wanted === other.uri || wanted.startsWith(`${other.uri}/`));
  const rest = meant === undefined ? [] : segmentsOf(wanted.slice(meant.object.uri.length));
  if (meant !== undefined && nodeAt(meant.object.root, rest) !== undefined)
    return ok({ ...node, value: addressOf([...meant.segments, ...rest]) });
  if (session.habits.checks !== 'none')
    return rejected('tree', 'reference-dangling', { ...object.where, path: uri }, { node: uri, value });
  session.note(`${uri}: ${value} leads nowhere`);
  return ok(node);
}

/** An address outside the Inbox: it holds as long as the device keeps the names. */
function atPlace(
  session: DeviceSession,
  { object }: Placing,
  there: readonly Placing[],
  node: DeviceNode,
  uri: string,
): Taken<DeviceNode> {
  const value = node.value ?? '';
  const name = segmentsOf(value).at(-1);
  const meant = value.startsWith('./') ? there.find(({ object: other }) => other.root.name === name) : undefined;
  if (meant === undefined || addressOf(meant.segments) === value) return ok(node);
  if (meant.segments.at(-1) !== name && !meant.known) {
    const details = { node: uri, value, name: addressOf(meant.segments) };
    return rejected('tree', 'reference-lost', { ...object.where, path: uri }, details);
  }
  session.note(`${uri}: ${value} is ${addressOf(meant.segments)} here`);
  return ok(node);
}
