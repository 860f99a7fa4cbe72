import { expect, it } from 'vitest';
import { checkMutated } from '../support/wbxml-rules.ts';

const COUNT = 1_000_000;

it('holds its rules over a million mutated documents', () => {
  const decoded = checkMutated(COUNT, 2);
  console.log(`${COUNT} mutated documents, ${decoded} decoded`);
  expect(decoded).toBeGreaterThan(COUNT / 10);
}, 3_600_000); // A guard against hanging, not a measure: the rules count steps.
