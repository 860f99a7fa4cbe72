import { appError } from '../base/app-error.ts';
import { equalBytes, fromHex, hexWord } from '../base/bytes.ts';
import type { Finding } from '../base/finding.ts';
import { err, ok, type Result } from '../base/result.ts';
import { templateOf } from '../bootstrap/application-template.ts';
import { objectContent } from '../bootstrap/object-content.ts';
import { EF_DIR_PATH } from '../bootstrap/read-application.ts';
import type { ReadResult } from '../bootstrap/read-result.ts';
import type { CardLink } from '../card/card-link.ts';
import { fixedMessage } from '../diagnosis/message-fix.ts';
import { type FixedRecord, fixedObject } from '../diagnosis/object-fix.ts';
import { encodeDirRecord, PKCS15_AID } from '../pkcs15/ef-dir.ts';
import { resolvePath } from '../pkcs15/path.ts';
import { bodyWithMessage, makePlan } from './make-plan.ts';
import { openPlanCard, type PlanCard } from './plan-card.ts';
import { type Fixing, ODF_FAULTS, planOdf } from './plan-fix-odf.ts';
import { type DirFile, readDirFile } from './provision-dir.ts';
import { listOf, recordBytes } from './provision-directory.ts';
import { PlanDraft } from './provision-draft.ts';
import type { WritePlan } from './write-plan.ts';

function noFix({ code }: Finding, reason: string) {
  return err(appError('fix-none', { code, reason }));
}

/** The message put right, in the place of the one that is there. */
function planMessage(
  link: CardLink,
  read: ReadResult,
  finding: Finding,
  pageSize: number,
): Promise<Result<WritePlan>> | undefined {
  const { chosen } = read;
  const object = chosen === null ? undefined : read.objects[chosen];
  const content = object && objectContent(read, object);
  if (chosen === null || object === undefined || content?.message == null) return undefined;
  // Places in a view count from the start of its bytes, those of the finding from the start of the file.
  const bytes = content.file.bytes.subarray(object.offset);
  const fixed = fixedMessage(bytes, content.message, finding);
  // Other faults may stay: they have fixes of their own.
  return fixed && makePlan(link, read, chosen, bodyWithMessage(fixed, { allowFindings: true }), undefined, pageSize);
}

/** One record of a directory in place of another; the others stay as they are. */
async function planRecord(
  { card, read, iccid, pageSize }: Fixing,
  { file: path, before, after }: FixedRecord,
): Promise<Result<WritePlan>> {
  const template = templateOf(read);
  const fids = template?.fids ?? [];
  const place = resolvePath(fromHex(path) ?? new Uint8Array(), fids);
  const draft = new PlanDraft(card, iccid, { aid: template?.aid ?? null, fids: template?.fids ?? null }, {}, pageSize);
  const missing = err(appError('plan-no-object', { reason: `${path} is not there` }));
  if (place === undefined) return missing;
  const target = { path, place, rule: 'list' } as const;
  const present = await card.read(target);
  if (!present.ok) return present;
  if (present.value === null) return missing;
  const { body, header } = present.value;
  const records = recordBytes(body).flatMap((record, i, all) => {
    if (!equalBytes(record, before)) return [record];
    if (after !== null) return [after];
    return all.findIndex((other) => equalBytes(other, before)) === i ? [record] : [];
  });
  const length = records.reduce((sum, record) => sum + record.length, 0);
  if (length > body.length) {
    const excess = length - body.length;
    return err(appError('plan-too-long', { length, file: path, capacity: body.length, excess }));
  }
  const asked = await draft.ask(path, header, 'update');
  if (!asked.ok) return asked;
  const wanted = listOf(records, body.length);
  draft.add(
    { ...target, name: 'EF(DODF)', own: after === null ? [before] : [before, after], present: body, wanted },
    present.value,
  );
  return draft.compose({ path, capacity: body.length });
}

/** Findings of EF(DIR) that go when its PKCS#15 record is written anew, or in another place. */
const DIR_FAULTS: ReadonlySet<string> = new Set([
  'dir-no-pkcs15',
  'dir-blank-before',
  'dir-record-blank',
  'dir-aid-wrong',
  'dir-path-missing',
  'dir-path-dangling',
  'dir-path-malformed',
  'dir-template-overrun',
]);

/** Where DF(PKCS15) stands when EF(DIR) does not say: as the ISO class tells it, as the path has it, where most cards have it. */
async function findFolder(card: PlanCard, path: Uint8Array | null): Promise<Result<number | undefined>> {
  const fids: number[] = [];
  const told = await card.header({ path: '7FFF', place: { from: 'application', fids: [] }, rule: 'folder' });
  if (told.ok && told.value !== null && told.value.fid !== null) fids.push(told.value.fid);
  if (path !== null && path.length >= 2) fids.push(((path.at(-2) ?? 0) << 8) | (path.at(-1) ?? 0));
  for (const fid of [...fids, 0x7f50, 0x5015]) {
    const place = { from: 'mf', fids: [fid] } as const;
    const found = await card.header({ path: `3F00${hexWord(fid)}`, place, rule: 'folder' });
    if (!found.ok && found.error.code !== 'plan-no-object') return found;
    if (found.ok && found.value?.type === 'df') return ok(fid);
  }
  return ok(undefined);
}

