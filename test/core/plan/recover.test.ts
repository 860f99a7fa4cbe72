import { describe, expect, it } from 'vitest';
import { padEnd, toHex } from '../../../core/base/bytes.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { defaultMessage, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import { bodyWithMessage } from '../../../core/plan/make-plan.ts';
import { assessRecovery, planRecovery, type RecoveryWay } from '../../../core/plan/recover.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { bodyOf, withFile } from '../../support/bootstrap-card.ts';
import { planOn, type Ran, runOn } from '../../support/plan-runs.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';

const CONTENT = '3F007F506421';
const OLD = defaultMessage();
const NEXT = defaultMessage({ ...NORDTEL, name: 'NordTel North', serverId: 'north' });
const whole = (message: Uint8Array) => toHex(padEnd(message, 2048, 0xff));

/** A run that was cut, its card put back without faults. */
async function cut(image: CardImage, at: number, when: 'before' | 'after'): Promise<{ ran: Ran; card: CardImage }> {
  const faulty = { ...image, faults: [{ kind: 'remove', at, ins: 'D6', when } as const] };
  const ran = await runOn(await planOn(faulty, bodyWithMessage(NEXT)));
  return { ran, card: { ...ran.card.image(), faults: [] } };
}

function entryOf({ plan, store }: Ran) {
  const kept = new Map([[CONTENT, store.bodies[0] ?? new Uint8Array()]]);
  return { entry: { plan, done: 0, backup: '/backup' }, kept };
}

describe.each(['sim', 'uicc-2g', 'uicc-3g'])('a half-written %s', (name) => {
  const image = builtinCard(name) as CardImage;

  it.each(['finish', 'rollBack'] as const)(
    '%s: verified after every cut, whatever it left',
    async (way: RecoveryWay) => {
      const { commands } = await runOn(await planOn(image, bodyWithMessage(NEXT)));
      const updates = commands.filter((command) => command.slice(2, 4) === 'D6').length;
      for (let at = 1; at <= updates; at++)
        for (const when of ['before', 'after'] as const) {
          const { ran, card: image2 } = await cut(image, at, when);
          const { entry, kept } = entryOf(ran);
          const card = await openVirtualLink(image2);
          const plan = await planRecovery(card.link, entry, kept, way);
          if (!plan.ok) throw new Error(JSON.stringify(plan.error));
          const { outcome, card: after } = await runOn({ card, read: ran.read, plan: plan.value });
          const result = plan.value.steps.length === 0 ? 'unchanged' : 'verified';
          expect([at, when, outcome]).toMatchObject([at, when, { ok: true, value: { flash: { result } } }]);
          expect(toHex(bodyOf(after.image(), CONTENT))).toBe(whole(way === 'finish' ? NEXT : OLD));
        }
    },
  );

  it('is told from one that is whole', async () => {
    const states: string[] = [];
    for (const [at, when] of [
      [1, 'before'],
      [2, 'before'],
      [3, 'after'],
    ] as const) {
      const { ran, card: half } = await cut(image, at, when);
      const { entry, kept } = entryOf(ran);
      const assessed = await assessRecovery((await openVirtualLink(half)).link, entry, kept);
      if (!assessed.ok) throw new Error(assessed.error.code);
      states.push(`${assessed.value.state} ${assessed.value.files[0]?.state} ${assessed.value.ways.join()}`);
    }
    expect(states).toEqual(['old old finish', 'half between finish,rollBack', 'half between finish,rollBack']);
  });

  it('that somebody else wrote to since can only be rolled back', async () => {
    const { ran, card: half } = await cut(image, 3, 'after');
    const { entry, kept } = entryOf(ran);
    const body = bodyOf(half, CONTENT);
    body[1500] = 0x55;
    const changed = withFile(half, CONTENT, body);
    const card = await openVirtualLink(changed);
    const assessed = await assessRecovery(card.link, entry, kept);
    expect(assessed).toMatchObject({ ok: true, value: { ways: ['rollBack'], files: [{ state: 'foreign' }] } });
    expect(await planRecovery(card.link, entry, kept, 'finish')).toMatchObject({
      ok: false,
      error: { code: 'recover-no-way' },
    });
    const plan = await planRecovery(card.link, entry, kept, 'rollBack');
    if (!plan.ok) throw new Error(plan.error.code);
    const { outcome, card: after } = await runOn({ card, read: ran.read, plan: plan.value });
    expect(outcome).toMatchObject({ ok: true, value: { flash: { result: 'verified' } } });
    expect(toHex(bodyOf(after.image(), CONTENT))).toBe(whole(OLD));
  });
});
