import { appError } from '../base/app-error.ts';
import { equalBytes, hex, hexWord, isFilled, padEnd } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { decodeMessage } from '../bootstrap/message.ts';
import type { ReadResult } from '../bootstrap/read-result.ts';
import type { AdminProfile } from '../card/admin-profile.ts';
import type { CardLink } from '../card/card-link.ts';
import type { FcpDraft } from '../card/fcp-encode.ts';
import type { FileHeader } from '../card/file-header.ts';
import { encodeIccid } from '../card/iccid.ts';
import { encodeDataObject } from '../pkcs15/dodf.ts';
import { PKCS15_AID } from '../pkcs15/ef-dir.ts';
import { encodeOdf } from '../pkcs15/odf.ts';
import { OIDS } from '../pkcs15/oids.ts';
import type { ResolvedPath } from '../pkcs15/path.ts';
import { encodeTokenInfo } from '../pkcs15/token-info.ts';
import { checkMessage, type MessageAllowance } from './message-check.ts';
import { type ApplicationPlace, openPlanCard, type PlacedFile, type PlanCard, type PresentFile } from './plan-card.ts';
import type { ProfileAccess, ProfileObject, ProvisioningProfile } from './profile.ts';
import { type DirFile, listApplication, readDirFile } from './provision-dir.ts';
import {
  type Directories,
  type DirectoryFile,
  freeIn,
  listOf,
  readDirectories,
  recordBytes,
  samePlace,
  valuePlace,
  withRecords,
} from './provision-directory.ts';
import { PlanDraft } from './provision-draft.ts';
import { type Builder, builderFor, createCommands, headerOfNew, transparentEf } from './provision-files.ts';
import { grownList, readsWithPin } from './provision-grow.ts';
import { dfSecurity, efSecurity } from './provision-rules.ts';
import type { WritePlan } from './write-plan.ts';

export interface ProvisionOptions {
  /** How the card takes commands of administration. */
  readonly admin: AdminProfile;
  readonly allowance?: MessageAllowance;
}

/** A profile's card in the making. */
interface Job {
  readonly draft: PlanDraft;
  readonly builder: Builder;
  readonly profile: ProvisioningProfile;
  readonly options: ProvisionOptions;
  /** Header of the application's DF, as it is or will be. */
  readonly folder: FileHeader;
  readonly directories: Directories;
}

const MF: ResolvedPath = { from: 'mf', fids: [] };
const number = (text: string) => Number.parseInt(text, 16);
const inside = (fid: string): ResolvedPath => ({ from: 'application', fids: [number(fid)] });

/** A file of the profile, on the card or not. */
interface Wish {
  readonly file: PlacedFile;
  readonly name: string;
  readonly size: number;
  readonly access: ProfileAccess | undefined;
  readonly own?: readonly Uint8Array[];
}

/** Adds a file that is not on the card: made, or refused where the profile says that it is there. */
async function addNew(
  job: Job,
  { file, name, size, access, own = [] }: Wish,
  content: Uint8Array,
): Promise<Result<void>> {
  const { draft, builder, profile, folder } = job;
  const { path, place } = file;
  if (profile.files === 'fixed') return err(appError('provision-missing', { file: path, name }));
  if (builder.mode === '2g') return err(appError('provision-class', { file: path }));
  const security = efSecurity(access);
  const made = transparentEf(place.fids.at(-1) ?? 0, size, security);
  const commands = createCommands(builder, made, place, draft.application.fids);
  const header = headerOfNew(made);
  if (!commands.ok) return commands;
  if (!header.ok) return header;
  const acts = [
    [draft.file({ from: 'application', fids: [] }, 'folder').path, folder, 'create-ef'],
    [path, header.value, 'update'],
    // It is read back whole.
    [path, header.value, 'read'],
  ] as const;
  for (const [where, who, act] of acts) {
    const asked = await draft.ask(where, who, act);
    if (!asked.ok) return asked;
  }
  draft.add({ ...file, name, own, present: null, wanted: padEnd(content, size, 0xff), ...commands.value }, null);
  return ok(undefined);
}

/** Adds a file that is on the card. */
async function addPresent(
  { draft }: Job,
  { file, name, own = [] }: Pick<Wish, 'file' | 'name' | 'own'>,
  present: PresentFile,
  wanted: Uint8Array,
): Promise<Result<void>> {
  const asked = equalBytes(present.body, wanted) ? ok(undefined) : await draft.ask(file.path, present.header, 'update');
  if (!asked.ok) return asked;
  draft.add({ ...file, name, own, present: present.body, wanted }, present);
  return ok(undefined);
}

const isBlank = (body: Uint8Array) => isFilled(body, 0xff) || isFilled(body, 0x00);

