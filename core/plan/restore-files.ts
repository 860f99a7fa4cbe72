import { hex } from '../base/bytes.ts';
import { templateOf } from '../bootstrap/application-template.ts';
import { EF_DIR_PATH } from '../bootstrap/read-application.ts';
import type { ReadResult } from '../bootstrap/read-result.ts';
import { readDodf } from '../pkcs15/dodf.ts';
import { type DirTemplate, PKCS15_AID, pkcs15Template, readDir } from '../pkcs15/ef-dir.ts';
import { readOdf } from '../pkcs15/odf.ts';
import { type Pkcs15Path, pathName, resolvePath } from '../pkcs15/path.ts';
import { fidOf } from './plan-bodies.ts';
import type { ApplicationPlace, PlacedFile } from './plan-card.ts';

/** A file as a backup holds it. */
export interface BackupBody {
  /** Path in hex as the product names it. */
  readonly path: string;
  readonly name: string;
  readonly body: Uint8Array;
}

/** What a file of a backup is, and how it is reached and changed. */
export interface RestoredFile extends PlacedFile, BackupBody {
  readonly start: number;
  readonly recordLength: number;
  /** What points to others is written after them. */
  readonly role: 'other' | 'content' | 'objects' | 'dodf' | 'odf' | 'efDir';
}

const ORDER = ['other', 'content', 'objects', 'dodf', 'odf', 'efDir'] as const satisfies RestoredFile['role'][];

/** Where EF(ODF) is when EF(DIR) does not say (PKCS#15 5.5.1): what most backups have, and all without an EF(DIR). */
const ODF_FID = '5031';

/** File ids of the application from the paths of its files: what they have in common. */
function fidsFrom(files: readonly BackupBody[]): readonly number[] | null {
  const odf = files.find(({ path }) => path.startsWith('3F00') && path.endsWith(ODF_FID) && path.length > 8);
  const folder = odf?.path.slice(4, -4) ?? files.find(({ path }) => /^3F007F50.{4}$/.test(path))?.path.slice(4, -4);
  const fids = folder?.match(/.{4}/g)?.map(fidOf);
  return fids ?? null;
}

function efDirShape(read: ReadResult): { readonly linear: boolean; readonly recordLength: number } {
  const dir = read.files.find(({ path }) => path === EF_DIR_PATH);
  const linear = dir !== undefined && dir.structure !== 'transparent' && dir.recordLength > 0;
  return { linear, recordLength: linear ? dir.recordLength : 0 };
}

/** The application's record in the EF(DIR) of a backup. */
function keptTemplate(read: ReadResult, files: readonly BackupBody[]): DirTemplate | undefined {
  const dir = files.find(({ path }) => path === EF_DIR_PATH);
  return dir && pkcs15Template(readDir(dir.body, efDirShape(read).recordLength));
}

/** EF(ODF) among the files of a backup: where its EF(DIR) says, where the card's does, else by its usual id. */
function odfOf(read: ReadResult, files: readonly BackupBody[], fids: readonly number[]): BackupBody | undefined {
  const { odfPath } = keptTemplate(read, files) ?? templateOf(read) ?? {};
  const place = odfPath && resolvePath(odfPath.path, fids);
  const elsewhere = place && pathName(place, fids);
  return files.find(({ path }) => (elsewhere === undefined ? path.endsWith(ODF_FID) : path === elsewhere));
}

/**
 * How the application that a backup is of is selected: as its EF(DIR) says, else as that of the card does, else by the name that
 * PKCS#15 gives it and the path that its files have.
 */
export function restoredApplication(read: ReadResult, files: readonly BackupBody[]): ApplicationPlace {
  const found = keptTemplate(read, files) ?? templateOf(read);
  return { aid: found?.aid ?? PKCS15_AID, fids: found?.fids ?? fidsFrom(files) };
}

/** A file that a directory points to, by its name, and where in it the object begins. */
interface Pointed {
  readonly path: string;
  readonly start: number;
}

/** What the directories of a backup say of its files; where it has none, what those of the card say. */
function pointers(read: ReadResult, files: readonly BackupBody[], fids: readonly number[]) {
  const nameOf = (path: Pkcs15Path | undefined): Pointed | undefined => {
    const resolved = path && resolvePath(path.path, fids);
    return resolved && { path: pathName(resolved, fids), start: path.index ?? 0 };
  };
  const odf = odfOf(read, files, fids);
  const entries = odf === undefined ? [] : readOdf(odf.body).entries;
  const named = (kinds: (kind: string) => boolean) =>
    entries.flatMap(({ kind, path }) => (kinds(kind) ? [nameOf(path)?.path] : []));
  const dodfs = new Set([
    ...named((kind) => kind === 'dataObjects'),
    ...files.filter(({ name }) => name.startsWith('EF(DODF')).map(({ path }) => path),
    ...read.objects.map(({ dodf }) => dodf),
  ]);
  const others = new Set(named((kind) => kind !== 'dataObjects'));
  const contents = files
    .filter(({ path }) => dodfs.has(path))
    .flatMap(({ body }) => readDodf(body).objects)
    .map(({ value }) => nameOf(value.kind === 'path' ? value.path : undefined));
  const known = read.objects.map(({ path, offset }): Pointed => ({ path, start: offset }));
  return { dodfs, others, contents: [...contents.filter((item) => item !== undefined), ...known] };
}

/** Every file of a backup with what it is, in the order in which they are put back. */
export function restoredFiles(
  read: ReadResult,
  files: readonly BackupBody[],
  application: ApplicationPlace,
): readonly RestoredFile[] {
  const fids = application.fids ?? [];
  const { dodfs, others, contents } = pointers(read, files, fids);
  const { linear, recordLength } = efDirShape(read);
  const odf = odfOf(read, files, fids);
  const placed = files.flatMap((file): readonly RestoredFile[] => {
    const place = resolvePath(hex(file.path), fids);
    if (place === undefined) return [];
    const common = { ...file, place, start: 0, recordLength: 0 };
    if (file.path === EF_DIR_PATH)
      return [{ ...common, role: 'efDir', rule: linear ? 'records' : 'list', recordLength }];
    if (file === odf) return [{ ...common, role: 'odf', rule: 'list' }];
    if (dodfs.has(file.path)) return [{ ...common, role: 'dodf', rule: 'list' }];
    if (others.has(file.path)) return [{ ...common, role: 'objects', rule: 'list' }];
    const pointed = contents.find(({ path }) => path === file.path);
    // A backup of one file alone, of a card whose directories are lost: it was kept because a message was written to it.
    const content = pointed !== undefined || files.length === 1;
    return [{ ...common, role: content ? 'content' : 'other', rule: 'message', start: pointed?.start ?? 0 }];
  });
  return ORDER.flatMap((role) => placed.filter((file) => file.role === role));
}
