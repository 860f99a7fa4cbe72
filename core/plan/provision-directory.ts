import { concat, padEnd } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import { type DataObject, readDodf } from '../pkcs15/dodf.ts';
import type { DirTemplate } from '../pkcs15/ef-dir.ts';
import { type OdfEntry, readOdf } from '../pkcs15/odf.ts';
import { type PaddedList, readPaddedList } from '../pkcs15/padded-list.ts';
import { type ResolvedPath, resolvePath } from '../pkcs15/path.ts';
import type { PlacedFile, PresentFile } from './plan-card.ts';
import type { PlanDraft } from './provision-draft.ts';

/** A directory file on the card. */
export interface DirectoryFile {
  readonly file: PlacedFile;
  readonly present: PresentFile;
}

/** A DODF that the ODF lists. */
export interface ListedDodf extends DirectoryFile {
  readonly entry: OdfEntry;
  readonly objects: readonly DataObject[];
}

/** The directories of an application as they stand. */
export interface Directories {
  readonly odf: DirectoryFile | null;
  readonly odfPlace: ResolvedPath;
  readonly entries: readonly OdfEntry[];
  /** In priority order. */
  readonly dodfs: readonly ListedDodf[];
}

export const samePlace = (a: ResolvedPath, b: ResolvedPath) =>
  a.from === b.from && a.fids.length === b.fids.length && a.fids.every((fid, i) => b.fids[i] === fid);

/** Where the value of an object is; undefined where it is in no file. */
export function valuePlace(draft: PlanDraft, { value }: DataObject): ResolvedPath | undefined {
  return value.kind === 'path' ? resolvePath(value.path.path, draft.application.fids ?? []) : undefined;
}

/** Reads EF(ODF), where EF(DIR) or the profile says that it is, and every DODF that it lists. */
export async function readDirectories(
  draft: PlanDraft,
  template: DirTemplate | undefined,
  odfFid: number,
): Promise<Result<Directories>> {
  const fids = draft.application.fids ?? [];
  const elsewhere = template?.odfPath && resolvePath(template.odfPath.path, fids);
  const odfPlace = elsewhere ?? { from: 'application', fids: [odfFid] };
  const file = draft.file(odfPlace, 'list');
  const odf = await draft.card.read(file);
  if (!odf.ok) return odf;
  if (odf.value === null) return ok({ odf: null, odfPlace, entries: [], dodfs: [] });
  const { entries } = readOdf(odf.value.body);
  const dodfs: ListedDodf[] = [];
  for (const entry of entries) {
    const place = entry.kind === 'dataObjects' && entry.path ? resolvePath(entry.path.path, fids) : undefined;
    if (place === undefined) continue;
    const listed = draft.file(place, 'list');
    const present = await draft.card.read(listed);
    if (!present.ok) return present;
    if (present.value === null) continue;
    dodfs.push({ file: listed, present: present.value, entry, objects: readDodf(present.value.body).objects });
  }
  return ok({ odf: { file, present: odf.value }, odfPlace, entries, dodfs });
}

/** What a list holds before its padding. */
function listed(body: Uint8Array, { padding }: PaddedList): Uint8Array {
  return body.subarray(0, padding.offset);
}

/** Bytes behind the last record that a new one can take: up to what somebody left behind the padding. */
export function freeIn(body: Uint8Array): number {
  const { padding, hidden } = readPaddedList(body);
  // A byte of padding has to stay before what is hidden: else it would be found.
  return hidden === undefined ? padding.length : hidden - padding.offset - 1;
}

/** The list with records behind those that it has; what stands behind its padding stays. */
export function withRecords(body: Uint8Array, records: readonly Uint8Array[]): Uint8Array {
  const list = readPaddedList(body);
  const after = body.slice();
  after.set(concat(...records), listed(body, list).length);
  return after;
}

/** The list of these records alone, in a body of the same length. */
export function listOf(records: readonly Uint8Array[], size: number): Uint8Array {
  return padEnd(concat(...records), size, 0xff);
}

/** The records of a list as they stand, with what does not decode between them. */
export function recordBytes(body: Uint8Array): readonly Uint8Array[] {
  const { records, faults } = readPaddedList(body);
  return [...records, ...faults]
    .toSorted((a, b) => a.span.offset - b.span.offset)
    .map(({ span }) => body.slice(span.offset, span.offset + span.length));
}
