import { appError } from '../base/app-error.ts';
import { concat, equalBytes, isFilled, padEnd } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { templateOf } from '../bootstrap/application-template.ts';
import type { BootstrapObject, ReadResult } from '../bootstrap/read-result.ts';
import type { AdminProfile } from '../card/admin-profile.ts';
import type { CardLink } from '../card/card-link.ts';
import { encodeDataObject } from '../pkcs15/dodf.ts';
import { OIDS, PROVISIONING_OIDS } from '../pkcs15/oids.ts';
import { checkMessage, type MessageAllowance } from './message-check.ts';
import { openPlanCard, type PlacedFile, type PlanCard } from './plan-card.ts';
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
import { builderFor } from './provision-files.ts';
import { addCopy, changeList, freeFid, namedFids } from './provision-list.ts';
import type { WritePlan } from './write-plan.ts';

/** What shall become of the objects of a card. Objects are counted from 0, as `ReadResult.objects` has them. */
export type ObjectsAct =
  | {
      readonly kind: 'add';
      readonly message: Uint8Array;
      readonly label: string;
      readonly form: 'opaque' | 'oid';
      /** The object that it comes before; undefined: behind all others. */
      readonly before?: number;
      /** File id of an empty file that is there; undefined: one is created. */
      readonly fid?: number;
      /** Bytes of the file that is created; default as many as the message takes, rounded up to 256. */
      readonly size?: number;
      readonly allowance?: MessageAllowance;
    }
  | { readonly kind: 'remove'; readonly object: number }
  /** All bootstrap objects of one DODF, in their new order. */
  | { readonly kind: 'reorder'; readonly order: readonly number[] };

export interface ObjectsOptions {
  readonly admin: AdminProfile;
  /** Files that nobody needs any more are deleted where the card can; else they are emptied. */
  readonly deleteFiles: boolean;
  /** See `makePlan`. */
  readonly pageSize?: number;
}

interface Job extends Dropping {
  readonly read: ReadResult;
  readonly directories: Directories;
}

const NAME = 'EF(DM_Bootstrap)';

function noObject(reason: string) {
  return err(appError('plan-no-object', { reason }));
}

function dodfOf({ directories }: Job, object: BootstrapObject): ListedDodf | undefined {
  return directories.dodfs.find(({ file }) => file.path === object.dodf);
}

const recordOf = ({ present }: ListedDodf, { span }: BootstrapObject) =>
  present.body.slice(span.offset, span.offset + span.length);

/** Objects of the kinds that this is about; all others in a DODF are somebody else's. */
function isBootstrap({ dm, oid }: BootstrapObject): boolean {
  return dm || oid === OIDS.lwm2mBootstrap || PROVISIONING_OIDS.includes(oid);
}

/** The bootstrap objects of a DODF: those that a device may miss for a moment. */
function bootstrapObjects({ read }: Job, dodf: ListedDodf): readonly BootstrapObject[] {
  return read.objects.filter((object) => object.dodf === dodf.file.path && isBootstrap(object));
}

/** Leads a DODF to other records. */
async function toRecords(job: Job, dodf: ListedDodf, records: readonly Uint8Array[]): Promise<Result<void>> {
  const size = Math.max(dodf.present.body.length, concat(...records).length);
  const old = recordBytes(dodf.present.body);
  const gained = records.filter((record) => !old.some((other) => equalBytes(other, record)));
  const own = [...bootstrapObjects(job, dodf).map((object) => recordOf(dodf, object)), ...gained];
  return changeList(job, { dodf, directories: job.directories, wanted: listOf(records, size), own });
}

