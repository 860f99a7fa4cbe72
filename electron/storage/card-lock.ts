import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { appError } from '../../core/base/app-error.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { reasonOf } from './error-reason.ts';
import { makeFolder, writeSafely } from './safe-file.ts';

/** A card that this process alone writes to. */
export interface CardLock {
  release(): Promise<void>;
}

/** True while a process of this number runs: a lock whose process is gone binds nobody. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (problem) {
    return reasonOf(problem) === 'EPERM';
  }
}

/** The running process that holds a lock; undefined where there is none. */
async function holder(path: string): Promise<number | undefined> {
  try {
    const pid = Number((await readFile(path, 'utf8')).trim());
    return Number.isInteger(pid) && pid > 0 && runs(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Takes the lock of a process that is gone away; one that somebody took meanwhile is put back. */
async function clear(path: string): Promise<void> {
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(path, aside);
    if ((await holder(aside)) !== undefined) await link(aside, path);
  } catch {
    // Somebody else cleared it, or has it: the next attempt tells.
  }
  await rm(aside, { force: true });
}

/** Attempts at a lock whose process is gone; after more, somebody else is at it. */
const ATTEMPTS = 3;

/**
 * Keeps two processes of this machine from writing to one card at once. A transaction of PC/SC does so for its readers; images
 * on the disk have none. The lock is a file with the number of the process, named by the card, whole when it appears.
 * @param folder the data folder
 * @returns `card-held` where another process has it.
 */
export async function lockCard(folder: string, iccid: string): Promise<Result<CardLock>> {
  const place = join(folder, 'locks');
  const made = await makeFolder(place);
  if (!made.ok) return made;
  const path = join(place, `${iccid || 'no-iccid'}.lock`);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const taken = await writeSafely(path, `${process.pid}\n`, true);
    if (taken.ok) return ok({ release: () => rm(path, { force: true }) });
    if (taken.error.code !== 'file-exists') return taken;
    const pid = await holder(path);
    if (pid !== undefined)
      return err(appError('card-held', { reader: iccid || 'the reader', holder: `Bootcard, process ${pid}` }));
    await clear(path);
  }
  return err(appError('card-held', { reader: iccid || 'the reader', holder: 'Bootcard' }));
}
