import { type AppError, appError, errorText } from '../base/app-error.ts';
import { equalBytes } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ReadResult } from '../bootstrap/read-result.ts';
import type { CardLink } from '../card/card-link.ts';
import { checkOrder } from './check-order.ts';
import { applicationOf, firstDifference, placedFile, plannedBody } from './plan-bodies.ts';
import { openPlanCard, type PlanCard } from './plan-card.ts';
import { presentFiles } from './present-files.ts';
import { type KeySource, missingKey, verifyKeys } from './run-keys.ts';
import { type Sent, sendStep } from './send-step.ts';
import { verifyFailure } from './verify-failure.ts';
import type { FlashResult, PlanFile, PlanStep, PlanStepKind, WritePlan } from './write-plan.ts';

/** The body of a file as it was before a run. */
export interface KeptFile {
  readonly path: string;
  readonly name: string;
  readonly body: Uint8Array;
}

/** Where a run keeps what must survive it. Each call has happened on the disk when it answers. */
export interface WriteStore {
  /** Keeps the files' bodies before anything is written. @returns the place of the backup; empty where there was nothing to keep. */
  backup(plan: WritePlan, files: readonly KeptFile[]): Promise<Result<string>>;
  /** Opens the journal with the whole plan. @returns its place. */
  begin(plan: WritePlan, backup: string): Promise<Result<string>>;
  /** A step that changes the card was answered. */
  stepDone(step: number): Promise<Result<void>>;
  end(outcome: FlashResult['result']): Promise<Result<void>>;
}

/** What a run has to know of what was read of its card. */
export interface RunCard extends Pick<ReadResult, 'needs'> {
  readonly card: Pick<ReadResult['card'], 'iccid'>;
}

export interface RunOptions extends KeySource {
  /** ICCID that the session is armed for; any other than the plan's is refused. */
  readonly armedFor: string | null;
  readonly store: WriteStore;
  /** The plan was saved and comes from outside: the order of its steps is checked against what the files hold. */
  readonly saved?: boolean;
  /** Called when a step begins, with its index in `plan.steps`. */
  readonly progress?: (step: number, total: number, kind: PlanStepKind, offset: number) => void;
  /** True once the user asked to stop. Heeded where no file is half-written: before the first step, and between files. */
  readonly stopped?: () => boolean;
}

export interface RunOutcome {
  readonly flash: FlashResult;
  /** Place of the backup; empty where nothing had to be written, or nothing was there. */
  readonly backup: string;
  /** Why it did not end in `verified` or `unchanged`. */
  readonly error?: AppError;
}

/** A run with the files that it keeps: what each of its ends needs. */
interface Run {
  readonly card: PlanCard;
  readonly plan: WritePlan;
  readonly options: RunOptions;
  /** Bodies before, by path; null where there is no such file. */
  readonly present: ReadonlyMap<string, Uint8Array | null>;
  readonly backup: string;
  readonly journal: string;
}

const NOTHING_SPENT = { firstDifference: null, bytesWritten: 0, exchanges: 0 } as const;

function stopAsked(plan: WritePlan, options: RunOptions): Result<void> {
  return options.stopped?.() ? err(appError('write-stopped', { iccid: plan.iccid })) : ok(undefined);
}

/** Something may have been written and it is not known to be whole. */
async function interrupted(
  { plan, options, backup, journal }: Run,
  at: { readonly step: number; readonly bytesWritten: number; readonly cause: AppError },
): Promise<Result<RunOutcome>> {
  await options.store.end('interrupted');
  const reason = errorText(at.cause).message.replace(/\.$/, '');
  return ok({
    flash: { ...NOTHING_SPENT, result: 'interrupted', bytesWritten: at.bytesWritten },
    backup,
    error: appError('write-interrupted', {
      file: plan.steps[at.step]?.file ?? plan.file,
      done: at.step,
      total: plan.steps.length,
      reason,
      journal,
    }),
  });
}

/** Nothing was written: the journal says so, and the caller hears why. */
async function unchanged({ options }: Run, cause: AppError): Promise<Result<never>> {
  await options.store.end('unchanged');
  return err(cause);
}

/**
 * After a step that went wrong: does the file still hold what it held? Where it cannot be read the card is believed if it
 * says that it did nothing; otherwise unknown counts as no.
 */
