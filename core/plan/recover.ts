import { appError } from '../base/app-error.ts';
import { hex, padEnd } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { sha256 } from '../base/sha256.ts';
import type { CardLink } from '../card/card-link.ts';
import type { KeySource } from '../card/given-keys.ts';
import { readTries } from '../card/retry-guard.ts';
import { composePlan } from './compose-plan.ts';
import type { FileChange, FileCommand } from './file-change.ts';
import { hidingByte, listedRecords } from './file-update.ts';
import type { HalfWritten } from './half-written.ts';
import { applicationOf, placedFile, plannedBody } from './plan-bodies.ts';
import { openPlanCard, type PlanCard, type PresentFile } from './plan-card.ts';
import type { PlanKeys } from './plan-keys.ts';
import { plannedCommand } from './send-step.ts';
import { writeCostOf } from './write-cost.ts';
import type { PlanBody, PlanCommand, PlanFile, WritePlan } from './write-plan.ts';

/** Where a half-written card may be led: to what was planned, or back to the backup. */
export type RecoveryWay = 'finish' | 'rollBack';

/**
 * What a file of a write that broke off holds now: what it held before, what it should hold, something between, or bytes that
 * neither the plan nor its backup knows.
 */
export type RecoveredFileState = 'old' | 'new' | 'between' | 'foreign';

export interface RecoveryFile {
  readonly path: string;
  readonly name: string;
  readonly state: RecoveredFileState;
}

/** A half-written card as it stands. */
export interface Assessment {
  readonly files: readonly RecoveryFile[];
  /** `old`, `new`: every file is; `half`: not all of them, or not wholly. */
  readonly state: 'old' | 'new' | 'half';
  /** Ways that lead on. Bytes that somebody else wrote since are never built upon: then there is only the way back. */
  readonly ways: readonly RecoveryWay[];
}

/** The bodies that the backup kept, by path. */
export type KeptBodies = ReadonlyMap<string, Uint8Array>;

function isBody(body: Uint8Array | null, wanted: PlanBody | null): boolean {
  if (body === null || wanted === null) return body === null && wanted === null;
  return sha256(body) === wanted.sha256;
}

/** The state of a file from its body; null where it is not on the card. */
export function fileState(
  plan: WritePlan,
  file: PlanFile,
  body: Uint8Array | null,
  kept: KeptBodies,
): RecoveredFileState {
  if (file.rule === 'folder') return (body === null) === (file.before === null) ? 'old' : 'new';
  if (isBody(body, file.before)) return 'old';
  if (isBody(body, file.after)) return 'new';
  if (body === null) return 'between';
  // A file that is not on the card at one end of the plan can hold anything while it is made or taken away.
  if (file.before === null || file.after === null) return 'between';
  const before = kept.get(file.path);
  const after = before && plannedBody(plan, file, before);
  if (before === undefined || !after) return 'foreign';
  return body.every((byte, i) => mayStand(file, byte, before[i] ?? 0xff, after[i] ?? 0xff)) ? 'between' : 'foreign';
}

/**
 * True where a broken write can have left a byte: what was there, what should be, FF where it is
 * closed or an UPDATE was torn; in a directory file also the OID byte that hides a record meanwhile.
 */
function mayStand({ rule }: PlanFile, byte: number, before: number, after: number): boolean {
  if (byte === before || byte === after) return true;
  if (rule === 'list' && (byte === hidingByte(before) || byte === hidingByte(after))) return true;
  return byte === 0xff;
}

async function presentBodies(
  card: PlanCard,
  plan: WritePlan,
): Promise<Result<ReadonlyMap<string, PresentFile | null>>> {
  const present = new Map<string, PresentFile | null>();
  for (const file of plan.files) {
    const now = await card.read(placedFile(file));
    if (!now.ok) return now;
    present.set(file.path, now.value);
  }
  return ok(present);
}

function assessFiles(
  { plan }: HalfWritten,
  present: ReadonlyMap<string, PresentFile | null>,
  kept: KeptBodies,
): Assessment {
  const files = plan.files.map(
    (file): RecoveryFile => ({
      path: file.path,
      name: file.name,
      state: fileState(plan, file, present.get(file.path)?.body ?? null, kept),
    }),
  );
  const all = (state: RecoveredFileState) => files.every((file) => file.state === state);
  const state = all('old') ? 'old' : all('new') ? 'new' : 'half';
  const foreign = files.some((file) => file.state === 'foreign');
  const ways: RecoveryWay[] = [];
  if (!foreign && state !== 'new') ways.push('finish');
  if (state !== 'old') ways.push('rollBack');
  return { files, state, ways };
}

function commandsOf(commands: readonly PlanCommand[]): readonly FileCommand[] {
  return commands.map(({ kind, command }) => ({ kind, command: plannedCommand(command, 0) }));
}

/**
 * The records that may vanish on the way: the plan's, and what the write left of them. Somebody else's is only what stood
 * there before and was not the plan's to change.
 */
function ownRecords(
  { own, rule }: PlanFile,
  before: Uint8Array | null,
  body: Uint8Array | null,
): readonly Uint8Array[] {
  const planned = own.map((record) => hex(record));
  if (rule !== 'list' || before === null || body === null) return planned;
  const theirs = new Set(listedRecords(before).map((record) => record.join()));
  return [...planned, ...listedRecords(body).filter((record) => !theirs.has(record.join()))];
}

