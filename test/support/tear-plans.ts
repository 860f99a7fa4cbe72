import { hexWord } from '../../core/base/bytes.ts';
import { ok, type Result } from '../../core/base/result.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import type { CardLink } from '../../core/card/card-link.ts';
import { PKCS15_AID } from '../../core/pkcs15/ef-dir.ts';
import { composePlan } from '../../core/plan/compose-plan.ts';
import type { FileChange, FileCommand } from '../../core/plan/file-change.ts';
import { bodyWithMessage, makePlan } from '../../core/plan/make-plan.ts';
import { openPlanCard } from '../../core/plan/plan-card.ts';
import { writeCostOf } from '../../core/plan/write-cost.ts';
import type { PlanRule } from '../../core/plan/write-plan.ts';
import type { TearCase } from './tear-ground.ts';

/** A file that a case changes, told as briefly as it can be. */
export interface ChangedFile {
  /** File id below the application; 2F00 and the application itself below the MF. */
  readonly fid: number;
  readonly rule: PlanRule;
  /** The body that is wanted, from the present one; null takes the file away. */
  readonly wanted: (present: Uint8Array) => Uint8Array | null;
  readonly own?: readonly Uint8Array[];
  readonly recordLength?: number;
  readonly start?: number;
  readonly make?: readonly FileCommand[];
  readonly remove?: readonly FileCommand[];
}

const MF_FILES: readonly number[] = [0x2f00];
const APPLICATION = 0x7f50;

/** Plans a message for the object that a device would take. */
export function planMessage(message: Uint8Array): TearCase['plan'] {
  return (link, read) => makePlan(link, read, read.chosen ?? 0, bodyWithMessage(message, { allowFindings: true }));
}

async function changeOf(
  card: {
    read(file: {
      path: string;
      place: FileChange['place'];
      rule: PlanRule;
    }): Promise<Result<{ body: Uint8Array } | null>>;
  },
  file: ChangedFile,
): Promise<Result<FileChange>> {
  const { fid, rule, wanted, ...rest } = file;
  const top = MF_FILES.includes(fid) || rule === 'folder';
  const path = top ? `3F00${hexWord(fid)}` : `3F00${hexWord(APPLICATION)}${hexWord(fid)}`;
  const place = { from: top ? 'mf' : 'application', fids: [fid] } as const;
  const now = await card.read({ path, place, rule });
  if (!now.ok) return now;
  const present = now.value?.body ?? null;
  return ok({ path, name: path.slice(-4), place, rule, present, wanted: wanted(present ?? new Uint8Array()), ...rest });
}

/** Plans changes of several files, in the order given. */
export function planChanges(...files: readonly ChangedFile[]): TearCase['plan'] {
  return async (link: CardLink, read: ReadResult) => {
    const application = { aid: PKCS15_AID, fids: [APPLICATION] };
    const card = await openPlanCard(link, read.card, application);
    if (!card.ok) return card;
    const changes: FileChange[] = [];
    for (const file of files) {
      const change = await changeOf(card.value, file);
      if (!change.ok) return change;
      changes.push(change.value);
    }
    await card.value.walker.leave();
    const content = changes.find(({ rule }) => rule === 'message') ?? changes[0];
    return composePlan({
      iccid: read.card.iccid ?? '',
      mode: read.card.mode,
      atr: link.transport.atr,
      application,
      content: { path: content?.path ?? '', capacity: content?.wanted?.length ?? 0, start: content?.start ?? 0 },
      changes,
      keys: { credentials: [{ ref: 'adm1', keyReference: 0x0a, triesLeft: null }], exchanges: 1 },
      cost: writeCostOf(link.transport.atr),
      overhead: { idle: 0, writing: 0, read: 0 },
    });
  };
}
