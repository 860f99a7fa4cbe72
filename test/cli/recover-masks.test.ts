import { expect, it } from 'vitest';
import { addObjectsVerb } from '../../cli/verbs/objects.ts';
import { addRecoverVerb } from '../../cli/verbs/recover.ts';
import { cardFolder } from '../support/card-folder.ts';
import { SECRET_PLANS, secretPlan, toldIn } from '../support/secret-plans.ts';

const { run, put, imageNow } = cardFolder({}, addObjectsVerb, addRecoverVerb);
const KEYS = ['--key', 'adm1=hex:3132333435363738'];

it.each([2, 3, 4])('no secret is printed of the way out of a write that broke off at its UPDATE %i', async (update) => {
  const [, parts, act] = SECRET_PLANS[0] ?? [];
  if (parts === undefined || act === undefined) throw new Error('no plan');
  const { image, read } = await secretPlan(parts, act);
  const keys = [...KEYS, '--tries-unknown', image.iccid ?? ''];
  const wanted = act(read);
  if (wanted.kind !== 'remove') throw new Error('another act');
  const reader = put({ ...image, faults: [{ kind: 'remove', at: update, ins: 'D6', when: 'before' }] });
  const cut = await run('objects', reader, 'remove', String(wanted.object + 1), '--i-know', image.iccid ?? '', ...keys);
  expect(cut.code).toBe(6);
  put(imageNow());
  for (const way of ['--finish', '--roll-back']) {
    const shown = await run('recover', reader, way, '--dry-run', '--apdus', ...keys);
    expect([shown.error?.code, way, toldIn(shown.out + shown.err)]).toEqual([undefined, way, []]);
  }
});
