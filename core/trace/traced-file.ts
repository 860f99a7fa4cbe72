import type { KnownFile } from '../card/known-file.ts';
import { findKnownFile, knownFilesOf } from '../card/known-files.ts';

/** Where a file stands, as far as a trace shows it. */
export interface TracedFile {
  /** Where the ids count from: the MF, an application whose own path nothing tells, or a DF that nothing tells. */
  readonly base: 'mf' | 'adf' | 'unknown';
  /** AID (hex) of the application whose DF or ADF it is in, or is; as a command or an answer named it. */
  readonly aid: string | null;
  /** File ids (four hex digits) below the base; empty for the base itself. */
  readonly fids: readonly string[];
  /** Tag (hex) of the data object in a BER-TLV file; undefined for the file. */
  readonly object?: string;
}

/** Nobody knows which DF it is: the trace began after it had been selected. */
export const UNKNOWN_DF: TracedFile = { base: 'unknown', aid: null, fids: [] };
export const MF: TracedFile = { base: 'mf', aid: null, fids: [] };

/** Applications by the path (hex, from 3F00) of their DF: EF(DIR) tells them, and the FCP of a DF with a name. */
export type Applications = ReadonlyMap<string, string>;

const START = { mf: '3F00', adf: '7FFF', unknown: '' } as const;

/** `3F007F506421`; under an application without a known path `7FFF6421`; where the DF is unknown the ids alone: `6F07`. */
export function pathOf(file: TracedFile): string {
  return `${START[file.base]}${file.fids.join('')}`;
}

/** One file is one key: applications without a path are told apart by their AID. */
export function keyOf(file: TracedFile): string {
  const own = file.base === 'adf' ? `${file.aid ?? ''}/${pathOf(file)}` : pathOf(file);
  return file.object === undefined ? own : `${own}#${file.object}`;
}

/** A data object of a file. */
export const objectOf = (file: TracedFile, object: string): TracedFile => ({ ...file, object });

/** The file that an object is in; a file as it is. */
export function fileOfObject(file: TracedFile): TracedFile {
  if (file.object === undefined) return file;
  const { object, ...own } = file;
  return own;
}

export const childOf = (folder: TracedFile, fid: string): TracedFile => ({ ...folder, fids: [...folder.fids, fid] });

/** The DF above; the MF and an application without a path stand in themselves. */
export function parentOf(file: TracedFile): TracedFile {
  return file.fids.length === 0 ? file : { ...file, fids: file.fids.slice(0, -1) };
}

export function sameFile(a: TracedFile | null, b: TracedFile | null): boolean {
  return a === null || b === null ? a === b : keyOf(a) === keyOf(b);
}

/** The application's DF: by its path where that is known, else by its name. */
export function applicationFile(aid: string, applications: Applications): TracedFile {
  for (const [path, own] of applications)
    if (own === aid) return { base: 'mf', aid, fids: (path.match(/.{4}/g) ?? []).slice(1) };
  return { base: 'adf', aid, fids: [] };
}

/** A file below the MF gets the name of the application whose DF it is in. */
export function withApplication(file: TracedFile, applications: Applications): TracedFile {
  if (file.base !== 'mf') return file;
  for (let length = file.fids.length; length > 0; length--) {
    const aid = applications.get(pathOf({ ...file, fids: file.fids.slice(0, length) }));
    if (aid !== undefined) return { ...file, aid };
  }
  return file.aid === null ? file : { ...file, aid: null };
}

/** The place as the tables of files have it. */
function placeOf(file: TracedFile) {
  const path = `3F00${file.base === 'adf' ? '7FFF' : ''}${file.fids.join('')}`;
  return { path, ...(file.aid !== null && { aid: file.aid }) };
}

/** What was looked up: a trace asks for the same few files at every step, and the tables are searched anew each time. */
const LOOKED_UP = new Map<string, KnownFile | undefined>();
const MOST_LOOKED_UP = 4096;

/** What a standard calls the file; undefined where none names it or where nobody knows in which DF it is. */
export function knownOf(file: TracedFile): KnownFile | undefined {
  if (file.base === 'unknown') return undefined;
  const place = placeOf(file);
  const key = `${file.base} ${place.path} ${file.aid ?? ''}`;
  if (LOOKED_UP.has(key)) return LOOKED_UP.get(key);
  // A DF with a name under the MF is looked up by the name, then by its path.
  const known = findKnownFile(place) ?? (file.base === 'mf' ? findKnownFile({ path: place.path }) : undefined);
  if (LOOKED_UP.size >= MOST_LOOKED_UP) LOOKED_UP.clear();
  LOOKED_UP.set(key, known);
  return known;
}

/** The EF that the standards give a short file id in this folder. */
export function knownBySfi(folder: TracedFile, sfi: number): string | undefined {
  if (folder.base === 'unknown') return undefined;
  return knownFilesOf(placeOf(folder)).find((file) => file.sfi === sfi)?.fid;
}
