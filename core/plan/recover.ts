import { appError } from '../base/app-error.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { CardLink } from '../card/card-link.ts';
import type { KeySource } from '../card/given-keys.ts';
import { readTries } from '../card/retry-guard.ts';
import { composePlan } from './compose-plan.ts';
import type { FileChange } from './file-change.ts';
import type { HalfWritten } from './half-written.ts';
import { applicationOf, placedFile } from './plan-bodies.ts';
import { openPlanCard, type PlanCard, type PresentFile } from './plan-card.ts';
import type { PlanKeys } from './plan-keys.ts';
import {
  fileState,
  type KeptBodies,
  knownBodies,
  othersRecords,
  type RecoveredFileState,
  unknownFile,
} from './recovered-state.ts';
import { bodiesOf, changeOf, type RecoveryWay, type Standing } from './recovery-change.ts';
import { writeCostOf } from './write-cost.ts';
import type { WritePlan } from './write-plan.ts';

export type { RecoveryWay };

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
  /**
   * Ways that lead on. Bytes that somebody else wrote since are never built upon: then there is only the way back. What the files
   * held before must be known for it: from the backup, or from the plan and the card.
   */
  readonly ways: readonly RecoveryWay[];
  /** Records that somebody else wrote since where the plan writes: they stay as they are on either way. */
  readonly others: readonly OthersRecord[];
}

/** A record that is not the plan's, in a directory file. */
export interface OthersRecord {
  readonly path: string;
  readonly name: string;
  readonly offset: number;
  readonly length: number;
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

function othersIn(standing: Standing): readonly OthersRecord[] {
  return standing.entry.plan.files.flatMap((file) => {
    const bodies = bodiesOf(standing, file);
    const { path, name } = file;
    return bodies === undefined ? [] : othersRecords(bodies).map((span) => ({ path, name, ...span }));
  });
}

function assessFiles(standing: Standing): Assessment {
  const { entry, present, known } = standing;
  const { plan } = entry;
  const files = plan.files.map(
    (file): RecoveryFile => ({
      path: file.path,
      name: file.name,
      state: fileState(plan, file, present.get(file.path)?.body ?? null, known),
    }),
  );
  const all = (state: RecoveredFileState) => files.every((file) => file.state === state);
  const state = all('old') ? 'old' : all('new') ? 'new' : 'half';
  const foreign = files.some((file) => file.state === 'foreign');
  const ways: RecoveryWay[] = [];
  if (!foreign && state !== 'new') ways.push('finish');
  if (state !== 'old' && unknownFile(plan, known) === undefined) ways.push('rollBack');
  return { files, state, ways, others: othersIn(standing) };
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
  entry: HalfWritten,
  kept: KeptBodies,
  keys: KeySource | undefined,
): Promise<Result<{ readonly card: PlanCard; readonly standing: Standing }>> {
  const { plan } = entry;
  const card = await openPlanCard(link, plan, applicationOf(plan), undefined, keys);
  if (!card.ok) return card;
  const present = await presentBodies(card.value, plan);
  if (present.ok) {
    const bodyOf = (path: string) => present.value.get(path)?.body ?? null;
    const known = knownBodies(plan, bodyOf, kept);
    return ok({ card: card.value, standing: { entry, present: present.value, known } });
  }
  await card.value.walker.leave();
  return present;
}

/**
 * Looks at a card whose write broke off: what its files hold now, and where it may be led.
 * @param kept bodies of the backup that was made before the write; what it does not have is made from the plan and the card, as far
 *   as the plan's digest proves it.
 * @param keys verified where a file asks for them before it is read; default: none is sent
 */
export async function assessRecovery(
  link: CardLink,
  entry: HalfWritten,
  kept: KeptBodies,
  keys?: KeySource,
): Promise<Result<Assessment>> {
  const opened = await open(link, entry, kept, keys);
  if (!opened.ok) return opened;
  const { card, standing } = opened.value;
  const left = await card.walker.leave();
  return left.ok ? ok(assessFiles(standing)) : left;
}

/**
 * Plans the way out of a write that broke off, from what the card holds now. Finishing goes through the files in the plan's
 * order, rolling back in the opposite one: what is pointed to is there before what points to it, on both ways.
 * @param pageSize see `makePlan`
 * @param given keys, verified where a file asks for them before it is read; default: none is sent
 * @returns `recover-no-way` where somebody else changed the files since and the plan's end can no longer be built upon,
 *   `recover-no-backup` where nothing tells what a file held before.
 */
export async function planRecovery(
  link: CardLink,
  entry: HalfWritten,
  kept: KeptBodies,
  way: RecoveryWay,
  given?: KeySource,
  pageSize = 0,
): Promise<Result<WritePlan>> {
  const { plan } = entry;
  const opened = await open(link, entry, kept, given);
  if (!opened.ok) return opened;
  const { card, standing } = opened.value;
  const { present, known } = standing;
  const { ways, state } = assessFiles(standing);
  const settled = state === (way === 'finish' ? 'new' : 'old');
  const opening = card.link.counters.count;
  const keys = await keysOf(card, plan);
  const left = await card.walker.leave();
  if (!keys.ok) return keys;
  if (!left.ok) return left;
  const lost = way === 'rollBack' && !settled ? unknownFile(plan, known) : undefined;
  if (lost !== undefined) return err(appError('recover-no-backup', { iccid: plan.iccid, file: lost.path }));
  if (!settled && !ways.includes(way)) return err(appError('recover-no-way', { iccid: plan.iccid, file: plan.file }));
  const files = way === 'finish' ? plan.files : plan.files.toReversed();
  const read = [...present.values()].flatMap((file) => (file === null ? [] : [file]));
  const changes: FileChange[] = [];
  for (const file of files) {
    const change = changeOf(standing, file, way);
    if (!change.ok) return change;
    changes.push(change.value);
  }
  const { atr } = link.transport;
  return composePlan({
    iccid: plan.iccid,
    mode: plan.mode,
    atr,
    application: applicationOf(plan),
    content: { path: plan.file, capacity: plan.capacity, start: plan.start },
    changes,
    keys: keys.value,
    cost: writeCostOf(atr, { pageSize }),
    overhead: {
      idle: opening - card.opened + left.value.length,
      writing: read.reduce((sum, { selecting, reading }) => sum + 2 * selecting + reading, 0),
      read: 2 * read.reduce((sum, { body }) => sum + body.length, 0),
    },
  });
}
