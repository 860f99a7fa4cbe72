import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draftValue, endTyping, NO_EDITS, redo, setField, undo } from '../../renderer/model/edit-history.ts';

describe('undo and redo', () => {
  it('take typing in one field as one step', () => {
    const typed = ['a', 'ab', 'abc'].reduce((history, value) => setField(history, 'Name', value, ''), NO_EDITS);
    expect(draftValue(typed, 'Name', '')).toBe('abc');
    expect(draftValue(undo(typed), 'Name', '')).toBe('');
    expect(undo(typed).past).toHaveLength(0);
  });

  it('take a field left and entered again as a step of its own', () => {
    const first = endTyping(setField(NO_EDITS, 'Name', 'a', ''));
    const second = setField(first, 'Name', 'b', '');
    expect(draftValue(undo(second), 'Name', '')).toBe('a');
  });

  it('forget an edit that puts the original back', () => {
    const back = setField(setField(NO_EDITS, 'Port', '80', '443'), 'Port', '443', '443');
    expect(back.edits).toEqual([]);
  });

  it('drop what was undone once something new is typed', () => {
    const undone = undo(setField(NO_EDITS, 'A', '1', ''));
    const typed = setField(undone, 'B', '2', '');
    expect(redo(typed)).toBe(typed);
  });

  it('lead back to the start and forth to the end, whatever was done', () => {
    const acts = fc.array(fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.constantFrom('', 'x', 'y')), { maxLength: 20 });
    fc.assert(
      fc.property(acts, (list) => {
        const end = list.reduce((history, [path, value]) => endTyping(setField(history, path, value, '')), NO_EDITS);
        let at = end;
        while (at.past.length > 0) at = undo(at);
        expect(at.edits).toEqual([]);
        while (at.future.length > 0) at = redo(at);
        expect(at.edits).toEqual(end.edits);
      }),
    );
  });
});
