import { describe, expect, it } from 'vitest';
import { adminProfile } from '../../../core/card/admin-profile.ts';
import { parsePlan } from '../../../core/plan/saved-plan.ts';
import { TEAR_PLATFORMS, tearCorpus } from '../../support/tear-corpus.ts';
import { groundOf } from '../../support/tear-ground.ts';

describe.each(TEAR_PLATFORMS)('plans for %s', (platform) => {
  it('that are saved are what they were: messages, directories, files made, resized and taken off', async () => {
    for (const item of tearCorpus(platform)) {
      const { plan } = await groundOf(item);
      expect([item.title, parsePlan(JSON.stringify(plan), 'p')]).toEqual([item.title, { ok: true, value: plan }]);
    }
  });
});

it('a command that only a profile of the user’s knows needs that profile', async () => {
  const deletes = /"00E40000(02[0-9A-F]{4})"/g;
  const plans = await Promise.all(
    tearCorpus('uicc-3g').map(async (item) => JSON.stringify((await groundOf(item)).plan)),
  );
  const plan = plans.find((text) => text.includes('"kind":"delete","file"') && deletes.test(text));
  if (plan === undefined) throw new Error('no plan deletes a file');
  const text = plan.replaceAll(deletes, '"80E40001$1"');
  expect(parsePlan(text, 'p')).toMatchObject({ ok: false, error: { code: 'plan-invalid' } });
  const standard = adminProfile();
  if (standard === undefined) throw new Error('no profile');
  const own = { cla: '80', ins: 'E4', p1: '00', p2: '01', target: 'fid' } as const;
  const profile = { ...standard, commands: { ...standard.commands, delete: own } };
  expect(parsePlan(text, 'p', profile)).toMatchObject({ ok: true });
});
