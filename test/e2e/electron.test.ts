import { beforeAll, describe } from 'vitest';
import { ensureBuilt } from '../../build/scripts/ensure-built.ts';
import { electronDriver, hasElectron } from './drivers.ts';
import { interfaceSpecs } from './interface-specs.ts';

describe.runIf(hasElectron())("The desktop app itself (where Electron's binary could be downloaded)", () => {
  beforeAll(() => ensureBuilt());
  interfaceSpecs(electronDriver);
});
