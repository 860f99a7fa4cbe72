import { readdir, readFile, readlink, realpath } from 'node:fs/promises';

/**
 * Programs that have the port open, as `name (pid)`. Linux alone, through /proc; others' processes show only what the
 * system lets this user see (ModemManager runs as root).
 * @returns undefined when none is found
 */
export async function portHolders(path: string): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  const device = await realpath(path).catch(() => path);
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map((pid) => describeUser(pid, device)));
  const names = found.filter((name) => name !== undefined);
  return names.length === 0 ? undefined : names.join(', ');
}

async function describeUser(pid: string, device: string): Promise<string | undefined> {
  try {
    const folder = `/proc/${pid}/fd`;
    const targets = await Promise.all((await readdir(folder)).map((fd) => readlink(`${folder}/${fd}`).catch(() => '')));
    if (!targets.includes(device)) return undefined;
    return `${(await readFile(`/proc/${pid}/comm`, 'utf8')).trim()} (${pid})`;
  } catch {
    // Ended meanwhile, or another user's: nothing to tell.
    return undefined;
  }
}
