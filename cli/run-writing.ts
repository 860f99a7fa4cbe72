import { exitCodeOf } from '../core/base/app-error.ts';
import { EXIT, type ExitCode } from '../core/base/exit-code.ts';
import { ok, type Result } from '../core/base/result.ts';
import type { AccessNeed } from '../core/bootstrap/read-result.ts';
import { dryRun } from '../core/plan/dry-run.ts';
import { readPlanned } from '../core/plan/read-planned.ts';
import { type RunOutcome, runPlan } from '../core/plan/run-plan.ts';
import type { WritePlan } from '../core/plan/write-plan.ts';
import { lockCard } from '../electron/storage/card-lock.ts';
import { createRefusedKeys } from '../electron/storage/refused-keys.ts';
import { createWriteStore } from '../electron/storage/write-store.ts';
import { type ArmingOptions, confirmDeleting } from './arming.ts';
import type { CardOptions } from './card-options.ts';
import type { CliContext } from './context.ts';
import { consentFor } from './credentials.ts';
import { counted, print, printError, printJson } from './output.ts';
import { printPlan, shownPlan, triesText } from './print-plan.ts';
import { type ProgressOptions, progressOf } from './progress.ts';
import type { CardSession } from './write-session.ts';

export interface WritingOptions extends CardOptions, ArmingOptions, ProgressOptions {
  readonly apdus?: boolean;
}

const WORDS = {
  verified: 'Verified: what was written reads back equal.',
  unchanged: 'Unchanged: the card holds this already. Nothing written.',
  failed: 'Failed: the file does not read back as it was written.',
  interrupted: 'Interrupted.',
} as const;

/** What the run would ask for and nobody gave. */
function unmetKeys({ keys }: CardSession, plan: WritePlan): readonly AccessNeed[] {
  if (plan.steps.length === 0) return [];
  return plan.credentials
    .map(({ ref, alternatives = [], triesLeft }) => ({ refs: [ref, ...alternatives], triesLeft }))
    .filter(({ refs }) => !refs.some((ref) => keys.has(ref)))
    .map((need) => ({ file: plan.file, act: 'update', ...need }));
}

function numbers({ bytesWritten, exchanges }: RunOutcome['flash']): string {
  return bytesWritten === 0 ? '' : ` ${counted(bytesWritten, 'byte')}, ${counted(exchanges, 'exchange')}.`;
}

function finish({ error }: RunOutcome): ExitCode {
  if (error === undefined) return EXIT.good;
  printError(error, false);
  return exitCodeOf(error);
}

function reportRun(outcome: RunOutcome, json: boolean): ExitCode {
  const { flash, backup } = outcome;
  if (json) printJson({ ...flash, backup: backup === '' ? null : backup, dryRun: false, unmet: [] });
  else {
    print(`${WORDS[flash.result]}${numbers(flash)}`);
    if (flash.deleted !== undefined) print(`Deleted, and not found any more: ${flash.deleted.join(', ')}.`);
    if (backup !== '') print(`Backup: ${backup}`);
  }
  return finish(outcome);
}

function reportDryRun(outcome: RunOutcome, missing: readonly AccessNeed[], json: boolean): ExitCode {
  const { flash } = outcome;
  if (json) printJson({ ...flash, backup: null, dryRun: true, unmet: missing });
  else {
    const text = flash.result === 'verified' ? 'Dry run on a clone: it would read back equal.' : WORDS[flash.result];
    print(`${text}${numbers(flash)} Nothing written to the card.`);
    for (const { act, file, refs, triesLeft } of missing) {
      const tries = triesLeft === null ? '' : `, ${triesText(triesLeft)}`;
      print(`To ${act} ${file} the card asks for ${refs.join(' or ')}${tries}: give it with --key.`);
    }
  }
  const exit = finish(outcome);
  return exit === EXIT.good && missing.length > 0 ? EXIT.refused : exit;
}

/** How a run that got as far as the card ended. */
interface Written {
  readonly exit: ExitCode;
  readonly outcome: RunOutcome;
}

/** Where a plan comes from. */
interface PlanOrigin {
  /** Journal of the write that it finishes or takes back. */
  readonly recovers?: string;
  /** That write's plan: what it left on the card is masked as well. */
  readonly broken?: WritePlan;
  /** It was saved in a file. */
  readonly saved?: boolean;
}

async function perform(
  context: CliContext,
  session: CardSession,
  options: WritingOptions,
  plan: WritePlan,
  { recovers, saved = false }: PlanOrigin,
): Promise<Result<RunOutcome>> {
  const { card, read, keys } = session;
  const lock = await lockCard(context.dataFolder, plan.iccid);
  if (!lock.ok) return lock;
  const progress = progressOf(plan, options);
  const outcome = await context.uncut((stopped) =>
    runPlan(card.link, read, plan, {
      armedFor: read.card.iccid ?? '',
      saved,
      keys: (ref) => keys.get(ref),
      consent: consentFor(options, read.card.iccid),
      refused: createRefusedKeys(context.dataFolder),
      store: createWriteStore(context.dataFolder, undefined, recovers === undefined ? {} : { recovers }),
      progress: progress.step,
      stopped,
    }),
  );
  progress.end();
  await lock.value.release();
  return outcome;
}

/**
 * Shows a plan and runs it, or tries it on a clone; its outcome is told.
 */
export async function runWriting(
  context: CliContext,
  session: CardSession,
  options: WritingOptions,
  plan: WritePlan,
  origin: PlanOrigin = {},
): Promise<Result<Written>> {
  const json = options.json ?? false;
  // The files may lie where the read did not come.
  const read = await readPlanned(session.card.link, session.read, plan);
  if (!read.ok) return read;
  if (!json) printPlan(shownPlan(read.value, plan, options.showSecrets ?? false, origin.broken), options);
  if (options.dryRun) {
    const tried = await dryRun(read.value, plan, origin.saved);
    if (!tried.ok) return tried;
    return ok({ exit: reportDryRun(tried.value, unmetKeys(session, plan), json), outcome: tried.value });
  }
  const confirmed = confirmDeleting(plan, options);
  if (!confirmed.ok) return confirmed;
  const outcome = await perform(context, session, options, plan, origin);
  return outcome.ok ? ok({ exit: reportRun(outcome.value, json), outcome: outcome.value }) : outcome;
}