async function addTokenInfo(job: Job): Promise<Result<void>> {
  const { profile, draft } = job;
  const { tokenInfo } = profile;
  if (tokenInfo === undefined) return ok(undefined);
  const file = draft.file(inside(tokenInfo.fid), 'list');
  const present = await draft.card.read(file);
  if (!present.ok) return present;
  const { label, manufacturer, size, access } = tokenInfo;
  const content = encodeTokenInfo({
    serialNumber: encodeIccid(draft.iccid),
    ...(manufacturer !== undefined && { manufacturer }),
    ...(label !== undefined && { label }),
  });
  const name = 'EF(TokenInfo)';
  const room = present.value?.body.length ?? size;
  if (content.length > room)
    return err(appError('provision-room', { name, file: file.path, free: room, needed: content.length }));
  if (present.value === null) return addNew(job, { file, name, size, access, own: [content] }, content);
  // Somebody's token is left as it is: no step of a device reads it.
  if (!isBlank(present.value.body)) return ok(undefined);
  return addPresent(job, { file, name, own: [content] }, present.value, padEnd(content, room, 0xff));
}

/** The body with a message, and FF over what is left of another one. */
function contentBody(body: Uint8Array, message: Uint8Array): Uint8Array {
  const wanted = isBlank(body) ? new Uint8Array(body.length).fill(0xff) : body.slice();
  wanted.fill(0xff, 0, Math.max(decodeMessage(body).size, message.length));
  wanted.set(message);
  return wanted;
}

/** A content file that was added: its size, and whether a PIN stands before reading it. */
interface Content {
  readonly capacity: number;
  readonly pin: boolean;
}

async function addContent(job: Job, object: ProfileObject, message: Uint8Array): Promise<Result<Content>> {
  const { draft, directories } = job;
  const place = inside(object.fid);
  const file = draft.file(place, 'message');
  const name = 'EF(DM_Bootstrap)';
  const dm = (object.oid ?? OIDS.dmBootstrap) === OIDS.dmBootstrap;
  const accepted = checkMessage(message, { dm }, job.options.allowance ?? {});
  if (!accepted.ok) return accepted;
  const present = await draft.card.read(file);
  if (!present.ok) return present;
  const size = object.size ?? Math.ceil(message.length / 256) * 256;
  const capacity = present.value?.body.length ?? size;
  const excess = message.length - capacity;
  if (excess > 0) return err(appError('plan-too-long', { length: message.length, file: file.path, capacity, excess }));
  if (present.value === null) {
    const added = await addNew(job, { file, name, size, access: object.access }, message);
    if (!added.ok) return added;
    const header = headerOfNew(transparentEf(number(object.fid), size, efSecurity(object.access)));
    return header.ok ? withPin(job, capacity, header.value) : header;
  }
  const { body } = present.value;
  const named = directories.dodfs.some(({ objects }) =>
    objects.some((item) => {
      const value = valuePlace(draft, item);
      return value !== undefined && samePlace(value, place);
    }),
  );
  if (!named && !isBlank(body))
    return err(
      appError('provision-occupied', { name, file: file.path, reason: 'it is not empty, and nothing points to it' }),
    );
  const added = await addPresent(job, { file, name }, present.value, contentBody(body, message));
  return added.ok ? withPin(job, capacity, present.value.header) : added;
}

async function withPin({ draft }: Job, capacity: number, header: FileHeader | null): Promise<Result<Content>> {
  const pin = header === null ? ok(false) : await readsWithPin(draft, header);
  return pin.ok ? ok({ capacity, pin: pin.value }) : pin;
}

/** The records of an object in the DODF: one, or one of each form. */
function recordsOf({ label, fid, form = 'opaque', oid = OIDS.dmBootstrap, flags }: ProfileObject, pin: boolean) {
  // The flag says what the file's rule does (D.2.4, D.3.4).
  const shown = { private: flags?.private ?? pin, modifiable: flags?.modifiable ?? false };
  const forms = form === 'both' ? (['opaque', 'oid'] as const) : [form];
  return forms.map((item) =>
    encodeDataObject({
      form: item,
      label,
      ...((shown.private || shown.modifiable) && { flags: shown }),
      oid,
      path: { path: hex(fid) },
    }),
  );
}

/** An object of the same kind that is on the card already, elsewhere: two would leave it to the device which it takes. */
function rival({ draft, directories, profile }: Job) {
  const places = profile.objects.map(({ fid }) => inside(fid));
  const oids = profile.objects.map(({ oid = OIDS.dmBootstrap }) => oid);
  for (const { objects, file } of directories.dodfs)
    for (const object of objects) {
      const place = valuePlace(draft, object);
      const ours = place !== undefined && places.some((item) => samePlace(item, place));
      if (object.oid !== null && oids.includes(object.oid) && !ours)
        return { label: object.label ?? object.oid, file: file.path };
    }
  return undefined;
}

