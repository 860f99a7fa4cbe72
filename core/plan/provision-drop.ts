import { ok, type Result } from '../base/result.ts';
import type { FileChange } from './file-change.ts';
import type { PlacedFile, PresentFile } from './plan-card.ts';
import { recordBytes } from './provision-directory.ts';
import type { PlanDraft } from './provision-draft.ts';
import { type Builder, createCommands, deleteCommands, draftLike } from './provision-files.ts';
import { mayDo } from './provision-grow.ts';

/** A plan that takes files away. */
export interface Dropping {
  readonly draft: PlanDraft;
  readonly builder: Builder;
  /** Deleted where the card can; else emptied. */
  readonly deleteFiles: boolean;
}

/**
 * Commands that take a file off, and that would bring it back; undefined where that is not wanted, or the card does not let it
 * go.
 * @param size of the file that would come back
 */
export async function removal(
  { draft, builder, deleteFiles }: Dropping,
  { place }: PlacedFile,
  { header }: PresentFile,
  size: number,
): Promise<Result<Pick<FileChange, 'make' | 'remove'> | undefined>> {
  const { fids } = draft.application;
  if (!deleteFiles || builder.mode === '2g' || header === null) return ok(undefined);
  const remove = deleteCommands(builder, place, fids);
  if (!remove.ok) return ok(undefined);
  const able = await mayDo(draft, header, 'delete');
  if (!able.ok) return able;
  if (!able.value) return ok(undefined);
  const like = draftLike(header, place.fids.at(-1) ?? 0, size);
  const back = like === undefined ? undefined : createCommands(builder, like, place, fids);
  return ok({ remove: remove.value, ...(back?.ok && back.value.make !== undefined && { make: back.value.make }) });
}

/** A file that nobody needs any more. @returns true where it is deleted, false where it is emptied */
export async function dropFile(
  job: Dropping,
  name: string,
  file: PlacedFile,
  present: PresentFile,
): Promise<Result<boolean>> {
  const { draft } = job;
  const { body, header } = present;
  const gone = await removal(job, file, present, body.length);
  if (!gone.ok) return gone;
  const asked = await draft.ask(file.path, header, gone.value === undefined ? 'update' : 'delete');
  if (!asked.ok) return asked;
  const own = file.rule === 'list' ? recordBytes(body) : [];
  const wanted = gone.value === undefined ? new Uint8Array(body.length).fill(0xff) : null;
  draft.add({ ...file, name, own, present: body, wanted, ...gone.value }, present);
  return ok(gone.value !== undefined);
}
