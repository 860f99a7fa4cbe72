import { expect, it } from 'vitest';
import { UniqueNames } from '../../../core/base/unique-names.ts';

it('numbers what comes again, also where a name looks like one with a number', () => {
  const names = new UniqueNames();
  expect(['A', 'A', 'B', 'A[2]', 'A'].map((name) => names.give(name))).toEqual(['A', 'A[2]', 'B', 'A[2][2]', 'A[3]']);
});

it('takes a hundred thousand of one name', () => {
  const names = new UniqueNames();
  const all = Array.from({ length: 100_000 }, () => names.give('Final'));
  expect(new Set(all).size).toBe(100_000);
  expect(all.at(-1)).toBe('Final[100000]');
});
