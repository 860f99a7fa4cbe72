import { ok, type Result } from '../../core/base/result.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import { type HalfWritten, isStillHalf, withHalfWritten } from '../../core/plan/half-written.ts';
import { type Journal, journalPrefix, noteInJournal, readJournals } from './journals.ts';

/** What a run can end in that leaves a card as nobody meant it. */
const NOT_WHOLE: readonly (string | undefined)[] = [undefined, 'interrupted', 'failed'];

/**
 * The writes of one card's journals that did not end, from the newest to the last that was verified. A journal that says
 * `unchanged` wrote nothing and says nothing about those before it; the way out of a write that itself broke off leaves that
 * write where it was.
 */
async function unended(journals: AsyncIterable<Journal>): Promise<readonly Journal[]> {
  const open: Journal[] = [];
  for await (const journal of journals) {
    if (journal.outcome === 'verified' || journal.settled) break;
    if (journal.recovers === undefined && NOT_WHOLE.includes(journal.outcome)) open.push(journal);
  }
  return open;
}

/**
 * The writes to a card that did not end, the newest first, from the journals of this machine.
 * @param folder the data folder
 */
export function unendedWrites(folder: string, iccid: string): Promise<readonly Journal[]> {
  return unended(readJournals(folder, journalPrefix(iccid)));
}

/** As `unendedWrites`, of every card that has any. */
export async function allUnendedWrites(folder: string): Promise<readonly Journal[]> {
  const cards = new Map<string, Journal[]>();
  for await (const journal of readJournals(folder, '')) {
    const { iccid } = journal.plan;
    cards.set(iccid, [...(cards.get(iccid) ?? []), journal]);
  }
  const open: Journal[] = [];
  for (const journals of cards.values()) {
    const each = async function* () {
      yield* journals;
    };
    open.push(...(await unended(each())));
  }
  return open.sort((a, b) => b.begun.localeCompare(a.begun));
}

/** The newest write to a card that did not end; undefined where there is none, or where a later one was verified. */
export async function findHalfWritten(folder: string, iccid: string): Promise<HalfWritten | undefined> {
  const [newest] = await unendedWrites(folder, iccid);
  return newest;
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
  return journal === undefined || left ? ok(undefined) : noteInJournal(journal, 'left', clock);
}
