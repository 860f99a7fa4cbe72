import { toHex } from '../../../core/base/bytes.ts';
import { ok } from '../../../core/base/result.ts';
import { sha256 } from '../../../core/base/sha256.ts';
import type { ReadResult } from '../../../core/bootstrap/read-result.ts';
import { type HalfWritten, isStillHalf, withHalfWritten } from '../../../core/plan/half-written.ts';
import type { WriteStore } from '../../../core/plan/run-plan.ts';
import type { WritePlan } from '../../../core/plan/write-plan.ts';
import type { CardHistory } from '../../../electron/card-host/recovery-flows.ts';
import type { KeptBackup } from '../../../electron/storage/backup-list.ts';

interface FakeJournal {
  readonly journal: string;
  readonly plan: WritePlan;
  readonly backup: string;
  readonly begun: string;
  done: number;
  outcome: string | undefined;
  left: boolean;
}

const FOLDER = '/home/lab/.local/share/bootcard';

/** Backups and journals in the memory of the page. Every write is a day later than the one before. */
export class FakeHistory implements CardHistory {
  readonly #journals: FakeJournal[] = [];
  readonly #backups: KeptBackup[] = [];
  #day = 2;

  readonly writeStore = (): WriteStore => {
    let journal: FakeJournal | undefined;
    const begun = `2026-11-${String(++this.#day).padStart(2, '0')}T09:12:44.000Z`;
    return {
      backup: async ({ iccid }, kept) => {
        const files = kept.map(({ path, name, body }) => ({ path, name, sha256: sha256(body), data: toHex(body) }));
        const id = `${sha256(new TextEncoder().encode(JSON.stringify(files))).slice(0, 16)}.backup.json`;
        const path = `${FOLDER}/backups/${iccid}/${id}`;
        if (!this.#backups.some((item) => item.path === path)) {
          const backup = { format: 'bootcard-backup/1', iccid, created: begun, files } as const;
          this.#backups.unshift({ id, path, backup: { ...backup, files: [...files] } });
        }
        return ok(path);
      },
      begin: async (plan, backup) => {
        const place = `${FOLDER}/journals/${plan.iccid}-${begun}.journal.jsonl`;
        journal = { journal: place, plan, backup, begun, done: 0, outcome: undefined, left: false };
        this.#journals.unshift(journal);
        return ok(place);
      },
      stepDone: async () => {
        if (journal !== undefined) journal.done += 1;
        return ok(undefined);
      },
      end: async (outcome) => {
        if (journal !== undefined) journal.outcome = outcome;
        return ok(undefined);
      },
    };
  };

  readonly recall = async (read: ReadResult, reader: string): Promise<ReadResult> => {
    const entry = await this.halfWritten(read.card.iccid ?? '');
    return entry !== undefined && isStillHalf(read, entry) ? withHalfWritten(read, entry, reader) : read;
  };

  async halfWritten(iccid: string): Promise<HalfWritten | undefined> {
    const last = this.#journals.find(({ plan, outcome }) => plan.iccid === iccid && outcome !== 'unchanged');
    return last?.outcome === 'verified' ? undefined : last;
  }

  async leave(place: string) {
    for (const journal of this.#journals) if (journal.journal === place) journal.left = true;
    return ok(undefined);
  }

  async readBackup(path: string) {
    const found = this.#backups.find((item) => item.path === path);
    if (found === undefined) throw new Error(`no backup ${path}`);
    return ok(found.backup);
  }

  async backups(iccid: string): Promise<readonly KeptBackup[]> {
    return this.#backups.filter(({ backup }) => backup.iccid === iccid);
  }

  async planBehind(iccid: string, backup: string): Promise<WritePlan | undefined> {
    return this.#journals.find((journal) => journal.plan.iccid === iccid && journal.backup === backup)?.plan;
  }
}
