import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Each bench is a program of its own, so that none warms or burdens the next. They print JSON objects, one a line. */
const BENCHES = [
  'read-cost.ts',
  'plan-cost.ts',
  'pcsc-apdu.ts',
  'wbxml-codec.ts',
  'trace-screen.ts',
  'interface.ts',
] as const;

/** Runs the benches one after the other. Ratios are against a floor measured or computed in the same run: figures alone move from machine to machine. */
export function runBench(): void {
  for (const bench of BENCHES) {
    const run = spawnSync(process.execPath, [fileURLToPath(new URL(bench, import.meta.url))], { stdio: 'inherit' });
    if (run.status !== 0) process.exitCode = 1;
  }
}
