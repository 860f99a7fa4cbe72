import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';

/** Names, at the end of a run, every suite that was skipped and what to install for it. A skip fails where all is required. */
export class SkipReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = new Set<string>();
    for (const module of modules) {
      for (const test of module.children.allTests('skipped')) skipped.add(titleOf(test));
    }
    if (skipped.size === 0) return;
    process.stdout.write(`\nSkipped:\n${[...skipped].map((title) => `  ${title}\n`).join('')}`);
    if (process.env.BOOTCARD_REQUIRE_ALL === '1') {
      process.stdout.write('BOOTCARD_REQUIRE_ALL=1: a skip is a failure.\n');
      process.exitCode = 1;
    }
  }
}

function titleOf(test: TestCase): string {
  let suite: TestCase | TestSuite | TestModule = test;
  while (suite.type !== 'module') {
    if (suite.type === 'suite' && suite.name.includes(' — needs ')) return suite.name;
    suite = suite.parent;
  }
  return test.fullName;
}
