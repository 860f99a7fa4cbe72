import type { AppError } from '../base/app-error.ts';
import { concat, equalBytes } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { BootstrapObject } from '../bootstrap/read-result.ts';
import type { AdminProfile } from '../card/admin-profile.ts';
import type { Asn1Node } from '../pkcs15/asn1.ts';
import type { DataObject } from '../pkcs15/dodf.ts';
import type { DirTemplate } from '../pkcs15/ef-dir.ts';
import { encodePath } from '../pkcs15/path.ts';
import { tlv } from '../tlv/ber-tlv.ts';
import type { PlacedFile, PlanCard, PresentFile } from './plan-card.ts';
import {
  type Directories,
  type ListedDodf,
  listOf,
  readDirectories,
  recordBytes,
  samePlace,
  valuePlace,
} from './provision-directory.ts';
import { PlanDraft } from './provision-draft.ts';
import { type Dropping, dropFile } from './provision-drop.ts';
import { builderFor, resizeCommands } from './provision-files.ts';
import { canResize } from './provision-grow.ts';
import { addCopy, changeList, freeFid, namedFids } from './provision-list.ts';
import type { WritePlan } from './write-plan.ts';

/** How a content file that is too short may get longer. */
export const GROWTH_WAYS = ['auto', 'resize', 'new-file', 'never'] as const;
export type GrowthWay = (typeof GROWTH_WAYS)[number];

export interface Growth {
  /** `auto`: RESIZE FILE where the card can, else a new file. */
  readonly way: GrowthWay;
  readonly admin: AdminProfile;
  /** The file that a new one replaces is deleted where the card can; else it is emptied. */
  readonly deleteFiles: boolean;
}

/** A message that does not fit its file. */
export interface TooLong {
  readonly card: PlanCard;
  readonly iccid: string;
  readonly template: DirTemplate;
  readonly object: BootstrapObject;
  readonly file: PlacedFile;
  readonly name: string;
  readonly present: PresentFile;
  /** Bytes of the message. */
  readonly length: number;
  /** See `makePlan`. */
  readonly pageSize: number;
  /** The body of a file of so many bytes. */
  readonly wanted: (size: number) => Result<Uint8Array>;
  /** What is said where no way leads on: `plan-too-long`. */
  readonly refusal: AppError;
}

interface Pointer {
  readonly dodf: ListedDodf;
  readonly object: DataObject;
}

/** Every object whose value is in a file, whoever's it is. */
function pointersTo(draft: PlanDraft, { dodfs }: Directories, { place }: PlacedFile): readonly Pointer[] {
  return dodfs.flatMap((dodf) =>
    dodf.objects.flatMap((object) => {
      const value = valuePlace(draft, object);
      return value !== undefined && samePlace(value, place) ? [{ dodf, object }] : [];
    }),
  );
}

/** A node in which another one inside it stands with other bytes: its length and those above follow, all else stays. */
function replaced(body: Uint8Array, node: Asn1Node, inner: Asn1Node, bytes: Uint8Array): Uint8Array {
  if (node === inner) return bytes;
  const child = node.children.find(
    ({ span }) => span.offset <= inner.span.offset && inner.span.offset < span.offset + span.length,
  );
  if (child === undefined) return body.slice(node.span.offset, node.span.offset + node.span.length);
  const end = node.valueSpan.offset + node.valueSpan.length;
  return tlv(
    node.tag,
    body.subarray(node.valueSpan.offset, child.span.offset),
    replaced(body, child, inner, bytes),
    body.subarray(child.span.offset + child.span.length, end),
  );
}

/** The record of an object with its path led to another file id, and its length where it has one. */
function redirected(
  body: Uint8Array,
  { node, value }: DataObject,
  fid: number | undefined,
  length: number,
): Uint8Array {
  if (value.kind !== 'path') return body.slice(node.span.offset, node.span.offset + node.span.length);
  const { path, index, length: limit } = value.path;
  const led = path.slice();
  if (fid !== undefined) led.set([fid >> 8, fid & 0xff], led.length - 2);
  const encoded = encodePath({
    path: led,
    ...(index !== undefined && { index }),
    ...(limit !== undefined && { length: Math.max(limit, length) }),
  });
  // Where nothing but the id changes, no byte beside it does.
  if (limit === undefined || limit >= length) {
    const whole = body.slice(node.span.offset, node.span.offset + node.span.length);
    whole.set(led, value.path.pathSpan.offset - node.span.offset);
    return whole;
  }
  return replaced(body, node, value.node, encoded);
}