/** Records that the plan does not touch stay as they are: what somebody else wrote into them since is theirs. */
function untouchedKept(plan: WritePlan, { path, recordLength }: PlanFile, wanted: Uint8Array, body: Uint8Array) {
  const merged = wanted.slice();
  for (let offset = 0; offset + recordLength <= merged.length; offset += recordLength) {
    const touched = plan.ranges.some(
      (range) =>
        range.file === path && range.offset < offset + recordLength && offset < range.offset + range.new.length / 2,
    );
    if (!touched) merged.set(body.subarray(offset, offset + recordLength), offset);
  }
  return merged;
}

/** The change that leads a file to the end of the way, from what it holds now. */
function changeOf(
  { plan }: HalfWritten,
  file: PlanFile,
  present: PresentFile | null,
  kept: KeptBodies,
  way: RecoveryWay,
): FileChange {
  const body = present?.body ?? null;
  const before = kept.get(file.path) ?? (file.rule === 'folder' && file.before !== null ? new Uint8Array() : null);
  let wanted = way === 'finish' ? plannedBody(plan, file, before) : before;
  // A file that cannot be taken off again is emptied; one that was made larger stays so.
  if (wanted === null && body !== null && file.remove.length === 0) wanted = new Uint8Array(body.length).fill(0xff);
  if (wanted !== null && way === 'rollBack' && body !== null)
    wanted = padEnd(wanted, Math.max(wanted.length, body.length), 0xff);
  if (file.rule === 'records' && file.recordLength > 0 && wanted !== null && body?.length === wanted.length)
    wanted = untouchedKept(plan, file, wanted, body);
  return {
    path: file.path,
    name: file.name,
    place: placedFile(file).place,
    rule: file.rule,
    start: file.start,
    recordLength: file.recordLength,
    own: ownRecords(file, before, body),
    present: body,
    wanted,
    make: commandsOf(file.make),
    remove: commandsOf(file.remove),
  };
}

async function keysOf(card: PlanCard, plan: WritePlan): Promise<Result<PlanKeys>> {
  const { link, walker } = card;
  const before = link.counters.count;
  const credentials = [];
  for (const credential of plan.credentials) {
    const tries = await readTries(link, walker.mode, walker.channel, credential.keyReference);
    if (!tries.ok) return tries;
    const { value } = tries;
    credentials.push({
      ...credential,
      triesLeft: value.kind === 'known' ? value.tries : value.kind === 'blocked' ? 0 : null,
    });
  }
  return ok({ credentials, exchanges: link.counters.count - before + credentials.length });
}

/** Opens the card of a write that broke off and reads its files. The caller leaves. */
async function open(
  link: CardLink,
  { plan }: HalfWritten,
  keys: KeySource | undefined,
): Promise<Result<{ readonly card: PlanCard; readonly present: ReadonlyMap<string, PresentFile | null> }>> {
  const card = await openPlanCard(link, plan, applicationOf(plan), undefined, keys);
  if (!card.ok) return card;
  const present = await presentBodies(card.value, plan);
  if (present.ok) return ok({ card: card.value, present: present.value });
  await card.value.walker.leave();
  return present;
}

/**
 * Looks at a card whose write broke off: what its files hold now, and where it may be led.
 * @param kept bodies of the backup that was made before the write.
 * @param keys verified where a file asks for them before it is read; default: none is sent
 */
export async function assessRecovery(
  link: CardLink,
  entry: HalfWritten,
  kept: KeptBodies,
  keys?: KeySource,
): Promise<Result<Assessment>> {
  const opened = await open(link, entry, keys);
  if (!opened.ok) return opened;
  const { card, present } = opened.value;
  const left = await card.walker.leave();
  return left.ok ? ok(assessFiles(entry, present, kept)) : left;
}

/**
 * Plans the way out of a write that broke off, from what the card holds now. Finishing goes through the files in the plan's
 * order, rolling back in the opposite one: what is pointed to is there before what points to it, on both ways.
 * @param given keys, verified where a file asks for them before it is read; default: none is sent
 * @returns `recover-no-way` where somebody else changed the files since and the plan's end can no longer be built upon.
 */
export async function planRecovery(
  link: CardLink,
  entry: HalfWritten,
  kept: KeptBodies,
  way: RecoveryWay,
  given?: KeySource,
): Promise<Result<WritePlan>> {
  const { plan } = entry;
  const opened = await open(link, entry, given);
  if (!opened.ok) return opened;
  const { card, present } = opened.value;
  const { ways, state } = assessFiles(entry, present, kept);
  const settled = state === (way === 'finish' ? 'new' : 'old');
  const opening = card.link.counters.count;
  const keys = await keysOf(card, plan);
  const left = await card.walker.leave();
  if (!keys.ok) return keys;
  if (!left.ok) return left;
  if (!settled && !ways.includes(way)) return err(appError('recover-no-way', { iccid: plan.iccid, file: plan.file }));
  const files = way === 'finish' ? plan.files : plan.files.toReversed();
  const read = [...present.values()].flatMap((file) => (file === null ? [] : [file]));
  const { atr } = link.transport;
  return composePlan({
    iccid: plan.iccid,
    mode: plan.mode,
    atr,
    application: applicationOf(plan),
    content: { path: plan.file, capacity: plan.capacity, start: plan.start },
    changes: files.map((file) => changeOf(entry, file, present.get(file.path) ?? null, kept, way)),
    keys: keys.value,
    cost: writeCostOf(atr),
    overhead: {
      idle: opening - card.opened + left.value.length,
      writing: read.reduce((sum, { selecting, reading }) => sum + 2 * selecting + reading, 0),
      read: 2 * read.reduce((sum, { body }) => sum + body.length, 0),
    },
  });
}
