import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './build-all.ts';
import { ensureBuilt } from './ensure-built.ts';

/** Renders every screen in its states with real Chromium, in both themes, both languages and two sizes, on a table of made-up readers and cards. */
export async function takeScreenshots(argv: readonly string[]): Promise<void> {
  await ensureBuilt();
  const [folder = join(ROOT, 'dist/screenshots'), ...names] = argv;
  const run = spawnSync(process.execPath, [join(ROOT, 'test/support/stage/take-looks.ts'), folder, ...names], {
    stdio: 'inherit',
  });
  process.stdout.write(`Screens are in ${folder}\n`);
  process.exitCode = run.status ?? 1;
}
