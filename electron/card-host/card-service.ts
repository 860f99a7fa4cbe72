import type { z } from 'zod';
import { type AppError, appError } from '../../core/base/app-error.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { type eventFrame, type RequestName, requests } from '../ipc/contract.ts';
import type { CardServiceOptions, ClientState } from './client-state.ts';
import { DocumentUploads } from './document-uploads.ts';
import type { HubState } from './reader-hub.ts';
import { readerInfos } from './reader-infos.ts';
import { type Handlers, requestHandlers } from './request-handlers.ts';
import { Session } from './session.ts';
import { traceDocuments } from './trace-documents.ts';

export type EventFrame = z.infer<typeof eventFrame>;

/** One window's end of the card-host. */
export interface ServiceClient {
  /** Checks the parameters, does what was asked, and answers; it never throws. */
  call(name: string, params: unknown): Promise<Result<unknown>>;
  /** The window is gone: its sessions are closed, each after the write that is going on in it. */
  close(): void;
}

/** The card-host as both shells use it: any number of windows on one set of readers. */
export interface CardService {
  /** @param emit takes the events of this window; readers are told at once. */
  connect(emit: (event: EventFrame) => void): ServiceClient;
  /** Closes every session, when what is being written is written, and lets go of the readers. */
  close(): Promise<void>;
}

export function createCardService(options: CardServiceOptions): CardService {
  const clients = new Map<ClientState, (event: EventFrame) => void>();
  /** Sessions that no window has any more and that still hold their card. */
  const leaving = new Set<Session>();
  const turns = new Map<string, Promise<unknown>>();
  let latest: HubState | undefined;

  const stopWatching = options.hub.watch((state) => {
    latest = state;
    for (const client of clients.keys()) {
      endLostSessions(client, state);
      tellReaders(client, state);
    }
  });

  function leave(session: Session): void {
    leaving.add(session);
    void session.close().finally(() => leaving.delete(session));
  }

  function connect(emit: (event: EventFrame) => void): ServiceClient {
    const client: ClientState = {
      options,
      sessions: new Map(),
      uploads: new DocumentUploads(),
      readers: async () => latest ?? options.hub.list(),
      // One at a time per reader: whoever comes second must see what the first one has opened.
      open: (reader, mode) => {
        const before = turns.get(reader) ?? Promise.resolve();
        const opened = before.then(() => openSession(client, { clients, leaving, leave }, reader, mode));
        turns.set(
          reader,
          opened.catch(() => undefined),
        );
        return opened;
      },
      emit: (name, data) => {
        if (clients.has(client)) emit({ kind: 'event', name, data });
      },
    };
    clients.set(client, emit);
    if (latest !== undefined) tellReaders(client, latest);
    const leaveDesk = options.desk.watch({
      changed: () => {
        if (latest !== undefined) tellReaders(client, latest);
      },
      opened: (opened) => client.emit('document.opened', opened),
    });
    const handlers = requestHandlers(client);
    return {
      call: (name, params) => answer(handlers, name, params),
      close: () => {
        leaveDesk();
        clients.delete(client);
        client.uploads.close();
        traceDocuments(client).closeAll();
        for (const session of client.sessions.values()) leave(session);
        client.sessions.clear();
      },
    };
  }

  return {
    connect,
    close: async () => {
      stopWatching();
      const sessions = [...[...clients.keys()].flatMap((client) => [...client.sessions.values()]), ...leaving];
      clients.clear();
      await Promise.all(sessions.map((session) => session.close()));
      await options.hub.close();
    },
  };
}

async function answer(handlers: Handlers, name: string, params: unknown): Promise<Result<unknown>> {
  if (!Object.hasOwn(requests, name))
    return err(appError('request-invalid', { reason: `no request ${name.slice(0, 40)}` }));
  const known = name as RequestName;
  const parsed = requests[known].params.safeParse(params);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.join('.') ?? '';
    // Only where it is wrong is told, never the value: it may be a credential.
    return err(appError('request-invalid', { reason: `${known}: ${place === '' ? 'parameters' : place}` }));
  }
  try {
    const act = handlers[known] as (checked: unknown) => Promise<Result<unknown>>;
    return await act(parsed.data);
  } catch (cause) {
    return err(appError('internal', { reason: cause instanceof Error ? cause.message : 'unknown' }));
  }
}

interface Holders {
  readonly clients: ReadonlyMap<ClientState, unknown>;
  readonly leaving: ReadonlySet<Session>;
  leave(session: Session): void;
}

/** Takes a reader from whoever in this window has it; undefined once it is free. */
async function freeReader(
  client: ClientState,
  { clients, leaving }: Holders,
  reader: string,
): Promise<AppError | undefined> {
  for (const other of clients.keys()) {
    for (const session of [...other.sessions.values()]) {
      if (session.reader !== reader) continue;
      if (other !== client && !session.closing) return heldBy(reader);
      await session.close();
      other.sessions.delete(session.id);
    }
  }
  for (const session of [...leaving]) if (session.reader === reader) await session.close();
  return undefined;
}

function heldBy(reader: string, holder = 'another window of Bootcard'): AppError {
  return appError('card-held', { reader, holder });
}

async function openSession(
  client: ClientState,
  holders: Holders,
  reader: string,
  mode: 'auto' | '2g' | '3g',
): Promise<Result<Session>> {
  const held = await freeReader(client, holders, reader);
  if (held !== undefined) return err(held);
  const connection = await client.options.hub.connect(reader);
  if (!connection.ok) return connection;
  if (!holders.clients.has(client)) {
    // The window went while its card was being powered: nobody would ever let go of it.
    await connection.value.disconnect('leave');
    return err(appError('session-unknown'));
  }
  const session = new Session(connection.value, mode, client.options.traced, {
    exchange: (id, exchange) => {
      client.emit('trace.exchange', { session: id, exchange });
      traceDocuments(client).grown(id);
    },
    ended: (id, error) => {
      client.sessions.delete(id);
      holders.leave(session);
      client.emit('session.ended', { session: id, error });
    },
  });
  client.sessions.set(session.id, session);
  traceDocuments(client).keep(session);
  return ok(session);
}

/** A card may leave while nobody talks to it; the reader list tells. */
function endLostSessions(client: ClientState, state: HubState): void {
  for (const session of [...client.sessions.values()]) {
    const failure = [...state.failures].find(([scheme]) => session.reader.startsWith(scheme))?.[1];
    const reader = state.readers.find((candidate) => candidate.name === session.reader);
    if (failure !== undefined) session.end(failure);
    else if (reader?.card === 'empty') session.end(appError('card-removed', { reader: session.reader }));
    else if (reader?.virtual?.served !== undefined) session.end(heldBy(session.reader, reader.holder));
    else if (reader === undefined && isListed(session.reader))
      session.end(appError('reader-gone', { reader: session.reader }));
  }
}

/** Only pluggable readers must be in the list: an image or a trace is opened by its path, without being listed. */
function isListed(name: string): boolean {
  return name.startsWith('pcsc:') || name.startsWith('at:');
}

function tellReaders(client: ClientState, state: HubState): void {
  client.emit('readers.changed', {
    readers: readerInfos(state.readers, client.options.desk),
    pcsc: state.failures.get('pcsc:') ?? null,
  });
}
