import { beforeEach, describe, expect, it, vi } from 'vitest';
import { disarmCard } from '../../renderer/actions/card-actions.ts';
import { startServices } from '../../renderer/services/card-service.ts';
import { enterDigits } from '../../renderer/services/write-service.ts';
import { useApp } from '../../renderer/stores/app-store.ts';
import { type CardTab, newTab, newWrite, removeTab, updateTab, useCards } from '../../renderer/stores/cards-store.ts';
import { diagnosisOf, useDiagnoses } from '../../renderer/stores/diagnose-store.ts';
import { useProvision } from '../../renderer/stores/provision-store.ts';
import { FAKE_PLAN } from '../support/fake-flows.ts';

/** What the host was asked, and the answer that it still owes to `card.arm`. */
const host = vi.hoisted(() => {
  const seen: string[] = [];
  const owed: (() => void)[] = [];
  const call = async (method: string) => {
    seen.push(method);
    if (method === 'card.arm') await new Promise<void>((answer) => owed.push(answer));
    return { ok: true, value: {} };
  };
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  const never = () => () => undefined;
  vi.stubGlobal('window', { bootcard: { call, on: never, watchLink: never } });
  return { seen, owed };
});

startServices();

const TAIL = FAKE_PLAN.iccid.slice(-4);
const tab = () => useCards.getState().tabs[0] as CardTab;
/** The host answers, and whatever follows is done. */
async function answered(typed: Promise<void>): Promise<void> {
  host.owed.shift()?.();
  await typed;
}

beforeEach(() => {
  host.seen.length = 0;
  const write = newWrite(FAKE_PLAN, 'p1', 'edit');
  const made: CardTab = { ...newTab('1', 'virtual:a', 'A', 'virtual'), session: 's', liveness: 'live', write };
  useCards.setState({ tabs: [made], active: '1' });
});

describe('a card that is armed while the screen changes', () => {
  it('is armed where nothing changed', async () => {
    await answered(enterDigits(tab(), TAIL));
    expect([tab().write?.armed, host.seen]).toEqual([true, ['card.arm']]);
  });

  it('is let go where a digit was taken back', async () => {
    const typed = enterDigits(tab(), TAIL);
    await enterDigits(tab(), TAIL.slice(0, 3));
    await answered(typed);
    expect([tab().write?.armed, host.seen]).toEqual([false, ['card.arm', 'card.disarm']]);
  });

  it('is let go where another plan came in place of the one that was asked for', async () => {
    const typed = enterDigits(tab(), TAIL);
    updateTab('1', { write: { ...newWrite(FAKE_PLAN, 'p2', 'edit'), digits: TAIL } });
    await answered(typed);
    expect([tab().write?.armed, host.seen]).toEqual([false, ['card.arm', 'card.disarm']]);
  });

  it('is let go where Escape came first', async () => {
    const typed = enterDigits(tab(), TAIL);
    const context = { app: useApp.getState(), tab: tab() };
    expect(disarmCard.ready(context)).toBe(true);
    disarmCard.perform(context);
    await answered(typed);
    expect([tab().write?.armed, tab().write?.digits, host.seen]).toEqual([false, '', ['card.arm', 'card.disarm']]);
  });
});

it('nothing of a card is kept when its tab is closed', () => {
  useProvision.setState({ drafts: { 1: {} as never, 2: {} as never } });
  useDiagnoses.setState({ 1: {} as never, 2: {} as never });
  removeTab('1');
  expect(Object.keys(useProvision.getState().drafts)).toEqual(['2']);
  expect([diagnosisOf('1'), Object.keys(useDiagnoses.getState())]).toEqual([undefined, ['2']]);
});
