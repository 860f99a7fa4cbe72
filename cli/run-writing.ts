import { exitCodeOf } from '../core/base/app-error.ts';
import { EXIT, type ExitCode } from '../core/base/exit-code.ts';
import { ok, type Result } from '../core/base/result.ts';
import { decodeMessage } from '../core/bootstrap/message.ts';
import { dryRun } from '../core/plan/dry-run.ts';
import { makePlan, type WantedBody } from '../core/plan/make-plan.ts';
import { maskPlan } from '../core/plan/mask-plan.ts';
import { type RunOutcome, runPlan } from '../core/plan/run-plan.ts';
import type { WritePlan } from '../core/plan/write-plan.ts';
import { createRefusedKeys } from '../electron/storage/refused-keys.ts';
import { createWriteStore } from '../electron/storage/write-store.ts';
import type { CliContext } from './context.ts';
import { consentFor } from './credentials.ts';
import { print, printError, printJson } from './output.ts';
import type { CardOptions, WriteSession } from './write-session.ts';

export interface FlashOptions extends CardOptions {
  readonly dryRun?: boolean;
}

/** The plan as it may be shown: secrets of both messages masked. */
export function shownPlan(session: WriteSession, plan: WritePlan, after: Uint8Array, show: boolean): WritePlan {
  if (show) return plan;
  const file = session.read.files.find((item) => item.path === plan.file);
  const before = file === undefined ? [] : decodeMessage(file.bytes, plan.start).secrets;
  return maskPlan(plan, before, decodeMessage(after, plan.start).secrets);
}

/** The body of the file after the plan. */
export function bodyAfter(session: WriteSession, plan: WritePlan): Uint8Array {
  const file = session.read.files.find((item) => item.path === plan.file);
  const body = new Uint8Array(plan.capacity).fill(0xff);
  if (file !== undefined) body.set(file.bytes.subarray(0, plan.capacity));
  for (const range of plan.ranges) body.set(Buffer.from(range.new, 'hex'), range.offset);
  return body;
}

const hexOffset = (offset: number) => offset.toString(16).toUpperCase().padStart(4, '0');
const cut = (text: string) => (text.length > 64 ? `${text.slice(0, 60)}… (${text.length / 2} bytes)` : text);

/** More than this on a screen helps nobody; --json has all of it. */
const SHOWN = 12;

function shownRows<T>(rows: readonly T[], line: (row: T, index: number) => string): void {
  for (const [i, row] of rows.slice(0, SHOWN).entries()) print(line(row, i));
  if (rows.length > SHOWN) print(`  … and ${rows.length - SHOWN} more (--json lists all)`);
}

export function printPlan(plan: WritePlan): void {
  const differing = plan.ranges.reduce((sum, range) => sum + range.new.length / 2, 0);
  print(`${differing} of ${plan.capacity} bytes in ${plan.ranges.length} ranges of ${plan.file}, card ${plan.iccid}`);
  shownRows(plan.ranges, (range) => `  ${hexOffset(range.offset)}  - ${cut(range.old)}\n        + ${cut(range.new)}`);
  if (plan.steps.length === 0) {
    print('Nothing to do: nothing will be sent.');
    return;
  }
  const keys = plan.credentials
    .map(({ ref, triesLeft }) => `${ref} (${triesLeft === null ? 'tries left not known' : `${triesLeft} tries left`})`)
    .join(', ');
  const updates = plan.steps.filter((step) => step.data !== '').length;
  print(
    `${plan.bytes} bytes in ${updates} UPDATEs, about ${plan.exchanges} exchanges, at least ${plan.seconds} s${keys === '' ? '' : `; needs ${keys}`}`,
  );
}

const WORDS = {
  verified: 'Verified: the file reads back equal.',
  unchanged: 'Unchanged: the card holds this already. Nothing sent.',
  failed: 'Failed.',
  interrupted: 'Interrupted.',
} as const;

function report(outcome: RunOutcome, options: FlashOptions, dry: boolean): ExitCode {
  const { flash, backup, error } = outcome;
  if (options.json) printJson({ ...flash, backup: backup === '' ? null : backup, dryRun: dry });
  else {
    const { result, bytesWritten, exchanges } = flash;
    const text =
      dry && result === 'verified'
        ? 'Dry run on a clone: it would read back equal. Nothing sent to the card.'
        : WORDS[result];
    print(`${text}${bytesWritten === 0 ? '' : ` ${bytesWritten} bytes, ${exchanges} exchanges.`}`);
    if (backup !== '' && !dry) print(`Backup: ${backup}`);
  }
  if (error !== undefined) {
    printError(error, false);
    return exitCodeOf(error);
  }
  return EXIT.good;
}

/** Plans from what the card holds to `wanted` and runs the plan, or tries it on a clone. */
export async function runWriting(
  context: CliContext,
  session: WriteSession,
  options: FlashOptions,
  wanted: WantedBody,
): Promise<Result<ExitCode>> {
  const { card, read, keys } = session;
  const plan = await makePlan(card.link, read, session.object, wanted);
  if (!plan.ok) return plan;
  if (!options.json)
    printPlan(shownPlan(session, plan.value, bodyAfter(session, plan.value), options.showSecrets ?? false));
  if (options.dryRun) {
    const tried = await dryRun(read, plan.value);
    return tried.ok ? ok(report(tried.value, options, true)) : tried;
  }
  const outcome = await runPlan(card.link, read, plan.value, {
    armedFor: read.card.iccid,
    keys: (ref) => keys.get(ref),
    consent: consentFor(options, read.card.iccid),
    refused: createRefusedKeys(context.dataFolder),
    store: createWriteStore(context.dataFolder),
  });
  return outcome.ok ? ok(report(outcome.value, options, false)) : outcome;
}
