import { randomUUID } from 'node:crypto';
import { type AppError, appError } from '../../core/base/app-error.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import type { CardTransport } from '../../core/transport/card-transport.ts';
import type { Exchange } from '../../core/transport/exchange.ts';
import { carriesCredential } from '../../core/transport/redaction.ts';
import type { AcceptedKeys, Credential, PlanToRun, TracedCard, TryConsent } from './card-flows.ts';

/** A plan that the session does not keep, or no longer. */
export function planGone(): AppError {
  return appError('plan-stale', { what: 'the plan is no longer kept' });
}

/** CLA, INS, P1, P2 and P3: a command without data is no longer. */
const HEADER = 5;

/** What a session tells whoever opened it. */
export interface SessionListener {
  exchange(session: string, exchange: Exchange): void;
  ended(session: string, error: AppError): void;
}

/**
 * One opened card: its connection, its trace, what was read, what was typed for it, and whether it may be written.
 * Read-only until one plan is armed for the card by its ICCID. Everything secret is wiped when the card leaves or the session closes.
 */
export class Session implements TracedCard, AcceptedKeys {
  readonly id = randomUUID();
  /** When it was opened. */
  readonly began = new Date();
  readonly mode: 'auto' | '2g' | '3g';
  readonly transport: CardTransport;
  readonly #listener: SessionListener;
  readonly #exchanges: Exchange[] = [];
  readonly #credentials = new Map<string, Credential>();
  readonly #accepted = new Map<string, Credential & { readonly consent: TryConsent }>();
  readonly #plans = new Map<string, PlanToRun>();
  #unsent: Exchange[] = [];
  #queue: Promise<unknown> = Promise.resolve();
  #read: ReadResult | undefined;
  /** The one plan that may be run, and the ICCID that it has to name. */
  #armed: { readonly plan: string; readonly iccid: string } | undefined;
  #lost: AppError | undefined;
  /** The write that is going on; resolved when it has ended, whatever came of it. */
  #write: Promise<unknown> = Promise.resolve();
  #stopAsked = false;
  /** A key was sent since the card was last reset: it may be verified, whatever came back. */
  #keySent = false;
  /** An act is going on: it may have opened a channel that it has not closed yet. */
  #acting = false;
  /** Set from the moment on that nothing new is begun. */
  #closing: Promise<void> | undefined;

