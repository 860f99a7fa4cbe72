import { statusDetails } from '../apdu/status-words.ts';
import { type AppError, appError, errorText } from '../base/app-error.ts';
import { equalBytes, hex, hexByte } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Secret } from '../base/secret.ts';
import { sha256 } from '../base/sha256.ts';
import type { ReadResult } from '../bootstrap/read-result.ts';
import type { CardLink } from '../card/card-link.ts';
import { keyReference } from '../card/key-names.ts';
import { type KeyConsent, type RefusedKeys, verifyKey } from '../card/retry-guard.ts';
import { sendUpdate } from './send-update.ts';
import { openTarget, readWhole, type Target } from './target.ts';
import type { FlashResult, PlanCredential, PlanStepKind, WritePlan } from './write-plan.ts';

/** Where a run keeps what must survive it. Each call has happened on the disk when it answers. */
export interface WriteStore {
  /** Keeps the file's body before anything is written; `name` is what the file is called. @returns the place of the backup. */
  backup(plan: WritePlan, body: Uint8Array, name: string): Promise<Result<string>>;
  /** Opens the journal with the whole plan. @returns its place. */
  begin(plan: WritePlan, backup: string): Promise<Result<string>>;
  /** An UPDATE was answered. */
  stepDone(step: number): Promise<Result<void>>;
  end(outcome: FlashResult['result']): Promise<Result<void>>;
}

export interface RunOptions {
  /** ICCID that the session is armed for; any other than the plan's is refused. */
  readonly armedFor: string | null;
  readonly keys: (ref: string) => Secret | undefined;
  readonly consent: KeyConsent;
  readonly refused: RefusedKeys;
  readonly store: WriteStore;
  /** Called when a step begins, with its index in `plan.steps`. */
  readonly progress?: (step: number, total: number, kind: PlanStepKind, offset: number) => void;
  /** True once the user asked to stop. Heeded until the first UPDATE: what has begun is finished. */
  readonly stopped?: () => boolean;
}

export interface RunOutcome {
  readonly flash: FlashResult;
  /** Place of the backup; empty where nothing had to be written. */
  readonly backup: string;
  /** Why it did not end in `verified` or `unchanged`. */
  readonly error?: AppError;
}

/** The object of `read` whose file a plan writes. */
export function objectOfPlan(read: ReadResult, plan: WritePlan): number {
  return read.objects.findIndex((object) => object.path === plan.file && object.offset === plan.start);
}

/** The key that was given for a credential: itself, or one that does as well. */
function givenKey(
  { ref, alternatives = [] }: PlanCredential,
  mode: WritePlan['mode'],
  options: RunOptions,
): { readonly reference: number; readonly value: Secret } | undefined {
  for (const name of [ref, ...alternatives]) {
    const value = options.keys(name);
    const reference = keyReference(name, mode);
    if (value !== undefined && reference !== undefined) return { reference, value };
  }
  return undefined;
}

function missingKey(plan: WritePlan, options: RunOptions): AppError | undefined {
  const missing = plan.credentials.find((credential) => givenKey(credential, plan.mode, options) === undefined);
  return missing && appError('key-missing', { ref: missing.ref, file: plan.file, act: 'updated' });
}

async function verifyAll(link: CardLink, target: Target, plan: WritePlan, options: RunOptions): Promise<Result<void>> {
  const { mode, channel } = target.walker;
  for (const credential of plan.credentials) {
    const key = givenKey(credential, mode, options);
    if (key === undefined)
      return err(appError('key-missing', { ref: credential.ref, file: plan.file, act: 'updated' }));
    const { consent, refused } = options;
    const verified = await verifyKey({ link, mode, channel, iccid: plan.iccid, ...key, consent, refused });
    if (!verified.ok) return verified;
  }
  return ok(undefined);
}

function stopAsked(plan: WritePlan, options: RunOptions): Result<void> {
  return options.stopped?.() ? err(appError('write-stopped', { iccid: plan.iccid })) : ok(undefined);
}

/** Makes the content file current. Without it an UPDATE would go to whatever file is. */
async function selectAgain(target: Target, plan: WritePlan): Promise<Result<void>> {
  const selected = await target.walker.header(target.path);
  if (!selected.ok) return selected;
  const { reach, sw } = selected.value;
  if (reach === 'ok') return ok(undefined);
  return err(
    appError('card-error', {
      what: `SELECT ${plan.file}`,
      ...statusDetails(sw, target.walker.mode === '2g' ? '2g' : 'iso'),
      advice: 'Nothing was written. Read the card to see what it holds now.',
      adviceZh: '未写入。请读卡查看现在的内容。',
    }),
  );
}

function firstDifference(wanted: Uint8Array, actual: Uint8Array): number | null {
  for (let i = 0; i < Math.max(wanted.length, actual.length); i++) if (wanted[i] !== actual[i]) return i;
  return null;
}

/** The body that the plan leads to. */
function wantedBody(plan: WritePlan, before: Uint8Array): Uint8Array {
  const after = before.slice();
  for (const range of plan.ranges) after.set(hex(range.new), range.offset);
  return after;
}

/** A run with the files that it keeps: what each of its ends needs. */
interface Run {
  readonly link: CardLink;
  readonly target: Target;
  readonly plan: WritePlan;
  readonly options: RunOptions;
  readonly backup: string;
  readonly journal: string;
}

const NOTHING_SPENT = { firstDifference: null, bytesWritten: 0, exchanges: 0 } as const;

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
      file: plan.file,
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

/** After an UPDATE that went wrong: does the file still hold what it held? Unknown counts as no. */
async function isUntouched({ target }: Run): Promise<boolean> {
  const now = await readWhole(target.walker, target.path);
  return now.ok && now.value.reach === 'ok' && equalBytes(now.value.bytes, target.body.bytes);
}

