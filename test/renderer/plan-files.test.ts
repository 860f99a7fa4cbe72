import { describe, expect, it } from 'vitest';
import { toHex } from '../../core/base/bytes.ts';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import { editMessage } from '../../core/bootstrap/message-edit.ts';
import { bodyWithMessage } from '../../core/plan/make-plan.ts';
import type { PlanCredential, WritePlan } from '../../core/plan/write-plan.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { brokenSecrets, planFiles } from '../../renderer/model/plan-files.ts';
import { askedKeys } from '../../renderer/model/plan-keys.ts';
import type { WriteState } from '../../renderer/stores/cards-store.ts';
import { bodyOf } from '../support/bootstrap-card.ts';
import { planOn } from '../support/plan-runs.ts';
import { movedMessage } from '../support/stage/several-files.ts';

const CONTENT = '3F007F506421';
const image = builtinCard('uicc-3g') as CardImage;
const BODY = bodyOf(image, CONTENT);
const OLD = decodeMessage(BODY);
const name = OLD.fields.find(({ moPath }) => moPath === 'Name')?.path ?? '';
const edited = editMessage(OLD, [{ path: name, value: 'NordTel North' }]);
if (!edited.ok) throw new Error(edited.error.code);
const NEXT = edited.value;
const { plan, read } = await planOn(image, bodyWithMessage(NEXT));
const bytesOf = (path: string) => read.files.find((file) => file.path === path)?.bytes;
const covers = (places: readonly { offset: number; length: number }[], offset: number) =>
  places.some((place) => offset >= place.offset && offset < place.offset + place.length);

describe('a plan file by file', () => {
  it('names the values that change, each with what it was', () => {
    const [view] = planFiles(plan, bytesOf);
    expect(view).toMatchObject({ act: 'changed', size: 2048, fresh: false });
    expect(view?.fields.map(({ name, before, after }) => [name, before, after])).toEqual([
      ['Name', expect.any(String), 'NordTel North'],
    ]);
    expect(view?.usedAfter).toBe(NEXT.length);
  });

  it('tells a new file, a changed record and a removed file apart', () => {
    const several = movedMessage(plan, read);
    const views = planFiles(several, bytesOf);
    expect(views.map(({ act, file }) => [act, file.path.slice(-4)])).toEqual([
      ['made', '6422'],
      ['changed', '6420'],
      ['removed', '6421'],
    ]);
    const [made, list, gone] = views;
    expect(made).toMatchObject({ fresh: true, size: 4096 });
    expect(made?.fields.find(({ name }) => name === 'Name')).toMatchObject({ before: null, after: 'NordTel North' });
    expect(list?.records).toHaveLength(1);
    const [record] = list?.records ?? [];
    expect(toHex(record?.before ?? new Uint8Array())).toContain('6421');
    expect(toHex(record?.after ?? new Uint8Array())).toContain('6422');
    expect(gone).toMatchObject({ fields: [], size: 2048, steps: [{ kind: 'delete' }] });
  });

  it('knows where secrets stand in a message that is closed', () => {
    const half = BODY.slice();
    half[0] = 0xff;
    const old = OLD.secrets;
    const now = decodeMessage(NEXT).secrets;
    const places = brokenSecrets(plan, () => half).get(CONTENT) ?? [];
    expect(old.length).toBeGreaterThan(0);
    for (const { offset } of [...old, ...now]) expect(covers(places, offset)).toBe(true);
    const [view] = planFiles(plan, () => half, { broken: plan, card: read });
    for (const { offset } of [...old, ...now]) expect(covers(view?.secrets ?? [], offset)).toBe(true);
  });
});

describe('keys of a plan', () => {
  const credentials: readonly PlanCredential[] = [
    { ref: 'adm1', keyReference: 0x0a, triesLeft: 3, alternatives: ['adm2'] },
    { ref: 'pin1', keyReference: 0x01, triesLeft: 2 },
  ];
  const asked = (change: Partial<WriteState>) =>
    askedKeys({ plan: { ...plan, credentials } as WritePlan, chosen: {}, tries: {}, ...change } as WriteState);

  it('are all asked for, of those that would do the chosen one', () => {
    expect(asked({}).map(({ ref, triesLeft, choices }) => [ref, triesLeft, choices])).toEqual([
      ['adm1', 3, ['adm1', 'adm2']],
      ['pin1', 2, ['pin1']],
    ]);
  });

  it('have the tries of the key that is chosen; not known until the card told', () => {
    const chosen = { adm1: 'adm2' };
    expect(asked({ chosen })[0]).toMatchObject({ asked: 'adm1', ref: 'adm2', keyReference: 0x0b, triesLeft: null });
    expect(asked({ chosen, tries: { adm2: 1 } })[0]).toMatchObject({ ref: 'adm2', triesLeft: 1 });
  });
});
