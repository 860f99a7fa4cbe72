import { type AppError, appError } from '../base/app-error.ts';
import { fromHex } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { FileContent } from '../card/decode-known-file.ts';
import type { FileHeader, PinState } from '../card/file-header.ts';
import { findKnownFile } from '../card/known-files.ts';
import type { FileImage } from '../virtual-card/card-image.ts';
import { buildImage, type ImportedCard } from './image-builder.ts';
import { aidOf, imageOfImported, readHeader } from './imported-file.ts';

/** A file of a directory: its path with `/` between the names, and its text. */
export interface TreeEntry {
  readonly path: string;
  readonly text: string;
}

/** Ids that onomondo's soft SIM keeps for itself: keys, PINs and counters that no SELECT reaches on a real card. */
const INTERNAL = /^A[01][0-9A-F]{2}$/;
const FID = /^[0-9A-F]{4}$/;

/** The names below `3f00`, in capitals; undefined for what is not there. */
function idsOf(path: string): readonly string[] | undefined {
  const ids = path
    .replace(/\.def$/i, '')
    .split('/')
    .map((id) => id.toUpperCase());
  const start = ids.indexOf('3F00');
  return start < 0 ? undefined : ids.slice(start);
}

function contentOf(bytes: Uint8Array, header: FileHeader): FileContent {
  if (header.structure !== 'linear' && header.structure !== 'cyclic') return { kind: 'transparent', bytes };
  const length = header.recordLength;
  const count = length === 0 ? 0 : Math.floor(bytes.length / length);
  return {
    kind: 'records',
    records: Array.from({ length: count }, (_, i) => bytes.subarray(i * length, (i + 1) * length)),
  };
}

/**
 * The file tree of onomondo's soft SIM: a directory a DF, `ID.def` the FCP as hex, `ID` the body as hex. Its internal files
 * (keys and PINs in A0xx and A1xx, tables with longer names) are left out.
 * @param root what errors call the directory
 */
export function importFileTree(entries: readonly TreeEntry[], root: string): Result<ImportedCard> {
  const invalid = (reason: string): { ok: false; error: AppError } =>
    err(appError('card-import-invalid', { path: root, reason }));
  const bodies = new Map(
    entries.map(({ path, text }) => [(idsOf(path) ?? []).join('') + (/\.def$/i.test(path) ? '.def' : ''), text]),
  );
  const definitions = entries.filter(({ path }) => /\.def$/i.test(path) && idsOf(path) !== undefined);
  if (!bodies.has('3F00.def')) return invalid('no 3f00.def in it');
  const notes: string[] = [];
  const files: FileImage[] = [];
  const pins: PinState[] = [];
  const aids = new Map<string, string>();
  const internal: string[] = [];
  for (const { path, text } of definitions.toSorted((a, b) => a.path.length - b.path.length)) {
    const ids = idsOf(path) ?? [];
    const place = ids.join('');
    if (!ids.every((id) => FID.test(id)) || ids.some((id) => INTERNAL.test(id))) {
      internal.push(ids.slice(1).join('/'));
      continue;
    }
    const definition = fromHex(text.trim());
    const read = definition === undefined ? undefined : readHeader(definition);
    if (read === undefined || !read.ok) {
      notes.push(`${place} is left out: its definition does not decode.`);
      continue;
    }
    const { header, kind } = read.value;
    pins.push(...header.pins);
    const aid = aidOf(header);
    if (aid !== undefined) aids.set(place, aid);
    const owner = [...aids].find(([above]) => place.startsWith(above))?.[1];
    const body = bodies.get(place);
    const bytes = body === undefined ? undefined : fromHex(body.trim());
    if (kind === 'ef' && bytes === undefined)
      notes.push(`${place} has no content: ${body === undefined ? 'there is no such file' : 'it is not hex'}.`);
    const known = findKnownFile({ path: place, aid: owner });
    const content = kind === 'ef' && bytes !== undefined ? contentOf(bytes, header) : undefined;
    const file = imageOfImported({ path: place, ...read.value, known, title: ids.at(-1) ?? place, content });
    if (file !== undefined) files.push(file);
  }
  if (internal.length > 0)
    notes.push(`The soft SIM’s own keys, PINs and tables are left out: ${internal.sort().join(', ')}.`);
  return ok(buildImage({ title: 'imported from a file tree', files, notes, pins, class2g: false }));
}
