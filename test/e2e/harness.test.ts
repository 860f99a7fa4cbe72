import { beforeAll, describe } from 'vitest';
import { ensureBuilt } from '../../build/scripts/ensure-built.ts';
import { describeWith } from '../support/requires.ts';
import { electronDriver, harnessDriver, hasElectron } from './drivers.ts';
import { interfaceSpecs } from './interface-specs.ts';
import { recoverySpecs } from './recovery-specs.ts';
import { virtualSpecs } from './virtual-specs.ts';

describeWith(['chromium'], 'The built Electron bundles, in Chromium', () => {
  beforeAll(() => ensureBuilt());
  interfaceSpecs(harnessDriver);
});

describeWith(['chromium'], 'What a write leaves behind, through the built Electron bundles', () => {
  beforeAll(() => ensureBuilt());
  recoverySpecs(harnessDriver);
});

describeWith(['chromium'], 'Virtual cards, through the built Electron bundles', () => {
  beforeAll(() => ensureBuilt());
  virtualSpecs(harnessDriver);
});

// The binary comes from outside the registry: where it cannot be had, the same specs above stand for it.
if (hasElectron()) {
  describe('The desktop app itself', () => {
    beforeAll(() => ensureBuilt());
    interfaceSpecs(electronDriver);
  });
  describe('What a write leaves behind, through the desktop app', () => {
    beforeAll(() => ensureBuilt());
    recoverySpecs(electronDriver);
  });
}
