import { exitCodeOf } from '../core/base/app-error.ts';
import { EXIT, type ExitCode } from '../core/base/exit-code.ts';
import { ok, type Result } from '../core/base/result.ts';
import type { AccessNeed } from '../core/bootstrap/read-result.ts';
import { dryRun } from '../core/plan/dry-run.ts';
import { makePlan, type WantedBody } from '../core/plan/make-plan.ts';
import { type RunOutcome, runPlan } from '../core/plan/run-plan.ts';
import type { WritePlan } from '../core/plan/write-plan.ts';
import { createRefusedKeys } from '../electron/storage/refused-keys.ts';
import { createWriteStore } from '../electron/storage/write-store.ts';
import type { CardOptions } from './card-options.ts';
import type { CliContext } from './context.ts';
import { consentFor } from './credentials.ts';
import { counted, print, printError, printJson } from './output.ts';
import { printPlan, shownPlan, triesText } from './print-plan.ts';
import type { WriteSession } from './write-session.ts';

const WORDS = {
  verified: 'Verified: the file reads back equal.',
  unchanged: 'Unchanged: the card holds this already. Nothing written.',
  failed: 'Failed: the file does not read back as it was written.',
  interrupted: 'Interrupted.',
} as const;

/** What the run would ask for and nobody gave. */
function unmet({ read, keys }: WriteSession, plan: WritePlan): readonly AccessNeed[] {
  if (plan.steps.length === 0) return [];
  return read.needs.filter(
    (need) => need.act === 'update' && need.file === plan.file && !need.refs.some((ref) => keys.has(ref)),
  );
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
  if (json) printJson({ ...flash, backup: backup === '' ? null : backup, dryRun: false });
  else {
    print(`${WORDS[flash.result]}${numbers(flash)}`);
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

/** Plans from what the card holds to `wanted` and runs the plan, or tries it on a clone. */
export async function runWriting(
  context: CliContext,
  session: WriteSession,
  options: CardOptions,
  wanted: WantedBody,
): Promise<Result<ExitCode>> {
  const { card, read, keys } = session;
  const json = options.json ?? false;
  const plan = await makePlan(card.link, read, session.object, wanted);
  if (!plan.ok) return plan;
  if (!json) printPlan(shownPlan(read, plan.value, options.showSecrets ?? false));
  if (options.dryRun) {
    const tried = await dryRun(read, plan.value);
    return tried.ok ? ok(reportDryRun(tried.value, unmet(session, plan.value), json)) : tried;
  }
  const outcome = await context.uncut((stopped) =>
    runPlan(card.link, read, plan.value, {
      armedFor: read.card.iccid,
      keys: (ref) => keys.get(ref),
      consent: consentFor(options, read.card.iccid),
      refused: createRefusedKeys(context.dataFolder),
      store: createWriteStore(context.dataFolder),
      stopped,
    }),
  );
  return outcome.ok ? ok(reportRun(outcome.value, json)) : outcome;
}
