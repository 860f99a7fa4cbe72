import { appError } from '../base/app-error.ts';
import { equalBytes } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { EF_DIR_PATH } from '../bootstrap/read-application.ts';
import { type DirRecord, type DirTemplate, encodeDirRecord, matchPkcs15Aid, readDir } from '../pkcs15/ef-dir.ts';
import type { PlacedFile, PlanCard, PresentFile } from './plan-card.ts';
import { freeIn, listOf, recordBytes, withRecords } from './provision-directory.ts';
import type { PlanDraft } from './provision-draft.ts';

/** EF(DIR) as it stands. */
export interface DirFile {
  readonly file: PlacedFile;
  readonly present: PresentFile;
  /** 0: transparent. */
  readonly recordLength: number;
  readonly records: readonly DirRecord[];
  readonly template: DirTemplate | undefined;
}

function refused(reason: string) {
  return err(appError('provision-dir', { reason }));
}

/** Reads EF(DIR) whole. @returns `provision-dir` where there is none */
export async function readDirFile(card: PlanCard): Promise<Result<DirFile>> {
  const place = { from: 'mf', fids: [0x2f00] } as const;
  const header = await card.header({ path: EF_DIR_PATH, place, rule: 'list' });
  if (!header.ok) return header;
  if (header.value === null) return refused('it is not on the card');
  const { structure } = header.value;
  if (structure !== 'transparent' && structure !== 'linear') return refused(`it is ${structure}, not linear fixed`);
  const file: PlacedFile = { path: EF_DIR_PATH, place, rule: structure === 'linear' ? 'records' : 'list' };
  const present = await card.read(file);
  if (!present.ok) return present;
  if (present.value === null) return refused('it is not on the card');
  const recordLength = structure === 'linear' ? header.value.recordLength : 0;
  const records = readDir(present.value.body, recordLength);
  const template = records.find(
    (record): record is DirTemplate => record.kind === 'template' && matchPkcs15Aid(record.aid) !== 'none',
  );
  return ok({ file, present: { ...present.value, header: header.value }, recordLength, records, template });
}

interface Template {
  readonly aid: Uint8Array;
  readonly label?: string;
  readonly fids: readonly number[];
}

/** The body with the application's record in the first empty place. */
function bodyWith({ present, recordLength, records }: DirFile, spec: Template): Result<Uint8Array> {
  const { body } = present;
  const whole = encodeDirRecord(spec);
  if (recordLength === 0)
    return freeIn(body) < whole.length
      ? refused(`it has ${freeIn(body)} bytes free, ${whole.length} are needed`)
      : ok(withRecords(body, [whole]));
  // A label is for people (TS 102 221 13.1): a short record goes without.
  const { label: _, ...plain } = spec;
  const record = whole.length > recordLength ? encodeDirRecord(plain) : whole;
  if (record.length > recordLength)
    return refused(`its records have ${recordLength} bytes, ${record.length} are needed`);
  const free = records.find(({ kind }) => kind === 'empty');
  if (free === undefined) return refused(`all ${records.length} records are taken`);
  const after = body.slice();
  after.fill(0xff, free.span.offset, free.span.offset + recordLength);
  after.set(record, free.span.offset);
  return ok(after);
}

async function addChange(draft: PlanDraft, dir: DirFile, wanted: Uint8Array): Promise<Result<void>> {
  const { file, present, recordLength } = dir;
  const asked = await draft.ask(file.path, present.header, 'update');
  if (!asked.ok) return asked;
  const own = recordLength > 0 ? [] : changedRecords(present.body, wanted);
  draft.add({ ...file, name: 'EF(DIR)', recordLength, own, present: present.body, wanted }, present);
  return ok(undefined);
}

/** The records that stand in one of two lists only. */
function changedRecords(before: Uint8Array, after: Uint8Array): readonly Uint8Array[] {
  const [a, b] = [recordBytes(before), recordBytes(after)];
  return [
    ...a.filter((record) => !b.some((other) => equalBytes(record, other))),
    ...b.filter((record) => !a.some((other) => equalBytes(record, other))),
  ];
}

/** Lists the application; nothing to do where it is listed. */
export async function listApplication(draft: PlanDraft, dir: DirFile, spec: Template): Promise<Result<void>> {
  if (dir.template !== undefined) return ok(undefined);
  const wanted = bodyWith(dir, spec);
  return wanted.ok ? addChange(draft, dir, wanted.value) : wanted;
}

/** Takes the application's record off: emptied where it is a record of its own, left out of a transparent file. */
export async function unlistApplication(draft: PlanDraft, dir: DirFile): Promise<Result<void>> {
  const { template, recordLength, present } = dir;
  if (template === undefined) return ok(undefined);
  const { span } = template;
  if (recordLength > 0) {
    const wanted = present.body.slice();
    wanted.fill(0xff, span.offset, span.offset + recordLength);
    return addChange(draft, dir, wanted);
  }
  const gone = present.body.subarray(span.offset, span.offset + span.length);
  const kept = recordBytes(present.body).filter((record) => !equalBytes(record, gone));
  return addChange(draft, dir, listOf(kept, present.body.length));
}
