import { beforeAll, describe } from 'vitest';
import { ensureBuilt } from '../../build/scripts/ensure-built.ts';
import { describeWith } from '../support/requires.ts';
import { electronDriver, harnessDriver, hasElectron } from './drivers.ts';
import { interfaceSpecs } from './interface-specs.ts';

describeWith(['chromium'], 'The built Electron bundles, in Chromium', () => {
  beforeAll(() => ensureBuilt());
  interfaceSpecs(harnessDriver);
});

// The binary comes from outside the registry: where it cannot be had, the same specs above stand for it.
if (hasElectron()) {
  describe('The desktop app itself', () => {
    beforeAll(() => ensureBuilt());
    interfaceSpecs(electronDriver);
  });
}
