import { chmod, lstat, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
/** Rights of the group and of everybody. */
const OTHERS = 0o077;

/** What the product keeps in its data folder; whatever else stands there is not its to change. */
const OWN_FOLDERS: readonly string[] = ['backups', 'journals', 'locks', 'cards'];
const OWN_FILES: readonly string[] = ['shown-secrets.log', 'stored-keys.json', 'refused.key', 'refused.log'];

interface Tightened {
  readonly kind: 'folder' | 'file' | 'other';
  /** Others had rights to it. */
  readonly loose: boolean;
}

/** Takes the rights of others off what its owner left open; one that is somebody else's, or gone, stays as it is. */
async function tighten(path: string): Promise<Tightened> {
  try {
    const found = await lstat(path);
    const kind = found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'other';
    const loose = kind !== 'other' && (found.mode & OTHERS) !== 0;
    if (loose) await chmod(path, kind === 'folder' ? FOLDER_MODE : FILE_MODE);
    return { kind, loose };
  } catch {
    return { kind: 'other', loose: false };
  }
}

async function tightenTree(path: string): Promise<void> {
  const { kind } = await tighten(path);
  if (kind !== 'folder') return;
  try {
    for (const name of await readdir(path)) await tightenTree(join(path, name));
  } catch {
    // It cannot be looked into: then nobody of this process reads it either.
  }
}

/** Whether a folder is the product's: it keeps something in it. One that others share (`/tmp`), or a home, never is. */
async function isOwn(folder: string): Promise<boolean> {
  const STICKY = 0o1000;
  try {
    if (resolve(folder) === homedir() || ((await lstat(folder)).mode & STICKY) !== 0) return false;
    const own = new Set([...OWN_FOLDERS, ...OWN_FILES]);
    return (await readdir(folder)).some((name) => own.has(name));
  } catch {
    return false;
  }
}

/**
 * Makes a data folder of an earlier version its owner's alone: folders 0700, files 0600. Backups and journals hold message
 * secrets. Links are not followed; Windows has no such rights, a profile is its user's there. A folder in which the product keeps
 * nothing yet stays as it is: it may be somebody's, named by `BOOTCARD_DATA`.
 */
export async function makePrivate(folder: string): Promise<void> {
  if (process.platform === 'win32' || !(await isOwn(folder))) return;
  const { kind, loose } = await tighten(folder);
  // Into a folder that is private already nobody else gets, whatever rights stand in it.
  if (kind !== 'folder' || !loose) return;
  for (const name of OWN_FOLDERS) await tightenTree(join(folder, name));
  for (const name of OWN_FILES) await tighten(join(folder, name));
}
