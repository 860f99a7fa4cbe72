import { type AppError, appError } from '../../core/base/app-error.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { CardTransport, ConnectOptions, ReaderPort, ReaderState } from '../../core/transport/card-transport.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';

/** What all ports together show. A port that fails takes none of the others' readers away. */
export interface HubState {
  readonly readers: readonly ReaderState[];
  /** Why a port shows nothing, by its scheme. */
  readonly failures: ReadonlyMap<string, AppError>;
}

/** All readers of this machine behind one door, told apart by the scheme of their names. */
export interface ReaderHub {
  list(): Promise<HubState>;
  /** Calls `listener` with the whole state once it is known and whenever it changes. @returns the end of it. */
  watch(listener: (state: HubState) => void): () => void;
  /** Powers the card in the named reader. Error `reader-unknown`, also when no port has the name’s scheme. */
  connect(name: string, options?: ConnectOptions): Promise<Result<CardTransport>>;
  /** Takes the card out of a virtual reader, or puts it back. Errors `reader-unknown`, `card-absent`. */
  eject(name: string): Result<void>;
  insert(name: string): Result<void>;
  /** The contents of a virtual card as it stands; undefined for any other, and for one that was not used yet. */
  image(name: string): CardImage | undefined;
  close(): Promise<void>;
}

/** A port whose cards are moved from the keyboard. */
export interface MovingPort extends ReaderPort {
  /** @returns false when there is no card to take. */
  eject(name: string): boolean;
  /** @returns false when there is no such reader. */
  insert(name: string): boolean;
  image?(name: string): CardImage | undefined;
}

/** @param ports in the order in which their readers are listed; schemes must differ. */
export function createReaderHub(ports: readonly (ReaderPort | MovingPort)[]): ReaderHub {
  const mover = (name: string): MovingPort | undefined =>
    ports.find((port): port is MovingPort => name.startsWith(port.scheme) && 'eject' in port);

  return {
    list: async () => merge(ports, await Promise.all(ports.map((port) => port.list()))),
    watch: (listener) => watchAll(ports, listener),
    connect: async (name, options) => {
      const port = ports.find((candidate) => name.startsWith(candidate.scheme));
      return port === undefined ? err(appError('reader-unknown', { reader: name })) : port.connect(name, options);
    },
    eject: (name) => {
      const port = mover(name);
      if (port === undefined) return err(appError('reader-unknown', { reader: name }));
      return port.eject(name) ? ok(undefined) : err(appError('card-absent', { reader: name }));
    },
    insert: (name) =>
      mover(name)?.insert(name) === true ? ok(undefined) : err(appError('reader-unknown', { reader: name })),
    image: (name) => mover(name)?.image?.(name),
    close: async () => {
      await Promise.all(ports.map((port) => port.close()));
    },
  };
}

function watchAll(ports: readonly ReaderPort[], listener: (state: HubState) => void): () => void {
  const latest: (Result<readonly ReaderState[]> | undefined)[] = ports.map(() => undefined);
  const ends = ports.map((port, position) =>
    port.watch((readers) => {
      latest[position] = readers;
      // A port that has not spoken yet (pcscd may take seconds) must not hold the others' readers back.
      listener(merge(ports, latest));
    }),
  );
  return () => {
    for (const end of ends) end();
  };
}

function merge(
  ports: readonly ReaderPort[],
  results: readonly (Result<readonly ReaderState[]> | undefined)[],
): HubState {
  const readers: ReaderState[] = [];
  const failures = new Map<string, AppError>();
  ports.forEach((port, position) => {
    const result = results[position];
    if (result?.ok === true) readers.push(...result.value);
    else if (result !== undefined) failures.set(port.scheme, result.error);
  });
  return { readers, failures };
}