/** The content file of a new object: an empty one that is there, or one made like those that are. */
async function addContent(
  job: Job,
  act: Extract<ObjectsAct, { kind: 'add' }>,
  like: BootstrapObject,
  dodf: ListedDodf,
): Promise<Result<PlacedFile>> {
  const { draft, directories } = job;
  const { message, fid } = act;
  if (fid !== undefined) {
    const file = draft.file({ from: 'application', fids: [fid] }, 'message');
    const present = await draft.card.read(file);
    if (!present.ok) return present;
    if (present.value === null) return err(appError('provision-missing', { name: NAME, file: file.path }));
    const { body, header } = present.value;
    const named = namedFids(directories).includes(fid);
    if (named || !(isFilled(body, 0xff) || isFilled(body, 0x00)))
      return err(appError('provision-occupied', { name: NAME, file: file.path, reason: 'it is not empty' }));
    const excess = message.length - body.length;
    if (excess > 0)
      return err(appError('plan-too-long', { length: message.length, file: file.path, capacity: body.length, excess }));
    const asked = await draft.ask(file.path, header, 'update');
    if (!asked.ok) return asked;
    draft.add({ ...file, name: NAME, present: body, wanted: padEnd(message, body.length, 0xff) }, present.value);
    return ok(file);
  }
  const listed = dodf.objects.find(({ span }) => span.offset === like.span.offset);
  const place = listed && valuePlace(draft, listed);
  const model = place && draft.file(place, 'message');
  const present = model === undefined ? ok(null) : await draft.card.read(model);
  if (!present.ok) return present;
  if (model === undefined || present.value === null) return noObject(`${like.path} is not there`);
  const free = await freeFid(draft, model.place.fids.at(-1) ?? 0, namedFids(directories));
  if (!free.ok) return free;
  const size = act.size ?? Math.ceil(message.length / 256) * 256;
  const excess = message.length - size;
  if (excess > 0)
    return err(appError('plan-too-long', { length: message.length, file: 'the new file', capacity: size, excess }));
  const made =
    free.value === undefined
      ? ok(undefined)
      : await addCopy(
          job,
          { file: model, name: NAME, present: present.value },
          free.value,
          padEnd(message, size, 0xff),
        );
  if (!made.ok) return made;
  return made.value === undefined
    ? err(appError('provision-class', { file: 'The file of the object' }))
    : ok(made.value);
}

async function add(job: Job, act: Extract<ObjectsAct, { kind: 'add' }>): Promise<Result<PlacedFile>> {
  const { read } = job;
  const accepted = checkMessage(act.message, { dm: true }, act.allowance ?? {});
  if (!accepted.ok) return accepted;
  const like = read.objects[act.before ?? read.chosen ?? 0];
  const dodf = like && dodfOf(job, like);
  if (like === undefined || dodf === undefined) return noObject('the new one has no object to stand beside');
  const file = await addContent(job, act, like, dodf);
  if (!file.ok) return file;
  const fid = file.value.place.fids.at(-1) ?? 0;
  const record = encodeDataObject({
    form: act.form,
    label: act.label,
    ...((like.flags.private || like.flags.modifiable) && { flags: like.flags }),
    oid: OIDS.dmBootstrap,
    path: { path: Uint8Array.of(fid >> 8, fid & 0xff) },
  });
  const records = recordBytes(dodf.present.body);
  const next = recordOf(dodf, like);
  const at = act.before === undefined ? records.length : records.findIndex((other) => equalBytes(other, next));
  const changed = await toRecords(job, dodf, records.toSpliced(at, 0, record));
  return changed.ok ? file : changed;
}

async function remove(job: Job, index: number): Promise<Result<PlacedFile>> {
  const { read, draft, directories } = job;
  const object = read.objects[index];
  const dodf = object && dodfOf(job, object);
  if (object === undefined || dodf === undefined) return noObject(`there is no object ${index + 1}`);
  if (!isBootstrap(object)) return noObject(`object ${index + 1} (${object.oid}) is somebody else’s`);
  if (read.objects.filter(isBootstrap).length === 1) return err(appError('objects-last', { number: index + 1 }));
  const gone = recordOf(dodf, object);
  const records = recordBytes(dodf.present.body);
  const at = records.findIndex((record) => equalBytes(record, gone));
  const changed = await toRecords(job, dodf, records.toSpliced(at, 1));
  if (!changed.ok) return changed;
  const here = dodf.objects.find(({ span }) => span.offset === object.span.offset);
  const place = here && valuePlace(draft, here);
  if (place === undefined) return ok(dodf.file);
  const file = draft.file(place, 'message');
  const shared = directories.dodfs.some(({ objects }) =>
    objects.some((other) => {
      const value = valuePlace(draft, other);
      return other !== here && value !== undefined && samePlace(value, place);
    }),
  );
  const present = shared ? ok(null) : await draft.card.read(file);
  if (!present.ok) return present;
  const dropped = present.value === null ? ok(false) : await dropFile(job, NAME, file, present.value);
  return dropped.ok ? ok(dodf.file) : dropped;
}

