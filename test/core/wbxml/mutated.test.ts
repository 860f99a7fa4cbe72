import { expect, it } from 'vitest';
import { checkMutated } from '../../support/wbxml-rules.ts';

it('holds its rules over 10 000 mutated documents', () => {
  // A good part must decode, or the rules for what decodes are hardly tried.
  expect(checkMutated(10_000, 1)).toBeGreaterThan(1000);
});
