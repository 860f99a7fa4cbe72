import { appError } from '../base/app-error.ts';
import { padEnd } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { accessOf } from '../bootstrap/access-need.ts';
import type { FileAct } from '../card/access-acts.ts';
import { clausesOf } from '../card/access-expression.ts';
import type { FileHeader } from '../card/file-header.ts';
import { isPinReference, keyReference } from '../card/key-names.ts';
import type { PlacedFile, PresentFile } from './plan-card.ts';
import { freeIn, withRecords } from './provision-directory.ts';
import type { PlanDraft } from './provision-draft.ts';
import { type Builder, resizeCommands } from './provision-files.ts';

/** True where the card's rules leave a way to do something with a file, or tell nothing. */
export async function mayDo({ card, hints }: PlanDraft, header: FileHeader, act: FileAct): Promise<Result<boolean>> {
  const access = await accessOf(card.walker, header, act, hints.pins);
  if (!access.ok) return access;
  if ('missing' in access.value) return ok(false);
  return ok(!('answer' in access.value) || access.value.answer.kind !== 'never');
}

/** True where a PIN stands before reading, switched on or not. */
export async function readsWithPin({ card }: PlanDraft, header: FileHeader): Promise<Result<boolean>> {
  const access = await accessOf(card.walker, header, 'read');
  if (!access.ok) return access;
  if (!('answer' in access.value)) return ok(false);
  const references = clausesOf(access.value.answer)
    .flat()
    .map((ref) => keyReference(ref, '3g'));
  return ok(references.some((reference) => reference !== undefined && isPinReference(reference)));
}

/** True where RESIZE FILE is a way for this file: the ISO class, a profile that has it, a rule that allows it. */
export async function canResize(draft: PlanDraft, builder: Builder, file: PlacedFile, header: FileHeader | null) {
  if (builder.mode === '2g' || header === null) return ok(false);
  const commands = resizeCommands(builder, file.place, draft.application.fids, 1);
  return commands.ok ? mayDo(draft, header, 'resize') : ok(false);
}

/** A list that is too short for records of ours. */
export interface ShortList {
  readonly file: PlacedFile;
  readonly name: string;
  readonly present: PresentFile;
  readonly missing: readonly Uint8Array[];
  /** Bytes of the records. */
  readonly needed: number;
}

/** Makes a list longer and puts our records behind the others; `provision-room` where the card cannot. */
export async function grownList(
  draft: PlanDraft,
  builder: Builder,
  { file, name, present, missing, needed }: ShortList,
): Promise<Result<void>> {
  const { body, header } = present;
  const free = freeIn(body);
  const able = await canResize(draft, builder, file, header);
  if (!able.ok) return able;
  if (!able.value) return err(appError('provision-room', { name, file: file.path, free, needed }));
  const size = body.length + needed - free;
  const make = resizeCommands(builder, file.place, draft.application.fids, size);
  if (!make.ok) return make;
  for (const act of ['resize', 'update'] as const) {
    const asked = await draft.ask(file.path, header, act);
    if (!asked.ok) return asked;
  }
  const wanted = withRecords(padEnd(body, size, 0xff), missing);
  draft.add({ ...file, name, own: missing, present: body, wanted, make: make.value }, present);
  return ok(undefined);
}
