import { type AppError, appError } from '../../../core/base/app-error.ts';
import { err, ok, type Result } from '../../../core/base/result.ts';
import type { CardTransport } from '../../../core/transport/card-transport.ts';
import type { AtEngine } from './at-engine.ts';
import type { Modem } from './modem.ts';
import type { ModemCard } from './modem-card.ts';

/** After one of these nothing more can be said to the card; all other failures are of one command. */
const DEADLY: ReadonlySet<AppError['code']> = new Set([
  'card-mute',
  'card-removed',
  'card-link',
  'reader-gone',
] as const);

export interface AtTransportParts {
  readonly reader: string;
  readonly engine: AtEngine;
  readonly modem: Modem;
  readonly card: ModemCard;
  /** Called once, when the connection is over; `error` where nobody here ended it. */
  readonly ended: (error?: AppError) => void;
}

/**
 * A card behind a modem. It has no answer to reset to show (`atr` is empty), looks like T=0, and cannot be reset: the modem
 * powers it. The port is ours alone as long as the connection lasts, so a transaction keeps nobody else off it; what the
 * modem itself asks the card meanwhile, nobody can hold back.
 */
export class AtTransport implements CardTransport {
  readonly reader: string;
  readonly atr = new Uint8Array(0);
  readonly protocol = 'T=0';
  readonly #parts: AtTransportParts;
  #dead: AppError | undefined;
  #over: Promise<void> | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(parts: AtTransportParts) {
    this.reader = parts.reader;
    this.#parts = parts;
  }

  #queued<T>(act: () => Promise<Result<T>>): Promise<Result<T>> {
    const done = this.#queue.then(async () => {
      if (this.#dead !== undefined) return err(this.#dead);
      const result = await act();
      if (!result.ok && DEADLY.has(result.error.code)) this.lose(result.error);
      return result;
    });
    this.#queue = done;
    return done;
  }

  /** Ends the connection: the port is gone, or the card does not answer. */
  lose(error: AppError): void {
    if (this.#dead !== undefined) return;
    this.#dead = error;
    // The port is let go at once: a caller that gives up may forget to.
    this.#over = this.#letGo(error.code === 'card-removed', error);
  }

  transmit(tpdu: Uint8Array): Promise<Result<Uint8Array>> {
    const sent = tpdu.slice();
    return this.#queued(() => this.#parts.card.transmit(sent));
  }

  reset(): Promise<Result<void>> {
    return this.#queued(async () => err(appError('reset-unsupported', { reader: this.reader })));
  }

  beginTransaction(): Promise<Result<void>> {
    return this.#queued(async () => ok(undefined));
  }

  endTransaction(): Promise<Result<void>> {
    return this.#queued(async () => ok(undefined));
  }

  /** Both dispositions leave the card powered: what was verified stays so until the modem or its user resets the card. */
  async disconnect(): Promise<void> {
    await this.#queue;
    if (this.#over === undefined) {
      this.#dead = appError('session-unknown');
      this.#over = this.#parts.card.close().then(() => this.#letGo(true));
    }
    await this.#over;
  }

  /** @param answers whether the modem can still be spoken to */
  async #letGo(answers: boolean, error?: AppError): Promise<void> {
    const { modem, engine, ended } = this.#parts;
    if (answers) await modem.restore();
    await engine.close();
    ended(error);
  }
}