/** Puts records behind those of a list; made larger where the card can and it is too short. */
async function addRecords(
  job: Job,
  name: string,
  { file, present }: DirectoryFile,
  records: readonly Uint8Array[],
): Promise<Result<void>> {
  const there = recordBytes(present.body);
  const missing = records.filter((record) => !there.some((other) => equalBytes(other, record)));
  const needed = missing.reduce((sum, { length }) => sum + length, 0);
  if (needed <= freeIn(present.body))
    return addPresent(job, { file, name, own: missing }, present, withRecords(present.body, missing));
  return grownList(job.draft, job.builder, { file, name, present, missing, needed });
}

async function addDodf(job: Job, records: readonly Uint8Array[]): Promise<Result<void>> {
  const { draft, profile, directories } = job;
  const { dodf } = profile;
  const place = inside(dodf.fid);
  const name = 'EF(DODF-bootstrap)';
  const listed = directories.dodfs.find((item) => samePlace(item.file.place, place));
  if (listed !== undefined) return addRecords(job, name, listed, records);
  const file = draft.file(place, 'list');
  const present = await draft.card.read(file);
  if (!present.ok) return present;
  const content = listOf(records, 0);
  if (present.value === null) {
    if (content.length > dodf.size)
      return err(appError('provision-room', { name, file: file.path, free: dodf.size, needed: content.length }));
    return addNew(job, { file, name, size: dodf.size, access: dodf.access, own: records }, content);
  }
  const others = recordBytes(present.value.body).some((there) => !records.some((record) => equalBytes(there, record)));
  if (others)
    return err(
      appError('provision-occupied', { name, file: file.path, reason: 'EF(ODF) does not list it, and it has records' }),
    );
  return addRecords(job, name, { file, present: present.value }, records);
}

async function addOdf(job: Job): Promise<Result<void>> {
  const { draft, profile, directories } = job;
  const { odf } = profile;
  const place = inside(profile.dodf.fid);
  if (directories.dodfs.some(({ file }) => samePlace(file.place, place))) return ok(undefined);
  const entry = encodeOdf([{ kind: 'dataObjects', path: hex(profile.dodf.fid) }]);
  const name = 'EF(ODF)';
  if (directories.odf !== null) return addRecords(job, name, directories.odf, [entry]);
  const file = draft.file(directories.odfPlace, 'list');
  return addNew(job, { file, name, size: odf.size, access: odf.access, own: [entry] }, entry);
}

/** Memory for the DF: twice what its files take, so that they can grow. */
function folderSize(
  { application, odf, dodf, tokenInfo, objects }: ProvisioningProfile,
  messages: readonly Uint8Array[],
) {
  const contents = objects.map(({ size }, i) => size ?? Math.ceil((messages[i]?.length ?? 0) / 256) * 256);
  const files = [odf.size, dodf.size, tokenInfo?.size ?? 0, ...contents];
  return application.size ?? 2 * files.reduce((sum, size) => sum + size, 0);
}

/** The application's DF: as it is, or made. @returns its header */
async function enterFolder(
  draft: PlanDraft,
  builder: Builder,
  profile: ProvisioningProfile,
  listed: boolean,
  size: number,
): Promise<Result<FileHeader>> {
  const { card, application, hints } = draft;
  const name = 'DF(PKCS15)';
  const own = await card.header(draft.file({ from: 'application', fids: [] }, 'folder'));
  if (!own.ok) return own;
  if (own.value !== null) return ok(own.value);
  const fids = application.fids ?? [];
  const path = `3F00${fids.map(hexWord).join('')}`;
  const file: PlacedFile = { path, place: { from: 'mf', fids }, rule: 'folder' };
  if (listed)
    return err(appError('provision-dir', { reason: `it lists PKCS#15 in ${path}, which cannot be selected` }));
  if (profile.files === 'fixed') return err(appError('provision-missing', { file: path, name }));
  const there = await card.header(file);
  if (!there.ok) return there;
  if (there.value !== null)
    return err(
      appError('provision-occupied', { name, file: path, reason: 'it does not answer to the application’s AID' }),
    );
  if (builder.mode === '2g') return err(appError('provision-class', { file: path }));
  const above: PlacedFile = { path: path.slice(0, -4), place: { from: 'mf', fids: fids.slice(0, -1) }, rule: 'folder' };
  const parent = await card.header(above);
  if (!parent.ok) return parent;
  if (parent.value === null) return err(appError('provision-missing', { file: above.path, name: 'DF' }));
  const made: FcpDraft = {
    fid: fids.at(-1) ?? 0,
    file: {
      kind: 'df',
      ...(application.aid !== null && { aid: application.aid }),
      totalSize: size,
      // The keys that count in it are those of the card (TS 102 222 6.3.2.2.2: the PIN status template is mandatory).
      pins: (hints.pins ?? []).map(({ reference, enabled, usage }) => ({
        reference,
        enabled,
        ...(usage !== undefined && { usage }),
      })),
    },
    lifeCycle: 'activated',
    security: dfSecurity(profile.application.admin),
  };
  const commands = createCommands(builder, made, file.place, fids);
  const header = headerOfNew(made);
  if (!commands.ok) return commands;
  if (!header.ok) return header;
  const asked = await draft.ask(above.path, parent.value, 'create-df');
  if (!asked.ok) return asked;
  draft.add({ ...file, name, present: null, wanted: new Uint8Array(), ...commands.value }, null);
  return header;
}

