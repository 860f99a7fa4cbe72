import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './build-all.ts';

/** Layers with a compiler world of their own: what a layer may use is what its tsconfig declares. */
const LAYERS = ['core', 'electron', 'electron/preload', 'cli', 'renderer', 'build', 'test'] as const;

const modules = join(ROOT, 'node_modules');

interface Check {
  readonly name: string;
  readonly run: readonly string[];
}

const CHECKS: readonly Check[] = [
  ...LAYERS.map((layer) => ({ name: `types: ${layer}`, run: [join(modules, 'typescript7/bin/tsc'), '-p', layer] })),
  { name: 'lint', run: [join(modules, '@biomejs/biome/bin/biome'), 'check', '--error-on-warnings'] },
  {
    name: 'import rules',
    run: [
      join(modules, 'dependency-cruiser/bin/dependency-cruiser.mjs'),
      '--config',
      'build/import-rules.cjs',
      'core',
      'electron',
      'cli',
      'renderer',
      'build',
      'test',
    ],
  },
  { name: 'dead code', run: [join(modules, 'knip/bin/knip.js'), '--no-progress'] },
];

/** Types per layer, lint, import rules, dead code. All run, so that one failure does not hide the next. */
export function runChecks(): void {
  const failed: string[] = [];
  for (const { name, run } of CHECKS) {
    const result = spawnSync(process.execPath, [...run], { cwd: ROOT, encoding: 'utf8' });
    const good = result.status === 0;
    process.stdout.write(`${good ? 'ok  ' : 'FAIL'} ${name}\n`);
    if (good) continue;
    failed.push(name);
    process.stdout.write(`${result.stdout}${result.stderr}\n`);
  }
  if (failed.length === 0) return;
  process.stdout.write(`Failed: ${failed.join(', ')}\n`);
  process.exitCode = 1;
}
