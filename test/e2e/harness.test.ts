import { beforeAll, describe } from 'vitest';
import { ensureBuilt } from '../../build/scripts/ensure-built.ts';
import { describeWith } from '../support/requires.ts';
import { ALL_SPECS } from './all-specs.ts';
import { electronDriver, harnessDriver, hasElectron } from './drivers.ts';

for (const [area, specs] of ALL_SPECS) {
  describeWith(['chromium'], `${area}, through the built Electron bundles in Chromium`, () => {
    beforeAll(() => ensureBuilt());
    specs(harnessDriver);
  });

  // The binary comes from outside the registry: where it cannot be had, the same specs above stand for it.
  if (hasElectron()) {
    describe(`${area}, through the desktop app itself`, () => {
      beforeAll(() => ensureBuilt());
      specs(electronDriver);
    });
  }
}
