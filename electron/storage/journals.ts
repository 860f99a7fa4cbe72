import { readdir } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { fromUtf8 } from '../../core/base/bytes.ts';
import type { Result } from '../../core/base/result.ts';
import type { HalfWritten } from '../../core/plan/half-written.ts';
import { planSchema } from '../../core/plan/plan-schema.ts';
import type { WritePlan } from '../../core/plan/write-plan.ts';
import { appendLine, readBytes } from './safe-file.ts';

const ENDING = '.journal.jsonl';

/** How the journals of a card name it: its ICCID, or that it has none that can be read. */
export function journalPrefix(iccid: string): string {
  return `${iccid || 'no-iccid'}-`;
}

/** A write as its journal tells it. */
export interface Journal extends HalfWritten {
  readonly journal: string;
  readonly begun: string;
  /** Undefined where the journal breaks off. */
  readonly outcome: string | undefined;
  /** It broke off and was finished or rolled back since, by a write that could not name the card. */
  readonly settled: boolean;
  /** Set where the write was the way out of another one: the name of that journal. */
  readonly recovers: string | undefined;
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

/**
 * How a journal names a backup: from the data folder where it is in it, so that the folder can be moved; by its whole path
 * elsewhere.
 */
export function storedBackup(folder: string, backup: string): string {
  const inside = relative(folder, backup);
  if (backup === '' || inside === '' || inside.startsWith('..') || isAbsolute(inside)) return backup;
  return inside.split(sep).join('/');
}

/** The place of a backup that a journal names: an earlier version wrote paths as the process had them. */
function backupPlace(folder: string, stored: string): string {
  return stored.startsWith('backups/') ? join(folder, ...stored.split('/')) : stored;
}

/** Undefined where there is no whole first line: then nothing was written, the run waits for it. */
function journalIn(folder: string, journal: string, text: string): Journal | undefined {
  const [begin = {}, ...rest] = text.split('\n').map(lineOf);
  const plan = planSchema.safeParse(begin.plan);
  if (begin.event !== 'begin' || typeof begin.backup !== 'string' || !plan.success) return undefined;
  const end = rest.find((line) => line.event === 'end');
  const written: WritePlan = plan.data;
  return {
    journal,
    begun: typeof begin.t === 'string' ? begin.t : '',
    left: rest.some((line) => line.event === 'left'),
    settled: rest.some((line) => line.event === 'settled'),
    recovers: typeof begin.recovers === 'string' ? begin.recovers : undefined,
    plan: written,
    backup: backupPlace(folder, begin.backup),
    done: rest.filter((line) => line.event === 'step').length,
    outcome: end === undefined ? undefined : String(end.outcome),
    failed: end?.outcome === 'failed',
  };
}

async function names(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    // No journals yet, or none that can be looked at: nothing is known of any card then.
    return [];
  }
}

/**
 * The journals of this machine that can be read; of one card, the newest first.
 * @param folder the data folder
 * @param prefix of their names, see `journalPrefix`; empty: those of all cards
 */
export async function* readJournals(folder: string, prefix: string): AsyncGenerator<Journal> {
  const place = join(folder, 'journals');
  const own = (await names(place)).filter((name) => name.startsWith(prefix) && name.endsWith(ENDING));
  // The name goes on with the time: within a card its order is theirs.
  for (const name of own.sort().reverse()) {
    const path = join(place, name);
    const bytes = await readBytes(path);
    const journal = bytes.ok ? journalIn(folder, path, fromUtf8(bytes.value) ?? '') : undefined;
    if (journal !== undefined) yield journal;
  }
}

/** Adds an event to a journal that has ended or broken off: on a line of its own, also where the last one is torn. */
export async function noteInJournal(
  journal: string,
  event: 'left' | 'settled',
  clock: () => Date = () => new Date(),
): Promise<Result<void>> {
  return appendLine(journal, `\n${JSON.stringify({ t: clock().toISOString(), event })}`);
}
