import { expect, it } from 'vitest';
import { tearAll } from '../support/tear-all.ts';
import { WHOLE } from '../support/tear-depth.ts';

it('no cut of a uicc-2g loses anything', async () => {
  const { losses, cuts } = await tearAll('uicc-2g', WHOLE, 11);
  expect(losses).toEqual([]);
  expect(cuts).toBeGreaterThan(15_000);
}, 3_600_000); // A guard against hanging, not a measure.
