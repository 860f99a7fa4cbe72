import { basename } from 'node:path';
import { type AppError, appError } from '../core/base/app-error.ts';
import { hex } from '../core/base/bytes.ts';
import { err, ok, type Result } from '../core/base/result.ts';
import { readPlanned } from '../core/plan/read-planned.ts';
import { type Assessment, assessRecovery, type RecoveryWay } from '../core/plan/recover.ts';
import type { KeptBodies } from '../core/plan/recovered-state.ts';
import { readBackup } from '../electron/storage/backup.ts';
import { allUnendedWrites, unendedWrites } from '../electron/storage/half-written.ts';
import type { Journal } from '../electron/storage/journals.ts';
import type { CliContext } from './context.ts';
import type { CardSession } from './write-session.ts';

/** A write that a recovery starts from, with the bodies that its backup kept. */
interface Start {
  readonly entry: Journal;
  readonly kept: KeptBodies;
  /** Why the backup tells nothing: finishing does without it. */
  readonly damaged?: AppError;
}

/** A write to the card in the reader that broke off. */
export interface BrokenWrite extends Start {
  /** The journal that knows it: the entry's plan may name the card differently, see `unnamed`. */
  readonly assessment: Assessment;
  /** Where each way starts: one write after another may have broken off, and the way back leads to before the first. */
  readonly start: Readonly<Record<RecoveryWay, Start>>;
}

async function startOf(entry: Journal): Promise<Start> {
  // A write that only makes files has nothing to keep.
  if (entry.backup === '') return { entry, kept: new Map() };
  const kept = await readBackup(entry.backup);
  if (!kept.ok) return { entry, kept: new Map(), damaged: kept.error };
  return { entry, kept: new Map(kept.value.files.map(({ path, data }) => [path, hex(data)])) };
}

/** The entry for a card whose ICCID cannot be read: its plans name none. */
function unnamed(entry: Journal): Journal {
  return { ...entry, plan: { ...entry.plan, iccid: '' } };
}

/** The write whose backup leads back to before all of them: the oldest that knows the newest one's files. */
function firstOf(chain: readonly Journal[], newest: Journal): Journal {
  const touches = ({ plan }: Journal, path: string) => plan.files.some((file) => file.path === path);
  const covering = chain.filter((entry) => newest.plan.files.every(({ path }) => touches(entry, path)));
  return covering.at(-1) ?? newest;
}

async function broken({ card, source }: CardSession, chain: readonly Journal[]): Promise<Result<BrokenWrite>> {
  const [newest] = chain;
  if (newest === undefined) return err(appError('internal', { reason: 'no journal' }));
  const finish = await startOf(newest);
  const rollBack = await startOf(firstOf(chain, newest));
  const { entry, kept } = finish;
  const assessment = await assessRecovery(card.link, entry, kept, source);
  if (!assessment.ok) return assessment;
  return ok({
    ...finish,
    assessment: assessment.value,
    start: { finish, rollBack },
  });
}

/** True where the files of a write hold anything that could tell it: empty files are explained by every write. */
async function holdsAnything({ card, read }: CardSession, { plan }: Journal): Promise<boolean> {
  const known = await readPlanned(card.link, read, plan);
  if (!known.ok) return false;
  return plan.files.some(({ path }) =>
    known.value.files.find((file) => file.path === path)?.bytes.some((byte) => byte !== 0x00 && byte !== 0xff),
  );
}

/** The one write of this machine that explains every byte of a card without ICCID. */
async function byContent(session: CardSession, all: readonly Journal[]): Promise<Result<BrokenWrite | undefined>> {
  const fitting: BrokenWrite[] = [];
  for (const entry of all) {
    const iccid = entry.plan.iccid;
    if (entry.plan.mode !== session.read.card.mode || fitting.some((item) => item.entry.journal === entry.journal))
      continue;
    const chain = all.filter(({ plan }) => plan.iccid === iccid);
    // Of several broken writes to a card the newest is the one that is assessed.
    if (chain[0] !== entry) continue;
    const found = await broken(session, chain.map(unnamed));
    if (!found.ok || found.value.assessment.state !== 'half') continue;
    const foreign = found.value.assessment.files.some(({ state }) => state === 'foreign');
    if (!foreign && (await holdsAnything(session, unnamed(entry)))) fitting.push(found.value);
  }
  const [only, another] = fitting;
  if (another === undefined) return ok(only);
  const journals = fitting.map(({ entry }) => entry.journal ?? '').join(', ');
  return err(appError('recover-ambiguous', { count: fitting.length, journals }));
}

/**
 * The write to the card in the reader that broke off: by the card's ICCID; where that cannot be read, by what the card holds.
 * @param name journal that the user named
 */
export async function findBroken(
  { dataFolder }: CliContext,
  session: CardSession,
  name: string | undefined,
): Promise<Result<BrokenWrite | undefined>> {
  const named = ({ journal }: Journal) => name === undefined || basename(journal ?? '') === basename(name);
  const { iccid } = session.read.card;
  const all = iccid === null ? await allUnendedWrites(dataFolder) : await unendedWrites(dataFolder, iccid);
  const chain = all.filter(named);
  if (name !== undefined && chain.length === 0)
    return err(appError('recover-none', { iccid: iccid ?? 'without ICCID' }));
  if (chain.length === 0) return ok(undefined);
  return iccid === null ? byContent(session, chain) : broken(session, chain);
}
