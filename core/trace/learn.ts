import { equalBytes, hexWord, toHex } from '../base/bytes.ts';
import type { FileHeader } from '../card/file-header.ts';
import { namedPaths, type Pkcs15Role } from '../files/pkcs15-paths.ts';
import { readDir } from '../pkcs15/ef-dir.ts';
import type { FilePart } from './apdu-parts.ts';
import type { NamedFile, TraceState } from './selection.ts';
import { keyOf, knownOf, MF, parentOf, pathOf, type TracedFile, withApplication } from './traced-file.ts';

const isEfDir = (file: TracedFile) => file.base === 'mf' && file.fids.length === 1 && file.fids[0] === '2F00';

/** A header tells the short file id of an EF, and the name of a DF. */
export function learnHeader(state: TraceState, file: TracedFile, header: FileHeader): TraceState {
  if (header.type === 'ef') {
    const fid = file.fids.at(-1);
    if (header.sfi === null || fid === undefined) return state;
    const key = `${keyOf(parentOf(file))}:${header.sfi}`;
    return state.sfis.get(key) === fid ? state : { ...state, sfis: new Map(state.sfis).set(key, fid) };
  }
  if (header.aid === null || file.base !== 'mf' || file.fids.length === 0) return state;
  return withName(state, pathOf(file), toHex(header.aid));
}

function withName(state: TraceState, path: string, aid: string): TraceState {
  if (state.applications.get(path) === aid) return state;
  return { ...state, applications: new Map(state.applications).set(path, aid) };
}

/** EF(DIR): which application stands at which path (TS 102 221 13.1). */
function learnDir(state: TraceState, bytes: Uint8Array): TraceState {
  let next = state;
  for (const record of readDir(bytes, 0)) {
    if (record.kind !== 'template' || record.aid === null || record.fids === undefined || record.fids.length === 0)
      continue;
    next = withName(next, `3F00${record.fids.map(hexWord).join('')}`, toHex(record.aid));
  }
  return next;
}

const DIRECTORIES: ReadonlySet<Pkcs15Role> = new Set([
  'odf',
  'dodf',
  'cdf',
  'aodf',
  'prkdf',
  'pukdf',
  'skdf',
  'objects',
]);

/** What a PKCS#15 directory says that a file is; the ODF is known by its id. */
export function roleOf(state: TraceState, file: TracedFile): NamedFile | undefined {
  const own = state.named.get(keyOf(file));
  if (own !== undefined) return own;
  const known = knownOf(file)?.name;
  if (known === 'EF(ODF)' || (known === undefined && file.fids.at(-1) === '5031')) return { role: 'odf' };
  return known?.startsWith('EF(DODF') ? { role: 'dodf' } : undefined;
}

/** More than a directory can be: a file that goes on like that is none. */
const MAX_DIRECTORY = 0x8000;

/** A directory names other files; it may come in several pieces. */
function learnDirectory(state: TraceState, file: TracedFile, role: Pkcs15Role, part: FilePart): TraceState {
  const key = keyOf(file);
  const known = state.directories.get(key) ?? new Uint8Array(0);
  const end = part.offset + part.bytes.length;
  if (part.record !== null || part.offset > known.length || end > MAX_DIRECTORY) return state;
  // Devices read the same directory again and again.
  if (end <= known.length && equalBytes(known.subarray(part.offset, end), part.bytes)) return state;
  const body = new Uint8Array(Math.max(known.length, end));
  body.set(known);
  body.set(part.bytes, part.offset);
  const folder = parentOf(file);
  const fids = folder.base === 'mf' ? folder.fids.map((fid) => Number.parseInt(fid, 16)) : [];
  const named = new Map(state.named);
  for (const { path, role: held, object } of namedPaths(body, role, fids)) {
    const ids = path.fids.map(hexWord);
    const at = path.from === 'mf' ? { ...MF, fids: ids } : { ...folder, fids: [...folder.fids, ...ids] };
    named.set(keyOf(withApplication(at, state.applications)), {
      role: held,
      ...(object && { oid: object.oid, offset: object.offset, length: object.length }),
    });
  }
  return { ...state, named, directories: new Map(state.directories).set(key, body) };
}

/** What was read of a file, or written to it, tells more of other files. */
export function learnPart(state: TraceState, file: TracedFile, part: FilePart): TraceState {
  if (part.bytes.length === 0) return state;
  if (isEfDir(file)) return learnDir(state, part.bytes);
  const role = roleOf(state, file)?.role;
  return role !== undefined && DIRECTORIES.has(role) ? learnDirectory(state, file, role, part) : state;
}
