import { type AppError, appError } from '../base/app-error.ts';
import { concat, fromHex, padEnd, toHex, utf8 } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { z } from '../base/zod.ts';
import { findKnownFile } from '../card/known-files.ts';
import { tlv } from '../tlv/ber-tlv.ts';
import type { FileImage } from '../virtual-card/card-image.ts';
import { buildImage, type ImportedCard } from './image-builder.ts';

/**
 * The JSON that swsim makes its disk of: trees of the MF and of applications. Contents are hex, text, or data objects with
 * class and number of their tags; a folder holds files, a record file records.
 */
interface Datum {
  readonly type: 'hex' | 'ascii';
  readonly contents: string;
}
interface TaggedValue {
  readonly tag: { readonly class: number; readonly number: number };
  readonly val: string | readonly TaggedValue[];
}
type Content = Datum | { readonly type: 'dato_ber-tlv'; readonly contents: TaggedValue };

const datumSchema: z.ZodType<Datum> = z.looseObject({ type: z.enum(['hex', 'ascii']), contents: z.string() });
const taggedSchema: z.ZodType<TaggedValue> = z.lazy(() =>
  z.looseObject({
    tag: z.looseObject({ class: z.int().min(0).max(3), number: z.int().min(0).max(0x3fff) }),
    val: z.union([z.string(), z.array(taggedSchema)]),
  }),
);
const contentSchema: z.ZodType<Content> = z.union([
  datumSchema,
  z.looseObject({ type: z.literal('dato_ber-tlv'), contents: taggedSchema }),
]);

const fidSchema = z.string().regex(/^[0-9A-Fa-f]{4}$/, 'four hex digits expected');
const metaSchema = z.looseObject({ name: z.string().exactOptional() }).exactOptional();
const sidSchema = z.union([z.string(), z.number()]).exactOptional();
const folderSchema = z.looseObject({
  type: z.enum(['file_mf', 'file_adf', 'file_df']),
  id: fidSchema.exactOptional(),
  name: datumSchema.exactOptional(),
  meta: metaSchema,
  contents: z.array(z.unknown()),
});
const fileSchema = z.union([
  z.looseObject({
    type: z.literal('file_ef_transparent'),
    id: fidSchema,
    sid: sidSchema,
    meta: metaSchema,
    contents: contentSchema,
  }),
  z.looseObject({
    type: z.enum(['file_ef_linear-fixed', 'file_ef_cyclic']),
    id: fidSchema,
    sid: sidSchema,
    meta: metaSchema,
    rcrd_size: z.int().min(1).max(255),
    contents: z.array(contentSchema),
  }),
]);
const diskSchema = z.looseObject({ disk: z.array(z.unknown()).min(1) });

/** Whether a JSON value is a disk of swsim. */
export function isSwsimDisk(json: unknown): boolean {
  return diskSchema.safeParse(json).success;
}

function taggedBytes({ tag, val }: TaggedValue): Uint8Array {
  const constructed = typeof val !== 'string';
  const value = constructed ? concat(...val.map(taggedBytes)) : (fromHex(val) ?? new Uint8Array());
  const first = (tag.class << 6) | (constructed ? 0x20 : 0);
  // Numbers from 31 stand in further bytes, seven bits each (ISO/IEC 8825-1 8.1.2.4).
  if (tag.number < 31) return tlv(first | tag.number, value);
  if (tag.number < 0x80) return tlv(((first | 0x1f) << 8) | tag.number, value);
  return tlv(((first | 0x1f) << 16) | ((0x80 | (tag.number >> 7)) << 8) | (tag.number & 0x7f), value);
}

function bytesOf(content: Content): Uint8Array | undefined {
  if (content.type === 'dato_ber-tlv') return taggedBytes(content.contents);
  return content.type === 'hex' ? fromHex(content.contents) : utf8(content.contents);
}

