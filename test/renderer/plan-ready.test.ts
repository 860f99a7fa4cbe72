import { beforeEach, describe, expect, it, vi } from 'vitest';
import { hasErrors } from '../../core/base/finding.ts';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { planTheWrite } from '../../renderer/actions/card-actions.ts';
import { cardModel } from '../../renderer/model/card-model.ts';
import { undo } from '../../renderer/model/edit-history.ts';
import { editField, leaveField, typeBytes } from '../../renderer/services/edit-service.ts';
import { useApp } from '../../renderer/stores/app-store.ts';
import { type CardTab, newTab, useCards } from '../../renderer/stores/cards-store.ts';
import { tabDraft } from '../../renderer/stores/tab-draft.ts';
import { readImage } from '../support/read-image.ts';

// The stores ask the page for its look when they are made.
vi.hoisted(() => vi.stubGlobal('matchMedia', () => ({ matches: false })));

const { result } = await readImage(builtinCard('sim') as CardImage, { depth: 'inspect' });

const card: CardTab = {
  ...newTab('1', 'virtual:sim', 'SIM', 'virtual'),
  session: 's',
  liveness: 'live',
  read: result,
  model: cardModel(result),
};
const now = () => useCards.getState().tabs[0] as CardTab;
const ready = () => planTheWrite.ready({ app: useApp.getState(), tab: now() });
const fieldOf = (moPath: string) => {
  const field = tabDraft(now())?.view.fields.find((item) => item.moPath === moPath || item.path === moPath);
  if (field === undefined) throw new Error(`no ${moPath}`);
  return field;
};
const SOURCE = 'SyncHdr/Source/LocURI';
const type = (moPath: string, ...values: readonly string[]) => {
  for (const value of values) editField(now(), fieldOf(moPath), value);
};

describe('the way to the plan', () => {
  beforeEach(() => useCards.setState({ tabs: [card], active: card.id }));

  it('is shut where nothing was changed', () => {
    expect(ready()).toBe('reason.nothingChanged');
  });

  it('is open for a change that a device takes', () => {
    type('Name', 'NordTel North');
    expect(ready()).toBe(true);
  });

  it('stays open for another server address: Source goes with it, as one step', () => {
    const address = fieldOf('AppAddr/<X>/Addr').value;
    type('AppAddr/<X>/Addr', 'https:/', 'https://', 'https://new.example/');
    expect(ready()).toBe(true);
    expect(fieldOf(SOURCE).value).toBe('https://new.example/');
    expect(undo(now().draft).now).toBe(card.draft.now);
    type('AppAddr/<X>/Addr', address);
    expect(now().draft.now.bytes).toBeNull();
  });

  it('a Source that was set apart stays apart, also where the typing passes its value', () => {
    type(SOURCE, 'https://a.example/');
    leaveField(now());
    type('AppAddr/<X>/Addr', 'https://a.example/', 'https://a.example/b');
    expect(fieldOf(SOURCE).value).toBe('https://a.example/');
  });

  it('is shut while an error stands in the way', () => {
    type(SOURCE, 'https://elsewhere.example/');
    const draft = tabDraft(now());
    expect([draft?.error, draft?.faults, hasErrors(draft?.view.findings ?? [])]).toEqual([null, [], true]);
    expect(ready()).toBe('reason.errors');
  });

  it('is shut for bytes that are no message, and they are kept', () => {
    typeBytes(now(), Uint8Array.of(1, 2, 3));
    expect(ready()).toBe('reason.notDecoded');
    expect(tabDraft(now())?.bytes).toEqual(Uint8Array.of(1, 2, 3));
  });
});
