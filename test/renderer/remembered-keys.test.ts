import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { startServices } from '../../renderer/services/card-service.ts';
import { runPlan } from '../../renderer/services/write-service.ts';
import { addTab, newTab, newWrite, updateTab, useCards } from '../../renderer/stores/cards-store.ts';
import { FAKE_PLAN, fakeRead } from '../support/fake-flows.ts';

const host = vi.hoisted(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  const known = { ran: [] as unknown[], answer: {} as object };
  const never = () => () => undefined;
  const call = async (method: string, params: unknown) => {
    if (method !== 'plan.run') return { ok: false, error: { code: 'protocol', details: {} } };
    known.ran.push(params);
    return { ok: true, value: known.answer };
  };
  vi.stubGlobal('window', { bootcard: { call, on: never, watchLink: never } });
  return known;
});

const tab = () => {
  const [found] = useCards.getState().tabs;
  if (found === undefined) throw new Error('no tab');
  return found;
};
const flash = { result: 'verified', firstDifference: null, bytesWritten: 1, exchanges: 1 };

beforeAll(startServices);
beforeEach(() => {
  host.ran.length = 0;
  useCards.setState({ tabs: [], active: null });
  addTab(newTab('1', 'pcsc:A', 'A', 'pcsc'));
  const credentials = FAKE_PLAN.credentials.map((credential) => ({ ...credential, alternatives: ['adm2', 'adm3'] }));
  const key = (handle: string) => ({ handle, length: 8, remember: true });
  updateTab('1', {
    session: 's',
    read: fakeRead(),
    liveness: 'live',
    write: {
      ...newWrite({ ...FAKE_PLAN, credentials }, 'p', 'edit'),
      armed: true,
      chosen: { adm1: 'adm2' },
      credentials: { adm1: key('typed before the choice'), adm2: key('given'), adm3: key('not asked for') },
    },
  });
});

it('are the ones that the plan asks for, as they were chosen', async () => {
  host.answer = { flash, backup: '', read: fakeRead() };
  await runPlan(tab());
  expect(host.ran).toMatchObject([{ handles: ['given'], remember: ['given'] }]);
  expect(tab()).toMatchObject({ refusal: null, write: { run: { state: 'done', flash } } });
});

it('are told of where they could not be kept; the write is verified all the same', async () => {
  const notRemembered = { code: 'secret-store-unavailable', details: { reason: 'locked' } };
  host.answer = { flash, backup: '', read: fakeRead(), notRemembered };
  await runPlan(tab());
  expect(tab()).toMatchObject({ refusal: notRemembered, write: { run: { state: 'done', flash } } });
});
