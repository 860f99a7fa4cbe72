import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { appError } from '../../../core/base/app-error.ts';
import { err, ok, type Result } from '../../../core/base/result.ts';
import type { ImageFiles } from './virtual-slot.ts';

function reasonOf(problem: unknown): string {
  return problem instanceof Error && 'code' in problem ? String(problem.code) : 'unknown';
}

async function read(path: string): Promise<Result<string>> {
  try {
    return ok(await readFile(path, 'utf8'));
  } catch (problem) {
    return err(appError('file-unreadable', { path, reason: reasonOf(problem) }));
  }
}

async function write(path: string, text: string): Promise<Result<void>> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    return ok(undefined);
  } catch (problem) {
    await rm(temporary, { force: true });
    return err(appError('file-unwritable', { path, reason: reasonOf(problem) }));
  }
}

/** Card images on this machine's disk. */
export const imageFiles: ImageFiles = { read, write };
