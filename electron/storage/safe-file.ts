import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { appError } from '../../core/base/app-error.ts';
import { err, ok, type Result } from '../../core/base/result.ts';

/** Files that may hold secrets: readable by their owner only, on the disk when the call answers. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** Makes a folder that only its owner can enter. */
export async function makeFolder(path: string): Promise<Result<void>> {
  try {
    await mkdir(path, { recursive: true, mode: FOLDER_MODE });
    return ok(undefined);
  } catch (error) {
    return err(appError('file-unwritable', { path, reason: reasonOf(error) }));
  }
}

/** The rename itself is on the disk only after its folder is synced; Windows has no such call and needs none. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** A new file with this content, on the disk. */
async function fill(path: string, content: Uint8Array | string): Promise<void> {
  const handle = await open(path, 'wx', FILE_MODE);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Gives a file its name unless the name is taken (EEXIST). File systems without hard links get a fresh copy instead. */
async function claim(temporary: string, path: string, content: Uint8Array | string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(reasonOf(error))) throw error;
    await fill(path, content);
  }
  await rm(temporary, { force: true });
}

/**
 * Writes a whole file in one step: a temporary file beside it, synced, then put in its place. A cut leaves the old file or
 * the new one, and nobody ever sees half of it.
 * @param exclusive refuse (`file-exists`) instead of replacing.
 */
export async function writeSafely(
  path: string,
  content: Uint8Array | string,
  exclusive = false,
): Promise<Result<void>> {
  const temporary = join(dirname(path), `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await fill(temporary, content);
    if (exclusive) await claim(temporary, path, content);
    else await rename(temporary, path);
    await syncFolder(dirname(path));
    return ok(undefined);
  } catch (error) {
    await rm(temporary, { force: true });
    const reason = reasonOf(error);
    return err(
      exclusive && reason === 'EEXIST'
        ? appError('file-exists', { path })
        : appError('file-unwritable', { path, reason }),
    );
  }
}

/** Appends a line and syncs it. The file is made when missing. */
export async function appendLine(path: string, line: string): Promise<Result<void>> {
  try {
    const handle = await open(path, 'a', FILE_MODE);
    try {
      await handle.writeFile(`${line}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return ok(undefined);
  } catch (error) {
    return err(appError('file-unwritable', { path, reason: reasonOf(error) }));
  }
}

/** The bytes of a file. */
export async function readBytes(path: string): Promise<Result<Uint8Array>> {
  try {
    return ok(await readFile(path));
  } catch (error) {
    return err(appError('file-unreadable', { path, reason: reasonOf(error) }));
  }
}
