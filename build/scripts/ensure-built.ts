import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildAll, DIST, ROOT, STAMP_FILE } from './build-all.ts';
import { sourceStamp } from './source-stamp.ts';

/** Builds when dist is missing or older than the sources. Says so in one line on stderr, for it takes seconds. */
export async function ensureBuilt(): Promise<void> {
  if (isBuilt()) return;
  process.stderr.write('Building the interface …\n');
  await buildAll('warn');
}

function isBuilt(): boolean {
  return (
    existsSync(join(DIST, 'renderer/index.html')) &&
    existsSync(join(DIST, 'electron/main.js')) &&
    existsSync(STAMP_FILE) &&
    readFileSync(STAMP_FILE, 'utf8') === sourceStamp(ROOT)
  );
}