  /**
   * @param connection the card as the reader gives it.
   * @param traced wraps it so that every exchange is recorded, credentials masked.
   */
  constructor(
    connection: CardTransport,
    mode: 'auto' | '2g' | '3g',
    traced: (transport: CardTransport, record: (exchange: Exchange) => void) => CardTransport,
    listener: SessionListener,
  ) {
    this.mode = mode;
    this.#listener = listener;
    this.transport = traced(this.#watched(connection), (exchange) => this.#record(exchange));
  }

  get reader(): string {
    return this.transport.reader;
  }

  /** Nothing new is begun on it; the card may be held a while longer by a write that ends first. */
  get closing(): boolean {
    return this.#closing !== undefined;
  }

  /** What the last read found; undefined before the first one has ended. */
  get read(): ReadResult | undefined {
    return this.#read;
  }

  nextExchange(): number {
    return this.#exchanges.length;
  }

  exchangesFrom(from: number, most: number): readonly Exchange[] {
    return this.#exchanges.slice(from, from + most);
  }

  /** Runs `act` when all earlier acts of this session have ended. When the card is lost in it, the session ends after it. */
  async run<T>(act: () => Promise<Result<T>>): Promise<Result<T>> {
    const turn = this.#queue.then(async (): Promise<Result<T>> => {
      if (this.closing) return err(this.#lost ?? appError('session-unknown'));
      this.#acting = true;
      try {
        return await act();
      } finally {
        this.#acting = false;
      }
    });
    this.#queue = turn.catch(() => undefined);
    const result = await turn;
    if (this.#lost !== undefined) this.end(this.#lost);
    return result;
  }

  /**
   * Within an act: what must not be cut in two. Closing waits for it with the card and the credentials still there: half a
   * message is worse than either whole one.
   */
  async uncut<T>(write: () => Promise<T>): Promise<T> {
    this.#stopAsked = false;
    const done = write();
    this.#write = done.catch(() => undefined);
    return done;
  }

  /** The write that is going on shall end at its next safe point; without one nothing happens. */
  askToStop(): void {
    this.#stopAsked = true;
  }

  get stopAsked(): boolean {
    return this.#stopAsked;
  }

  /** Takes a new reading of the card. Another ICCID than before is another card: what was allowed for the old one ends. */
  keepRead(read: ReadResult): void {
    if (this.#read !== undefined && this.#read.card.iccid !== read.card.iccid) this.disarm();
    this.#read = read;
  }

  /** The ICCID that a plan was armed for, empty for a card that tells none; undefined where it is not the armed one. */
  armedFor(plan: string): string | undefined {
    return this.#armed?.plan === plan ? this.#armed.iccid : undefined;
  }

  /**
   * Allows this one plan to be run on the card of this ICCID; what was armed before no longer is. Errors: `plan-stale` where the
   * plan is not kept, `card-changed` where another card is in the reader, `not-armed` where nothing says that it is this one.
   */
  arm(plan: string, iccid: string): Result<void> {
    this.#armed = undefined;
    const held = this.#plans.get(plan);
    if (held === undefined) return err(planGone());
    const actual = this.#read?.card.iccid ?? null;
    // A card without a number is known by what it holds: the write that this shows names it, and the plan leads out of that one.
    if (actual === null && held.named !== iccid)
      return err(appError('not-armed', { iccid: 'without a readable EF(ICCID)' }));
    if (actual !== null && actual !== iccid) return err(appError('card-changed', { actual, expected: iccid }));
    this.#armed = { plan, iccid: actual ?? '' };
    return ok(undefined);
  }

  /** Back to read-only; forgets what was typed. */
  disarm(): void {
    this.#armed = undefined;
    for (const credential of this.#credentials.values()) credential.secret.wipe();
    this.#credentials.clear();
    this.#accepted.clear();
  }

  /** @returns the handle that stands for the credential from now on. */
  putCredential(credential: Credential): string {
    const handle = randomUUID();
    this.#credentials.set(handle, credential);
    return handle;
  }

  credential(handle: string): Credential | undefined {
    return this.#credentials.get(handle);
  }

  /** The card accepted the credential; what was allowed for that holds until the session is disarmed or the card leaves. */
  accept(credential: Credential, consent: TryConsent): void {
    this.#accepted.set(credential.ref, { ...credential, consent });
  }

  accepted(ref: string): (Credential & { readonly consent: TryConsent }) | undefined {
    return this.#accepted.get(ref);
  }

  putPlan(plan: PlanToRun): string {
    const id = randomUUID();
    this.#plans.set(id, plan);
    return id;
  }

  plan(id: string): PlanToRun | undefined {
    return this.#plans.get(id);
  }

  /** Plans hold bytes that were on the card when they were made; after a write none of them holds any longer. */
  dropPlans(): void {
    this.#plans.clear();
  }

  /** The card left: tells the listener, then closes. */
  end(error: AppError): void {
    if (this.closing) return;
    this.#lost = error;
    void this.close();
    this.#listener.ended(this.id, error);
  }

  /**
   * Lets go of the card: with a reset where a key may be verified or an act is cut short, else as it stands, because a reset
   * takes from other programs what they have verified and selected. Resolves when the card is free.
   */
  close(): Promise<void> {
    this.#flush();
    this.#closing ??= this.#write.then(() => this.#letGo());
    return this.#closing;
  }

  async #letGo(): Promise<void> {
    this.#flush();
    this.disarm();
    this.dropPlans();
    await this.transport.disconnect(this.#keySent || this.#acting ? 'reset' : 'leave');
  }

  #record(exchange: Exchange): void {
    this.#exchanges.push(exchange);
    if (this.#unsent.length === 0) setImmediate(() => this.#flush());
    this.#unsent.push(exchange);
  }

  /** The listener hears of exchanges once a tick, so that telling never slows the card. */
  #flush(): void {
    const batch = this.#unsent;
    this.#unsent = [];
    for (const exchange of batch) this.#listener.exchange(this.id, exchange);
  }

  /** Notes when the connection dies, whichever flow it dies in. A reset by another program only takes the rights away. */
  #watched(connection: CardTransport): CardTransport {
    const note = <T>(result: Result<T>): Result<T> => {
      if (result.ok) return result;
      if (result.error.code === 'card-reset') {
        this.#keySent = false;
        this.disarm();
      } else if (/^(card|reader|pcsc)-/.test(result.error.code)) this.#lost ??= result.error;
      return result;
    };
    return {
      reader: connection.reader,
      get atr() {
        return connection.atr;
      },
      get protocol() {
        return connection.protocol;
      },
      transmit: async (tpdu) => {
        // Without data a command only asks for the tries left.
        if (carriesCredential(tpdu) && tpdu.length > HEADER) this.#keySent = true;
        return note(await connection.transmit(tpdu));
      },
      reset: async (kind) => {
        const done = note(await connection.reset(kind));
        if (done.ok) this.#keySent = false;
        return done;
      },
      beginTransaction: async () => note(await connection.beginTransaction()),
      endTransaction: async () => note(await connection.endTransaction()),
      disconnect: (disposition) => connection.disconnect(disposition),
    };
  }
}
