import { expect, it } from 'vitest';
import { KillBench } from '../support/kill-bench.ts';
import { killRuns } from '../support/kill-runs.ts';
import { Random } from '../support/random.ts';
import { describeWith } from '../support/requires.ts';
import { lossIn } from '../support/tear-view.ts';

describeWith(['pcscd'], 'bootcard flash over pcscd', () => {
  it('killed at 60 random moments: every journal can be read, every card put right', async () => {
    const { problems, between } = await killRuns(60, new Random(3));
    expect(problems).toEqual([]);
    expect(between).toBeGreaterThan(5);
  }, 600_000); // A guard against hanging, not a measure.

  it('pcscd crashes in the middle of it: the run ends in words, and the card is put right afterwards', async () => {
    const bench = await KillBench.open();
    try {
      const old = bench.view();
      expect(await bench.flash(1)).toMatchObject({ code: 0 });
      const next = bench.view();
      for (const change of [3, 6]) {
        const broken = await bench.flash(0, async () => {
          await bench.untilChanged(change);
          await bench.crash();
        });
        expect(broken.text).toContain('"result": "interrupted"');
        expect(broken.code).toBe(6);
        expect(lossIn(bench.view(), next, old, [])).toBe(undefined);
        await bench.start();
        expect(await bench.recover('--roll-back')).toMatchObject({ code: 0 });
        expect(bench.view().text).toBe(next.text);
      }
    } finally {
      await bench.close();
    }
  }, 300_000);
});
