import { homedir, platform } from 'node:os';
import { join } from 'node:path';

/**
 * The folder for backups, journals and the memory of refused keys: BOOTCARD_DATA, or the platform's own place for
 * application data.
 */
export function dataDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env.BOOTCARD_DATA) return env.BOOTCARD_DATA;
  if (platform() === 'win32') return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Bootcard');
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Bootcard');
  return join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'bootcard');
}
