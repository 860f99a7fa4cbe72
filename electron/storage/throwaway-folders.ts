import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../../core/base/sha256.ts';

/**
 * Folders for what is kept of cards that are made up, each its own, the user's alone, and gone with this process. Nothing is made
 * before it is asked for.
 * @returns the folder of a name, the same each time
 */
export function throwawayFolders(): (name: string) => string {
  let root: string | undefined;
  return (name) => {
    if (root === undefined) {
      const made = mkdtempSync(join(tmpdir(), 'bootcard-'));
      process.once('exit', () => rmSync(made, { recursive: true, force: true }));
      root = made;
    }
    return join(root, sha256(new TextEncoder().encode(name)).slice(0, 16));
  };
}
