import { readdir, readFile, readlink } from 'node:fs/promises';

/** Variable that leads pcsc-lite's clients to another service than the usual one. */
const SOCKET_VARIABLE = 'PCSCLITE_CSOCK_NAME';

export interface HolderQuestion {
  /** Environment of this port's children. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** This port's own processes, which are not "another program". */
  readonly own: ReadonlySet<number>;
}

/**
 * Programs besides this one that use the same PC/SC service, as `name (pid)`; PC/SC itself does not tell who holds a
 * card. Linux alone, through /proc: processes that have the client library loaded and a socket open. Others' processes
 * show only what the system lets this user see.
 * @returns undefined when none is found
 */
export async function findHolders({ env, own }: HolderQuestion): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.filter((pid) => pid !== process.pid && !own.has(pid)).map((pid) => describeClient(pid, env[SOCKET_VARIABLE])),
  );
  const names = found.filter((name) => name !== undefined);
  return names.length === 0 ? undefined : names.join(', ');
}

async function describeClient(pid: number, socket: string | undefined): Promise<string | undefined> {
  try {
    const maps = await readFile(`/proc/${pid}/maps`, 'latin1');
    if (!maps.includes('/libpcsclite.so')) return undefined;
    const variables = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
    const own = variables.find((entry) => entry.startsWith(`${SOCKET_VARIABLE}=`))?.slice(SOCKET_VARIABLE.length + 1);
    if (own !== socket || !(await hasSocket(pid))) return undefined;
    return `${(await readFile(`/proc/${pid}/comm`, 'utf8')).trim()} (${pid})`;
  } catch {
    // Ended meanwhile, or another user's: nothing to tell.
    return undefined;
  }
}

async function hasSocket(pid: number): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const targets = await Promise.all((await readdir(folder)).map((fd) => readlink(`${folder}/${fd}`).catch(() => '')));
  return targets.some((target) => target.startsWith('socket:'));
}
