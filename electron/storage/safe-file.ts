import { randomBytes } from 'node:crypto';
import { type FileHandle, link, mkdir, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { appError } from '../../core/base/app-error.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { reasonOf } from './error-reason.ts';

/** Files that may hold secrets: readable by their owner only, on the disk when the call answers. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** Makes a folder that only its owner can enter, on the disk when the call answers. */
export async function makeFolder(path: string): Promise<Result<void>> {
  try {
    const first = await mkdir(path, { recursive: true, mode: FOLDER_MODE });
    if (first === undefined) return ok(undefined);
    // A new folder is an entry of the one above it: each of those has changed.
    for (let at = resolve(path); at.length >= resolve(first).length; at = dirname(at)) await syncFolder(dirname(at));
    return ok(undefined);
  } catch (error) {
    return err(appError('file-unwritable', { path, reason: reasonOf(error) }));
  }
}

/** The change of a name is on the disk only after its folder is synced; Windows has no such call and needs none. */
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

/** Where a path leads, and whether that is a file that another can take the place of: a device or a pipe is not. */
async function destination(path: string): Promise<{ place: string; replaceable: boolean }> {
  try {
    const place = await realpath(path);
    return { place, replaceable: (await stat(place)).isFile() };
  } catch {
    return { place: path, replaceable: true };
  }
}

async function pour(path: string, content: Uint8Array | string): Promise<void> {
  const handle = await open(path, 'w');
  try {
    await handle.writeFile(content);
  } finally {
    await handle.close();
  }
}

/**
 * Writes a whole file in one step: a temporary file beside it, synced, then put in its place. A cut leaves the old file or
 * the new one, and nobody ever sees half of it. A symbolic link keeps leading where it led; a device or a pipe, which has
 * no place to take, gets the content poured in.
 * @param exclusive refuse (`file-exists`) instead of replacing.
 */
export async function writeSafely(
  path: string,
  content: Uint8Array | string,
  exclusive = false,
): Promise<Result<void>> {
  const { place, replaceable } = exclusive ? { place: path, replaceable: true } : await destination(path);
  const temporary = join(dirname(place), `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    if (!replaceable) {
      await pour(place, content);
      return ok(undefined);
    }
    await fill(temporary, content);
    if (exclusive) await claim(temporary, place, content);
    else await rename(temporary, place);
    await syncFolder(dirname(place));
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

/** Opens a file to add to it; makes it where it is missing. */
async function openToAppend(path: string): Promise<{ handle: FileHandle; created: boolean }> {
  try {
    return { handle: await open(path, 'ax', FILE_MODE), created: true };
  } catch (error) {
    if (reasonOf(error) !== 'EEXIST') throw error;
    return { handle: await open(path, 'a', FILE_MODE), created: false };
  }
}

/** Appends a line and syncs it. The file is made when missing, and then its name is on the disk as well. */
export async function appendLine(path: string, line: string): Promise<Result<void>> {
  try {
    const { handle, created } = await openToAppend(path);
    try {
      await handle.writeFile(`${line}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (created) await syncFolder(dirname(path));
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
