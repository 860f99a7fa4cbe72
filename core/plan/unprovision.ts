import { appError } from '../base/app-error.ts';
import { equalBytes } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ReadResult } from '../bootstrap/read-result.ts';
import type { AdminProfile } from '../card/admin-profile.ts';
import type { CardLink } from '../card/card-link.ts';
import { rangesOf } from '../files/discovery-ranges.ts';
import { OIDS } from '../pkcs15/oids.ts';
import type { ResolvedPath } from '../pkcs15/path.ts';
import { openPlanCard, type PlacedFile, type PlanCard, type PresentFile } from './plan-card.ts';
import { type DirFile, readDirFile, unlistApplication } from './provision-dir.ts';
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
import { type Dropping, dropFile, removal } from './provision-drop.ts';
import { builderFor } from './provision-files.ts';
import { changeList } from './provision-list.ts';
import type { WritePlan } from './write-plan.ts';

export interface UnprovisionOptions {
  readonly admin: AdminProfile;
  /** Files that hold nothing else are deleted, where the card can; else they are emptied. */
  readonly deleteFiles: boolean;
  /** See `makePlan`. */
  readonly pageSize?: number;
}

/** An application that is taken apart. */
interface Job extends Dropping {
  readonly directories: Directories;
}

const TOKEN_INFO: ResolvedPath = { from: 'application', fids: [0x5032] };
const MF: ResolvedPath = { from: 'mf', fids: [] };

const isOurs = ({ oid }: { readonly oid: string | null }) => oid === OIDS.dmBootstrap;

/** The DODFs that hold objects of ours, with what of each stays. */
function partsOf({ dodfs }: Directories) {
  return dodfs
    .filter(({ objects }) => objects.some(isOurs))
    .map((dodf) => {
      const ours = dodf.objects
        .filter(isOurs)
        .map(({ span }) => dodf.present.body.subarray(span.offset, span.offset + span.length));
      const kept = recordBytes(dodf.present.body).filter((record) => !ours.some((other) => equalBytes(other, record)));
      return { dodf, ours, kept };
    });
}

/** Content files of our objects that no object of somebody else shares. */
function contentsOf({ draft, directories }: Job): readonly ResolvedPath[] {
  const places = (mine: boolean) =>
    directories.dodfs.flatMap(({ objects }) =>
      objects.filter((item) => isOurs(item) === mine).flatMap((item) => valuePlace(draft, item) ?? []),
    );
  const others = places(false);
  const own = places(true).filter((place) => !others.some((other) => samePlace(other, place)));
  return own.filter((place, i) => own.findIndex((other) => samePlace(other, place)) === i);
}

async function dropContents(job: Job): Promise<Result<boolean>> {
  let all = true;
  for (const place of contentsOf(job)) {
    const file = job.draft.file(place, 'message');
    const present = await job.draft.card.read(file);
    if (!present.ok) return present;
    if (present.value === null) continue;
    const gone = await dropFile(job, 'EF(DM_Bootstrap)', file, present.value);
    if (!gone.ok) return gone;
    all &&= gone.value;
  }
  return ok(all);
}

/** True where a folder has files that no change takes off: what nobody named must not go with it. */
async function hasOthers({ draft }: Job, gone: readonly ResolvedPath[]): Promise<Result<boolean>> {
  const path = draft.file({ from: 'application', fids: [] }, 'folder').path;
  const taken = gone.map(({ fids }) => fids.at(-1));
  for (const { first, last } of rangesOf({ kind: 'df', path }, true))
    for (let fid = first; fid <= last; fid++) {
      if (taken.includes(fid)) continue;
      const header = await draft.card.header(draft.file({ from: 'application', fids: [fid] }, 'message'));
      // What cannot be selected for another reason than that it is missing is there.
      if (!header.ok && header.error.code !== 'plan-no-object') return header;
      if (!header.ok || header.value !== null) return ok(true);
    }
  return ok(false);
}

/** The DF itself, once all in it is gone. */
async function dropFolder(job: Job, gone: readonly ResolvedPath[]): Promise<Result<void>> {
  const { draft } = job;
  const { fids } = draft.application;
  if (fids === null || fids.length === 0) return ok(undefined);
  const file: PlacedFile = { ...draft.file({ from: 'application', fids: [] }, 'folder'), place: { from: 'mf', fids } };
  const header = await draft.card.header(file);
  if (!header.ok) return header;
  if (header.value === null) return ok(undefined);
  const present: PresentFile = { body: new Uint8Array(), header: header.value, selecting: 1, reading: 0 };
  const memory = header.value.totalSize ?? 0x1000;
  const removed = await removal(job, file, present, memory);
  if (!removed.ok) return removed;
  if (removed.value === undefined) return ok(undefined);
  const others = await hasOthers(job, gone);
  if (!others.ok) return others;
  if (others.value) return ok(undefined);
  const asked = await draft.ask(file.path, header.value, 'delete');
  if (!asked.ok) return asked;
  draft.add({ ...file, name: 'DF(PKCS15)', present: present.body, wanted: null, ...removed.value }, present);
  return ok(undefined);
}

