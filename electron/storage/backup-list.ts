import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { WritePlan } from '../../core/plan/write-plan.ts';
import { type Backup, NO_ICCID, readBackup } from './backup.ts';
import { journalPrefix, readJournals } from './journals.ts';

/** A backup that this machine keeps. */
export interface KeptBackup {
  /** Its file name: what it is called in a list. */
  readonly id: string;
  readonly path: string;
  readonly backup: Backup;
}

async function names(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    // Nothing was kept yet, or it cannot be looked at.
    return [];
  }
}

/**
 * The backups of a card, the newest first. One that is damaged is not offered.
 * @param folder the data folder
 */
export async function listBackups(folder: string, iccid: string): Promise<readonly KeptBackup[]> {
  const place = join(folder, 'backups', iccid || NO_ICCID);
  const kept: KeptBackup[] = [];
  for (const id of await names(place)) {
    if (!id.endsWith('.backup.json')) continue;
    const path = join(place, id);
    const backup = await readBackup(path);
    if (backup.ok && backup.value.iccid === iccid) kept.push({ id, path, backup: backup.value });
  }
  return kept.sort((a, b) => b.backup.created.localeCompare(a.backup.created));
}

/** ICCIDs of the cards that have backups; empty for those that were kept without one. */
export async function cardsWithBackups(folder: string): Promise<readonly string[]> {
  const cards = await names(join(folder, 'backups'));
  return cards.map((name) => (name === NO_ICCID ? '' : name)).sort();
}

/** The plan of the newest write that kept this backup: it knows the way to each file, and how a new one is taken off again. */
export async function planBehind(folder: string, iccid: string, backup: string): Promise<WritePlan | undefined> {
  for await (const journal of readJournals(folder, journalPrefix(iccid)))
    if (journal.backup === backup) return journal.plan;
  return undefined;
}