/** The record that leads to DF(PKCS15), in place of the one that does not or in an empty one. */
async function planDir(fixing: Fixing): Promise<Result<WritePlan>> {
  const { card, iccid, finding, pageSize } = fixing;
  const dir = await readDirFile(card);
  if (!dir.ok) return dir;
  const { file, present, recordLength, records, template } = dir.value;
  if (recordLength === 0) return noFix(finding, 'EF(DIR) is no record file');
  if (finding.code === 'dir-blank-before') return planDirOrder(fixing, dir.value);
  const folder = await findFolder(card, template?.path ?? null);
  if (!folder.ok) return folder;
  if (folder.value === undefined) return noFix(finding, 'no DF(PKCS15) was found on the card');
  const offset = finding.where.length === undefined ? undefined : finding.where.offset;
  const at = offset === undefined ? -1 : Math.floor(offset / recordLength);
  const number = at >= 0 ? at : records.findIndex(({ kind }) => kind === 'empty');
  const record = encodeDirRecord({ aid: PKCS15_AID, label: template?.label ?? 'PKCS15', fids: [folder.value] });
  if (number < 0 || record.length > recordLength) return noFix(finding, 'EF(DIR) has no room for the record');
  const wanted = present.body.slice();
  wanted.fill(0xff, number * recordLength, (number + 1) * recordLength);
  wanted.set(record, number * recordLength);
  const draft = new PlanDraft(card, iccid, { aid: PKCS15_AID, fids: null }, {}, pageSize);
  const asked = await draft.ask(EF_DIR_PATH, present.header, 'update');
  if (!asked.ok) return asked;
  draft.add({ ...file, name: 'EF(DIR)', recordLength, present: present.body, wanted }, present);
  return draft.compose({ path: EF_DIR_PATH, capacity: present.body.length });
}

/** The record of the application as it stands, in the first empty place before it. */
async function planDirOrder(fixing: Fixing, dir: DirFile): Promise<Result<WritePlan>> {
  const { card, iccid, finding, pageSize } = fixing;
  const { file, present, recordLength, records, template } = dir;
  const blank = records.findIndex(({ kind }) => kind === 'empty');
  const own = template === undefined ? -1 : records.indexOf(template);
  if (blank < 0 || own < blank) return noFix(finding, 'no empty record stands before that of the application');
  const wanted = present.body.slice();
  wanted.copyWithin(blank * recordLength, own * recordLength, (own + 1) * recordLength);
  wanted.fill(0xff, own * recordLength, (own + 1) * recordLength);
  const draft = new PlanDraft(card, iccid, { aid: PKCS15_AID, fids: null }, {}, pageSize);
  const asked = await draft.ask(EF_DIR_PATH, present.header, 'update');
  if (!asked.ok) return asked;
  draft.add({ ...file, name: 'EF(DIR)', recordLength, present: present.body, wanted }, present);
  return draft.compose({ path: EF_DIR_PATH, capacity: present.body.length });
}

async function planFile(fixing: Fixing, record: FixedRecord | undefined): Promise<Result<WritePlan>> {
  const { finding } = fixing;
  if (record !== undefined) return planRecord(fixing, record);
  if (DIR_FAULTS.has(finding.code)) return planDir(fixing);
  return (await planOdf(fixing)) ?? noFix(finding, 'no DODF with a bootstrap object was found');
}

/**
 * Plans what makes a finding go, where that follows from the card itself: nothing is guessed that only its issuer knows. Reads
 * only; nothing is verified or written.
 * @param read of the card in the class in which the plan will run
 * @param pageSize see `makePlan`
 * @returns `fix-none` where no plan is known
 */
export async function planFix(
  link: CardLink,
  read: ReadResult,
  finding: Finding,
  pageSize = 0,
): Promise<Result<WritePlan>> {
  const { iccid } = read.card;
  if (iccid === null) return noFix(finding, 'its ICCID cannot be read, so the card cannot be named');
  const message = await planMessage(link, read, finding, pageSize);
  if (message !== undefined) return message;
  const record = fixedObject(read, finding);
  const dir = DIR_FAULTS.has(finding.code);
  const odf = ODF_FAULTS.has(finding.code);
  if (record === undefined && !dir && !odf) return noFix(finding, 'what to write does not follow from the card');
  const template = templateOf(read);
  const application = dir
    ? { aid: PKCS15_AID, fids: null }
    : { aid: template?.aid ?? null, fids: template?.fids ?? null };
  const card = await openPlanCard(link, read.card, application);
  if (!card.ok) return card;
  const plan = await planFile({ card: card.value, read, iccid, finding, pageSize }, record);
  if (!plan.ok) await card.value.walker.leave();
  return plan;
}
