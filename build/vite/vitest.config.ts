import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SkipReporter } from '../scripts/skip-reporter.ts';

/** `npm test`. Files that share the machine's one PC/SC stack or one Chromium say so in their own set-up; all else runs side by side. */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: [process.env.BOOTCARD_LONG === '1' ? 'test/**/*.long.ts' : 'test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // The default leaves one core idle; on two cores that is half of the machine, and most tests wait for a process or a window.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: ['default', new SkipReporter()],
  },
});
