import { statusOutcome, statusText } from '../apdu/status-words.ts';
import { type AppError, appError } from '../base/app-error.ts';
import { hex, hexByte, hexWord } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Secret } from '../base/secret.ts';
import { sha256 } from '../base/sha256.ts';
import type { ReadResult } from '../bootstrap/read-result.ts';
import type { CardLink } from '../card/card-link.ts';
import { gsm, uicc } from '../card/commands.ts';
import { type KeyConsent, type RefusedKeys, verifyKey } from '../card/retry-guard.ts';
import { openTarget, readWhole, type Target } from './target.ts';
import type { FlashResult, PlanStep, PlanStepKind, WritePlan } from './write-plan.ts';

/** Where a run keeps what must survive it. Each call has happened on the disk when it answers. */
export interface WriteStore {
  /** Keeps the file's body before anything is written. @returns the place of the backup. */
  backup(plan: WritePlan, body: Uint8Array): Promise<Result<string>>;
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

async function verifyAll(link: CardLink, target: Target, plan: WritePlan, options: RunOptions): Promise<Result<void>> {
  for (const credential of plan.credentials) {
    const value = options.keys(credential.ref);
    if (value === undefined)
      return err(appError('key-missing', { ref: credential.ref, file: plan.file, act: 'updated' }));
    const { walker } = target;
    const verified = await verifyKey({
      link,
      mode: walker.mode,
      channel: walker.channel,
      iccid: plan.iccid,
      reference: credential.keyReference,
      value,
      consent: options.consent,
      refused: options.refused,
    });
    if (!verified.ok) return verified;
  }
  return ok(undefined);
}

function missingKey(plan: WritePlan, options: RunOptions): AppError | undefined {
  const missing = plan.credentials.find((credential) => options.keys(credential.ref) === undefined);
  return missing && appError('key-missing', { ref: missing.ref, file: plan.file, act: 'updated' });
}

async function update(link: CardLink, target: Target, step: PlanStep): Promise<Result<void>> {
  const data = hex(step.data);
  const { mode, channel } = target.walker;
  const answer = await link.send(
    mode === '2g' ? gsm.updateBinary(step.offset, data) : uicc.updateBinary(channel, step.offset, data),
  );
  if (!answer.ok) return answer;
  const { sw } = answer.value;
  const cardClass = mode === '2g' ? '2g' : 'iso';
  // 63Cx after an UPDATE: done after x internal retries (TS 102 221 10.2.1.2).
  if (statusOutcome(sw, cardClass) === 'ok' || (mode === '3g' && sw >> 4 === 0x63c)) return ok(undefined);
  return err(
    appError('card-error', {
      what: `UPDATE BINARY ${hexWord(step.offset)}`,
      sw: hexWord(sw),
      meaning: statusText(sw, cardClass),
      advice: 'Read the card to see what it holds now.',
    }),
  );
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
      sw: hexWord(sw),
      meaning: statusText(sw, target.walker.mode === '2g' ? '2g' : 'iso'),
      advice: 'Nothing was written. Read the card to see what it holds now.',
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

async function write(
  link: CardLink,
  target: Target,
  plan: WritePlan,
  options: RunOptions,
  start: number,
): Promise<Result<RunOutcome>> {
  const spent = () => link.counters.count - start;
  const progress = (kind: PlanStepKind) => {
    const step = plan.steps.findIndex((item) => item.kind === kind);
    if (step >= 0) options.progress?.(step, plan.steps.length, kind, 0);
  };
  progress('backup');
  const backup = await options.store.backup(plan, target.body.bytes);
  if (!backup.ok) return backup;
  progress('journal');
  const journal = await options.store.begin(plan, backup.value);
  if (!journal.ok) return journal;
  progress('verify');
  const verified = await verifyAll(link, target, plan, options);
  if (!verified.ok) {
    await options.store.end('unchanged');
    return verified;
  }
  // Reading an access rule or asking for tries may have moved the current EF: the file is selected again before it is written.
  const selected = await selectAgain(target, plan);
  if (!selected.ok) {
    await options.store.end('unchanged');
    return selected;
  }
  let bytesWritten = 0;
  const total = plan.steps.length;
  for (const [index, step] of plan.steps.entries()) {
    if (step.data === '') continue;
    options.progress?.(index, total, step.kind, step.offset);
    const done = await update(link, target, step);
    const kept = done.ok ? await options.store.stepDone(index) : done;
    if (!kept.ok) {
      await options.store.end('interrupted');
      const error = appError('write-interrupted', {
        file: plan.file,
        done: index,
        total,
        reason: kept.error.code,
        journal: journal.value,
      });
      return ok({
        flash: { result: 'interrupted', firstDifference: null, bytesWritten, exchanges: spent() },
        backup: backup.value,
        error,
      });
    }
    bytesWritten += step.data.length / 2;
  }
  progress('readBack');
  const back = await readWhole(target.walker, target.path);
  if (!back.ok) {
    await options.store.end('interrupted');
    const error = appError('write-interrupted', {
      file: plan.file,
      done: total - 1,
      total,
      reason: back.error.code,
      journal: journal.value,
    });
    return ok({
      flash: { result: 'interrupted', firstDifference: null, bytesWritten, exchanges: spent() },
      backup: backup.value,
      error,
    });
  }
  const wanted = wantedBody(plan, target.body.bytes);
  const different = firstDifference(wanted, back.value.bytes);
  const result = different === null ? 'verified' : 'failed';
  const ended = await options.store.end(result);
  if (!ended.ok) return ended;
  const flash = { result, firstDifference: different, bytesWritten, exchanges: spent() } as const;
  if (different === null) return ok({ flash, backup: backup.value });
  const shown = (body: Uint8Array) => (different < body.length ? hexByte(body[different] as number) : 'nothing');
  return ok({
    flash,
    backup: backup.value,
    error: appError('verify-failed', {
      file: plan.file,
      offset: different,
      actual: shown(back.value.bytes),
      expected: shown(wanted),
      backup: backup.value,
    }),
  });
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
  else if (plan.ranges.length === 0)
    outcome = ok({
      flash: { result: 'unchanged', firstDifference: null, bytesWritten: 0, exchanges: link.counters.count - start },
      backup: '',
    });
  else outcome = await write(link, target.value, plan, options, start);
  await walker.leave();
  return outcome;
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
