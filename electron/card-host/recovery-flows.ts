import { appError } from '../../core/base/app-error.ts';
import { equalBytes, hex } from '../../core/base/bytes.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import type { CardLink } from '../../core/card/card-link.ts';
import { type HalfWritten, isStillHalf } from '../../core/plan/half-written.ts';
import { assessRecovery, planRecovery, type RecoveryWay } from '../../core/plan/recover.ts';
import type { KeptBodies } from '../../core/plan/recovered-state.ts';
import { planRestore } from '../../core/plan/restore.ts';
import type { WritePlan } from '../../core/plan/write-plan.ts';
import type { BackupInfo } from '../ipc/write-contract.ts';
import type { Backup } from '../storage/backup.ts';
import type { KeptBackup } from '../storage/backup-list.ts';
import type { RecoveryFlows, TracedCard } from './card-flows.ts';
import type { BrokenWrite } from './find-broken.ts';

/** What this machine knows of earlier writes to a card. */
export interface CardHistory {
  /** The newest write that did not end; undefined where there is none. */
  halfWritten(iccid: string): Promise<HalfWritten | undefined>;
  /** The write that the content of a card without a readable ICCID shows; undefined where none does. */
  byContent(link: CardLink, read: ReadResult): Promise<Result<BrokenWrite | undefined>>;
  /** Notes in a journal that its card was left as it is. */
  leave(journal: string): Promise<Result<void>>;
  /** Notes in a journal that its write was finished or rolled back by one that could not name the card. */
  settle(journal: string): Promise<Result<void>>;
  readBackup(path: string): Promise<Result<Backup>>;
  /** The newest first. */
  backups(iccid: string): Promise<readonly KeptBackup[]>;
  /** The plan of the write that kept a backup. */
  planBehind(iccid: string, backup: string): Promise<WritePlan | undefined>;
}

/** A write that broke off, and where each way out of it starts. */
interface Unfinished {
  readonly entry: HalfWritten;
  /** See `BrokenWrite`. */
  readonly named: string | null;
  readonly start: Readonly<Record<RecoveryWay, { readonly entry: HalfWritten; readonly kept: KeptBodies }>>;
}

function bodiesOf({ files }: Backup): KeptBodies {
  return new Map(files.map(({ path, data }) => [path, hex(data)]));
}

function backupInfo(read: ReadResult, { id, path, backup }: KeptBackup): BackupInfo {
  const holds = (file: Backup['files'][number]) => {
    const now = read.files.find((item) => item.path === file.path)?.bytes;
    return now !== undefined && equalBytes(now, hex(file.data));
  };
  return {
    id,
    path,
    created: backup.created,
    files: backup.files.map(({ path: place, name, sha256, data }) => ({
      path: place,
      name,
      size: data.length / 2,
      sha256,
    })),
    current: backup.files.every(holds),
  };
}

/** The ways out of a write that broke off, and back to what a backup holds. */
export function recoveryFlows(
  historyOf: (card: TracedCard) => CardHistory,
  linkTo: (card: TracedCard) => CardLink,
): RecoveryFlows {
  /** The write that broke off on this card, as long as the card shows it; where it starts from on each way. */
  async function unfinished(card: TracedCard, read: ReadResult): Promise<Result<Unfinished | undefined>> {
    const history = historyOf(card);
    const { iccid } = read.card;
    if (iccid === null) {
      const found = await history.byContent(linkTo(card), read);
      if (!found.ok || found.value === undefined) return found.ok ? ok(undefined) : found;
      const { entry, named, start } = found.value;
      return ok({ entry, named, start });
    }
    const entry = await history.halfWritten(iccid);
    if (entry === undefined || !isStillHalf(read, entry)) return ok(undefined);
    const start = { entry, kept: await keptBy(history, entry) };
    return ok({ entry, named: null, start: { finish: start, rollBack: start } });
  }

  /**
   * A write that only makes files has nothing to keep, and no backup. One that cannot be read keeps nobody from finishing: the way
   * back is offered where the journal and the card tell what it held.
   */
  async function keptBy(history: CardHistory, { backup }: HalfWritten): Promise<KeptBodies> {
    const kept = backup === '' ? undefined : await history.readBackup(backup);
    return kept?.ok ? bodiesOf(kept.value) : new Map();
  }

  return {
    assess: async (card, read) => {
      const found = await unfinished(card, read);
      if (!found.ok || found.value === undefined) return found.ok ? ok(null) : found;
      const { entry, named, start } = found.value;
      const assessed = await assessRecovery(linkTo(card), entry, start.finish.kept);
      if (!assessed.ok) return assessed;
      const { plan, done, begun = null, backup, left = false } = entry;
      const { state, files, ways } = assessed.value;
      return ok({ plan, named, done, begun, backup, left, state, files: [...files], ways: [...ways] });
    },

    recover: async (card, read, way) => {
      const found = await unfinished(card, read);
      if (!found.ok) return found;
      if (found.value === undefined) return err(appError('plan-stale', { what: 'no write to it is left unfinished' }));
      const { entry, named, start } = found.value;
      const { entry: from, kept } = start[way];
      const plan = await planRecovery(linkTo(card), from, kept, way);
      if (!plan.ok) return plan;
      return ok({
        plan: plan.value,
        ...(entry.journal !== undefined && { recovers: entry.journal }),
        ...(named !== null && { named }),
      });
    },

    leave: async (card, read) => {
      const found = await unfinished(card, read);
      if (!found.ok) return found;
      const { journal, left = false } = found.value?.entry ?? {};
      return journal === undefined || left ? ok(undefined) : historyOf(card).leave(journal);
    },

    backups: async (card, read) => {
      const { iccid } = read.card;
      const kept = iccid === null ? [] : await historyOf(card).backups(iccid);
      return kept.map((item) => backupInfo(read, item));
    },

    restore: async (card, read, id) => {
      const history = historyOf(card);
      const iccid = read.card.iccid ?? '';
      const kept = (await history.backups(iccid)).find((item) => item.id === id);
      if (kept === undefined) return err(appError('plan-stale', { what: 'the backup is no longer kept' }));
      const plan = await history.planBehind(iccid, kept.path);
      if (plan === undefined) {
        const files = kept.backup.files.map(({ path, name, data }) => ({ path, name, body: hex(data) }));
        const made = await planRestore(linkTo(card), read, files);
        return made.ok ? ok(made.value.plan) : made;
      }
      // Undoing a write is rolling it back, whether it ended or not.
      const entry: HalfWritten = { plan, done: plan.steps.length, backup: kept.path };
      return planRecovery(linkTo(card), entry, bodiesOf(kept.backup), 'rollBack');
    },
  };
}
