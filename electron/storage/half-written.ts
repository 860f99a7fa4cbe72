import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fromUtf8 } from '../../core/base/bytes.ts';
import { ok, type Result } from '../../core/base/result.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import { type HalfWritten, isStillHalf, withHalfWritten } from '../../core/plan/half-written.ts';
import { planSchema } from '../../core/plan/plan-schema.ts';
import type { WritePlan } from '../../core/plan/write-plan.ts';
import { appendLine, readBytes } from './safe-file.ts';

const ENDING = '.journal.jsonl';

interface Journal extends HalfWritten {
  readonly journal: string;
  /** Undefined where the journal breaks off. */
  readonly outcome: string | undefined;
}

function lineOf(text: string): Record<string, unknown> {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === 'object' && line !== null ? { ...line } : {};
  } catch {
    // The last line of a journal whose process was killed may be torn: it says nothing.
    return {};
  }
}

/** Undefined where there is no whole first line: then nothing was written, the run waits for it. */
function journalOf(journal: string, text: string): Journal | undefined {
  const [begin = {}, ...rest] = text.split('\n').map(lineOf);
  const plan = planSchema.safeParse(begin.plan);
  if (begin.event !== 'begin' || typeof begin.backup !== 'string' || !plan.success) return undefined;
  const end = rest.find((line) => line.event === 'end');
  const written: WritePlan = plan.data;
  return {
    journal,
    ...(typeof begin.t === 'string' && { begun: begin.t }),
    left: rest.some((line) => line.event === 'left'),
    plan: written,
    backup: begin.backup,
    done: rest.filter((line) => line.event === 'step').length,
    outcome: end === undefined ? undefined : String(end.outcome),
  };
}

async function names(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    // No journals yet, or none that can be looked at: nothing is known of the card then.
    return [];
  }
}

/**
 * The newest write to a card that did not end, from the journals of this machine; undefined where there is none, or where
 * a later one was verified. A journal that says `unchanged` wrote nothing and says nothing about those before it.
 * @param folder the data folder
 */
export async function findHalfWritten(folder: string, iccid: string): Promise<HalfWritten | undefined> {
  const place = join(folder, 'journals');
  // The name goes on with the time: its order is theirs.
  const own = (await names(place)).filter((name) => name.startsWith(`${iccid}-`) && name.endsWith(ENDING));
  for (const name of own.sort().reverse()) {
    const path = join(place, name);
    const bytes = await readBytes(path);
    const journal = bytes.ok ? journalOf(path, fromUtf8(bytes.value) ?? '') : undefined;
    if (journal === undefined) continue;
    if (journal.outcome === 'verified') return undefined;
    if (journal.outcome === undefined || journal.outcome === 'interrupted') return journal;
  }
  return undefined;
}

/** A reading with what the journals know of its card: a write that did not end is its first finding. */
export async function recallHalfWritten(folder: string, read: ReadResult, reader: string): Promise<ReadResult> {
  const { iccid } = read.card;
  const entry = iccid === null ? undefined : await findHalfWritten(folder, iccid);
  return entry === undefined || !isStillHalf(read, entry) ? read : withHalfWritten(read, entry, reader);
}

/**
 * Notes in the journal of a write that broke off that somebody looked at it and left the card as it is: it is not asked about
 * again. The card stays known as half-written.
 */
export async function leaveHalfWritten(
  { journal, left = false }: HalfWritten,
  clock: () => Date = () => new Date(),
): Promise<Result<void>> {
  if (journal === undefined || left) return ok(undefined);
  // On a line of its own, also where the last one is torn.
  return appendLine(journal, `\n${JSON.stringify({ t: clock().toISOString(), event: 'left' })}`);
}
