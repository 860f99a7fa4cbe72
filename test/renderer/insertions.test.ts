import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import type { FlashResult } from '../../core/plan/write-plan.ts';
import type { ReaderInfo } from '../../electron/ipc/read-contract.ts';
import { showRead, startServices } from '../../renderer/services/card-service.ts';
import { followInsertions } from '../../renderer/services/insert-service.ts';
import { useApp } from '../../renderer/stores/app-store.ts';
import { addTab, newTab, newWrite, updateTab, useCards } from '../../renderer/stores/cards-store.ts';
import { FAKE_PLAN } from '../support/fake-flows.ts';
import { readImage } from '../support/read-image.ts';

const host = vi.hoisted(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  vi.stubGlobal('document', { visibilityState: 'visible' });
  const never = () => () => undefined;
  const known = { opened: [] as string[], closed: 0, read: undefined as unknown, next: undefined as unknown };
  const call = async (method: string, { reader = '' }: { readonly reader?: string }) => {
    if (method === 'card.open') known.opened.push(reader);
    if (method === 'card.close') known.closed++;
    return method === 'card.open'
      ? { ok: true, value: { session: 's', read: reader === 'virtual:B' ? (known.next ?? known.read) : known.read } }
      : { ok: false, error: { code: 'protocol', details: {} } };
  };
  vi.stubGlobal('window', { bootcard: { call, on: never, watchLink: never } });
  return known;
});

const REAL: ReaderInfo = { name: 'pcsc:A', title: 'A', kind: 'pcsc', card: 'empty' };
const MADE: ReaderInfo = { name: 'virtual:B', title: 'B', kind: 'virtual', card: 'empty' };
const show = (...readers: readonly ReaderInfo[]) => useApp.setState({ readers });
/** Both readers are empty, then both have a card. */
const putIn = () => {
  show(REAL, MADE);
  show({ ...REAL, card: 'present' }, { ...MADE, card: 'present' });
};
const tabs = () => useCards.getState().tabs;

beforeAll(async () => {
  const image = builtinCard('uicc-3g');
  if (image === undefined) throw new Error('no card');
  host.read = (await readImage(image)).result;
  startServices();
  followInsertions();
});

beforeEach(() => {
  useApp.setState({ readInserted: false, link: 'open', overlay: null, readers: [] });
  useCards.setState({ tabs: [], active: null });
  host.opened.length = 0;
  host.closed = 0;
  host.next = undefined;
  useApp.setState({ readInserted: true });
});

it('reads a card that is put into a real reader in a tab of its own', async () => {
  putIn();
  expect(host.opened).toEqual(['pcsc:A']);
  await vi.waitFor(() => expect(tabs().map(({ liveness }) => liveness)).toEqual(['live']));
  expect(useCards.getState().active).toBe(tabs()[0]?.id);
});

it('reads none where it is switched off, none that was there before, and none while the host is gone', () => {
  useApp.setState({ readInserted: false });
  putIn();
  useApp.setState({ readInserted: true, readers: [] });
  show({ ...REAL, card: 'present' });
  useApp.setState({ link: 'lost' });
  putIn();
  expect(host.opened).toEqual([]);
});

it('reads none by itself that another program is using', () => {
  show(REAL);
  show({ ...REAL, card: 'present', shared: true, holder: 'scdaemon (42)' });
  // It has let go: the card was not put in now.
  show({ ...REAL, card: 'present' });
  expect(host.opened).toEqual([]);
});

it('stays behind a card that is armed', async () => {
  addTab(newTab('other', 'pcsc:C', 'C', 'pcsc'));
  updateTab('other', { liveness: 'live', write: { ...newWrite(FAKE_PLAN, 'p', 'edit'), armed: true } });
  putIn();
  await vi.waitFor(() => expect(tabs()[1]?.liveness).toBe('live'));
  expect(useCards.getState().active).toBe('other');
});

const result = (outcome: FlashResult['result']) => ({
  ...newWrite(FAKE_PLAN, 'p', 'edit'),
  run: {
    state: 'done' as const,
    flash: { result: outcome, firstDifference: null, bytesWritten: 0, exchanges: 0 },
    backup: '',
    plan: FAKE_PLAN,
    error: null,
    progress: null,
  },
});

describe('the card of a tab that was taken out', () => {
  const ended = async (outcome: FlashResult['result'], other = false) => {
    addTab(newTab('b', MADE.name, 'B', 'virtual'));
    await showRead('b', 'old', host.read as ReadResult);
    updateTab('b', { session: null, liveness: 'ended', view: 'write', write: result(outcome) });
    if (other) host.next = { ...(host.read as ReadResult), card: { ...(host.read as ReadResult).card, iccid: '8900' } };
    putIn();
  };

  it('is shown where a write that broke off waits for it', async () => {
    await ended('interrupted');
    await vi.waitFor(() => expect(tabs()[0]).toMatchObject({ liveness: 'live', write: null }));
  });

  it('does not take the proof of a write from the screen', async () => {
    await ended('verified');
    expect(host.opened).toEqual(['pcsc:A']);
    expect(tabs()[0]?.write?.run).toMatchObject({ state: 'done' });
  });

  it('is not another one: what became of the write stays, and the other card is let go', async () => {
    await ended('interrupted', true);
    await vi.waitFor(() => expect(host.closed).toBe(1));
    expect(tabs()[0]).toMatchObject({ liveness: 'ended', session: null });
    expect(tabs()[0]?.write?.run).toMatchObject({ state: 'done' });
    expect(useApp.getState().notice?.text).toBe('insert.another');
  });

  it('does not take away a trace that is looked at', async () => {
    addTab(newTab('b', MADE.name, 'B', 'virtual'));
    updateTab('b', { liveness: 'ended', view: 'trace' });
    putIn();
    expect(host.opened).toEqual(['pcsc:A']);
  });
});

it('reads a card that took its time to answer, and one that comes with its reader', () => {
  show(REAL, MADE);
  show({ ...REAL, card: 'mute' }, MADE);
  show({ ...REAL, card: 'present' }, MADE);
  expect(host.opened).toEqual(['pcsc:A']);
  show({ ...REAL, card: 'present' }, MADE, { ...REAL, name: 'pcsc:D', card: 'present' });
  expect(host.opened).toEqual(['pcsc:A', 'pcsc:D']);
});

it('leaves a card alone that another program let go', () => {
  show({ ...REAL, card: 'held' }, MADE);
  show({ ...REAL, card: 'present' }, MADE);
  expect(host.opened).toEqual([]);
});

it('stays behind while something is typed, planned or edited', async () => {
  vi.stubGlobal('document', { visibilityState: 'visible', activeElement: { matches: () => true } });
  addTab(newTab('other', 'pcsc:C', 'C', 'pcsc'));
  putIn();
  vi.stubGlobal('document', { visibilityState: 'visible' });
  await vi.waitFor(() => expect(tabs()[1]?.liveness).toBe('live'));
  expect(useCards.getState().active).toBe('other');
});
