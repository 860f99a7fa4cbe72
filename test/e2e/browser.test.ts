import { beforeAll } from 'vitest';
import { ensureBuilt } from '../../build/scripts/ensure-built.ts';
import { describeWith } from '../support/requires.ts';
import { browserDriver } from './drivers.ts';
import { interfaceSpecs } from './interface-specs.ts';
import { recoverySpecs } from './recovery-specs.ts';
import { virtualSpecs } from './virtual-specs.ts';

describeWith(['chromium'], 'The interface through bootcard ui, in Chromium', () => {
  beforeAll(() => ensureBuilt());
  interfaceSpecs(browserDriver);
});

describeWith(['chromium'], 'What a write leaves behind, through bootcard ui in Chromium', () => {
  beforeAll(() => ensureBuilt());
  recoverySpecs(browserDriver);
});

describeWith(['chromium'], 'Virtual cards, through bootcard ui in Chromium', () => {
  beforeAll(() => ensureBuilt());
  virtualSpecs(browserDriver);
});
