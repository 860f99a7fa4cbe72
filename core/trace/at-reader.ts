import {
  channelClass,
  closeExchange,
  fileExchanges,
  type ModemClass,
  openExchanges,
  speaksGsm,
} from './at-exchanges.ts';
import { type AtLine, readBareSession } from './at-lines.ts';
import type { SplitApdu } from './split-apdu.ts';

type Asked = Extract<AtLine, { kind: 'file' | 'open' | 'close' }>;

/** Exchanges of one line; those of a file operation wait for what tells the class of the card. */
export type AtExchanges = (spoken: ModemClass) => readonly SplitApdu[];

const LAST_CHANNEL = 19;

/** The exchanges behind `+CRSM`, `+CRLA`, `+CCHO`, `+CGLA` and `+CCHC`: what the modem did with the card to answer them. */
export class AtReader {
  #asked: Asked | undefined;
  /** Channels by the session's number, which need not be theirs. */
  readonly #channels = new Map<number, number>();
  /** Exchanges whose commands or answers the modem keeps to itself. */
  hidden = 0;
  spoken: ModemClass = 'iso';

  /** True while `AT+CCHO` has no answer: a number alone is one. */
  bareSession(text: string): AtLine | undefined {
    return this.#asked?.kind === 'open' ? readBareSession(text) : undefined;
  }

  /** @returns the exchanges that are whole with this line */
  take(line: AtLine): AtExchanges | undefined {
    if (line.kind === 'file' || line.kind === 'open' || line.kind === 'close') {
      const before = this.settle();
      this.#asked = line;
      return before;
    }
    const asked = this.#asked;
    if (line.kind === 'done') return asked?.kind === 'close' ? this.#closed(asked.session, true) : this.settle();
    if (line.kind === 'opened') {
      if (asked?.kind !== 'open') return undefined;
      this.#asked = undefined;
      const channel = this.#opened(line.session);
      this.hidden += 2;
      return () => openExchanges(asked.aid, channel);
    }
    if (asked?.kind !== 'file') return undefined;
    this.#asked = undefined;
    const { operation } = asked;
    if (speaksGsm(operation, line.sw, line.data)) this.spoken = 'gsm';
    if (operation.fid !== null) this.hidden += 1;
    const channel = this.#channelOf(operation.session);
    return (spoken) => fileExchanges(operation, line, channel, spoken);
  }

  /** What was asked got no answer. */
  settle(): AtExchanges | undefined {
    const asked = this.#asked;
    this.#asked = undefined;
    switch (asked?.kind) {
      case 'file': {
        const channel = this.#channelOf(asked.operation.session);
        return (spoken) => fileExchanges(asked.operation, null, channel, spoken).slice(-1);
      }
      case 'open':
        return () => openExchanges(asked.aid, null);
      case 'close':
        return this.#closed(asked.session, false);
      default:
        return undefined;
    }
  }

  /** The CLA that a command of `AT+CGLA` has on the card: modems put in the channel of the session. */
  onChannel(cla: number, session: number): number {
    const channel = this.#channels.get(session);
    return channel === undefined || cla === 0xa0 || (cla & 0x43) !== 0 ? cla : channelClass(cla, channel);
  }

  #channelOf(session: number | null): number {
    return session === null ? 0 : (this.#channels.get(session) ?? 0);
  }

  #opened(session: number): number {
    const taken = new Set(this.#channels.values());
    let channel = session > 0 && session <= LAST_CHANNEL && !taken.has(session) ? session : 1;
    while (taken.has(channel) && channel < LAST_CHANNEL) channel += 1;
    this.#channels.set(session, channel);
    return channel;
  }

  #closed(session: number, done: boolean): AtExchanges {
    this.#asked = undefined;
    const channel = this.#channels.get(session) ?? Math.min(session, LAST_CHANNEL);
    if (done) this.#channels.delete(session);
    return () => [closeExchange(channel, done)];
  }
}
