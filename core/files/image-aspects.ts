import type { FileImage } from '../virtual-card/card-image.ts';
import { bodyOfImage } from './image-place.ts';

/** One thing that differs between two cards or files, in words. */
export interface AspectChange {
  /** `size`, `access read`, or the path of a field: `IMSI`, `record 1/number`. */
  readonly aspect: string;
  /** Null where that side has nothing of the kind. */
  readonly a: string | null;
  readonly b: string | null;
  /** True where the values are secrets: whoever shows them masks them. */
  readonly secret: boolean;
}

const LIFE_CYCLE = '05';

/** Absent means the low five bits of the file id, null none; class A0 knows no such id. */
function shortFileId({ type, sfi, security, path }: FileImage): string | null {
  if (type !== 'ef' || sfi === null) return null;
  if (sfi !== undefined) return String(sfi);
  return security === undefined ? null : String(Number.parseInt(path.slice(-4), 16) & 0x1f);
}

/** What a file is, apart from its content and access. */
function aspectsOf(file: FileImage): Readonly<Record<string, string | null>> {
  const isFile = file.type === 'ef';
  const lifeCycle = (file.lifeCycle ?? LIFE_CYCLE).toUpperCase();
  return {
    type: file.type,
    structure: isFile ? (file.structure ?? 'transparent') : null,
    size: isFile ? `${bodyOfImage(file).length} bytes` : null,
    'record length': file.recordLength === undefined ? null : `${file.recordLength} bytes`,
    // Absent means the low five bits of the file id, null none.
    'short file id': shortFileId(file),
    // A dump has files that could not be read to their end.
    'bytes read': file.unreadFrom === undefined ? null : String(file.unreadFrom),
    AID: file.aid?.toUpperCase() ?? null,
    'life cycle': lifeCycle,
    'PIN references': file.pins?.map((pin) => pin.toUpperCase()).join(' ') ?? null,
  };
}

/** Differences of two lists of words. @param prefix stands before their names */
export function changesOf(
  a: Readonly<Record<string, string | null>>,
  b: Readonly<Record<string, string | null>>,
  prefix = '',
): readonly AspectChange[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((aspect) => {
    const [left, right] = [a[aspect] ?? null, b[aspect] ?? null];
    return left === right ? [] : [{ aspect: `${prefix}${aspect}`, a: left, b: right, secret: false }];
  });
}

export function aspectChanges(a: FileImage, b: FileImage): readonly AspectChange[] {
  return changesOf(aspectsOf(a), aspectsOf(b));
}
