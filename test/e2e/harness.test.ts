import { beforeAll } from 'vitest';
import { ensureBuilt } from '../../build/scripts/ensure-built.ts';
import { describeWith } from '../support/requires.ts';
import { harnessDriver } from './drivers.ts';
import { interfaceSpecs } from './interface-specs.ts';

describeWith(['chromium'], 'The built Electron bundles, in Chromium', () => {
  beforeAll(() => ensureBuilt());
  interfaceSpecs(harnessDriver);
});
