import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './build-all.ts';
import { ensureBuilt } from './ensure-built.ts';

/** Renders every screen in its states with real Chromium, on a host of made-up readers. */
export async function takeScreenshots(argv: readonly string[]): Promise<void> {
  await ensureBuilt();
  const [folder = join(ROOT, 'dist/screenshots'), ...names] = argv;
  const run = spawnSync(process.execPath, [join(ROOT, 'test/support/fake-bridge/look.ts'), folder, ...names], {
    stdio: 'inherit',
  });
  process.stdout.write(`Screens are in ${folder}\n`);
  process.exitCode = run.status ?? 1;
}
