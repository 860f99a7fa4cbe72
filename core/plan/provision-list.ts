import { appError } from '../base/app-error.ts';
import { padEnd } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Span } from '../base/span.ts';
import { isUnsafe, listUpdates } from './file-update.ts';
import type { PlacedFile, PresentFile } from './plan-card.ts';
import type { Directories, ListedDodf } from './provision-directory.ts';
import type { PlanDraft } from './provision-draft.ts';
import { type Dropping, dropFile } from './provision-drop.ts';
import { createCommands, draftLike, headerOfNew, resizeCommands } from './provision-files.ts';
import { canResize, mayDo } from './provision-grow.ts';

/** A DODF as it shall be. */
export interface ListChange {
  readonly dodf: ListedDodf;
  readonly directories: Directories;
  /** As long as it is, or longer. */
  readonly wanted: Uint8Array;
  /** Our records, before and after. */
  readonly own: readonly Uint8Array[];
}

const DODF_NAME = 'EF(DODF-bootstrap)';
/** Ids with a meaning of their own (TS 102 221 8.6). */
const RESERVED: readonly number[] = [0x3f00, 0x3fff, 0x7fff, 0xffff];

/**
 * A free file id that differs in one byte from another one, so that one UPDATE of one byte leads from one to the other.
 * @param taken ids that something on the card names, whether or not there is such a file
 * @returns undefined where none is free
 */
export async function freeFid(
  draft: PlanDraft,
  near: number,
  taken: readonly number[],
): Promise<Result<number | undefined>> {
  const { fids } = draft.application;
  const steps = Array.from({ length: 0xff }, (_, i) => i + 1);
  const candidates = [
    ...steps.map((step) => (near & 0xff00) | ((near + step) & 0xff)),
    ...steps.map((step) => ((near + (step << 8)) & 0xff00) | (near & 0xff)),
  ];
  for (const fid of candidates) {
    if (taken.includes(fid) || draft.makes(fid) || RESERVED.includes(fid) || fid < 0x0100 || fids?.includes(fid))
      continue;
    const file = draft.file({ from: 'application', fids: [fid] }, 'message');
    const header = await draft.card.header(file);
    if (header.ok && header.value === null) return ok(fid);
    // A file that is there and cannot be looked at is no free place.
    if (!header.ok && header.error.code !== 'plan-no-object') return header;
  }
  return ok(undefined);
}

/** Every file id that a directory names. */
export function namedFids({ entries, dodfs }: Directories): readonly number[] {
  const last = (path: Uint8Array) => ((path.at(-2) ?? 0) << 8) | (path.at(-1) ?? 0);
  const values = dodfs.flatMap(({ objects }) =>
    objects.flatMap(({ value }) => (value.kind === 'path' ? [last(value.path.path)] : [])),
  );
  return [...entries.flatMap(({ path }) => (path ? [last(path.path)] : [])), ...values];
}

/** A body in which the path at `span` ends with another file id. */
export function repointed(body: Uint8Array, { offset, length }: Span, fid: number): Uint8Array {
  const after = body.slice();
  after.set([fid >> 8, fid & 0xff], offset + length - 2);
  return after;
}

/** Plans a new file like one that is there, under another id. @returns undefined where the card cannot make it */
export async function addCopy(
  { draft, builder }: Dropping,
  like: { readonly file: PlacedFile; readonly present: PresentFile; readonly name: string },
  fid: number,
  wanted: Uint8Array,
  own: readonly Uint8Array[] = [],
): Promise<Result<PlacedFile | undefined>> {
  const { header } = like.present;
  if (builder.mode === '2g' || header === null) return ok(undefined);
  const folder = draft.file({ from: 'application', fids: [] }, 'folder');
  const above = await draft.card.header(folder);
  if (!above.ok) return above;
  const model = draftLike(header, fid, wanted.length);
  if (above.value === null || model === undefined) return ok(undefined);
  const able = await mayDo(draft, above.value, 'create-ef');
  if (!able.ok) return able;
  const file = draft.file({ from: 'application', fids: [fid] }, like.file.rule);
  const commands = createCommands(builder, model, file.place, draft.application.fids);
  const made = headerOfNew(model);
  if (!able.value || !commands.ok || !made.ok) return ok(undefined);
  const folderAsked = await draft.ask(folder.path, above.value, 'create-ef');
  if (!folderAsked.ok) return folderAsked;
  for (const act of ['update', 'read'] as const) {
    const asked = await draft.ask(file.path, made.value, act);
    if (!asked.ok) return asked;
  }
  draft.add({ ...file, name: like.name, own, present: null, wanted, ...commands.value }, null);
  return ok(file);
}

/** The DODF under another id, and one byte of the path in EF(ODF) that leads to it; the old one goes. */
async function byNewFile(
  job: Dropping,
  { dodf, directories, wanted, own }: ListChange,
  unsafe: string,
): Promise<Result<void>> {
  const { draft } = job;
  const { odf } = directories;
  const { entry, file, present } = dodf;
  const refused = err(appError('plan-unsafe', { file: file.path, name: DODF_NAME, reason: unsafe }));
  const path = entry.path;
  if (odf === null || path === undefined || file.place.fids.length !== 1) return refused;
  const free = await freeFid(draft, file.place.fids[0] ?? 0, namedFids(directories));
  if (!free.ok) return free;
  if (free.value === undefined) return refused;
  const copy = await addCopy(job, { file, present, name: DODF_NAME }, free.value, wanted, own);
  if (!copy.ok) return copy;
  if (copy.value === undefined) return refused;
  const { body, header } = odf.present;
  const asked = await draft.ask(odf.file.path, header, 'update');
  if (!asked.ok) return asked;
  draft.add(
    { ...odf.file, name: 'EF(ODF)', present: body, wanted: repointed(body, path.pathSpan, free.value) },
    odf.present,
  );
  const dropped = await dropFile(job, DODF_NAME, file, present);
  return dropped.ok ? ok(undefined) : dropped;
}

/**
 * Plans a DODF's way to other records: in place where no cut loses anybody's object; made longer first where it is too
 * short; else by a new file and one byte of the path in EF(ODF), where the card creates files.
 * @returns `plan-unsafe` or `provision-room` where there is no way
 */
export async function changeList(job: Dropping, change: ListChange): Promise<Result<void>> {
  const { draft, builder } = job;
  const { dodf, wanted, own } = change;
  const { file, present } = dodf;
  const { body, header } = present;
  const longer = wanted.length > body.length;
  const updates = listUpdates(padEnd(body, wanted.length, 0xff), wanted, own, draft.cost);
  if (isUnsafe(updates)) return byNewFile(job, change, updates.unsafe);
  const able = longer ? await canResize(draft, builder, file, header) : ok(true);
  if (!able.ok) return able;
  if (!able.value)
    return err(
      appError('provision-room', { name: DODF_NAME, file: file.path, free: 0, needed: wanted.length - body.length }),
    );
  const make = longer ? resizeCommands(builder, file.place, draft.application.fids, wanted.length) : ok([]);
  if (!make.ok) return make;
  const resizing = longer ? await draft.ask(file.path, header, 'resize') : ok(undefined);
  if (!resizing.ok) return resizing;
  const asked = await draft.ask(file.path, header, 'update');
  if (!asked.ok) return asked;
  draft.add({ ...file, name: DODF_NAME, own, present: body, wanted, make: make.value }, present);
  return ok(undefined);
}
