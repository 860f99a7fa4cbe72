import { ok, type Result } from '../base/result.ts';
import type { CardLink } from '../card/card-link.ts';
import type { KeySource } from '../card/given-keys.ts';
import type { CardMode } from '../card/identify.ts';
import type { ClientProfile } from './client-profile.ts';
import { decodeDocument } from './decode-document.ts';
import { DeviceSession } from './device-session.ts';
import type { DeviceState, Provisioned } from './device-state.ts';
import type { DeviceStep } from './device-step.ts';
import { type DeviceNode, nodeAt, segmentsOf, withoutNode } from './device-tree.ts';
import { leaveApplication, switchOnCard } from './find-application.ts';
import { type IncomingObject, leafOf, leavesBelow } from './incoming-object.ts';
import { type ObjectChange, placeObjects } from './place-objects.ts';
import { reasonRow } from './reason-rows.ts';
import { type Rejection, rejected, type Stop, type Taken } from './rejection.ts';
import { type RetrievedMessage, retrieveMessages } from './retrieve.ts';
import { takeCpDocument } from './take-cp-document.ts';
import { takeDmMessage } from './take-dm-message.ts';

export interface SwitchOnOptions {
  readonly profile: ClientProfile;
  /** PINs that the user types when the device asks; none is ever guessed. */
  readonly keys?: KeySource | undefined;
}

/** A server that the device knows, and where. */
export interface DeviceServer {
  readonly serverId: string | null;
  readonly name: string | null;
  readonly addresses: readonly string[];
  readonly uri: string;
}

/** What came of a switch-on. */
export interface SwitchOn {
  readonly profile: string;
  readonly outcome: 'accepted' | 'rejected';
  readonly mode: CardMode;
  readonly iccid: string | null;
  readonly steps: readonly DeviceStep[];
  /** Null where the device bootstrapped. */
  readonly rejection: Rejection | null;
  /** What it did to the tree; also a device that rejects what is on the card may remove what is gone. */
  readonly changes: readonly ObjectChange[];
  /** Servers with which it starts a session at the next opportunity (5.5.5). */
  readonly servers: readonly DeviceServer[];
  readonly state: DeviceState;
}

/** What a way to the objects came to. */
interface Taking {
  readonly profile: Provisioned['profile'];
  readonly objects: readonly IncomingObject[];
}

/**
 * Switches a device on with a card in it: reset, detection, retrieval and processing as DM Bootstrap 5.5.6, D.2.5 and D.3.5
 * prescribe, as far as the profile keeps to them. Nothing is sent back to a server. A message is taken whole or not at all:
 * rejected, the tree stays as it was, but for servers that the card no longer has (5.5.6, 5.4.5).
 * @param previous what the device kept from before
 * @returns an error only where the link to the card broke
 */
export async function switchOn(
  previous: DeviceState,
  link: CardLink,
  { profile, keys }: SwitchOnOptions,
): Promise<Result<SwitchOn>> {
  const session = new DeviceSession(link, profile.habits, keys);
  const held = await link.transport.beginTransaction();
  if (!held.ok) return held;
  const taken = await takeFromCard(session);
  const freed = await link.transport.endTransaction();
  if (!taken.ok && taken.error.kind === 'broken') return { ok: false, error: taken.error.error };
  if (!freed.ok) return freed;
  const known = withoutForeign(previous, session);
  if (!taken.ok) return ok(rejection(session, profile, known, taken.error));
  const { objects, profile: from } = taken.value;
  const before = profile.habits.removesStale ? known.state.provisioned : comingAgain(known.state, objects);
  const placed = placeObjects(session, known.state.tree, before, objects, from);
  if (!placed.ok) return ok(rejection(session, profile, known, placed.error));
  const kept = known.state.provisioned.filter((item) => !before.includes(item));
  const gone = before.filter((item) => !objects.some(({ key }) => key === item.key));
  for (const { uri } of gone) session.note(`${uri} is removed: the card no longer has it (5.5.6)`);
  const changes = [...known.changes, ...placed.value.changes, ...gone.map(removal)];
  const state = { tree: placed.value.tree, provisioned: [...kept, ...placed.value.provisioned] };
  const servers = serversIn(state.tree, placed.value.provisioned);
  return ok({
    ...common(session, profile),
    outcome: 'accepted',
    steps: session.steps(undefined),
    rejection: null,
    changes,
    servers,
    state,
  });
}

/**
 * A device whose card was taken out: what came by Client Provisioning leaves with it (5.4.5). Servers of the DM profile stay
 * until the next switch-on.
 */
