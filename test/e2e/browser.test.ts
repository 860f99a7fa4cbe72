import { beforeAll } from 'vitest';
import { ensureBuilt } from '../../build/scripts/ensure-built.ts';
import { describeWith } from '../support/requires.ts';
import { ALL_SPECS } from './all-specs.ts';
import { browserDriver } from './drivers.ts';

for (const [area, specs] of ALL_SPECS) {
  describeWith(['chromium'], `${area}, through bootcard ui in Chromium`, () => {
    beforeAll(() => ensureBuilt());
    specs(browserDriver);
  });
}
