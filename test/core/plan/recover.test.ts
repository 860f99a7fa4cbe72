import { describe, expect, it } from 'vitest';
import { hex, padEnd, toHex } from '../../../core/base/bytes.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { defaultMessage, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import { encodeDataObject } from '../../../core/pkcs15/dodf.ts';
import { bodyWithMessage } from '../../../core/plan/make-plan.ts';
import { planObjects } from '../../../core/plan/objects.ts';
import { assessRecovery, planRecovery, type RecoveryWay } from '../../../core/plan/recover.ts';
import { runPlan } from '../../../core/plan/run-plan.ts';
import { planUnprovision } from '../../../core/plan/unprovision.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { bodyOf, cardWith, DM_OBJECT, withFile } from '../../support/bootstrap-card.ts';
import { planOn, type Ran, runOn, runOptions } from '../../support/plan-runs.ts';
import { ADMIN, builtin, inspect, keeping, must, planFor } from '../../support/provision-runs.ts';
import { bareLink, putBack } from '../../support/tear-link.ts';
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

const DIR = '3F002F00';

describe('a backup that cannot be read', () => {
  const image = builtinCard('uicc-3g') as CardImage;
  const entry = (ran: Ran) => ({ plan: ran.plan, done: 0, backup: '/damaged' });

  it.each(['finish', 'rollBack'] as const)('keeps nobody from the way that the journal tells: %s', async (way) => {
    const { ran, card: half } = await cut(image, 2, 'after');
    const card = await openVirtualLink(half);
    const assessed = await assessRecovery(card.link, entry(ran), new Map());
    expect(assessed).toMatchObject({
      ok: true,
      value: { ways: ['finish', 'rollBack'], files: [{ state: 'between' }] },
    });
    const plan = await planRecovery(card.link, entry(ran), new Map(), way);
    if (!plan.ok) throw new Error(plan.error.code);
    const { outcome, card: after } = await runOn({ card, read: ran.read, plan: plan.value });
    expect(outcome).toMatchObject({ ok: true, value: { flash: { result: 'verified' } } });
    expect(toHex(bodyOf(after.image(), CONTENT))).toBe(whole(way === 'finish' ? NEXT : OLD));
  });

  it('is no way back where nothing tells what a file held: it can be finished', async () => {
    const bare = bareLink(image);
    const read = await inspect(bare.link);
    const made = must(await planUnprovision(bare.link, read, { admin: ADMIN, deleteFiles: true }));
    const deletes = made.steps.filter(({ kind }) => kind === 'delete').length;
    const torn = bareLink({ ...image, faults: [{ kind: 'remove', at: deletes, ins: 'E4', when: 'before' }] });
    await runPlan(torn.link, read, made, runOptions(made, keeping().store));
    const back = bareLink(putBack(torn));
    const broken = { plan: made, done: 0, backup: '/damaged' };
    expect(must(await assessRecovery(back.link, broken, new Map())).ways).toEqual(['finish']);
    const refused = await planRecovery(back.link, broken, new Map(), 'rollBack');
    expect(refused).toMatchObject({ ok: false, error: { code: 'recover-no-backup' } });
    const finished = must(await planRecovery(back.link, broken, new Map(), 'finish'));
    const outcome = must(
      await runPlan(back.link, await inspect(back.link), finished, runOptions(finished, keeping().store)),
    );
    expect(outcome.flash.result).toBe('verified');
    expect(putBack(back).files.some(({ path }) => path === CONTENT)).toBe(false);
  });
});

/** A card on which `make` broke off after its first UPDATE of a file, and what recovering it needs. */
async function brokenIn(image: CardImage, make: Make, ins: string, at: number) {
  const whole = await planFor(image, make, '3g');
  must(whole.made);
  const torn = bareLink({ ...image, faults: [{ kind: 'remove', at, ins, when: 'after' }] });
  const kept = keeping();
  await runPlan(torn.link, whole.read, whole.plan, runOptions(whole.plan, kept.store));
  return {
    entry: { plan: whole.plan, done: 0, backup: '/backup' },
    kept: kept.bodies,
    half: putBack(torn),
    read: whole.read,
  };
}
type Make = Parameters<typeof planFor>[1];

