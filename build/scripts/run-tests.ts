import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './build-all.ts';
import { ensureBuilt } from './ensure-built.ts';

/** Runs the tests on bundles that are up to date: the end-to-end specs drive what is built, not the sources. */
export async function runTests(argv: readonly string[]): Promise<void> {
  const long = argv.includes('--long');
  const rest = argv.filter((argument) => argument !== '--long');
  await ensureBuilt();
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const run = spawnSync(process.execPath, [vitest, 'run', '-c', 'build/vite/vitest.config.ts', ...rest], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...(long && { BOOTCARD_LONG: '1' }) },
  });
  process.exitCode = run.status ?? 1;
}