/** The whole application goes: EF(DIR) first, so that nobody is led to what is half gone. */
async function dropApplication(job: Job, dir: DirFile): Promise<Result<void>> {
  const { draft, directories } = job;
  const unlisted = await unlistApplication(draft, dir);
  if (!unlisted.ok) return unlisted;
  const gone: ResolvedPath[] = [];
  let all = true;
  const drop = async (name: string, file: PlacedFile, present: PresentFile): Promise<Result<void>> => {
    const dropped = await dropFile(job, name, file, present);
    if (!dropped.ok) return dropped;
    gone.push(file.place);
    all &&= dropped.value;
    return ok(undefined);
  };
  if (directories.odf !== null) {
    const odf = await drop('EF(ODF)', directories.odf.file, directories.odf.present);
    if (!odf.ok) return odf;
  }
  for (const dodf of directories.dodfs) {
    const dropped = await drop('EF(DODF-bootstrap)', dodf.file, dodf.present);
    if (!dropped.ok) return dropped;
  }
  const contents = await dropContents(job);
  if (!contents.ok) return contents;
  gone.push(...contentsOf(job));
  const token = draft.file(TOKEN_INFO, 'list');
  const present = await draft.card.read(token);
  if (!present.ok) return present;
  if (present.value !== null) {
    const dropped = await drop('EF(TokenInfo)', token, present.value);
    if (!dropped.ok) return dropped;
  }
  return all && contents.value ? dropFolder(job, gone) : ok(undefined);
}

/** Our part of an application that others share: the DODF's records, then the ODF's entry of a DODF that was ours alone. */
async function dropObjects(job: Job, parts: ReturnType<typeof partsOf>): Promise<Result<void>> {
  const { directories } = job;
  const alone = parts.filter(({ kept }) => kept.length === 0).map(({ dodf }) => dodf);
  const unlisted = await unlistDodfs(job, alone);
  if (!unlisted.ok) return unlisted;
  for (const { dodf, ours, kept } of parts) {
    const body = dodf.present.body;
    const emptied = kept.length > 0 || !unlisted.value.includes(dodf);
    const done = emptied
      ? await changeList(job, { dodf, directories, wanted: listOf(kept, body.length), own: ours })
      : await dropFile(job, 'EF(DODF-bootstrap)', dodf.file, dodf.present);
    if (!done.ok) return done;
  }
  const contents = await dropContents(job);
  return contents.ok ? ok(undefined) : contents;
}

/**
 * Takes entries off EF(ODF), as far as no other stands behind them: an entry in the middle stays, and leads to an empty DODF.
 * @returns the DODFs that are no longer listed
 */
async function unlistDodfs(
  { draft, directories }: Job,
  dodfs: readonly ListedDodf[],
): Promise<Result<readonly ListedDodf[]>> {
  const { odf, entries } = directories;
  const unlisted: ListedDodf[] = [];
  for (const entry of entries.toReversed()) {
    const dodf = dodfs.find((item) => item.entry === entry);
    if (dodf === undefined) break;
    unlisted.push(dodf);
  }
  if (odf === null || unlisted.length === 0) return ok([]);
  const { body, header } = odf.present;
  const own = unlisted.map(({ entry: { span } }) => body.slice(span.offset, span.offset + span.length));
  const kept = recordBytes(body).filter((record) => !own.some((other) => equalBytes(other, record)));
  const asked = await draft.ask(odf.file.path, header, 'update');
  if (!asked.ok) return asked;
  draft.add({ ...odf.file, name: 'EF(ODF)', own, present: body, wanted: listOf(kept, body.length) }, odf.present);
  return ok(unlisted);
}

async function planOn(
  card: PlanCard,
  iccid: string,
  dir: DirFile,
  options: UnprovisionOptions,
): Promise<Result<WritePlan>> {
  const { template } = dir;
  if (template === undefined)
    return err(appError('plan-no-object', { reason: 'EF(DIR) lists no PKCS#15 application' }));
  const root = await card.header({ path: '3F00', place: MF, rule: 'folder' });
  if (!root.ok) return root;
  const draft = new PlanDraft(
    card,
    iccid,
    { aid: template.aid, fids: template.fids ?? null },
    { pins: root.value?.pins ?? [] },
    options.pageSize,
  );
  const directories = await readDirectories(draft, template, 0x5031);
  if (!directories.ok) return directories;
  const builder = builderFor(card, options.admin);
  const job: Job = { draft, builder, deleteFiles: options.deleteFiles, directories: directories.value };
  const parts = partsOf(directories.value);
  if (parts.length === 0)
    return err(appError('plan-no-object', { reason: 'its PKCS#15 application has no bootstrap object' }));
  const { entries } = directories.value;
  const alone = entries.every((entry) => parts.some(({ dodf, kept }) => dodf.entry === entry && kept.length === 0));
  const [first] = parts;
  const done = alone ? await dropApplication(job, dir) : await dropObjects(job, parts);
  if (!done.ok) return done;
  const [content] = contentsOf(job);
  const path = content === undefined ? (first?.dodf.file.path ?? '') : draft.file(content, 'message').path;
  return draft.compose({ path, capacity: 0 });
}

/**
 * Plans what takes the DM bootstrap objects off a card, and nothing else: their records, the directory that was theirs alone,
 * the record of EF(DIR) where nothing else is in the application; the files are emptied, or deleted. Reads only.
 */
export async function planUnprovision(
  link: CardLink,
  read: ReadResult,
  options: UnprovisionOptions,
): Promise<Result<WritePlan>> {
  const { iccid } = read.card;
  if (iccid === null)
    return err(appError('plan-no-object', { reason: 'its ICCID cannot be read, so the card cannot be named' }));
  const looked = await openPlanCard(link, read.card, { aid: null, fids: null });
  if (!looked.ok) return looked;
  const dir = await readDirFile(looked.value);
  await looked.value.walker.leave();
  if (!dir.ok) return dir;
  const { template } = dir.value;
  const card = await openPlanCard(link, read.card, { aid: template?.aid ?? null, fids: template?.fids ?? null });
  if (!card.ok) return card;
  const planned = await planOn(card.value, iccid, dir.value, options);
  if (!planned.ok) await card.value.walker.leave();
  return planned;
}
