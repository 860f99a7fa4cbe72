import { type UtilityProcess, utilityProcess } from 'electron';
import { appError } from '../../core/base/app-error.ts';
import type { EventName } from '../ipc/contract.ts';
import type { FromHost, HostState, RelayedResult, ToHost } from '../ipc/shell-channels.ts';
import { createChildBroker } from './child-broker.ts';
import { askSecretStore } from './secret-store.ts';

/** The card-host as main sees it: a process that may die, and is then started again. */
export interface HostLink {
  request(client: number, name: string, params: unknown): Promise<RelayedResult>;
  openClient(client: number): void;
  closeClient(client: number): void;
  /** Has files opened, by absolute path. */
  openFiles(paths: readonly string[]): void;
  /**
   * Ends the card-host, after the write that is going on in it; asked again, at once. Resolves when it has ended, and it is
   * not started again, unless `resume` was called meanwhile.
   */
  stop(): Promise<void>;
  /**
   * Takes a `stop` back: once the card-host has ended, a new one is started, with the files opened from now on. Until then it
   * counts as lost.
   */
  resume(): void;
}

export interface HostLinkOptions {
  /** Bundles of the card-host and of its PC/SC child. */
  readonly hostFile: string;
  readonly childFile: string;
  readonly args: readonly string[];
  /** Files to open, by absolute path. */
  readonly files: readonly string[];
  onEvent(client: number, name: EventName, data: unknown): void;
  onState(state: HostState): void;
}

/** First wait before a new start after a crash, in milliseconds; doubled each time, up to the longest. */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 8000;

export function createHostLink(options: HostLinkOptions): HostLink {
  const pending = new Map<number, (result: RelayedResult) => void>();
  const clients = new Set<number>();
  /** Opened by a card-host that starts. */
  let files = [...options.files];
  let host: UtilityProcess | undefined;
  let nextId = 0;
  let wait = FIRST_WAIT;
  let stopped = false;
  /** The card-host that was asked to end: it takes nothing on any more. */
  let ending: UtilityProcess | undefined;

  function start(): void {
    if (stopped) return;
    const process = utilityProcess.fork(options.hostFile, [...options.args, ...files], {
      serviceName: 'Bootcard card host',
    });
    const children = createChildBroker(process, options.childFile);
    host = process;
    process.on('message', (message: FromHost) => {
      if (message.kind === 'event') options.onEvent(message.client, message.name, message.data);
      else if (message.kind === 'response') settle(message.id, message.result);
      else if (message.kind === 'secret')
        void askSecretStore(message.ask).then((result) =>
          process.postMessage({ kind: 'secret-answer', id: message.id, result } satisfies ToHost),
        );
      else children.handle(message);
      wait = FIRST_WAIT;
    });
    process.once('spawn', () => options.onState('open'));
    process.once('exit', (code) => {
      // One of them may be what it died of: it would die of it again and again.
      if (code !== 0 && ending === undefined) files = [];
      children.killAll();
      host = undefined;
      ending = undefined;
      for (const id of [...pending.keys()]) settle(id, { ok: false, error: appError('host-lost') });
      options.onState('lost');
      setTimeout(start, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    });
    // Pages that were open keep their place: their sessions are gone, but readers come and go for them as before.
    for (const client of clients) send({ kind: 'client-open', client });
  }

  function settle(id: number, result: RelayedResult): void {
    pending.get(id)?.(result);
    pending.delete(id);
  }

  function send(message: ToHost): void {
    if (host !== ending) host?.postMessage(message);
  }

  start();
  return {
    request: (client, name, params) => {
      if (host === undefined || host === ending) return Promise.resolve({ ok: false, error: appError('host-lost') });
      const id = nextId++;
      return new Promise((resolve) => {
        pending.set(id, resolve);
        send({ kind: 'request', client, id, name, params });
      });
    },
    openClient: (client) => {
      clients.add(client);
      send({ kind: 'client-open', client });
    },
    closeClient: (client) => {
      clients.delete(client);
      send({ kind: 'client-close', client });
    },
    openFiles: (paths) => {
      files.push(...paths);
      send({ kind: 'files', paths });
    },
    stop: () => {
      const running = host;
      if (stopped) running?.kill();
      else if (running !== ending) running?.postMessage({ kind: 'stop' } satisfies ToHost);
      stopped = true;
      ending = running;
      return new Promise((resolve) => {
        if (running === undefined) resolve();
        else running.once('exit', () => resolve());
      });
    },
    resume: () => {
      if (!stopped) return;
      stopped = false;
      files = [];
      options.onState('lost');
    },
  };
}
