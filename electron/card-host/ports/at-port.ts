import { existsSync } from 'node:fs';
import { type AppError, appError } from '../../../core/base/app-error.ts';
import { err, ok, type Result } from '../../../core/base/result.ts';
import type {
  CardState,
  CardTransport,
  ConnectOptions,
  ReaderPort,
  ReaderState,
} from '../../../core/transport/card-transport.ts';
import { createAtEngine } from '../at/at-engine.ts';
import { AtTransport } from '../at/at-transport.ts';
import { createCardCommands } from '../at/card-commands.ts';
import { greetModem, type ModemWait } from '../at/modem.ts';
import { ModemCard } from '../at/modem-card.ts';
import { parsePortName } from '../at/port-name.ts';
import { openSerialLine } from '../at/serial-line.ts';
import { listSerialPorts, type SerialPortInfo } from '../at/serial-ports.ts';

const SCHEME = 'at:';

/** Between two looks at the ports while somebody watches, in milliseconds. A look opens nothing. */
const LOOK_EVERY = 2000;

export interface AtPortOptions {
  /** Ports that look like a modem's; default those of this machine. */
  readonly list?: () => Promise<readonly SerialPortInfo[]>;
  /** Patience with a modem that is being greeted. */
  readonly wait?: ModemWait;
}

/** What is known of a port that was opened once. */
interface Used {
  readonly path: string;
  title: string;
  card: CardState;
  transport?: AtTransport;
}

/**
 * The readers `at:<serial port>`: cards in phones and modules, through their AT commands. A port is opened by `connect` and by
 * nothing else: writing to a serial port that is no modem's could do anything, so what is in it is unknown until then, and
 * again once a modem said that it has no card.
 */
export function createAtPort({ list = listSerialPorts, wait }: AtPortOptions = {}): ReaderPort {
  const used = new Map<string, Used>();
  const opening = new Set<string>();
  const listeners = new Set<(readers: Result<readonly ReaderState[]>) => void>();
  let timer: NodeJS.Timeout | undefined;
  let told = '';

  const states = async (): Promise<readonly ReaderState[]> => {
    const listed = await list();
    const out = new Map<string, ReaderState>();
    for (const { path, title } of listed) {
      out.set(SCHEME + path, { name: SCHEME + path, title, kind: 'at', card: 'unknown' });
    }
    for (const [name, { path, title, card, transport }] of used) {
      const there = path.startsWith('/') ? existsSync(path) : listed.some((port) => port.path === path);
      if (there) out.set(name, { name, title, kind: 'at', card });
      // What comes to this port next may be another modem, with another card.
      else if (transport === undefined) used.delete(name);
    }
    return [...out.values()];
  };

  /** Tells the listeners where something changed. */
  const look = async (): Promise<void> => {
    if (listeners.size === 0) return;
    const now = await states();
    const text = JSON.stringify(now);
    if (text === told) return;
    told = text;
    for (const listener of listeners) listener(ok(now));
  };

  const note = (name: string, change: Partial<Used>): void => {
    const known = used.get(name);
    if (known !== undefined) Object.assign(known, change);
    void look();
  };

  const ended = (name: string, error?: AppError): void => {
    const card = error?.code === 'card-removed' ? 'unknown' : error?.code === 'card-mute' ? 'mute' : undefined;
    const known = used.get(name);
    delete known?.transport;
    note(name, card === undefined ? {} : { card });
  };

  const open = async (name: string, path: string, baud: number, muteAfter: number): Promise<Result<AtTransport>> => {
    const line = await openSerialLine({ path, baud }, name);
    if (!line.ok) return line;
    let transport: AtTransport | undefined;
    const engine = createAtEngine(line.value, () => transport?.lose(appError('reader-gone', { reader: name })));
    const modem = await greetModem(engine, name, wait);
    if (!modem.ok) {
      await engine.close();
      return modem;
    }
    const commands = createCardCommands({ engine, reader: name, muteAfter });
    const card = await ModemCard.open(commands, name);
    if (!card.ok) {
      if (card.error.code !== 'card-mute' && card.error.code !== 'reader-gone') await modem.value.restore();
      await engine.close();
      return card;
    }
    transport = new AtTransport({
      reader: name,
      engine,
      modem: modem.value,
      card: card.value,
      ended: (error) => ended(name, error),
    });
    const title = modem.value.name === '' ? path : `${modem.value.name} (${path})`;
    used.set(name, { path, title, card: 'present', transport });
    return ok(transport);
  };

  const connect = async (name: string, { muteAfter = 10_000 }: ConnectOptions = {}): Promise<Result<CardTransport>> => {
    const port = parsePortName(name);
    if (port === undefined) return err(appError('reader-unknown', { reader: name }));
    const { path, baud } = port;
    const taken =
      opening.has(path) || [...used.values()].some((one) => one.path === path && one.transport !== undefined);
    if (taken) return err(appError('card-held', { reader: name, holder: 'Bootcard' }));
    opening.add(path);
    const opened = await open(name, path, baud, muteAfter).finally(() => opening.delete(path));
    if (opened.ok) void look();
    else if (opened.error.code === 'card-absent') {
      // Not "empty": a card that is put in later tells nobody, so the reader must stay one that can be opened.
      used.set(name, { title: path, ...used.get(name), path, card: 'unknown' });
      void look();
    }
    return opened;
  };

  return {
    scheme: SCHEME,
    list: async () => ok(await states()),
    watch: (listener) => {
      listeners.add(listener);
      void states().then((now) => {
        if (listeners.has(listener)) listener(ok(now));
      });
      timer ??= setInterval(() => void look(), LOOK_EVERY).unref();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    connect,
    close: async () => {
      listeners.clear();
      clearInterval(timer);
      timer = undefined;
      await Promise.all([...used.values()].map(({ transport }) => transport?.disconnect()));
    },
  };
}
