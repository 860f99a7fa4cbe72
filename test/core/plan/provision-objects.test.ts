import { describe, expect, it } from 'vitest';
import { hex, padEnd, toHex } from '../../../core/base/bytes.ts';
import { defaultMessage, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import { encodeDataObject } from '../../../core/pkcs15/dodf.ts';
import { dryRun } from '../../../core/plan/dry-run.ts';
import { type ObjectsAct, planObjects } from '../../../core/plan/objects.ts';
import { readPlanned } from '../../../core/plan/read-planned.ts';
import { runPlan } from '../../../core/plan/run-plan.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';
import { type CardParts, cardWith, DM_OBJECT } from '../../support/bootstrap-card.ts';
import { runOptions } from '../../support/plan-runs.ts';
import { ADMIN, builtin, changed, keeping, must, planFor, runPlanned } from '../../support/provision-runs.ts';
import { deviceObjects } from '../../support/tear-device.ts';
import { bareLink, putBack } from '../../support/tear-link.ts';

const SECOND = defaultMessage({ ...NORDTEL, name: 'Second' });

const acting =
  (act: ObjectsAct, deleteFiles = false) =>
  (...[link, read]: Parameters<Parameters<typeof planFor>[1]>) =>
    planObjects(link, read, act, { admin: ADMIN, deleteFiles });
const adding = (rest: Partial<Extract<ObjectsAct, { kind: 'add' }>> = {}) =>
  acting({ kind: 'add', message: SECOND, label: 'Second', form: 'opaque', ...rest });

const labels = (image: CardImage, mode: '2g' | '3g' = '3g') =>
  deviceObjects(new VirtualCard(image), mode).map(({ label, content }) => [
    label,
    content?.[0] !== 0xff && content !== null,
  ]);

const theirs = encodeDataObject({
  form: 'opaque',
  label: 'Theirs',
  oid: '1.3.6.1.4.1.99999.1',
  path: { path: hex('4405') },
});
const always = { read: 'always', update: 'adm1' } as const;
/** Somebody else's record behind ours, in the same DODF. */
const shared = (parts: CardParts = {}) =>
  cardWith({
    dodf: padEnd(Uint8Array.of(...encodeDataObject(DM_OBJECT), ...theirs), 240, 0xff),
    others: [{ fid: '4405', name: 'theirs', data: hex('C0FFEE'), ...always }],
    ...parts,
  });

describe('bootstrap objects in their order', () => {
  it('one more, behind the others or before one of them', async () => {
    const behind = await changed(builtin('uicc-3g'), adding());
    expect(labels(behind)).toEqual([
      ['DM Bootstrap', true],
      ['Second', true],
    ]);
    const before = await changed(builtin('uicc-3g'), adding({ before: 0, form: 'oid' }));
    expect(labels(before)).toEqual([
      ['Second', true],
      ['DM Bootstrap', true],
    ]);
    const made = behind.files.find(({ path }) => path === '3F007F506422');
    expect([made?.size, made?.data?.slice(0, 2 * SECOND.length)]).toEqual([1792, toHex(SECOND)]);
    // Who may do what with it is as with the one it stands beside.
    expect(made?.security).toEqual(behind.files.find(({ path }) => path === '3F007F506421')?.security);
  });

  it('a dry run asks for no key, though the new file refers to a rule that was not read', async () => {
    const planned = await planFor(builtin('uicc-3g'), adding());
    const dry = must(
      await dryRun(must(await readPlanned(planned.bare.link, planned.read, planned.plan)), planned.plan),
    );
    expect(dry.flash).toMatchObject({ result: 'verified', bytesWritten: planned.plan.bytes });
  });

  it.each(['T=0', 'T=1'] as const)('the TPDUs that were planned are those that are sent, %s', async (protocol) => {
    const planned = await planFor(cardWith({ protocol }), adding());
    const ran = must(await runPlanned(planned));
    expect(ran.flash).toMatchObject({ result: 'verified', exchanges: planned.plan.exchanges });
  });

  it('in class A0 an empty file that is there is filled', async () => {
    const image = cardWith({
      platform: 'sim',
      others: [{ fid: '6425', name: 'spare', data: new Uint8Array(), size: 2048, ...always }],
    });
    const after = await changed(image, adding({ fid: 0x6425 }));
    expect(labels(after, '2g')).toEqual([
      ['DM Bootstrap', true],
      ['Second', true],
    ]);
    const without = await planFor(image, adding());
    expect(without.made).toMatchObject({ ok: false, error: { code: 'provision-class' } });
    const used = await planFor(image, adding({ fid: 0x6421 }));
    expect(used.made).toMatchObject({ ok: false, error: { code: 'provision-occupied' } });
    const none = await planFor(image, adding({ fid: 0x6477 }));
    expect(none.made).toMatchObject({ ok: false, error: { code: 'provision-missing' } });
  });

  it('another order, one less; the last one stays', async () => {
    const two = await changed(builtin('uicc-3g'), adding());
    const turned = await changed(two, acting({ kind: 'reorder', order: [1, 0] }));
    expect(labels(turned).map(([label]) => label)).toEqual(['Second', 'DM Bootstrap']);
    const one = await changed(turned, acting({ kind: 'remove', object: 1 }, true));
    expect(labels(one)).toEqual([['Second', true]]);
    expect(one.files.some(({ path }) => path === '3F007F506421')).toBe(false);
    const emptied = await changed(turned, acting({ kind: 'remove', object: 1 }));
    expect(emptied.files.find(({ path }) => path === '3F007F506421')?.data).toBe('FF'.repeat(2048));
    const last = await planFor(one, acting({ kind: 'remove', object: 0 }));
    expect(last.made).toMatchObject({ ok: false, error: { code: 'objects-last' } });
    const wrong = await planFor(two, acting({ kind: 'reorder', order: [1, 1] }));
    expect(wrong.made).toMatchObject({ ok: false, error: { code: 'objects-order' } });
  });

  it('a list that is too short is made longer', async () => {
    const image = cardWith({ dodf: encodeDataObject(DM_OBJECT) });
    const planned = await planFor(image, adding());
    expect(planned.plan.steps.map(({ kind }) => kind)).toContain('resize');
    expect(labels(await changed(image, adding()))).toHaveLength(2);
  });

  it.each([
    ['one more before ours', adding({ before: 0 })],
    ['one more behind all', adding()],
  ])('others’ objects are found after every cut: %s', async (_, make) => {
    const image = shared();
    const whole = await planFor(image, make);
    must(whole.made);
    const sentBefore = whole.bare.sent.length;
    must(await runPlan(whole.bare.link, whole.read, whole.plan, runOptions(whole.plan, keeping().store)));
    for (let at = 1; at <= whole.bare.sent.length - sentBefore; at++) {
      const torn = bareLink({ ...image, faults: [{ kind: 'remove', at }] });
      await runPlan(torn.link, whole.read, whole.plan, runOptions(whole.plan, keeping().store));
      const now = labels(putBack(torn));
      expect([at, now.filter(([label]) => label === 'Theirs')]).toEqual([at, [['Theirs', true]]]);
      expect([at, now.filter(([label]) => label === 'DM Bootstrap')]).toEqual([at, [['DM Bootstrap', true]]]);
    }
    expect(labels(whole.bare.card.image())).toHaveLength(3);
  });

  it('class A0 knows no way round others’ records: refused, nothing sent', async () => {
    const image = shared({ platform: 'sim' });
    const spare = { fid: '6425', name: 'spare', data: new Uint8Array(), size: 2048, ...always };
    const withSpare = shared({
      platform: 'sim',
      others: [{ fid: '4405', name: 'theirs', data: hex('C0FFEE'), ...always }, spare],
    });
    const { made } = await planFor(withSpare, adding({ before: 0, fid: 0x6425 }));
    expect(made).toMatchObject({ ok: false, error: { code: 'plan-unsafe' } });
    expect(labels(image, '2g')).toHaveLength(2);
  });
});
