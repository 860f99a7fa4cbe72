import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type LogLevel } from 'vite';
import { sourceStamp } from './source-stamp.ts';

export const ROOT = new URL('../..', import.meta.url).pathname;
export const DIST = join(ROOT, 'dist');
export const STAMP_FILE = join(DIST, '.stamp');

const CONFIGS = ['renderer', 'main', 'preload', 'host', 'pcsc-child'] as const;

/** Builds the interface and Electron's bundles into dist/, and notes what they were built from. */
export async function buildAll(logLevel: LogLevel = 'info'): Promise<void> {
  // Taken before: what is edited during the build counts as newer than it.
  const stamp = sourceStamp(ROOT);
  const before = process.env.NODE_ENV;
  // What is tested is what is shipped: a test runner's own value would put React's slow development form into the bundle.
  process.env.NODE_ENV = 'production';
  try {
    for (const name of CONFIGS) {
      await build({ configFile: join(ROOT, `build/vite/${name}.config.ts`), logLevel, mode: 'production' });
    }
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
  writeFileSync(STAMP_FILE, stamp);
}
