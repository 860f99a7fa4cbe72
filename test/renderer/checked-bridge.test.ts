import { expect, it, vi } from 'vitest';
import { appError } from '../../core/base/app-error.ts';
import type { EventName } from '../../electron/ipc/contract.ts';
import { openBridge } from '../../renderer/services/bridge.ts';

/** The bridge of the desktop shell, over a preload that passes on whatever is put into it. */
function shellBridge(answer: unknown) {
  const listeners = new Map<EventName, (data: unknown) => void>();
  const preload = {
    call: async () => answer,
    on: (name: EventName, listener: (data: unknown) => void) => {
      listeners.set(name, listener);
      return () => listeners.delete(name);
    },
    watchLink: () => () => undefined,
  };
  vi.stubGlobal('window', { bootcard: preload });
  return { bridge: openBridge().bridge, tell: (name: EventName, data: unknown) => listeners.get(name)?.(data) };
}

const READER = { name: 'pcsc:A', title: 'A', kind: 'pcsc', card: 'present' };

it.each([
  ['an answer of another shape', { ok: true, value: [{ ...READER, card: 'melted' }] }],
  ['an answer without the shape of one', { value: [READER] }],
  ['an error that is none', { ok: false, error: { code: 'no-such-code', details: {} } }],
  ['nothing', undefined],
])('in Electron %s is an error of its own', async (_what, answer) => {
  const list = await shellBridge(answer).bridge.call('readers.list', {});
  expect(list).toMatchObject({ ok: false, error: { code: 'request-invalid' } });
  expect(JSON.stringify(list)).toContain('readers.list: ');
});

it('in Electron answers and errors of the contract arrive', async () => {
  expect(await shellBridge({ ok: true, value: [READER] }).bridge.call('readers.list', {})).toEqual({
    ok: true,
    value: [READER],
  });
  const lost = { ok: false, error: appError('host-lost') };
  expect(await shellBridge(lost).bridge.call('readers.list', {})).toEqual(lost);
});

it('in Electron an event of another shape is not heard', () => {
  const { bridge, tell } = shellBridge(undefined);
  const heard: unknown[] = [];
  const end = bridge.on('readers.changed', (data) => heard.push(data));
  tell('readers.changed', { readers: [{ ...READER, card: 'melted' }], pcsc: null });
  tell('readers.changed', { readers: [READER], pcsc: null });
  end();
  tell('readers.changed', { readers: [], pcsc: null });
  expect(heard).toEqual([{ readers: [READER], pcsc: null }]);
});
