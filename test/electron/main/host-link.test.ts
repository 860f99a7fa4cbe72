import { EventEmitter } from 'node:events';
import { beforeEach, expect, it, vi } from 'vitest';
import { createHostLink, type HostLink } from '../../../electron/main/host-link.ts';

/** A card-host that does nothing of itself. */
class FakeHost extends EventEmitter {
  readonly told: unknown[] = [];
  killed = 0;
  readonly args: readonly string[];
  constructor(args: readonly string[]) {
    super();
    this.args = args;
  }
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
    fork: (_file: string, args: readonly string[]) => {
      const host = new FakeHost(args);
      hosts.push(host);
      return host;
    },
  },
  MessageChannelMain: class {},
  safeStorage: {},
}));

let link: HostLink;
let host: FakeHost;
const states: string[] = [];
beforeEach(() => {
  hosts.length = 0;
  states.length = 0;
  link = createHostLink({
    hostFile: 'host.js',
    childFile: 'child.js',
    args: ['--version=0'],
    files: ['/first.card.json'],
    onEvent: () => undefined,
    onState: (state) => states.push(state),
  });
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

it('is started anew where a window comes back while it ends, with the files of that window alone', async () => {
  vi.useFakeTimers();
  try {
    host.emit('spawn');
    const stopping = link.stop();
    link.resume();
    link.openClient(1);
    link.openFiles(['/second.card.json']);
    expect(await link.request(1, 'app.info', {})).toMatchObject({ ok: false, error: { code: 'host-lost' } });
    // It still writes: nothing new is put before it, and it is not hurried.
    expect([host.told, host.killed, states]).toEqual([[{ kind: 'stop' }], 0, ['open', 'lost']]);
    host.emit('exit', 0);
    await stopping;
    vi.advanceTimersToNextTimer();
    expect(hosts[1]).toMatchObject({
      args: ['--version=0', '/second.card.json'],
      told: [{ kind: 'client-open', client: 1 }],
    });
  } finally {
    vi.useRealTimers();
  }
});

it('is asked once more, and not killed, where that window goes too', () => {
  void link.stop();
  link.resume();
  void link.stop();
  expect([host.told, host.killed]).toEqual([[{ kind: 'stop' }], 0]);
  host.emit('exit', 0);
});

it('tells when it is lost, after what it was asked was answered, and when it is there again', async () => {
  vi.useFakeTimers();
  try {
    host.emit('spawn');
    const answer = link.request(0, 'app.info', {});
    host.emit('exit', 1);
    expect(states).toEqual(['open', 'lost']);
    expect(await answer).toMatchObject({ ok: false, error: { code: 'host-lost' } });
    vi.advanceTimersToNextTimer();
    expect([hosts.length, states.length]).toEqual([2, 2]);
    hosts[1]?.emit('spawn');
    expect(states).toEqual(['open', 'lost', 'open']);
  } finally {
    vi.useRealTimers();
  }
});

it('is not given again the files that it may have died of, but those that came meanwhile', () => {
  vi.useFakeTimers();
  try {
    expect(host.args).toEqual(['--version=0', '/first.card.json']);
    link.openFiles(['/second.card.json']);
    host.emit('exit', 134);
    link.openFiles(['/third.card.json']);
    vi.advanceTimersToNextTimer();
    expect(hosts[1]?.args).toEqual(['--version=0', '/third.card.json']);
  } finally {
    vi.useRealTimers();
  }
});
