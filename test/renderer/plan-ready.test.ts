import { describe, expect, it, vi } from 'vitest';
import { hasErrors } from '../../core/base/finding.ts';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import type { FieldEdit } from '../../core/bootstrap/message-model.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { planTheWrite, tabDraft } from '../../renderer/actions/card-actions.ts';
import { cardModel } from '../../renderer/model/card-model.ts';
import { type EditHistory, endTyping, NO_EDITS, setField, undo } from '../../renderer/model/edit-history.ts';
import { followersOf } from '../../renderer/model/linked-fields.ts';
import { useApp } from '../../renderer/stores/app-store.ts';
import { type CardTab, newTab } from '../../renderer/stores/cards-store.ts';
import { readImage } from '../support/read-image.ts';

// The stores ask the page for its look when they are made.
vi.hoisted(() => vi.stubGlobal('matchMedia', () => ({ matches: false })));

const { result } = await readImage(builtinCard('sim') as CardImage, { depth: 'inspect' });

/** A tab of a card that is there, with these edits. */
function tabWith(edits: readonly FieldEdit[]): CardTab {
  return {
    ...newTab('1', 'virtual:sim', 'SIM', 'virtual'),
    session: 's',
    liveness: 'live',
    read: result,
    model: cardModel(result),
    draft: { ...NO_EDITS, edits },
  };
}
const ready = (tab: CardTab) => planTheWrite.ready({ app: useApp.getState(), tab });

describe('the way to the plan', () => {
  it('is open for a change that a device takes', () => {
    const name = tabDraft(tabWith([]))?.view.fields.find(({ moPath }) => moPath === 'Name')?.path ?? '';
    expect(ready(tabWith([{ path: name, value: 'NordTel North' }]))).toBe(true);
  });

  it('stays open for another server address: Source goes with it', () => {
    const tab = tabWith([]);
    const fields = tabDraft(tab)?.view.fields ?? [];
    const address = fields.find(({ moPath }) => moPath === 'AppAddr/<X>/Addr');
    if (address === undefined) throw new Error('no address');
    const type = (history: EditHistory, value: string) =>
      setField(history, address.path, value, address.value, followersOf(address, fields, history));
    const typed = ['https:/', 'https://', 'https://new.example/'].reduce(type, NO_EDITS);
    expect(ready({ ...tab, draft: typed })).toBe(true);
    expect(typed.edits).toContainEqual({ path: 'SyncHdr/Source/LocURI', value: 'https://new.example/' });
    expect(undo(typed).edits).toEqual([]);
    expect(type(typed, address.value).edits).toEqual([]);
  });

  it('a Source that was set apart stays apart, also where the typing passes its value', () => {
    const fields = tabDraft(tabWith([]))?.view.fields ?? [];
    const address = fields.find(({ moPath }) => moPath === 'AppAddr/<X>/Addr');
    const source = fields.find(({ path }) => path === 'SyncHdr/Source/LocURI');
    if (address === undefined || source === undefined) throw new Error('no address');
    const apart = endTyping(setField(NO_EDITS, source.path, 'https://a.example/', source.value));
    const typed = ['https://a.example/', 'https://a.example/b'].reduce(
      (history, value) => setField(history, address.path, value, address.value, followersOf(address, fields, history)),
      apart,
    );
    expect(typed.edits).toContainEqual({ path: source.path, value: 'https://a.example/' });
  });

  it('is shut while an error stands in the way', () => {
    const tab = tabWith([{ path: 'SyncHdr/Source/LocURI', value: 'https://elsewhere.example/' }]);
    const draft = tabDraft(tab);
    expect([draft?.error, draft?.faults, hasErrors(draft?.view.findings ?? [])]).toEqual([null, [], true]);
    expect(ready(tab)).toBe('reason.errors');
  });
});
