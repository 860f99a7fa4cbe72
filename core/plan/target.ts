import { type AppError, appError } from '../base/app-error.ts';
import { EF_DIR_PATH } from '../bootstrap/read-application.ts';
import type { BootstrapObject, ReadResult } from '../bootstrap/read-result.ts';
import { type DirTemplate, matchPkcs15Aid, readDir } from '../pkcs15/ef-dir.ts';

/** The PKCS#15 template that the read used. */
export function templateOf(read: ReadResult): DirTemplate | undefined {
  const dir = read.files.find((file) => file.path === EF_DIR_PATH);
  if (dir === undefined) return undefined;
  const records = readDir(dir.bytes, dir.recordLength);
  return records.find(
    (record): record is DirTemplate => record.kind === 'template' && matchPkcs15Aid(record.aid) !== 'none',
  );
}

/**
 * The key that stands before reading an object's file, as the read found it; undefined where none does.
 * @returns `key-missing`: the object is there, a key is what is missing.
 */
export function missingReadKey(read: ReadResult, object: BootstrapObject): AppError | undefined {
  const need = read.needs.find((item) => item.act === 'read' && item.file === object.path);
  const [ref] = need?.refs ?? [];
  return ref === undefined ? undefined : appError('key-missing', { ref, file: object.path, act: 'read' });
}
