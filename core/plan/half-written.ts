import { hex } from '../base/bytes.ts';
import type { Finding } from '../base/finding.ts';
import { makeFinding } from '../bootstrap/finding-rows.ts';
import type { ReadResult } from '../bootstrap/read-result.ts';
import type { PlanFile, WritePlan } from './write-plan.ts';

/** A write that did not end, as its journal tells it. */
export interface HalfWritten {
  readonly plan: WritePlan;
  /** UPDATEs that the card had answered. */
  readonly done: number;
  /** Place of the backup that was kept before. */
  readonly backup: string;
  /** Place of its journal, and when that was begun (ISO 8601), where they are known. */
  readonly journal?: string;
  readonly begun?: string;
  /** It was written to its end and did not read back equal. */
  readonly failed?: boolean;
  /** Somebody looked at it and left the card as it is. */
  readonly left?: boolean;
}

/** True where every byte that the plan changes in a file is what it was before, or what it should become. */
function holds(body: Uint8Array, { ranges }: WritePlan, file: string, side: 'old' | 'new'): boolean {
  return ranges.every(
    ({ offset, [side]: text, file: path }) => path !== file || hex(text).every((byte, i) => body[offset + i] === byte),
  );
}

/** How a file looks to somebody who read some of it: `half` where its order of writing shows, `unknown` where it was not read. */
function look(
  { plan, failed = false }: HalfWritten,
  file: PlanFile,
  read: ReadResult,
): 'old' | 'new' | 'half' | 'unknown' {
  const body = read.files.find((item) => item.path === file.path)?.bytes;
  if (body === undefined || file.rule === 'folder') return 'unknown';
  if (holds(body, plan, file.path, 'new')) return 'new';
  if (holds(body, plan, file.path, 'old')) return 'old';
  // The gate of a message is open: what is behind it is whole, though a read that needed no more ended before. A card that
  // failed has broken that promise.
  if (!failed && file.rule === 'message' && (body[file.start] ?? 0xff) !== 0xff) return 'unknown';
  return 'half';
}

/**
 * False where the files are seen to be whole: a plan's order leaves a gate closed from the first UPDATE of a file to its
 * last. Where several files belong together, all of them must be old, or all new.
 */
export function isStillHalf(read: ReadResult, entry: HalfWritten): boolean {
  const { plan, failed = false } = entry;
  const writes = plan.steps.filter(({ command }) => command !== undefined);
  if (writes.length < 2 && !failed) return false;
  const content = plan.files.find(({ path }) => path === plan.file);
  if (content !== undefined && content.rule === 'message' && !read.files.some(({ path }) => path === plan.file))
    return true;
  const looks = plan.files.map((file) => look(entry, file, read)).filter((item) => item !== 'unknown');
  return looks.includes('half') || new Set(looks).size > 1;
}

/** An argument as both kinds of shell take it. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `"${text.replace(/["$`]/g, '\\$&')}"`;
}

/** The command that leads out of it: keys are named, their values are the user's. */
function recoverCommand({ plan }: HalfWritten, reader: string, way: '--finish' | '--roll-back'): string {
  const keys = plan.credentials.map(({ ref }) => `--key ${ref}=…`);
  const unknown = plan.credentials.some(({ triesLeft }) => triesLeft === null) ? [`--tries-unknown ${plan.iccid}`] : [];
  return ['bootcard recover', shellWord(reader), way, ...keys, ...unknown].join(' ');
}

export function halfWrittenFinding(entry: HalfWritten, reader: string): Finding {
  const { plan, done, backup } = entry;
  const total = plan.steps.filter((step) => step.data !== '').length;
  const finish = recoverCommand(entry, reader, '--finish');
  const command = recoverCommand(entry, reader, '--roll-back');
  return makeFinding(
    'card-half-written',
    { file: plan.file },
    { file: plan.file, done, total, backup, finish, command },
  );
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
