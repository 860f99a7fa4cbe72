import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of a card of vsmartcard's, below the MF; a folder stands before what is in it. */
export type TreeFile =
  | { readonly path: string; readonly name?: string }
  | { readonly path: string; readonly data: string }
  | { readonly path: string; readonly records: readonly string[] };

export interface ThirdPartyCard {
  remove(): Promise<void>;
}

const DRIVER = join(import.meta.dirname, 'serve-tree.py');

/** Puts a card that is made of vsmartcard's own code into a vpcd reader. @param folder for the tree’s file */
export async function thirdPartyCard(port: number, tree: readonly TreeFile[], folder: string): Promise<ThirdPartyCard> {
  const path = join(folder, `${port}.tree.json`);
  writeFileSync(path, JSON.stringify(tree));
  const child = spawn('/usr/bin/python3', [DRIVER, String(port), path], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    complaint += chunk;
  });
  const ready = once(child.stdout, 'data');
  const first = await Promise.race([ready, exited.then(() => 'gone' as const)]);
  if (first === 'gone') throw new Error(`the card ended at once:\n${complaint}`);
  return {
    async remove() {
      if (child.exitCode === null) child.kill();
      await exited;
    },
  };
}
