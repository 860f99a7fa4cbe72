import { EventEmitter } from 'node:events';
import { beforeEach, expect, it, vi } from 'vitest';
import { createHostLink, type HostLink } from '../../../electron/main/host-link.ts';

/** A card-host that does nothing of itself. */
class FakeHost extends EventEmitter {
  readonly told: unknown[] = [];
  killed = 0;
  postMessage(message: unknown): void {
    this.told.push(message);
  }
  kill(): boolean {
    this.killed += 1;
    return true;
  }
}

const hosts: FakeHost[] = [];
vi.mock('electron', () => ({
  utilityProcess: {
    fork: () => {
      const host = new FakeHost();
      hosts.push(host);
      return host;
    },
  },
  MessageChannelMain: class {},
  safeStorage: {},
}));

let link: HostLink;
let host: FakeHost;
beforeEach(() => {
  hosts.length = 0;
  link = createHostLink({ hostFile: 'host.js', childFile: 'child.js', args: [], onEvent: () => undefined });
  const [first] = hosts;
  if (first === undefined) throw new Error('no host was started');
  host = first;
});

it('is asked to end, not killed: it may be writing', async () => {
  let ended = false;
  const stopping = link.stop().then(() => {
    ended = true;
  });
  await Promise.resolve();
  expect([host.told, host.killed, ended]).toEqual([[{ kind: 'stop' }], 0, false]);
  host.emit('exit', 0);
  await stopping;
  expect(hosts).toHaveLength(1);
});

it('is killed when asked twice', async () => {
  const stopping = [link.stop(), link.stop()];
  expect(host.killed).toBe(1);
  host.emit('exit', 0);
  await Promise.all(stopping);
});
