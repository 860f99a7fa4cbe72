import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the bundles are made of. */
const SOURCES = ['core', 'electron', 'renderer', 'build/vite', 'package-lock.json'];

/** A hash of the names, sizes and times of all sources: equal means that nothing was touched. */
export function sourceStamp(root: string): string {
  const hash = createHash('sha256');
  const visit = (path: string): void => {
    const entry = statSync(join(root, path));
    if (entry.isDirectory()) {
      for (const name of readdirSync(join(root, path)).sort()) visit(`${path}/${name}`);
    } else {
      hash.update(`${path}\n${entry.size}\n${entry.mtimeMs}\n`);
    }
  };
  for (const source of SOURCES) if (existsSync(join(root, source))) visit(source);
  return hash.digest('hex');
}
