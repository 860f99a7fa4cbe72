import { type AppError, appError } from '../base/app-error.ts';
import { concat, fromHex, padEnd } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { z } from '../base/zod.ts';
import type { FileContent } from '../card/decode-known-file.ts';
import type { FileHeader, PinState } from '../card/file-header.ts';
import type { KnownFile } from '../card/known-file.ts';
import { findKnownFile } from '../card/known-files.ts';
import { tlv } from '../tlv/ber-tlv.ts';
import type { FileImage } from '../virtual-card/card-image.ts';
import { bytesOfDecoded } from './decoded-values.ts';
import { buildImage, type ImportedCard } from './image-builder.ts';
import { aidOf, fidOf, imageOfImported, type ReadHeader, readHeader } from './imported-file.ts';

/**
 * The JSON of pySim-shell's `fsdump`: files by their path of names, the header as the card answered SELECT, and the body as
 * hex, a list of records, data objects by tag, or decoded values where `--json` was given. A file that could not be read has
 * an error in place of a body.
 */
const fsdumpSchema = z.looseObject({
  name: z.string().nullish(),
  atr: z.string().nullish(),
  iccid: z.string().nullish(),
  files: z.record(
    z.string(),
    z.looseObject({
      fcp_raw: z.string().exactOptional(),
      body: z.unknown().exactOptional(),
      error: z.unknown().exactOptional(),
    }),
  ),
});

/** One file of a pySim source before its place is known: names from the MF, and what was read. */
export interface PysimFile {
  readonly names: readonly string[];
  readonly header: Uint8Array;
  /** Undefined: not read. */
  readonly body: unknown;
}

const invalid = (path: string, reason: string): { ok: false; error: AppError } =>
  err(appError('card-import-invalid', { path, reason }));

/** Whether a JSON value is a dump of pySim: what the caller asks before it reads it as one. */
export function isFsdump(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'files' in json && 'aids' in json;
}

/** @param path what errors call the file. @returns `card-import-invalid` with the reason */
export function importFsdump(json: unknown, path: string): Result<ImportedCard> {
  const parsed = fsdumpSchema.safeParse(json);
  if (!parsed.success) return invalid(path, parsed.error.issues[0]?.message ?? 'not a dump of pySim');
  const { files, name, atr, iccid } = parsed.data;
  const notes: string[] = [];
  const sources: PysimFile[] = [];
  for (const [key, file] of Object.entries(files)) {
    const header = file.fcp_raw === undefined ? undefined : fromHex(file.fcp_raw);
    if (header === undefined) notes.push(`${key} is left out: its header was not read.`);
    else sources.push({ names: key.split('/'), header, body: file.body });
  }
  const atrBytes = atr === undefined || atr === null ? undefined : fromHex(atr);
  return importPysimFiles(sources, {
    title: `imported from pySim${name === undefined || name === null ? '' : `: ${name}`}`,
    path,
    notes,
    ...(atrBytes !== undefined && { atr: atrBytes }),
    ...(typeof iccid === 'string' && { iccid: iccid.replace(/F+$/i, '') }),
  });
}

export interface PysimFacts {
  readonly title: string;
  readonly path: string;
  readonly notes: readonly string[];
  readonly atr?: Uint8Array;
  readonly iccid?: string;
}

/** File ids by names from the MF: an ADF has that of its header, or one that nobody else has. */
class Places {
  readonly #paths = new Map<string, string>();
  readonly #aids = new Map<string, string>();
  #spare = 0x7ff0;

  place({ names }: PysimFile, { header, kind }: ReadHeader): string | undefined {
    if (kind === 'mf') return this.#keep(names, '3F00');
    const parent = this.#paths.get(names.slice(0, -1).join('/'));
    if (parent === undefined) return undefined;
    const told = fidOf(header);
    const taken = [...this.#paths.values()].includes(`${parent}${told}`);
    // 7FFF stands for the current application: two of them cannot both have it.
    const path = `${parent}${told === undefined || told === '7FFF' || taken ? this.#next() : told}`;
    const aid = aidOf(header);
    if (aid !== undefined) this.#aids.set(path, aid);
    return this.#keep(names, path);
  }

  aidOf(path: string): string | undefined {
    for (let at = path; at.length > 4; at = at.slice(0, -4)) {
      const aid = this.#aids.get(at);
      if (aid !== undefined) return aid;
    }
    return undefined;
  }

  #next(): string {
    return (this.#spare++).toString(16).toUpperCase();
  }

  #keep(names: readonly string[], path: string): string {
    this.#paths.set(names.join('/'), path);
    return path;
  }
}

/** Files with their headers and bodies to an image: the part that both forms of pySim share. */
export function importPysimFiles(sources: readonly PysimFile[], facts: PysimFacts): Result<ImportedCard> {
  const notes = [...facts.notes];
  const files: FileImage[] = [];
  const pins: PinState[] = [];
  const places = new Places();
  let class2g = false;
  for (const source of [...sources].sort((a, b) => a.names.length - b.names.length)) {
    const title = source.names.join('/');
    const read = readHeader(source.header);
    const path = read.ok ? places.place(source, read.value) : undefined;
    if (!read.ok || path === undefined) {
      notes.push(`${title} is left out: ${read.ok ? 'its DF is not there' : 'its header does not decode'}.`);
      continue;
    }
    const { header, kind } = read.value;
    if (kind === 'mf') class2g = read.value.class2g;
    pins.push(...header.pins);
    const known = findKnownFile({ path, aid: places.aidOf(path) });
    const content = kind === 'ef' ? contentOf(source.body, header, known) : undefined;
    if (kind === 'ef' && content === undefined) {
      const why = source.body === undefined ? 'it was not read' : 'its values cannot be turned back into bytes';
      notes.push(`${title} has no content: ${why}.`);
    }
    const file = imageOfImported({ path, ...read.value, known, title: source.names.at(-1) ?? path, content });
    if (file !== undefined) files.push(file);
  }
  if (files.length === 0) return invalid(facts.path, 'no file with a header in it');
  return ok(buildImage({ ...facts, files, notes, pins, class2g }));
}

function contentOf(body: unknown, header: FileHeader, known: KnownFile | undefined): FileContent | undefined {
  if (body === undefined) return undefined;
  if (header.structure === 'linear' || header.structure === 'cyclic') {
    if (!Array.isArray(body)) return undefined;
    const length = header.recordLength;
    const records = body.flatMap((record: unknown) => {
      const bytes = pieceOf(record, known, length);
      return bytes === undefined ? [] : [padEnd(bytes, length, 0xff)];
    });
    return records.length === body.length ? { kind: 'records', records } : undefined;
  }
  const bytes = header.use === 'ber-tlv' ? objectsOf(body) : pieceOf(body, known, header.size ?? 0);
  return bytes === undefined ? undefined : { kind: 'transparent', bytes };
}

/** A body or record: hex, or a decoded value. */
function pieceOf(piece: unknown, known: KnownFile | undefined, size: number): Uint8Array | undefined {
  return typeof piece === 'string' ? fromHex(piece) : bytesOfDecoded(known, piece, size);
}

/** Data objects by their tag as a decimal number. */
function objectsOf(body: unknown): Uint8Array | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const entries = Object.entries(body);
  const objects = entries.flatMap(([tag, value]: [string, unknown]) => {
    const bytes = typeof value === 'string' ? fromHex(value) : undefined;
    return bytes === undefined || !/^[0-9]+$/.test(tag) ? [] : [tlv(Number(tag), bytes)];
  });
  return objects.length === entries.length ? concat(...objects) : undefined;
}