async function reorder(job: Job, order: readonly number[]): Promise<Result<PlacedFile>> {
  const { read } = job;
  const wished = order.map((index) => read.objects[index]);
  const [first] = wished;
  const dodf = first && dodfOf(job, first);
  const own = dodf === undefined ? [] : bootstrapObjects(job, dodf);
  const refused = err(
    appError('objects-order', {
      order: order.map((index) => index + 1).join(','),
      count: own.length,
      dodf: first?.dodf ?? 'the DODF',
    }),
  );
  if (dodf === undefined || wished.length !== own.length || !own.every((object) => wished.includes(object)))
    return refused;
  const queue = wished.flatMap((object) => (object === undefined ? [] : [recordOf(dodf, object)]));
  const places = own.map((object) => recordOf(dodf, object));
  // The places of our records stay theirs: those of others do not move.
  const records = recordBytes(dodf.present.body).map((record) =>
    places.some((other) => equalBytes(other, record)) ? (queue.shift() ?? record) : record,
  );
  const changed = await toRecords(job, dodf, records);
  return changed.ok ? ok(dodf.file) : changed;
}

async function planOn(
  card: PlanCard,
  iccid: string,
  read: ReadResult,
  act: ObjectsAct,
  options: ObjectsOptions,
): Promise<Result<WritePlan>> {
  const template = templateOf(read);
  if (template === undefined) return noObject('EF(DIR) lists no PKCS#15 application');
  const root = await card.header({ path: '3F00', place: { from: 'mf', fids: [] }, rule: 'folder' });
  if (!root.ok) return root;
  const application = { aid: template.aid, fids: template.fids ?? null };
  const draft = new PlanDraft(card, iccid, application, { pins: root.value?.pins ?? [] }, options.pageSize);
  const directories = await readDirectories(draft, template, 0x5031);
  if (!directories.ok) return directories;
  const { deleteFiles } = options;
  const job: Job = {
    draft,
    builder: builderFor(card, options.admin),
    deleteFiles,
    read,
    directories: directories.value,
  };
  const done =
    act.kind === 'add'
      ? await add(job, act)
      : act.kind === 'remove'
        ? await remove(job, act.object)
        : await reorder(job, act.order);
  if (!done.ok) return done;
  return draft.compose({ path: done.value.path, capacity: act.kind === 'add' ? act.message.length : 0 });
}

/**
 * Plans a change of the bootstrap objects that a card lists, in priority order: one more, one less, or another order. Others'
 * objects stay reachable after every cut. Reads only.
 * @param read of the whole chain (`inspect`)
 */
export async function planObjects(
  link: CardLink,
  read: ReadResult,
  act: ObjectsAct,
  options: ObjectsOptions,
): Promise<Result<WritePlan>> {
  const { iccid } = read.card;
  if (iccid === null) return noObject('its ICCID cannot be read, so the card cannot be named');
  const template = templateOf(read);
  const card = await openPlanCard(link, read.card, { aid: template?.aid ?? null, fids: template?.fids ?? null });
  if (!card.ok) return card;
  const plan = await planOn(card.value, iccid, read, act, options);
  // Leaving twice does no harm; leaving never would keep a channel open.
  if (!plan.ok) await card.value.walker.leave();
  return plan;
}
