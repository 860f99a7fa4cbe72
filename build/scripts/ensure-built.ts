import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildAll, DIST, ROOT, STAMP_FILE } from './build-all.ts';
import { sourceStamp } from './source-stamp.ts';

const LOCK_FILE = join(DIST, '.building');
/** How often a waiting process looks whether the other one is done, in milliseconds. */
const LOCK_POLL = 100;

/** Builds when dist is missing or older than the sources. Says so in one line on stderr, for it takes seconds. */
export async function ensureBuilt(): Promise<void> {
  if (isBuilt()) return;
  const unlock = await lock();
  try {
    // Another process may have built it meanwhile.
    if (isBuilt()) return;
    process.stderr.write('Building the interface …\n');
    await buildAll('warn');
  } finally {
    unlock();
  }
}

/** One build at a time: tests and apps start side by side. A lock whose process is gone counts for nothing. */
async function lock(): Promise<() => void> {
  mkdirSync(DIST, { recursive: true });
  for (;;) {
    try {
      writeFileSync(LOCK_FILE, String(process.pid), { flag: 'wx' });
      return () => rmSync(LOCK_FILE, { force: true });
    } catch {
      if (!holderLives()) rmSync(LOCK_FILE, { force: true });
      await sleep(LOCK_POLL);
    }
  }
}

function holderLives(): boolean {
  try {
    process.kill(Number(readFileSync(LOCK_FILE, 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
}

function isBuilt(): boolean {
  return (
    existsSync(join(DIST, 'renderer/index.html')) &&
    existsSync(join(DIST, 'electron/main.js')) &&
    existsSync(STAMP_FILE) &&
    readFileSync(STAMP_FILE, 'utf8') === sourceStamp(ROOT)
  );
}