describe('what somebody else wrote since', () => {
  const theirs = hex('61104F0CA0000000871002FFFFFFFF8950005100');
  const unprovision: Make = (link, read) => planUnprovision(link, read, { admin: ADMIN, deleteFiles: false });

  /** EF(DIR) of the half-written card with their record in one of its places. */
  function withRecord(image: CardImage, offset: number, length: number): CardImage {
    const body = bodyOf(image, DIR);
    body.set(padEnd(theirs, length, 0xff), offset);
    return withFile(image, DIR, body);
  }

  it('into the place of our record in EF(DIR) is left and told', async () => {
    const { entry, kept, half, read } = await brokenIn(builtin('uicc-3g'), unprovision, 'DC', 1);
    const dir = entry.plan.files.find(({ path }) => path === DIR);
    const length = dir?.recordLength ?? 0;
    const offset = entry.plan.ranges.find(({ file }) => file === DIR)?.offset ?? 0;
    const place = Math.floor(offset / length) * length;
    const back = bareLink(withRecord(half, place, length));
    const assessed = must(await assessRecovery(back.link, entry, kept));
    expect(assessed.others).toEqual([{ path: DIR, name: 'EF(DIR)', offset: place, length }]);
    expect(assessed.ways).toEqual(['rollBack']);
    const plan = must(await planRecovery(back.link, entry, kept, 'rollBack'));
    const outcome = must(await runPlan(back.link, read, plan, runOptions(plan, keeping().store)));
    expect(['verified', 'unchanged']).toContain(outcome.flash.result);
    expect(toHex(bodyOf(putBack(back), DIR).subarray(place, place + theirs.length))).toBe(toHex(theirs));
  });

  it('into another place of EF(DIR) is no hindrance to either way', async () => {
    const { entry, kept, half } = await brokenIn(builtin('uicc-3g'), unprovision, 'DC', 1);
    const length = entry.plan.files.find(({ path }) => path === DIR)?.recordLength ?? 1;
    const body = bodyOf(half, DIR);
    const ours = Math.floor((entry.plan.ranges.find(({ file }) => file === DIR)?.offset ?? 0) / length);
    const free = Array.from({ length: body.length / length }, (_, i) => i).find(
      (i) => i !== ours && body[i * length] === 0xff,
    );
    if (free === undefined) throw new Error('no record is free');
    const changed = withRecord(half, free * length, length);
    for (const way of ['finish', 'rollBack'] as const) {
      const back = bareLink(changed);
      expect(must(await assessRecovery(back.link, entry, kept))).toMatchObject({
        ways: ['finish', 'rollBack'],
        others: [],
      });
      const plan = must(await planRecovery(back.link, entry, kept, way));
      must(await runPlan(back.link, await inspect(back.link), plan, runOptions(plan, keeping().store)));
      expect(toHex(bodyOf(putBack(back), DIR)).slice(2 * free * length, 2 * (free * length + theirs.length))).toBe(
        toHex(theirs),
      );
    }
  });

  it('behind the closed end of a list stays when ours goes', async () => {
    const image = cardWith({
      dodf: padEnd(encodeDataObject(DM_OBJECT), 240, 0xff),
      content: OLD,
      contentFile: { size: 2048 },
      others: [{ fid: '6422', name: 'x', data: hex('FF').slice(), size: 2048, read: 'always', update: 'adm1' }],
    });
    const add: Make = (link, read) =>
      planObjects(
        link,
        read,
        { kind: 'add', message: NEXT, label: 'Second', form: 'opaque', fid: 0x6422 },
        { admin: ADMIN, deleteFiles: false },
      );
    const dodf = '3F007F506420';
    const whole = await planFor(image, add, '3g');
    must(whole.made);
    const updates = whole.plan.steps.filter(({ data }) => data !== '');
    // Cut before the DODF's gate opens: ours is written behind it.
    const at = updates.length - 1;
    const { entry, kept, half, read } = await brokenIn(image, add, 'D6', at);
    const body = bodyOf(half, dodf);
    const other = encodeDataObject({ form: 'opaque', label: 'Theirs', oid: '1.2.3', path: { path: hex('6499') } });
    const end = encodeDataObject(DM_OBJECT).length;
    body.set(other, end);
    const back = bareLink(withFile(half, dodf, body));
    const assessed = must(await assessRecovery(back.link, entry, kept));
    expect(assessed.others.map(({ offset, length }) => [offset, length])).toEqual([[end, other.length]]);
    const plan = must(await planRecovery(back.link, entry, kept, 'rollBack'));
    must(await runPlan(back.link, read, plan, runOptions(plan, keeping().store)));
    expect(toHex(bodyOf(putBack(back), dodf).subarray(end, end + other.length))).toBe(toHex(other));
  });
});