export function cardRemoved(previous: DeviceState): {
  readonly state: DeviceState;
  readonly changes: readonly ObjectChange[];
} {
  return without(previous, ({ profile }) => profile === 'cp');
}

function common(session: DeviceSession, profile: ClientProfile) {
  return { profile: profile.name, mode: session.mode, iccid: session.iccid };
}

function removal({ group, uri, serverId }: Provisioned): ObjectChange {
  return { kind: 'removed', group, uri, serverId };
}

function without(state: DeviceState, gone: (item: Provisioned) => boolean): Known {
  const leaving = state.provisioned.filter(gone);
  let { tree } = state;
  for (const { uri } of leaving) tree = withoutNode(tree, segmentsOf(uri));
  return {
    state: { tree, provisioned: state.provisioned.filter((item) => !leaving.includes(item)) },
    changes: leaving.map(removal),
  };
}

/** Objects of Client Provisioning from another card than the one in the device leave with that one (5.4.5). */
function withoutForeign(previous: DeviceState, { habits, iccid }: DeviceSession): Known {
  if (!habits.removesStale) return { state: previous, changes: [] };
  return without(previous, (item) => item.profile === 'cp' && item.iccid !== iccid);
}

/** Where nothing is removed, only what comes again makes room for itself. */
function comingAgain({ provisioned }: DeviceState, objects: readonly IncomingObject[]): readonly Provisioned[] {
  return provisioned.filter((item) => objects.some(({ key }) => key === item.key));
}

/** A state, and what was done to come to it. */
interface Known {
  readonly state: DeviceState;
  readonly changes: readonly ObjectChange[];
}

function rejection(session: DeviceSession, profile: ClientProfile, known: Known, stop: Stop): SwitchOn {
  // A broken link is no rejection: the caller has returned before.
  const why = stop.kind === 'rejected' ? stop.rejection : null;
  const absent = why !== null && reasonRow(why.code).absent === true && profile.habits.removesStale;
  const { state, changes } = absent ? without(known.state, () => true) : { state: known.state, changes: [] };
  return {
    ...common(session, profile),
    outcome: 'rejected',
    steps: session.steps(why?.step),
    rejection: why,
    changes: [...known.changes, ...changes],
    servers: [],
    state,
  };
}

async function takeFromCard(session: DeviceSession): Promise<Taken<Taking>> {
  if (!session.habits.enabled) return rejected('switchOn', 'policy-disabled');
  const on = await switchOnCard(session);
  if (!on.ok) return on;
  const messages = await retrieveMessages(session);
  if (!messages.ok && messages.error.kind === 'broken') return messages;
  const left = await leaveApplication(session);
  if (!left.ok) return left;
  return messages.ok ? takeMessages(session, messages.value) : messages;
}

/** Steps 8 and 9. Of several documents those that can be used count; of one object in several of them the first (PROVUAB). */
function takeMessages(session: DeviceSession, messages: readonly RetrievedMessage[]): Taken<Taking> {
  const objects: IncomingObject[] = [];
  let problem: Stop | undefined;
  let profile: Provisioned['profile'] = 'dm';
  for (const [bundle, message] of messages.entries()) {
    session.begin('message');
    const document = decodeDocument(session, message);
    if (document.ok) profile = document.value.vocabulary === 'prov' ? 'cp' : 'dm';
    const taken = !document.ok
      ? document
      : profile === 'cp'
        ? takeCpDocument(session, message, document.value, bundle)
        : takeDmMessage(session, message, document.value);
    if (taken.ok) objects.push(...taken.value.filter(({ key }) => !objects.some((other) => other.key === key)));
    else problem ??= taken.error;
  }
  if (objects.length === 0 && problem !== undefined) return { ok: false, error: problem };
  if (objects.some(({ group }) => group === 'DMAcc')) return ok({ profile, objects });
  const [first] = messages;
  const seen = objects.map(({ group }) => group).join(', ') || 'none';
  return rejected('objects', 'account-missing', first === undefined ? {} : { file: first.file }, { seen });
}

function serversIn(tree: DeviceNode, provisioned: readonly Provisioned[]): readonly DeviceServer[] {
  return provisioned.flatMap(({ group, uri, serverId }) => {
    const node = group === 'DMAcc' ? nodeAt(tree, segmentsOf(uri)) : undefined;
    if (node === undefined) return [];
    const flat = leafOf(node, 'Addr');
    const addresses = [...leavesBelow(node, 'AppAddr', 'Addr'), ...(flat === null ? [] : [flat])];
    return [{ serverId, name: leafOf(node, 'Name'), addresses, uri }];
  });
}