async function isUntouched(
  { card, present }: Run,
  file: PlanFile,
  said: Exclude<Sent['kind'], 'done'>,
): Promise<boolean> {
  const before = present.get(file.path) ?? null;
  const now = await card.read(placedFile(file));
  if (!now.ok) return said === 'refused';
  return now.value === null ? before === null : before !== null && equalBytes(now.value.body, before);
}

type Written = { readonly bytesWritten: number } | { readonly ended: Result<RunOutcome> };

/** Makes current what a step works on: the file's folder where it makes the file, the file otherwise. */
async function goTo(run: Run, file: PlanFile, step: PlanStep): Promise<Result<void>> {
  const { card } = run;
  if (step.kind === 'create' || step.kind === 'delete' || step.kind === 'resize')
    return card.selectFolder(placedFile(file));
  return file.rule === 'folder' ? ok(undefined) : card.select(placedFile(file));
}

/** True where the next step has another file, or is of another kind that wants something else to be current. */
function movesOn(step: PlanStep, current: PlanStep | undefined): boolean {
  const administers = (item: PlanStep) => item.data === '';
  return current === undefined || current.file !== step.file || administers(current) || administers(step);
}

/** The plan's commands, each in the journal before the next. @returns the bytes written; or how the run ends before its read-back. */
async function writeAll(run: Run): Promise<Written> {
  const { card, plan, options } = run;
  let bytesWritten = 0;
  let done = 0;
  let current: PlanStep | undefined;
  const end = async (step: number, cause: AppError, harmless: boolean): Promise<Written> => ({
    ended: harmless ? await unchanged(run, cause) : await interrupted(run, { step, bytesWritten, cause }),
  });
  for (const [step, row] of plan.steps.entries()) {
    const { command } = row;
    const file = plan.files.find(({ path }) => path === row.file);
    if (command === undefined || file === undefined) continue;
    // Between two files nothing is half-written: a device finds what was there, or what shall be.
    if (current !== undefined && current.file !== row.file && options.stopped?.())
      return end(step, appError('write-stopped-between', { iccid: plan.iccid }), false);
    if (movesOn(row, current)) {
      const there = await goTo(run, file, row);
      if (!there.ok) return end(step, there.error, done === 0);
    }
    current = row;
    options.progress?.(step, plan.steps.length, row.kind, row.offset);
    const sent = await sendStep(card.link, card.walker, { ...row, command });
    if (row.data === '') card.walker.forget();
    if (sent.kind !== 'done') {
      const silent = sent.kind === 'failed' && !sent.answered;
      const untouched = done === 0 && !silent && (await isUntouched(run, file, sent.kind));
      return end(step, sent.error, untouched);
    }
    done += 1;
    bytesWritten += row.data.length / 2;
    const kept = await options.store.stepDone(step);
    if (!kept.ok) return end(step, kept.error, false);
  }
  return { bytesWritten };
}

/** What was written did not end as it should; the journal says so. */
async function failed(
  { options, backup }: Run,
  bytesWritten: number,
  error: AppError,
  firstDifference: number | null,
): Promise<Result<RunOutcome>> {
  const ended = await options.store.end('failed');
  if (!ended.ok) return ended;
  return ok({ flash: { ...NOTHING_SPENT, result: 'failed', firstDifference, bytesWritten }, backup, error });
}

/**
 * Reads every file back, whole, and looks for those that were deleted. "verified" means that all are equal, and that the card
 * answers to none that is gone.
 */
async function readBack(run: Run, bytesWritten: number): Promise<Result<RunOutcome>> {
  const { card, plan, options, backup, present } = run;
  const deleted: string[] = [];
  for (const [step, row] of plan.steps.entries()) {
    const file = row.kind === 'readBack' ? plan.files.find(({ path }) => path === row.file) : undefined;
    if (file === undefined) continue;
    options.progress?.(step, plan.steps.length, 'readBack', 0);
    const wanted = plannedBody(plan, file, present.get(file.path) ?? null) ?? new Uint8Array();
    if (file.after === null) {
      const there = await card.answersTo(placedFile(file));
      if (!there.ok) return interrupted(run, { step, bytesWritten, cause: there.error });
      if (there.value) return failed(run, bytesWritten, appError('delete-failed', { file: file.path, backup }), null);
      deleted.push(file.path);
      continue;
    }
    const back = await card.read(placedFile(file));
    if (!back.ok) return interrupted(run, { step, bytesWritten, cause: back.error });
    const actual = back.value?.body ?? new Uint8Array();
    const different = firstDifference(wanted, actual);
    if (different === null) continue;
    const before = present.get(file.path) ?? null;
    const error = verifyFailure({ file, offset: different, wanted, actual, before, backup });
    return failed(run, bytesWritten, error, different);
  }
  const ended = await options.store.end('verified');
  if (!ended.ok) return ended;
  const gone = deleted.length > 0 ? { deleted } : {};
  return ok({ flash: { ...NOTHING_SPENT, result: 'verified', bytesWritten, ...gone }, backup });
}

