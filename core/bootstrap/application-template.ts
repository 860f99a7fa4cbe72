import { type DirTemplate, pkcs15Template, readDir } from '../pkcs15/ef-dir.ts';
import { EF_DIR_PATH } from './read-application.ts';
import type { ReadResult } from './read-result.ts';

/** The template that leads to PKCS#15, in EF(DIR) as it was read; undefined where there is none. */
export function templateOf({ files }: Pick<ReadResult, 'files'>): DirTemplate | undefined {
  const dir = files.find((file) => file.path === EF_DIR_PATH);
  return dir && pkcs15Template(readDir(dir.bytes, dir.recordLength));
}
