import type { TraceDetail } from '../../electron/ipc/trace-contract.ts';
import type { CardModel, FileModel } from './card-model.ts';

/** A place in a file that Explore shows. */
export interface BytePlace {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
}

function fileOf(model: CardModel | null, path: string | undefined): FileModel | undefined {
  return path === undefined ? undefined : model?.files.get(path);
}

function placeIn(file: FileModel, offset: number, length: number): BytePlace | null {
  const end = Math.min(file.file.bytes.length, offset + length);
  return end > offset ? { file: file.file.path, offset, length: end - offset } : null;
}

/** The bytes of a file that an exchange carried; null where Explore does not have them. */
export function bytesIn(model: CardModel | null, { file, part }: TraceDetail): BytePlace | null {
  const own = fileOf(model, file?.path);
  if (own === undefined || part === null) return null;
  const base = part.record === null ? 0 : (part.record - 1) * own.file.recordLength;
  return placeIn(own, base + part.offset, part.length);
}

/** What of a file a part of its meaning stands for. */
export function carriedIn(
  model: CardModel | null,
  { file, of }: TraceDetail,
  { offset, length }: { readonly offset: number; readonly length: number },
): BytePlace | null {
  const own = fileOf(model, file?.path);
  return own === undefined || of === 'header' ? null : placeIn(own, offset, length);
}
