import { describe, expect, it } from 'vitest';
import { toHex } from '../../core/base/bytes.ts';
import { defaultMessage } from '../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import { editMessage } from '../../core/bootstrap/message-edit.ts';
import { byteDiff } from '../../renderer/model/byte-diff.ts';
import { planChanges } from '../../renderer/model/plan-changes.ts';

describe('ranges of a plan', () => {
  const before = defaultMessage();
  const view = decodeMessage(before);
  const serverId = view.fields.find(({ moPath }) => moPath === 'ServerID');

  it('name the field they fall in', () => {
    const offset = serverId?.span.offset ?? 0;
    const [change] = planChanges([{ file: '3F006421', offset, old: 'AA', new: 'BB' }], view.fields, []);
    expect(change).toMatchObject({ name: 'ServerID', secret: false, length: 1 });
  });

  it('hide a secret also where a longer value before it has moved it to', () => {
    const edited = editMessage(view, [{ path: serverId?.path ?? '', value: 'a-server-with-a-much-longer-identifier' }]);
    if (!edited.ok) throw new Error(edited.error.code);
    const after = decodeMessage(edited.value);
    const ranges = byteDiff(before, edited.value).map(({ offset, length }) => ({
      file: '3F006421',
      offset,
      old: toHex(before.subarray(offset, offset + length)).padEnd(2 * length, 'F'),
      new: toHex(edited.value.subarray(offset, offset + length)),
    }));
    const shown = planChanges(ranges, view.fields, after.secrets).filter(({ secret }) => !secret);
    for (const place of after.secrets) {
      for (const { range, length } of shown) {
        expect(range.offset + length <= place.offset || range.offset >= place.offset + place.length).toBe(true);
      }
    }
  });
});
