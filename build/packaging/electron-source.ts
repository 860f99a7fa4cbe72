import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How long the place that Electron's binary comes from may take to answer at all, in milliseconds. */
const PROBE = 4000;

/** Folder of Electron for this machine, where its package has it. Importing the package would start a download that may hang. */
export function electronFolder(root: string): string | undefined {
  const electron = join(root, 'node_modules/electron');
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(electron, 'dist');
  const pathFile = join(electron, 'path.txt');
  return existsSync(pathFile) && existsSync(join(folder, readFileSync(pathFile, 'utf8'))) ? folder : undefined;
}

/** Path of Electron's binary for this machine, where its package has it. */
export function electronBinary(root: string): string | undefined {
  const folder = electronFolder(root);
  return folder && join(folder, readFileSync(join(root, 'node_modules/electron/path.txt'), 'utf8'));
}

/** Whether the place that Electron's binaries come from answers. */
export async function electronAnswers(): Promise<boolean> {
  const mirror = process.env.ELECTRON_MIRROR ?? 'https://github.com/electron/electron/releases/';
  try {
    await fetch(mirror, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(PROBE) });
    return true;
  } catch {
    return false;
  }
}
