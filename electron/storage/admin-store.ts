import { join } from 'node:path';
import { toTpdu } from '../../core/apdu/command.ts';
import { toHex } from '../../core/base/bytes.ts';
import { ok } from '../../core/base/result.ts';
import { sha256 } from '../../core/base/sha256.ts';
import type { AdminPlan } from '../../core/files/admin-plan.ts';
import type { AdminStore } from '../../core/files/run-admin.ts';
import { backupFile, keepBackup } from './backup.ts';
import { appendLine, makeFolder } from './safe-file.ts';

/**
 * Backups and journals of administrative acts, beside those of writes: `<iccid>-<time>-<digest>.admin.jsonl` with the act
 * and its APDUs first and how it ended last. Every line is synced before the call answers.
 */
export function createAdminStore(folder: string, clock: () => Date = () => new Date()): AdminStore {
  let journal = '';
  const line = (entry: Record<string, unknown>) =>
    appendLine(journal, JSON.stringify({ t: clock().toISOString(), ...entry }));

  return {
    async begin(plan: AdminPlan) {
      const place = join(folder, 'journals');
      const made = await makeFolder(place);
      if (!made.ok) return made;
      const apdus = plan.commands.map((command) => toHex(toTpdu(command, 'T=0')));
      const stamp = clock().toISOString().replace(/[:.]/g, '-');
      const digest = sha256(new TextEncoder().encode(apdus.join())).slice(0, 8);
      journal = join(place, `${plan.iccid ?? 'no-iccid'}-${stamp}-${digest}.admin.jsonl`);
      const { iccid, file, profile } = plan;
      const act = { act: plan.act.kind, iccid, file, profile, apdus, header: toHex(plan.header.bytes) };
      const begun = await line({ event: 'begin', format: 'bootcard-admin-journal/1', ...act });
      return begun.ok ? ok(journal) : begun;
    },
    async backup(plan, body) {
      const kept = await keepBackup(join(folder, 'backups'), {
        format: 'bootcard-backup/1',
        iccid: plan.iccid ?? '',
        created: clock().toISOString(),
        files: [backupFile(plan.file, plan.file.slice(-4), body)],
      });
      if (!kept.ok) return kept;
      const noted = await line({ event: 'backup', backup: kept.value });
      return noted.ok ? kept : noted;
    },
    end(outcome) {
      return line({ event: 'end', outcome });
    },
  };
}
