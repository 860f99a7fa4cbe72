import { randomUUID } from 'node:crypto';
import { appError } from '../../core/base/app-error.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { ImportedTrace } from '../../core/trace/imported-trace.ts';
import type { ClientState } from './client-state.ts';
import { HostTrace } from './host-trace.ts';
import type { Session } from './session.ts';
import { fileFeed, sessionFeed, type TraceFeed } from './trace-feed.ts';

/** The traces of one window: those of its sessions, also when their card has left, and those that it opened as files. */
export class TraceDocuments {
  readonly #client: ClientState;
  readonly #traces = new Map<string, HostTrace>();

  constructor(client: ClientState) {
    this.#client = client;
  }

  /** Keeps the trace of a session: it can be looked at under the session's name. */
  keep(session: Session): void {
    const { id } = session;
    this.#traces.set(id, this.#made(id, sessionFeed(session)));
  }

  /** A session's card was asked something. */
  grown(session: string): void {
    this.#traces.get(session)?.grown();
  }

  find(id: string): Result<HostTrace> {
    const known = this.#traces.get(id);
    if (known !== undefined) return ok(known);
    const feed = WAITING.get(id);
    if (feed === undefined) return err(appError('trace-unknown'));
    WAITING.delete(id);
    const made = this.#made(id, feed);
    this.#traces.set(id, made);
    return ok(made);
  }

  close(id: string): void {
    this.#traces.get(id)?.unwatch();
    this.#traces.delete(id);
  }

  closeAll(): void {
    for (const trace of this.#traces.values()) trace.unwatch();
    this.#traces.clear();
  }

  #made(id: string, feed: TraceFeed): HostTrace {
    return new HostTrace(id, feed, (state) => this.#client.emit('trace.state', state));
  }
}

const OF_CLIENT = new WeakMap<ClientState, TraceDocuments>();

/** The traces of a window; they go with it. */
export function traceDocuments(client: ClientState): TraceDocuments {
  const own = OF_CLIENT.get(client) ?? new TraceDocuments(client);
  OF_CLIENT.set(client, own);
  return own;
}

/** A trace that was opened as a file: its name for `trace.watch`, and what the window calls it. */
export interface OpenedTrace {
  readonly trace: string;
  readonly title: string;
  /** What it was read from, in words. */
  readonly format: string;
  readonly lines: number;
}

/** Opened, and not looked at by any window yet. The oldest goes for another: a window takes what it asked for at once. */
const WAITING = new Map<string, TraceFeed>();
const MOST_WAITING = 4;

/**
 * Keeps a trace that was opened as a file. The window that looks at it first has it from then on, and lets go of it with
 * `trace.close`.
 * @param name of the file, as the window's tab calls it
 */
export function offerTrace(name: string, imported: ImportedTrace): OpenedTrace {
  const trace = randomUUID();
  const feed = fileFeed(name, imported);
  const [oldest] = WAITING.keys();
  if (WAITING.size >= MOST_WAITING && oldest !== undefined) WAITING.delete(oldest);
  WAITING.set(trace, feed);
  return { trace, title: feed.title, format: feed.format, lines: feed.source.count };
}