/** Short file ids are hex digits in text, or numbers. */
function shortId(sid: string | number | undefined): number | null {
  const value = typeof sid === 'string' ? Number.parseInt(sid, 16) : sid;
  return value !== undefined && value >= 1 && value <= 30 ? value : null;
}

/** Walks the trees and collects files; what is wrong is told with its place and ends the import. */
class Disk {
  readonly files: FileImage[] = [];
  #wrong: string | undefined;
  #spare = 0x7ff0;

  get wrong(): string | undefined {
    return this.#wrong;
  }

  tree(node: unknown, parent: string, aid: string | undefined): void {
    const folder = folderSchema.safeParse(node);
    if (folder.success) this.#folder(folder.data, parent, aid);
    else this.#file(node, parent, aid);
  }

  #folder(folder: z.infer<typeof folderSchema>, parent: string, above: string | undefined): void {
    const isAdf = folder.type === 'file_adf';
    // An application's id in the disk is the program's own matter: cards show none.
    const id = isAdf ? (this.#spare++).toString(16).toUpperCase() : (folder.id ?? '').toUpperCase();
    if (id === '') this.#wrong ??= `a folder below ${parent} has no id`;
    const path = folder.type === 'file_mf' ? '3F00' : `${parent}${id}`;
    const name = folder.name === undefined ? undefined : bytesOf(folder.name);
    const aid = isAdf && name !== undefined ? toHex(name) : above;
    const known = findKnownFile({ path, aid });
    this.files.push({
      path,
      type: folder.type === 'file_mf' ? 'mf' : isAdf ? 'adf' : 'df',
      name: known?.symbol ?? folder.meta?.name ?? id,
      ...(isAdf && { fid: null, ...(aid !== undefined && { aid }) }),
    });
    for (const child of folder.contents) this.tree(child, path, aid);
  }

  #file(node: unknown, parent: string, aid: string | undefined): void {
    const parsed = fileSchema.safeParse(node);
    if (!parsed.success) {
      this.#wrong ??= `a file below ${parent}: ${parsed.error.issues[0]?.message ?? 'not understood'}`;
      return;
    }
    const file = parsed.data;
    const path = `${parent}${file.id.toUpperCase()}`;
    const contents = file.type === 'file_ef_transparent' ? [file.contents] : file.contents;
    const pieces = contents.map(bytesOf);
    const length = file.type === 'file_ef_transparent' ? 0 : file.rcrd_size;
    if (pieces.some((piece) => piece === undefined || (length > 0 && piece.length > length))) {
      this.#wrong ??= `${path} holds what is no hex, or a record that is too long`;
      return;
    }
    const data = concat(...pieces.map((piece) => padEnd(piece ?? new Uint8Array(), length, 0xff)));
    this.files.push({
      path,
      type: 'ef',
      name: findKnownFile({ path, aid })?.symbol ?? file.meta?.name ?? file.id.toUpperCase(),
      structure:
        file.type === 'file_ef_transparent' ? 'transparent' : file.type === 'file_ef_cyclic' ? 'cyclic' : 'linear',
      size: data.length,
      ...(length > 0 && { recordLength: length }),
      sfi: shortId(file.sid),
      data: toHex(data),
    });
  }
}

/** A disk of swsim; it has no access rules and no PINs. @param path what errors call the file */
export function importSwsimDisk(json: unknown, path: string): Result<ImportedCard> {
  const invalid = (reason: string): { ok: false; error: AppError } =>
    err(appError('card-import-invalid', { path, reason }));
  const disk = diskSchema.safeParse(json);
  if (!disk.success) return invalid('no disk of swsim');
  const walk = new Disk();
  for (const tree of disk.data.disk) walk.tree(tree, '3F00', undefined);
  if (walk.wrong !== undefined) return invalid(walk.wrong);
  const uicc = walk.files.some(({ type, path: place }) => type === 'adf' || place === '3F002F00');
  const notes = ['The source has no access rules and no PINs: everything may be read and updated.'];
  return ok(buildImage({ title: 'imported from swsim', files: walk.files, notes, class2g: !uicc }));
}
