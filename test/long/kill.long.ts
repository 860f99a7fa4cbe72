import { expect, it } from 'vitest';
import { killRuns } from '../support/kill-runs.ts';
import { Random } from '../support/random.ts';
import { describeWith } from '../support/requires.ts';

describeWith(['pcscd'], 'bootcard flash over pcscd', () => {
  it('killed at 500 random moments: every journal can be read, every card put right', async () => {
    const { problems, between } = await killRuns(500, new Random(17));
    expect(problems).toEqual([]);
    expect(between).toBeGreaterThan(50);
  }, 3_600_000); // A guard against hanging, not a measure.
});