/** Leads all pointers of a content file elsewhere, or allows them more of it. */
async function redirect(
  job: Dropping,
  directories: Directories,
  pointers: readonly Pointer[],
  fid: number | undefined,
  length: number,
): Promise<Result<void>> {
  for (const dodf of new Set(pointers.map((pointer) => pointer.dodf))) {
    const { body } = dodf.present;
    const changed = pointers
      .filter((pointer) => pointer.dodf === dodf)
      .map(({ object }) => {
        const { offset, length: size } = object.node.span;
        return { before: body.slice(offset, offset + size), after: redirected(body, object, fid, length) };
      });
    const records = recordBytes(body).map(
      (record) => changed.find(({ before }) => equalBytes(before, record))?.after ?? record,
    );
    const size = Math.max(body.length, concat(...records).length);
    const own = changed.flatMap(({ before, after }) => [before, after]);
    const wanted = listOf(records, size);
    if (equalBytes(wanted, body)) continue;
    const done = await changeList(job, { dodf, directories, wanted, own });
    if (!done.ok) return done;
  }
  return ok(undefined);
}

/** In the file itself, made longer by RESIZE FILE where it has to be. @returns undefined where that is no way */
async function byResize(job: Dropping, task: TooLong, size: number): Promise<Result<PlacedFile | undefined>> {
  const { draft, builder } = job;
  const { file, name, present, object } = task;
  const { body, header } = present;
  const longer = size > body.length;
  const able = longer ? await canResize(draft, builder, file, header) : ok(true);
  if (!able.ok) return able;
  if (!able.value) return ok(undefined);
  const wanted = task.wanted(size);
  if (!wanted.ok) return wanted;
  const make = longer ? resizeCommands(builder, file.place, draft.application.fids, size) : ok([]);
  if (!make.ok) return make;
  for (const act of longer ? (['resize', 'update'] as const) : (['update'] as const)) {
    const asked = await draft.ask(file.path, header, act);
    if (!asked.ok) return asked;
  }
  const { offset: start } = object;
  draft.add({ ...file, name, start, present: body, wanted: wanted.value, make: make.value }, present);
  return ok(file);
}

/** In a new file, to which one byte of the path in the DODF leads then. @returns undefined where that is no way */
async function byNewFile(
  job: Dropping,
  task: TooLong,
  directories: Directories,
  size: number,
): Promise<Result<PlacedFile | undefined>> {
  const { draft } = job;
  const { file, name, present } = task;
  const fid = await freeFid(draft, file.place.fids.at(-1) ?? 0, namedFids(directories));
  if (!fid.ok) return fid;
  if (fid.value === undefined || file.place.fids.length !== 1) return ok(undefined);
  const wanted = task.wanted(size);
  if (!wanted.ok) return wanted;
  const made = await addCopy(job, { file, name, present }, fid.value, wanted.value);
  if (!made.ok || made.value === undefined) return made;
  const pointers = pointersTo(draft, directories, file);
  const led = await redirect(job, directories, pointers, fid.value, task.length);
  if (!led.ok) return led;
  const dropped = await dropFile(job, name, file, present);
  return dropped.ok ? ok(made.value) : dropped;
}

/**
 * Plans a message that is longer than its file: the file gets longer, or a new one takes its place, whichever way is asked
 * for and the card has; a Path.length in the DODF that would cut it off follows.
 * @returns the task's refusal where there is no way; nothing is written then.
 */
export async function planLarger(task: TooLong, growth: Growth): Promise<Result<WritePlan>> {
  const { card, iccid, template, object, present, file, refusal } = task;
  const application = { aid: template.aid, fids: template.fids ?? null };
  const root = await card.header({ path: '3F00', place: { from: 'mf', fids: [] }, rule: 'folder' });
  if (!root.ok) return root;
  const draft = new PlanDraft(card, iccid, application, { pins: root.value?.pins ?? [] }, task.pageSize);
  const directories = await readDirectories(draft, template, 0x5031);
  if (!directories.ok) return directories;
  const job: Dropping = { draft, builder: builderFor(card, growth.admin), deleteFiles: growth.deleteFiles };
  const size = Math.max(present.body.length, object.offset + task.length);
  const pointers = pointersTo(draft, directories.value, file);
  // Where others have parts of the file, it is theirs as well.
  const start = ({ value }: DataObject) => (value.kind === 'path' ? (value.path.index ?? 0) : 0);
  if (pointers.some((pointer) => start(pointer.object) !== object.offset)) return err(refusal);
  const { way } = growth;
  let done: Result<PlacedFile | undefined> = ok(undefined);
  if (way === 'auto' || way === 'resize') {
    done = await byResize(job, task, size);
    if (done.ok && done.value !== undefined) {
      const led = await redirect(job, directories.value, pointers, undefined, task.length);
      if (!led.ok) return led;
    }
  }
  if (done.ok && done.value === undefined && (way === 'auto' || way === 'new-file'))
    done = await byNewFile(job, task, directories.value, size);
  if (!done.ok) return done;
  if (done.value === undefined) return err(refusal);
  return draft.compose({ path: done.value.path, capacity: size, start: object.offset });
}
