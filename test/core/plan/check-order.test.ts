import { describe, expect, it } from 'vitest';
import { checkOrder } from '../../../core/plan/check-order.ts';
import { dryRun } from '../../../core/plan/dry-run.ts';
import { runPlan } from '../../../core/plan/run-plan.ts';
import { parsePlan } from '../../../core/plan/saved-plan.ts';
import type { PlanStep, WritePlan } from '../../../core/plan/write-plan.ts';
import { runOptions } from '../../support/plan-runs.ts';
import { keeping } from '../../support/provision-runs.ts';
import { Random } from '../../support/random.ts';
import { TEAR_PLATFORMS, tearCorpus } from '../../support/tear-corpus.ts';
import { cutCase } from '../../support/tear-cut.ts';
import { type Ground, groundOf, runCase } from '../../support/tear-ground.ts';
import { bareLink } from '../../support/tear-link.ts';

/** Bodies of the files before the plan, as a run keeps them. */
async function orderOf(ground: Ground, plan: WritePlan) {
  const kept = await bodiesOf(ground);
  return checkOrder(plan, (path) => kept.get(path) ?? null);
}

async function bodiesOf({ item, read, plan }: Ground): Promise<ReadonlyMap<string, Uint8Array>> {
  return (await runCase(item.image, read, plan)).kept;
}

/** The plan with a step put in another place. */
function moved(plan: WritePlan, from: number, to: number): WritePlan {
  const steps: PlanStep[] = [...plan.steps];
  steps.splice(to, 0, ...steps.splice(from, 1));
  return { ...plan, steps };
}

const commandsOf = ({ steps }: WritePlan) => steps.flatMap(({ command }, i) => (command === undefined ? [] : [i]));

describe.each(TEAR_PLATFORMS)('the order of plans for %s', (platform) => {
  it('is safe in every plan that is made', async () => {
    for (const item of tearCorpus(platform)) {
      const ground = await groundOf(item);
      expect([item.title, await orderOf(ground, ground.plan)]).toEqual([item.title, { ok: true, value: undefined }]);
    }
  });
});

const DEPTH = { prefixes: 2, subsets: 3, secondCutOf: 1000, lostReads: false };

it.each([
  'all of it, longer',
  'an object more',
  'a label of one length before others’ objects',
  'another label in EF(DIR), others around it',
  'a larger message by a new file',
])('steps in another order are refused, or no cut of them loses anything: %s', async (title) => {
  const item = tearCorpus('uicc-3g').find((entry) => entry.title === `uicc-3g: ${title}`);
  if (item === undefined) throw new Error(title);
  const ground = await groundOf(item);
  const bodies = await bodiesOf(ground);
  const random = new Random(7);
  const commands = commandsOf(ground.plan);
  let refused = 0;
  for (const from of commands)
    for (const to of commands) {
      if (from === to) continue;
      const plan = moved(ground.plan, from, to);
      if (!checkOrder(plan, (path) => bodies.get(path) ?? null).ok) {
        refused += 1;
        continue;
      }
      // Some of those that pass are cut.
      if (!random.chance(3)) continue;
      const whole = await runCase(item.image, ground.read, plan);
      if (!whole.outcome.ok || whole.outcome.value.flash.result !== 'verified') continue;
      const { losses } = await cutCase({ ...item, plan: async () => ({ ok: true, value: plan }) }, DEPTH, random);
      expect([from, to, losses]).toEqual([from, to, []]);
    }
  expect(refused).toBeGreaterThan(0);
});

it('a saved plan that writes behind an open message is refused before anything is written', async () => {
  const item = tearCorpus('sim').find((entry) => entry.title === 'sim: all of it, longer');
  if (item === undefined) throw new Error('no case');
  const ground = await groundOf(item);
  const { plan } = ground;
  const commands = commandsOf(plan);
  const [first = 0, last = 0] = [commands[0], commands.at(-1)];
  expect([plan.steps[first]?.kind, plan.steps[last]?.kind]).toEqual(['invalidate', 'commit']);
  const late = moved(plan, first, last - 1);
  const refused = { ok: false, error: { code: 'plan-order', details: { place: `steps.${first}` } } };
  const { link, sent } = bareLink(item.image);
  const saved = parsePlan(JSON.stringify(late), 'p');
  if (!saved.ok) throw new Error(saved.error.code);
  const { store } = keeping();
  const outcome = await runPlan(link, ground.read, saved.value, runOptions(plan, store, { saved: true }));
  expect(outcome).toMatchObject(refused);
  expect(sent.filter((tpdu) => ['D6', '20'].includes(tpdu.slice(2, 4)))).toEqual([]);
  expect(await dryRun(ground.read, saved.value, true)).toMatchObject(refused);
  // What stands around the commands needs no card to be seen.
  for (const wrong of [moved(plan, plan.steps.length - 1, 0), moved(plan, 0, last)])
    expect(parsePlan(JSON.stringify(wrong), 'p')).toMatchObject({ ok: false, error: { code: 'plan-order' } });
});
