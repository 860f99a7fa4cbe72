import { hex } from '../base/bytes.ts';
import type { Finding } from '../base/finding.ts';
import { makeFinding } from '../bootstrap/finding-rows.ts';
import type { ReadResult } from '../bootstrap/read-result.ts';
import type { WritePlan } from './write-plan.ts';

/** A write that did not end, as its journal tells it. */
export interface HalfWritten {
  readonly plan: WritePlan;
  /** UPDATEs that the card had answered. */
  readonly done: number;
  /** Place of the backup that was kept before. */
  readonly backup: string;
}

/** True where every byte that the plan changes is what it was before, or what it should become. */
function holds(body: Uint8Array, plan: WritePlan, side: 'old' | 'new'): boolean {
  return plan.ranges.every(({ offset, [side]: text }) => hex(text).every((byte, i) => body[offset + i] === byte));
}

/**
 * False where the file is seen to be whole: a plan's order leaves FF in the message's first byte from its first UPDATE to
 * its last. Only where FF is also what stood there before, or what should stand there, the other bytes decide.
 */
export function isStillHalf(read: ReadResult, { plan }: HalfWritten): boolean {
  const body = read.files.find((file) => file.path === plan.file)?.bytes;
  const writes = plan.steps.filter((step) => step.data !== '');
  if (writes.length < 2) return false;
  if (body === undefined) return true;
  if (body[plan.start] !== 0xff) return body.length <= plan.start;
  const blankBefore = !writes.some((step) => step.kind === 'invalidate');
  const blankAfter = !writes.some((step) => step.kind === 'commit');
  return !((blankBefore && holds(body, plan, 'old')) || (blankAfter && holds(body, plan, 'new')));
}

/** An argument as both kinds of shell take it. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `"${text.replace(/["$`]/g, '\\$&')}"`;
}

/** The command that puts the backup back: keys are named, their values are the user's. */
function restoreCommand({ plan, backup }: HalfWritten, reader: string): string {
  const keys = plan.credentials.map(({ ref }) => `--key ${ref}=…`);
  const unknown = plan.credentials.some(({ triesLeft }) => triesLeft === null) ? [`--tries-unknown ${plan.iccid}`] : [];
  return ['bootcard restore', shellWord(reader), shellWord(backup), ...keys, ...unknown].join(' ');
}

export function halfWrittenFinding(entry: HalfWritten, reader: string): Finding {
  const { plan, done, backup } = entry;
  const total = plan.steps.filter((step) => step.data !== '').length;
  const command = restoreCommand(entry, reader);
  return makeFinding('card-half-written', { file: plan.file }, { file: plan.file, done, total, backup, command });
}

/** What was read, with the finding at the step of the content file and before all others: it explains them. */
export function withHalfWritten(read: ReadResult, entry: HalfWritten, reader: string): ReadResult {
  const finding = halfWrittenFinding(entry, reader);
  const steps = read.steps.map((step) =>
    step.id === 'content'
      ? {
          ...step,
          verdict: step.verdict === 'ok' ? ('warning' as const) : step.verdict,
          findings: [finding, ...step.findings],
        }
      : step,
  );
  return { ...read, steps, findings: [finding, ...read.findings] };
}
