import { expect, it, vi } from 'vitest';
import type { TraceState } from '../../electron/ipc/trace-contract.ts';
import { startServices } from '../../renderer/services/card-service.ts';
import { filterTrace, startTraces, watchTrace } from '../../renderer/services/trace-service.ts';
import { shownTrace } from '../../renderer/stores/trace-store.ts';

const host = vi.hoisted(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  const never = () => () => undefined;
  const known = { answer: undefined as unknown, tell: (_: unknown): void => undefined };
  const call = async (method: string) =>
    method === 'trace.filter' || method === 'trace.watch'
      ? { ok: true, value: known.answer }
      : { ok: false, error: { code: 'protocol', details: {} } };
  const on = (name: string, listener: (data: unknown) => void) => {
    if (name === 'trace.state') known.tell = listener;
    return () => undefined;
  };
  vi.stubGlobal('window', { bootcard: { call, on, watchLink: never }, setTimeout });
  return known;
});

const state = (lines: number, view: TraceState['view']): TraceState => ({
  trace: 't',
  title: 't',
  format: 'session',
  notes: [],
  reader: 'virtual:uicc',
  atr: '3B00',
  protocol: 'T=0',
  lines,
  total: lines,
  rows: lines,
  sent: 0,
  got: 0,
  failed: 0,
  view,
  error: null,
});

it('takes no answer that was overtaken by the events that tell how it went on', async () => {
  startServices();
  startTraces();
  host.answer = state(28, { id: 0, looked: 28, found: 28, done: true });
  watchTrace('t');
  await vi.waitFor(() => expect(shownTrace('t')?.state.lines).toBe(28));

  const found = { id: 1, looked: 28, found: 8, done: true };
  host.answer = state(28, { id: 1, looked: 0, found: 0, done: false });
  const asked = filterTrace('t', { terms: ['ins:read'], typed: '' });
  host.tell(state(28, found));
  await asked;
  expect(shownTrace('t')?.state.view).toEqual(found);

  host.tell(state(28, { id: 1, looked: 28, found: 8, done: false }));
  host.tell(state(27, { id: 1, looked: 27, found: 7, done: true }));
  expect(shownTrace('t')?.state.view).toEqual(found);
  host.tell(state(30, { id: 1, looked: 29, found: 8, done: false }));
  expect(shownTrace('t')?.state).toMatchObject({ lines: 30, view: { looked: 29 } });
});
