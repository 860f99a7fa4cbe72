import { describe, expect, it } from 'vitest';
import type { WritePlan } from '../../../core/plan/write-plan.ts';
import { Random } from '../../support/random.ts';
import { tearAll } from '../../support/tear-all.ts';
import { TEAR_PLATFORMS, tearCorpus } from '../../support/tear-corpus.ts';
import { cutCase } from '../../support/tear-cut.ts';
import { SAMPLED } from '../../support/tear-depth.ts';

const CORPUS = TEAR_PLATFORMS.map((platform) => ({ platform, cases: tearCorpus(platform) }));

it('there are at least 40 different pairs of an old card and a new message', () => {
  const titles = new Set(CORPUS.flatMap(({ cases }) => cases.map(({ title }) => title.replace(/^[^:]*: /, ''))));
  expect(titles.size).toBeGreaterThanOrEqual(40);
});

describe.each(CORPUS)('cuts of $platform', ({ platform, cases }) => {
  it('leave the old message, the new one or none, all that is others’, and a card that can be recovered', async () => {
    const { pairs, cuts, secondCuts, losses } = await tearAll(platform, SAMPLED, 5);
    expect(losses).toEqual([]);
    expect(pairs).toBe(cases.length);
    expect(cuts).toBeGreaterThan(1000);
    expect(secondCuts).toBeGreaterThan(100);
  }, 300_000); // A guard against hanging, not a measure.
});

/** All bytes of a file that a plan changes, in one UPDATE after the other, without its gate. */
function straight(plan: WritePlan): WritePlan {
  return { ...plan, steps: plan.steps.filter(({ kind }) => kind !== 'invalidate') };
}

/** The gate is opened first. */
function openedFirst(plan: WritePlan): WritePlan {
  const order = ['backup', 'journal', 'verify', 'commit', 'update', 'readBack'];
  const at = (kind: string) => order.indexOf(kind);
  return {
    ...plan,
    steps: plan.steps.filter(({ kind }) => kind !== 'invalidate').sort((a, b) => at(a.kind) - at(b.kind)),
  };
}

/** A wrong order is seen: a test that finds no losses has to be able to find some. */
describe.each([
  ['without closing the gate', straight, 'all of it, longer', 'is a mixture'],
  ['with the gate opened first', openedFirst, 'all of it, longer', 'is a mixture'],
  ['without emptying a record of EF(DIR)', straight, 'another label in EF(DIR), others around it', 'is a mixture'],
  ['without hiding a record', straight, 'a label of one length before others’ objects', 'was never there'],
] as const)('a plan %s', (_, wrong, title, words) => {
  it.each(CORPUS)('loses messages on $platform', async ({ platform, cases }) => {
    const item = cases.find((entry) => entry.title === `${platform}: ${title}`);
    if (item === undefined) throw new Error(title);
    const { losses } = await cutCase(
      {
        ...item,
        async plan(link, read) {
          const plan = await item.plan(link, read);
          return plan.ok ? { ok: true, value: wrong(plan.value) } : plan;
        },
      },
      SAMPLED,
      new Random(5),
    );
    expect(losses.filter((loss) => loss.includes(words)).length).toBeGreaterThan(0);
  });
});