async function write(
  card: PlanCard,
  plan: WritePlan,
  present: ReadonlyMap<string, Uint8Array | null>,
  options: RunOptions,
): Promise<Result<RunOutcome>> {
  const progress = (kind: PlanStepKind) => {
    const step = plan.steps.findIndex((item) => item.kind === kind);
    if (step >= 0) options.progress?.(step, plan.steps.length, kind, 0);
  };
  const early = stopAsked(plan, options);
  if (!early.ok) return early;
  progress('backup');
  const kept = plan.files.flatMap(({ path, name, rule }): readonly KeptFile[] => {
    const body = present.get(path) ?? null;
    return body === null || rule === 'folder' ? [] : [{ path, name, body }];
  });
  const backup = await options.store.backup(plan, kept);
  if (!backup.ok) return backup;
  progress('journal');
  const journal = await options.store.begin(plan, backup.value);
  if (!journal.ok) return journal;
  const run: Run = { card, plan, options, present, backup: backup.value, journal: journal.value };
  progress('verify');
  const verified = await verifyKeys(card, plan, options);
  if (!verified.ok) return unchanged(run, verified.error);
  const late = stopAsked(plan, options);
  if (!late.ok) return unchanged(run, late.error);
  const written = await writeAll(run);
  return 'ended' in written ? written.ended : readBack(run, written.bytesWritten);
}

async function runHeld(
  link: CardLink,
  read: RunCard,
  plan: WritePlan,
  options: RunOptions,
): Promise<Result<RunOutcome>> {
  const start = link.counters.count;
  const card = await openPlanCard(link, plan, applicationOf(plan), (path) => {
    const [ref] = read.needs.find((need) => need.act === 'read' && need.file === path)?.refs ?? [];
    return ref === undefined ? undefined : appError('key-missing', { ref, file: path, act: 'read' });
  });
  if (!card.ok) return card;
  const present = await presentFiles(card.value, plan);
  const ordered =
    present.ok && options.saved ? checkOrder(plan, (path) => present.value.get(path) ?? null) : ok(undefined);
  let outcome: Result<RunOutcome>;
  if (!present.ok) outcome = present;
  else if (!ordered.ok) outcome = ordered;
  else if (plan.steps.length === 0) outcome = ok({ flash: { ...NOTHING_SPENT, result: 'unchanged' }, backup: '' });
  else outcome = await write(card.value, plan, present.value, options);
  await card.value.walker.leave();
  if (!outcome.ok) return outcome;
  const exchanges = link.counters.count - start;
  return ok({ ...outcome.value, flash: { ...outcome.value.flash, exchanges } });
}

/**
 * Runs a plan: the card's identity and the files' contents are checked, a backup is kept, the journal is on disk before the
 * first command that changes anything, keys go through the retry guard, the commands are sent in the plan's order, and every
 * file is read back whole. "verified" means equal. The card is held against other programs meanwhile.
 * @param read what was read of the card before, for the keys that its files ask for.
 * @returns an error where nothing was written; an outcome with `error` where something may have been.
 */
export async function runPlan(
  link: CardLink,
  read: RunCard,
  plan: WritePlan,
  options: RunOptions,
): Promise<Result<RunOutcome>> {
  if (options.armedFor !== plan.iccid) return err(appError('not-armed', { iccid: plan.iccid }));
  const none = 'a card without ICCID';
  if ((read.card.iccid ?? '') !== plan.iccid)
    return err(appError('card-changed', { actual: read.card.iccid ?? none, expected: plan.iccid || none }));
  const missing = plan.steps.length === 0 ? undefined : missingKey(plan, options);
  if (missing !== undefined) return err(missing);
  const held = await link.transport.beginTransaction();
  if (!held.ok) return held;
  const outcome = await runHeld(link, read, plan, options);
  await link.transport.endTransaction();
  return outcome;
}
