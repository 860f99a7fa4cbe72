import { execFileSync } from 'node:child_process';

/** How the processes of the built bundles show themselves. Electron names its own by what they are for. */
export const HOST = /\/dist\/electron\/host\.js|--utility-sub-type=node\.mojom\.NodeService/;

/** Process ids of main's children of a kind, from the process table. */
export function childrenOf(main: number, kind: RegExp): readonly string[] {
  return execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .flatMap((found) => (found?.[2] === String(main) && kind.test(found[3] ?? '') ? [found[1] ?? ''] : []));
}
