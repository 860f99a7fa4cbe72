import { appError } from '../base/app-error.ts';
import { equalBytes } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ReadResult } from '../bootstrap/read-result.ts';
import type { CardLink } from '../card/card-link.ts';
import type { KeySource } from '../card/given-keys.ts';
import { composePlan } from './compose-plan.ts';
import type { FileChange } from './file-change.ts';
import { restorableRecords, restoredRecords } from './own-records.ts';
import { openPlanCard, type PlanCard, type PresentFile } from './plan-card.ts';
import { joinKeys, type PlanKeys, updateKeys } from './plan-keys.ts';
import { type BackupBody, type RestoredFile, restoredApplication, restoredFiles } from './restore-files.ts';
import { writeCostOf } from './write-cost.ts';
import type { WritePlan } from './write-plan.ts';

/** A plan that puts a backup back, and the files of the backup that it leaves alone. */
export interface RestorePlan {
  readonly plan: WritePlan;
  /** Files beside the way to the message that this card does not show. */
  readonly skipped: readonly string[];
}

interface Found {
  readonly file: RestoredFile;
  readonly present: PresentFile;
}

function stale(what: string) {
  return err(appError('plan-stale', { what }));
}

async function findFile(card: PlanCard, file: RestoredFile): Promise<Result<Found | undefined>> {
  const present = await card.read(file);
  // What is beside the way (access rules, token information) need not be readable.
  if (file.role === 'other' && (!present.ok || present.value === null)) return ok(undefined);
  if (!present.ok) return present;
  if (present.value === null) return stale(`${file.name} ${file.path} is not there`);
  const { length } = present.value.body;
  if (length !== file.body.length) return stale(`${file.path} has ${length} bytes, the backup ${file.body.length}`);
  if (file.rule !== 'records') return ok({ file, present: present.value });
  const body = restoredRecords(present.value.body, file.body, file.recordLength);
  if (body !== undefined) return ok({ file: { ...file, body }, present: present.value });
  const { path, name } = file;
  const reason = 'another application has its record where that of the backup stood';
  return err(appError('plan-unsafe', { file: path, name, reason }));
}

function changeOf({ file, present: { body } }: Found): FileChange {
  const { path, name, place, rule, start, recordLength } = file;
  const own = rule === 'list' ? restorableRecords(body, file.body) : [];
  return { path, name, place, rule, start, recordLength, own, present: body, wanted: file.body };
}

async function keysOf(card: PlanCard, found: readonly Found[]): Promise<Result<PlanKeys>> {
  const all: PlanKeys[] = [];
  for (const { file, present } of found) {
    // EF(DIR) is read without its header.
    const header = present.header === null ? await card.header(file) : ok(present.header);
    if (!header.ok) return header;
    const keys = await updateKeys(card, file.path, { ...present, header: header.value });
    if (!keys.ok) return keys;
    all.push(keys.value);
  }
  return ok(joinKeys(all));
}

async function planFiles(
  card: PlanCard,
  read: ReadResult,
  files: readonly RestoredFile[],
  application: ReturnType<typeof restoredApplication>,
  pageSize: number,
): Promise<Result<RestorePlan>> {
  const all: Found[] = [];
  const skipped: string[] = [];
  for (const file of files) {
    const found = await findFile(card, file);
    if (!found.ok) return found;
    if (found.value === undefined) skipped.push(file.path);
    else all.push(found.value);
  }
  const differing = all.filter(({ file, present }) => !equalBytes(file.body, present.body));
  const content = all.find(({ file }) => file.role === 'content') ?? all[0];
  if (content === undefined) return stale('none of the files of the backup can be read');
  // With nothing to do the plan is about the content alone.
  const touched = differing.length === 0 ? [content] : differing;
  const opening = card.link.counters.count;
  const keys = await keysOf(card, differing);
  if (!keys.ok) return keys;
  const left = await card.walker.leave();
  if (!left.ok) return left;
  const { atr } = card.link.transport;
  const plan = composePlan({
    iccid: read.card.iccid ?? '',
    mode: read.card.mode,
    atr,
    application,
    content: { path: content.file.path, capacity: content.file.body.length, start: content.file.start },
    changes: touched.map(changeOf),
    keys: keys.value,
    cost: writeCostOf(atr, { pageSize }),
    overhead: {
      idle: opening - card.opened + left.value.length,
      writing: touched.reduce((sum, { present }) => sum + 2 * present.selecting + present.reading, 0),
      read: touched.reduce((sum, { present }) => sum + 2 * present.body.length, 0),
    },
  });
  return plan.ok ? ok({ plan: plan.value, skipped }) : plan;
}

/**
 * Plans the way back to a backup: every file of it that differs, what is pointed to before what points to it. The directories of
 * the card need not decode: where they do not, the backup says how its files are reached. Reads only.
 * @param keys verified where a file asks for them before it is read; default: none is sent
 * @param pageSize see `makePlan`
 * @returns `plan-stale` where the card has not the files of the backup, `plan-unsafe` where somebody else's object would be lost.
 */
export async function planRestore(
  link: CardLink,
  read: ReadResult,
  files: readonly BackupBody[],
  keys?: KeySource,
  pageSize = 0,
): Promise<Result<RestorePlan>> {
  const application = restoredApplication(read, files);
  const missing = (path: string) => {
    const need = read.needs.find((item) => item.act === 'read' && item.file === path);
    const ref = need?.refs.join(' or ') ?? '';
    return ref === '' ? undefined : appError('key-missing', { ref, file: path, act: 'read' });
  };
  const card = await openPlanCard(link, read.card, application, missing, keys);
  if (!card.ok) return card;
  const plan = await planFiles(card.value, read, restoredFiles(read, files, application), application, pageSize);
  // Leaving twice does no harm; leaving never would keep a channel open.
  if (!plan.ok) await card.value.walker.leave();
  return plan;
}
