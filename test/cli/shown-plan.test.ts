import { describe, expect, it } from 'vitest';
import { shownPlan } from '../../cli/print-plan.ts';
import { SECRET_PLANS, secretPlan, toldIn } from '../support/secret-plans.ts';

describe('no secret is printed of a plan that', () => {
  it.each(SECRET_PLANS)('%s', async (_name, parts, act, deleteFiles) => {
    const { plan, read } = await secretPlan(parts, act, deleteFiles);
    expect(toldIn(JSON.stringify(shownPlan(read, plan, false)))).toEqual([]);
    expect(toldIn(JSON.stringify(shownPlan(read, plan, true))).length).toBeGreaterThan(0);
  });
});