/** The plan's UPDATEs, each in the journal before the next. @returns the bytes written; or how the run ends before its read-back. */
async function updateAll(run: Run): Promise<{ bytesWritten: number } | { ended: Result<RunOutcome> }> {
  const { link, target, plan, options } = run;
  let bytesWritten = 0;
  for (const [step, row] of plan.steps.entries()) {
    if (row.data === '') continue;
    options.progress?.(step, plan.steps.length, row.kind, row.offset);
    const updated = await sendUpdate(link, target, row);
    if (updated.kind !== 'done') {
      const { error: cause } = updated;
      const harmless =
        bytesWritten === 0 && (updated.kind === 'refused' || (updated.answered && (await isUntouched(run))));
      return { ended: harmless ? await unchanged(run, cause) : await interrupted(run, { step, bytesWritten, cause }) };
    }
    bytesWritten += row.data.length / 2;
    const kept = await options.store.stepDone(step);
    if (!kept.ok) return { ended: await interrupted(run, { step, bytesWritten, cause: kept.error }) };
  }
  return { bytesWritten };
}

async function readBack(run: Run, bytesWritten: number): Promise<Result<RunOutcome>> {
  const { target, plan, options, backup } = run;
  const back = await readWhole(target.walker, target.path);
  if (!back.ok) return interrupted(run, { step: plan.steps.length - 1, bytesWritten, cause: back.error });
  const wanted = wantedBody(plan, target.body.bytes);
  const different = firstDifference(wanted, back.value.bytes);
  const result = different === null ? 'verified' : 'failed';
  const ended = await options.store.end(result);
  if (!ended.ok) return ended;
  const flash = { ...NOTHING_SPENT, result, firstDifference: different, bytesWritten } as const;
  if (different === null) return ok({ flash, backup });
  const shown = (body: Uint8Array) => (different < body.length ? hexByte(body[different] as number) : 'nothing');
  return ok({
    flash,
    backup,
    error: appError('verify-failed', {
      file: plan.file,
      offset: different,
      actual: shown(back.value.bytes),
      expected: shown(wanted),
      backup,
    }),
  });
}

async function write(
  link: CardLink,
  read: ReadResult,
  target: Target,
  plan: WritePlan,
  options: RunOptions,
): Promise<Result<RunOutcome>> {
  const progress = (kind: PlanStepKind) => {
    const step = plan.steps.findIndex((item) => item.kind === kind);
    if (step >= 0) options.progress?.(step, plan.steps.length, kind, 0);
  };
  const early = stopAsked(plan, options);
  if (!early.ok) return early;
  progress('backup');
  const name = read.files.find((file) => file.path === plan.file)?.name ?? plan.file.slice(-4);
  const backup = await options.store.backup(plan, target.body.bytes, name);
  if (!backup.ok) return backup;
  progress('journal');
  const journal = await options.store.begin(plan, backup.value);
  if (!journal.ok) return journal;
  const run: Run = { link, target, plan, options, backup: backup.value, journal: journal.value };
  progress('verify');
  const verified = await verifyAll(link, target, plan, options);
  if (!verified.ok) return unchanged(run, verified.error);
  // Reading an access rule or asking for tries may have moved the current EF: the file is selected again before it is written.
  const selected = await selectAgain(target, plan);
  if (!selected.ok) return unchanged(run, selected.error);
  const late = stopAsked(plan, options);
  if (!late.ok) return unchanged(run, late.error);
  const updated = await updateAll(run);
  if ('ended' in updated) return updated.ended;
  progress('readBack');
  return readBack(run, updated.bytesWritten);
}

async function runHeld(
  link: CardLink,
  read: ReadResult,
  plan: WritePlan,
  options: RunOptions,
): Promise<Result<RunOutcome>> {
  const start = link.counters.count;
  const target = await openTarget(link, read, objectOfPlan(read, plan));
  if (!target.ok) return target;
  const { body, walker } = target.value;
  let outcome: Result<RunOutcome>;
  if (sha256(body.bytes) !== plan.before) outcome = err(appError('plan-stale', { what: `${plan.file} changed` }));
  else if (plan.ranges.length === 0) outcome = ok({ flash: { ...NOTHING_SPENT, result: 'unchanged' }, backup: '' });
  else outcome = await write(link, read, target.value, plan, options);
  await walker.leave();
  if (!outcome.ok) return outcome;
  const exchanges = link.counters.count - start;
  return ok({ ...outcome.value, flash: { ...outcome.value.flash, exchanges } });
}

/**
 * Runs a plan: the card's identity and the file's content are checked, a backup is kept, the journal is on disk before the
 * first UPDATE, keys go through the retry guard, the bytes are written in the plan's order, and the whole file is read back.
 * "verified" means equal. The card is held against other programs meanwhile.
 * @returns an error where nothing was written; an outcome with `error` where something may have been.
 */
export async function runPlan(
  link: CardLink,
  read: ReadResult,
  plan: WritePlan,
  options: RunOptions,
): Promise<Result<RunOutcome>> {
  if (options.armedFor !== plan.iccid) return err(appError('not-armed', { iccid: plan.iccid }));
  if (read.card.iccid !== plan.iccid)
    return err(appError('card-changed', { actual: read.card.iccid ?? 'a card without ICCID', expected: plan.iccid }));
  const missing = plan.ranges.length === 0 ? undefined : missingKey(plan, options);
  if (missing !== undefined) return err(missing);
  const held = await link.transport.beginTransaction();
  if (!held.ok) return held;
  const outcome = await runHeld(link, read, plan, options);
  await link.transport.endTransaction();
  return outcome;
}
