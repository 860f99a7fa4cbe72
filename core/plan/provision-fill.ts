import { appError } from '../base/app-error.ts';
import { equalBytes, hex, isFilled, padEnd } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { decodeMessage } from '../bootstrap/message.ts';
import type { FileHeader } from '../card/file-header.ts';
import { encodeIccid } from '../card/iccid.ts';
import { encodeDataObject } from '../pkcs15/dodf.ts';
import { encodeOdf } from '../pkcs15/odf.ts';
import { OIDS } from '../pkcs15/oids.ts';
import { encodeTokenInfo } from '../pkcs15/token-info.ts';
import { checkMessage } from './message-check.ts';
import type { ProfileObject } from './profile.ts';
import {
  type DirectoryFile,
  freeIn,
  listOf,
  recordBytes,
  samePlace,
  valuePlace,
  withRecords,
} from './provision-directory.ts';
import { headerOfNew, transparentEf } from './provision-files.ts';
import { grownList, readsWithPin } from './provision-grow.ts';
import { addNew, addPresent, inside, type Job, number } from './provision-job.ts';
import { efSecurity } from './provision-rules.ts';

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
  // No step of a device needs it: a card that has fixed files, and not this one, does without.
  if (present.value === null)
    return profile.files === 'fixed'
      ? ok(undefined)
      : addNew(job, { file, name, size, access, own: [content] }, content);
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

/**
 * Adds every file of a profile below its DF, what is pointed to before what points to it.
 * @returns bytes of the first object's content file
 */
export async function addFiles(job: Job, messages: readonly Uint8Array[]): Promise<Result<number>> {
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
