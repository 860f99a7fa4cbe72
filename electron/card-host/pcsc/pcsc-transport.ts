import type { Protocol } from '../../../core/apdu/command.ts';
import { type AppError, appError, type ErrorCode } from '../../../core/base/app-error.ts';
import { hexWord } from '../../../core/base/bytes.ts';
import { err, ok, type Result } from '../../../core/base/result.ts';
import type { CardTransport, PinPad } from '../../../core/transport/card-transport.ts';
import { type FeatureCodes, readFeatures } from '../../../core/transport/pin-pad.ts';
import { SCARD } from './abi.ts';
import type { CardChild, Outcome } from './card-child.ts';
import { OP, STATUS } from './frames.ts';
import { answerError, UNKNOWN_HOLDER } from './pcsc-errors.ts';
import type { ReaderTurns } from './reader-turns.ts';

export interface PcscConnection {
  /** Full name with scheme. */
  readonly reader: string;
  readonly child: CardChild;
  readonly turns: ReaderTurns;
  /** Protocol and ATR, as the child answered the connect. */
  readonly activation: Uint8Array;
  /** Milliseconds. */
  readonly muteAfter: number;
  /** Names who holds the card, for `card-held`. */
  readonly holder: () => Promise<string>;
  /** The connection is over, with the code of why; `session-unknown` after a disconnect. */
  readonly over: (transport: PcscTransport, why: ErrorCode) => void;
}

interface Job {
  readonly frame: Uint8Array;
  readonly done: (outcome: Outcome | AppError) => void;
  /** Called when the request goes out. */
  readonly starting?: () => void;
}

/** A person types at the reader: it gives up by itself, and this is for the one that does not. */
const TYPING_TIME = 120_000;
/** A reset or a disconnect may wait for the card to be powered. */
const POWER_TIME = 5000;

const isError = (outcome: Outcome | AppError): outcome is AppError => typeof outcome === 'object' && 'code' in outcome;

/** A connection to a card in a PC/SC reader, through a child of its own. */
export class PcscTransport implements CardTransport {
  readonly reader: string;
  readonly #connection: PcscConnection;
  readonly #child: CardChild;
  readonly #turns: ReaderTurns;
  #atr: Uint8Array;
  #protocol: Protocol;
  #dead: AppError | undefined;
  #features: FeatureCodes | undefined;
  readonly #queue: Job[] = [];
  #busy = false;
  #waiting = false;

  constructor(connection: PcscConnection) {
    this.#connection = connection;
    this.reader = connection.reader;
    this.#child = connection.child;
    this.#turns = connection.turns;
    this.#atr = connection.activation.slice(1);
    this.#protocol = protocolOf(connection.activation);
    this.#child.onEnd(() => this.#die(appError('card-link', { reader: this.reader, reason: 'its process ended' })));
  }

  get atr(): Uint8Array {
    return this.#atr;
  }

  get protocol(): Protocol {
    return this.#protocol;
  }

