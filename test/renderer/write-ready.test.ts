import { describe, expect, it, vi } from 'vitest';
import { writeNow } from '../../renderer/actions/card-actions.ts';
import { stopWriting, undoTheWrite } from '../../renderer/actions/recovery-actions.ts';
import { useApp } from '../../renderer/stores/app-store.ts';
import { type CardTab, newTab, newWrite, type WriteState } from '../../renderer/stores/cards-store.ts';
import { FAKE_ICCID, FAKE_PLAN } from '../support/fake-flows.ts';

// The stores ask the page for its look when they are made.
vi.hoisted(() => vi.stubGlobal('matchMedia', () => ({ matches: false })));

const HELD = { handle: 'h', length: 8 };
const WRITE = { ...newWrite(FAKE_PLAN, 'p', 'edit'), digits: '0123', armed: true, credentials: { adm1: HELD } };

const tabOf = (change: Partial<WriteState>): CardTab => ({
  ...newTab('1', 'virtual:uicc', 'UICC', 'virtual'),
  session: 's',
  liveness: 'live',
  view: 'write',
  write: { ...WRITE, ...change },
});
const context = (change: Partial<WriteState>) => ({ app: useApp.getState(), tab: tabOf(change) });
const ready = (change: Partial<WriteState>) => writeNow.ready(context(change));

describe('the last button', () => {
  it('is open for an armed card with its key', () => {
    expect([ready({}), ready({ armed: false }), ready({ credentials: {} })]).toEqual([
      true,
      'reason.notArmed',
      'reason.noKey',
    ]);
  });

  it('asks for the whole number where files go', () => {
    const plan = {
      ...FAKE_PLAN,
      steps: [{ kind: 'delete', file: '7FFF6421', offset: 0, data: '', command: '00E40000026421' } as const],
    };
    expect(ready({ plan })).toBe('reason.notConfirmed');
    expect(ready({ plan, confirmation: FAKE_ICCID.slice(-4) })).toBe('reason.notConfirmed');
    expect(ready({ plan, confirmation: FAKE_ICCID })).toBe(true);
  });

  it('asks for every key, of those that would do for the chosen one', () => {
    const [adm1] = FAKE_PLAN.credentials;
    if (adm1 === undefined) throw new Error('no credential');
    const pin1 = { ref: 'pin1', keyReference: 1, triesLeft: 3 };
    const plan = { ...FAKE_PLAN, credentials: [{ ...adm1, alternatives: ['adm2'] }, pin1] };
    expect(ready({ plan })).toBe('reason.noKey');
    expect(ready({ plan, credentials: { adm1: HELD, pin1: HELD } })).toBe(true);
    const chosen = { adm1: 'adm2' };
    expect(ready({ plan, chosen, tries: { adm2: 3 }, credentials: { adm1: HELD, pin1: HELD } })).toBe('reason.noKey');
    expect(ready({ plan, chosen, tries: { adm2: 3 }, credentials: { adm2: HELD, pin1: HELD } })).toBe(true);
    expect(ready({ plan, chosen, credentials: { adm2: HELD, pin1: HELD } })).toBe('reason.triesUnknown');
  });
});

describe('a run', () => {
  it('can be asked to stop once', () => {
    const run = { state: 'running', progress: null } as const;
    expect(stopWriting.ready(context({ run }))).toBe(true);
    expect(stopWriting.ready(context({ run, stopping: true }))).toBe('reason.stopping');
    expect(stopWriting.ready(context({}))).toBeNull();
  });

  it('can be undone where it was verified and kept a backup', () => {
    const flash = { result: 'verified', firstDifference: null, bytesWritten: 1, exchanges: 1 } as const;
    const run = { state: 'done', flash, backup: '/b', plan: FAKE_PLAN, error: null, progress: null } as const;
    expect(undoTheWrite.ready(context({ run }))).toBe(true);
    expect(undoTheWrite.ready(context({ run: { ...run, backup: '' } }))).toBeNull();
    expect(undoTheWrite.ready(context({ run: { ...run, flash: { ...flash, result: 'failed' } } }))).toBeNull();
  });
});
