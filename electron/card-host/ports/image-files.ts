import { readFile } from 'node:fs/promises';
import { appError } from '../../../core/base/app-error.ts';
import { err, ok, type Result } from '../../../core/base/result.ts';
import { reasonOf } from '../../storage/error-reason.ts';
import { writeSafely } from '../../storage/safe-file.ts';
import type { ImageFiles } from './image-home.ts';

async function read(path: string): Promise<Result<string>> {
  try {
    return ok(await readFile(path, 'utf8'));
  } catch (problem) {
    return err(appError('file-unreadable', { path, reason: reasonOf(problem) }));
  }
}

/** Card images on this machine's disk. */
export const imageFiles: ImageFiles = { read, write: (path, text) => writeSafely(path, text) };