  transmit(tpdu: Uint8Array): Promise<Result<Uint8Array>> {
    const frame = new Uint8Array(1 + tpdu.length);
    frame[0] = OP.transmit;
    frame.set(tpdu, 1);
    return new Promise((resolve) => {
      this.#enqueue(frame, (outcome) => {
        if (typeof outcome === 'object' && 'status' in outcome && outcome.status === STATUS.ok) {
          resolve(ok(outcome.payload));
        } else this.#fail(outcome, hexWord(((tpdu[0] ?? 0) << 8) | (tpdu[1] ?? 0))).then(resolve);
      });
    });
  }

  get pinPad(): PinPad {
    return {
      features: async () => {
        const codes = await this.#featureCodes();
        return codes.ok
          ? ok({ verify: codes.value.verify !== undefined, modify: codes.value.modify !== undefined })
          : codes;
      },
      verify: (structure) => this.#control('verify', structure),
      modify: (structure) => this.#control('modify', structure),
    };
  }

  /** Asked of the reader once. */
  async #featureCodes(): Promise<Result<FeatureCodes>> {
    if (this.#features !== undefined) return ok(this.#features);
    const list = await this.#command(Uint8Array.of(OP.features), 'features');
    if (!list.ok) return list;
    this.#features = readFeatures(list.value);
    return ok(this.#features);
  }

  async #control(feature: keyof FeatureCodes, structure: Uint8Array): Promise<Result<Uint8Array>> {
    const codes = await this.#featureCodes();
    if (!codes.ok) return codes;
    const code = codes.value[feature];
    if (code === undefined) return err(appError('pin-pad-none', { reader: this.reader }));
    const frame = new Uint8Array(5 + structure.length);
    frame[0] = OP.control;
    new DataView(frame.buffer).setUint32(1, code, true);
    frame.set(structure, 5);
    const answer = await this.#command(frame, `PIN ${feature}`);
    return answer.ok ? ok(answer.value.slice()) : answer;
  }

  async reset(kind: 'warm' | 'cold'): Promise<Result<void>> {
    const initialization = kind === 'warm' ? SCARD.RESET_CARD : SCARD.UNPOWER_CARD;
    const done = await this.#command(Uint8Array.of(OP.reset, initialization), 'reset');
    if (!done.ok) return done;
    this.#atr = done.value.slice(1);
    this.#protocol = protocolOf(done.value);
    return ok(undefined);
  }

  async beginTransaction(): Promise<Result<void>> {
    // Taken before PC/SC grants it: whoever comes later waits here, and not with the service.
    const done = await this.#command(Uint8Array.of(OP.beginTransaction), 'begin', () => this.#turns.take(this));
    if (!done.ok) this.#turns.release(this);
    return done.ok ? ok(undefined) : done;
  }

  async endTransaction(): Promise<Result<void>> {
    const done = await this.#command(Uint8Array.of(OP.endTransaction), 'end');
    this.#turns.release(this);
    return done.ok ? ok(undefined) : done;
  }

  async disconnect(disposition: 'leave' | 'reset'): Promise<void> {
    if (this.#dead !== undefined) return;
    const how = disposition === 'leave' ? SCARD.LEAVE_CARD : SCARD.RESET_CARD;
    const done = await new Promise<Outcome | AppError>((resolve) => {
      this.#enqueue(Uint8Array.of(OP.disconnect, how), resolve);
    });
    if (isError(done)) return;
    this.#end(
      typeof done === 'string'
        ? appError('card-link', { reader: this.reader, reason: done })
        : appError('session-unknown'),
    );
  }

  async #command(frame: Uint8Array, what: string, starting?: () => void): Promise<Result<Uint8Array>> {
    const outcome = await new Promise<Outcome | AppError>((resolve) => {
      this.#enqueue(frame, resolve, starting);
    });
    if (typeof outcome === 'object' && 'status' in outcome && outcome.status === STATUS.ok) return ok(outcome.payload);
    return this.#fail(outcome, what);
  }

  #enqueue(frame: Uint8Array, done: Job['done'], starting?: () => void): void {
    this.#queue.push(starting === undefined ? { frame, done } : { frame, done, starting });
    if (!this.#busy) this.#next();
  }

  #next(): void {
    const job = this.#queue[0];
    if (job === undefined) return;
    if (this.#dead !== undefined) {
      this.#queue.shift();
      job.done(this.#dead);
      this.#next();
      return;
    }
    this.#busy = true;
    if (!this.#turns.mayGo(this)) {
      this.#waiting = true;
      this.#turns.wait(() => this.#resume());
      return;
    }
    this.#queue.shift();
    job.starting?.();
    const { muteAfter } = this.#connection;
    const op = job.frame[0];
    const more = op === OP.transmit ? 0 : op === OP.control ? TYPING_TIME : POWER_TIME;
    this.#child.request(job.frame, muteAfter + more, (outcome) => {
      this.#busy = false;
      job.done(outcome);
      if (!this.#busy) this.#next();
    });
  }

  #resume(): void {
    if (!this.#waiting) return;
    this.#waiting = false;
    this.#busy = false;
    this.#next();
  }

  /** The error of an outcome; every one but `card-reset` ends the connection. */
  async #fail(outcome: Outcome | AppError, command: string): Promise<{ readonly ok: false; readonly error: AppError }> {
    if (isError(outcome)) return err(outcome);
    if (this.#dead !== undefined) return err(this.#dead);
    // BeginTransaction does not speak to the card: what it waits for is another program.
    if (outcome === 'timeout' && command === 'begin') return this.#held();
    if (outcome === 'timeout') {
      const seconds = this.#connection.muteAfter / 1000;
      return err(this.#end(appError('card-mute', { reader: this.reader, command, seconds })));
    }
    if (outcome === 'ended') {
      return err(this.#end(appError('card-link', { reader: this.reader, reason: 'its process ended' })));
    }
    const error = answerError(outcome, 'connected', this.reader);
    if (error.code === 'card-reset') return err(error);
    if (error.code === 'card-held') return this.#held();
    return err(this.#end(error));
  }

  async #held(): Promise<{ readonly ok: false; readonly error: AppError }> {
    this.#end(appError('card-held', { reader: this.reader, holder: UNKNOWN_HOLDER }));
    return err(appError('card-held', { reader: this.reader, holder: await this.#connection.holder() }));
  }

  #die(error: AppError): void {
    if (this.#dead === undefined) this.#end(error);
  }

  #end(error: AppError): AppError {
    this.#dead = error;
    this.#turns.release(this);
    this.#connection.over(this, error.code);
    this.#resume();
    return error;
  }
}

function protocolOf(activation: Uint8Array): Protocol {
  return activation[0] === SCARD.PROTOCOL_T1 ? 'T=1' : 'T=0';
}
