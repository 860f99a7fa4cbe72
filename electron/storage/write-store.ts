import { basename, join } from 'node:path';
import { ok } from '../../core/base/result.ts';
import { sha256 } from '../../core/base/sha256.ts';
import type { KeptFile, WriteStore } from '../../core/plan/run-plan.ts';
import type { WritePlan } from '../../core/plan/write-plan.ts';
import { backupFile, keepBackup } from './backup.ts';
import { journalPrefix, storedBackup } from './journals.ts';
import { appendLine, makeFolder } from './safe-file.ts';

/** Why a write is made. */
export interface WriteOrigin {
  /** It is the way out of a write that broke off: place of that one's journal. */
  readonly recovers?: string;
}

/**
 * Backups and journals on this machine's disk. A journal is one JSON object a line (`bootcard-journal/1`): the plan first,
 * then each step as it is done, then how it ended; every line is synced before the call answers. A journal without an end
 * names a card that was left half-written.
 */
export function createWriteStore(
  folder: string,
  clock: () => Date = () => new Date(),
  { recovers }: WriteOrigin = {},
): WriteStore {
  let journal = '';
  const origin = recovers === undefined ? {} : { recovers: basename(recovers) };
  const line = (entry: Record<string, unknown>) =>
    appendLine(journal, JSON.stringify({ t: clock().toISOString(), ...entry }));

  return {
    async backup(plan: WritePlan, files: readonly KeptFile[]) {
      if (files.length === 0) return ok('');
      return keepBackup(join(folder, 'backups'), {
        format: 'bootcard-backup/1',
        iccid: plan.iccid,
        created: clock().toISOString(),
        files: files.map(({ path, name, body }) => backupFile(path, name, body)),
      });
    },
    async begin(plan, backup) {
      const place = join(folder, 'journals');
      const made = await makeFolder(place);
      if (!made.ok) return made;
      const stamp = clock().toISOString().replace(/[:.]/g, '-');
      journal = join(
        place,
        `${journalPrefix(plan.iccid)}${stamp}-${sha256(new TextEncoder().encode(JSON.stringify(plan))).slice(0, 8)}.journal.jsonl`,
      );
      const begun = await line({
        event: 'begin',
        format: 'bootcard-journal/1',
        plan,
        backup: storedBackup(folder, backup),
        ...origin,
      });
      return begun.ok ? ok(journal) : begun;
    },
    stepDone(step) {
      return line({ event: 'step', step });
    },
    end(outcome) {
      return line({ event: 'end', outcome });
    },
  };
}
