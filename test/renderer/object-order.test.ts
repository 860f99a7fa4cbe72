import { describe, expect, it } from 'vitest';
import type { BootstrapObject, ReadResult } from '../../core/bootstrap/read-result.ts';
import { changedOrder, moved, objectGroups } from '../../renderer/model/object-order.ts';
import { fakeRead } from '../support/fake-flows.ts';

const object = (label: string, dodf: string): BootstrapObject => ({
  label,
  oid: '2.23.43.7.1',
  form: 'opaque',
  path: '3F007F506421',
  dodf,
  span: { offset: 0, length: 20 },
  offset: 0,
  length: null,
  flags: { private: false, modifiable: false },
  dm: true,
});

const READ: ReadResult = {
  ...fakeRead(),
  objects: [object('a', '6420'), object('b', '6420'), object('x', '6430'), object('c', '6420')],
  chosen: 1,
};
const labels = (order: readonly number[] | null) =>
  objectGroups(READ, order).map(({ objects }) => objects.map(({ object: { label } }) => label).join(''));

describe('the order of objects', () => {
  it('is that of the card, by directory, the chosen one marked', () => {
    expect(labels(null)).toEqual(['abc', 'x']);
    expect(objectGroups(READ, null)[0]?.objects.map(({ chosen }) => chosen)).toEqual([false, true, false]);
    expect(changedOrder(READ, null)).toBeUndefined();
  });

  it('changes within a directory, past what another one has in between', () => {
    const up = moved(READ, null, 3, -1);
    expect(labels(up)).toEqual(['acb', 'x']);
    expect(changedOrder(READ, up)).toEqual([0, 3, 1]);
    expect(changedOrder(READ, moved(READ, up, 3, 1))).toBeUndefined();
  });

  it('ends at the first and the last', () => {
    expect(labels(moved(READ, null, 0, -1))).toEqual(['abc', 'x']);
    expect(labels(moved(READ, null, 2, 1))).toEqual(['abc', 'x']);
  });
});