async function fill(job: Job, messages: readonly Uint8Array[]): Promise<Result<number>> {
  const taken = rival(job);
  if (taken !== undefined) return err(appError('provision-exists', taken));
  const token = await addTokenInfo(job);
  if (!token.ok) return token;
  let capacity = 0;
  const records: Uint8Array[] = [];
  for (const [i, object] of job.profile.objects.entries()) {
    const added = await addContent(job, object, messages[i] ?? new Uint8Array());
    if (!added.ok) return added;
    if (i === 0) ({ capacity } = added.value);
    records.push(...recordsOf(object, added.value.pin));
  }
  const dodf = await addDodf(job, records);
  if (!dodf.ok) return dodf;
  const odf = await addOdf(job);
  return odf.ok ? ok(capacity) : odf;
}

/** Where a profile puts the application. */
function wishedPlace({ application: { aid, path } }: ProvisioningProfile) {
  return { aid: aid === undefined ? PKCS15_AID : hex(aid), fids: path.map(number) };
}

/**
 * Plans what makes a card carry bootstrap objects as a profile says: what is pointed to before what points to it, the record
 * of EF(DIR) last (docs/write-safety.md). An application that is there keeps all that it has. Reads only.
 * @param messages one for each object of the profile, in its order
 * @returns `provision-…` where the card cannot take it; nothing was written then.
 */
export async function planProvision(
  link: CardLink,
  read: ReadResult,
  profile: ProvisioningProfile,
  messages: readonly Uint8Array[],
  options: ProvisionOptions,
): Promise<Result<WritePlan>> {
  const { iccid } = read.card;
  if (iccid === null)
    return err(appError('plan-no-object', { reason: 'its ICCID cannot be read, so the card cannot be named' }));
  if (messages.length !== profile.objects.length)
    return err(
      appError('provision-messages', {
        profile: profile.name,
        objects: profile.objects.length,
        messages: messages.length,
      }),
    );
  const looked = await openPlanCard(link, read.card, { aid: null, fids: null });
  if (!looked.ok) return looked;
  const dir = await readDirFile(looked.value);
  await looked.value.walker.leave();
  if (!dir.ok) return dir;
  const { template } = dir.value;
  const place = template === undefined ? wishedPlace(profile) : { aid: template.aid, fids: template.fids ?? null };
  const card = await openPlanCard(link, read.card, place);
  if (!card.ok) return card;
  const planned = await planOn(card.value, dir.value, { iccid, place, profile, messages, options });
  // Leaving twice does no harm; leaving never would keep a channel open.
  if (!planned.ok) await card.value.walker.leave();
  return planned;
}

interface Order {
  readonly iccid: string;
  readonly place: ApplicationPlace;
  readonly profile: ProvisioningProfile;
  readonly messages: readonly Uint8Array[];
  readonly options: ProvisionOptions;
}

async function planOn(card: PlanCard, dir: DirFile, order: Order): Promise<Result<WritePlan>> {
  const { iccid, place, profile, messages, options } = order;
  const { application } = profile;
  const root = await card.header({ path: '3F00', place: MF, rule: 'folder' });
  if (!root.ok) return root;
  const hints = { pins: root.value?.pins ?? [], fallback: profile.key ?? 'adm1' };
  const draft = new PlanDraft(card, iccid, place, hints);
  const builder = builderFor(card, options.admin);
  const listed = dir.template !== undefined;
  const folder = await enterFolder(draft, builder, profile, listed, folderSize(profile, messages));
  if (!folder.ok) return folder;
  const directories = await readDirectories(draft, dir.template, number(profile.odf.fid));
  if (!directories.ok) return directories;
  const job: Job = { draft, builder, profile, options, folder: folder.value, directories: directories.value };
  const capacity = await fill(job, messages);
  if (!capacity.ok) return capacity;
  const { aid, fids } = wishedPlace(profile);
  const { label } = application;
  const entered = await listApplication(draft, dir, { aid, fids, ...(label !== undefined && { label }) });
  if (!entered.ok) return entered;
  const [first] = profile.objects;
  const { path } = draft.file(inside(first?.fid ?? ''), 'message');
  return draft.compose({ path, capacity: capacity.value });
}
