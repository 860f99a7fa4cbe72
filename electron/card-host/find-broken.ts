import { basename } from 'node:path';
import { type AppError, appError } from '../../core/base/app-error.ts';
import { hex } from '../../core/base/bytes.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import type { CardLink } from '../../core/card/card-link.ts';
import type { KeySource } from '../../core/card/given-keys.ts';
import { readPlanned } from '../../core/plan/read-planned.ts';
import { type Assessment, assessRecovery, type RecoveryWay } from '../../core/plan/recover.ts';
import type { KeptBodies } from '../../core/plan/recovered-state.ts';
import { readBackup } from '../storage/backup.ts';
import { allUnendedWrites, unendedWrites } from '../storage/half-written.ts';
import type { Journal } from '../storage/journals.ts';

/** A card whose write may have broken off. */
export interface MetCard {
  readonly link: CardLink;
  readonly read: ReadResult;
  /** For files that the card does not show everybody. */
  readonly source?: KeySource | undefined;
}

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
  /** The card's number as the journal has it, where the card itself does not tell it. */
  readonly named: string | null;
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

async function broken(
  { link, source }: MetCard,
  chain: readonly Journal[],
  named: string | null,
): Promise<Result<BrokenWrite>> {
  const [newest] = chain;
  if (newest === undefined) return err(appError('internal', { reason: 'no journal' }));
  const finish = await startOf(newest);
  const rollBack = await startOf(firstOf(chain, newest));
  const { entry, kept } = finish;
  const assessment = await assessRecovery(link, entry, kept, source);
  if (!assessment.ok) return assessment;
  return ok({
    ...finish,
    assessment: assessment.value,
    named,
    start: { finish, rollBack },
  });
}

/** True where the files of a write hold anything that could tell it: empty files are explained by every write. */
async function holdsAnything({ link, read }: MetCard, { plan }: Journal): Promise<boolean> {
  const known = await readPlanned(link, read, plan);
  if (!known.ok) return false;
  return plan.files.some(({ path }) =>
    known.value.files.find((file) => file.path === path)?.bytes.some((byte) => byte !== 0x00 && byte !== 0xff),
  );
}

/** The one write of this machine that explains every byte of a card without ICCID. */
async function byContent(card: MetCard, all: readonly Journal[]): Promise<Result<BrokenWrite | undefined>> {
  const fitting: BrokenWrite[] = [];
  for (const entry of all) {
    const iccid = entry.plan.iccid;
    if (entry.plan.mode !== card.read.card.mode || fitting.some((item) => item.entry.journal === entry.journal))
      continue;
    const chain = all.filter(({ plan }) => plan.iccid === iccid);
    // Of several broken writes to a card the newest is the one that is assessed.
    if (chain[0] !== entry) continue;
    const found = await broken(card, chain.map(unnamed), iccid);
    if (!found.ok || found.value.assessment.state !== 'half') continue;
    const foreign = found.value.assessment.files.some(({ state }) => state === 'foreign');
    if (!foreign && (await holdsAnything(card, unnamed(entry)))) fitting.push(found.value);
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
  dataFolder: string,
  card: MetCard,
  name?: string | undefined,
): Promise<Result<BrokenWrite | undefined>> {
  const named = ({ journal }: Journal) => name === undefined || basename(journal ?? '') === basename(name);
  const { iccid } = card.read.card;
  const all = iccid === null ? await allUnendedWrites(dataFolder) : await unendedWrites(dataFolder, iccid);
  const chain = all.filter(named);
  if (name !== undefined && chain.length === 0)
    return err(appError('recover-none', { iccid: iccid ?? 'without ICCID' }));
  if (chain.length === 0) return ok(undefined);
  return iccid === null ? byContent(card, chain) : broken(card, chain, null);
}
