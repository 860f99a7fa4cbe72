import type { Protocol } from '../../../core/apdu/command.ts';
import { type AppError, appError } from '../../../core/base/app-error.ts';
import { hexWord } from '../../../core/base/bytes.ts';
import { err, ok, type Result } from '../../../core/base/result.ts';
import type { CardTransport } from '../../../core/transport/card-transport.ts';
import type { CardLoss } from '../../../core/virtual-card/virtual-card.ts';
import type { VirtualSlot } from './virtual-slot.ts';

/** A connection to a virtual card, with the manners of PC/SC: shared cards, transactions, resets by others. */
export class VirtualTransport implements CardTransport {
  readonly reader: string;
  readonly protocol: Protocol;
  readonly #slot: VirtualSlot;
  readonly #muteAfter: number;
  #atr: Uint8Array;
  #dead: AppError | undefined;
  #resetByOther = false;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(slot: VirtualSlot, muteAfter: number) {
    this.#slot = slot;
    this.reader = slot.name;
    this.#muteAfter = muteAfter;
    this.protocol = slot.card.protocol;
    this.#atr = slot.card.atr.slice();
  }

  get redacted(): boolean {
    return this.#slot.redacted;
  }

  get atr(): Uint8Array {
    return this.#atr;
  }

  /** One act at a time, in the order of the calls, and none within another connection's transaction. */
  #queued<T>(act: () => Promise<Result<T>>): Promise<Result<T>> {
    const done = this.#queue.then(async () => {
      if (this.#dead === undefined) await this.#slot.turns.turn(this);
      return this.#dead === undefined ? act() : err(this.#dead);
    });
    this.#queue = done;
    return done;
  }

  #die(error: AppError): { readonly ok: false; readonly error: AppError } {
    this.#dead ??= error;
    this.#slot.drop(this);
    return err(this.#dead);
  }

  /** Ends the connection: the card was taken out, or it fell silent. */
  lose(error: AppError): void {
    this.#die(error);
  }

  noteReset(): void {
    this.#resetByOther = true;
  }

  transmit(tpdu: Uint8Array): Promise<Result<Uint8Array>> {
    const sent = tpdu.slice();
    return this.#queued(async () => {
      if (this.#resetByOther) return err(appError('card-reset', { reader: this.reader }));
      const answer = this.#slot.card.transmit(sent);
      if (typeof answer === 'string') this.#slot.faultHappened();
      // The image is on disk before the answer is known: what a card answered, it has done.
      this.#slot.noteFaults();
      const saved = await this.#slot.save();
      if (typeof answer === 'string') return this.#lost(answer, sent);
      if (!saved.ok) return this.#die(saved.error);
      return (await this.#slot.answerTime(this.#muteAfter)) ? ok(answer) : this.#silence(sent);
    });
  }

  /** No answer within the time that this connection waits. */
  #silence(sent: Uint8Array): { readonly ok: false; readonly error: AppError } {
    const command = hexWord(((sent[0] ?? 0) << 8) | (sent[1] ?? 0));
    return this.#die(appError('card-mute', { reader: this.reader, command, seconds: this.#muteAfter / 1000 }));
  }

  async #lost(loss: CardLoss, sent: Uint8Array): Promise<Result<Uint8Array>> {
    const removed = appError('card-removed', { reader: this.reader });
    switch (loss) {
      case 'mute':
        this.#slot.mute();
        return this.#silence(sent);
      case 'reset':
        this.#slot.cardReset();
        return err(appError('card-reset', { reader: this.reader }));
      case 'swapped': {
        // Who asked hears why there is no other card; for everybody the first one is gone.
        const missing = await this.#slot.swap(this.#slot.card.swappedFor ?? '');
        return err(missing ?? removed);
      }
      case 'removed':
        this.#slot.remove();
        return this.#die(removed);
    }
  }

  reset(): Promise<Result<void>> {
    return this.#queued(async () => {
      this.#atr = this.#slot.card.reset();
      this.#resetByOther = false;
      for (const other of this.#slot.connections) if (other !== this) other.noteReset();
      return ok(undefined);
    });
  }

  beginTransaction(): Promise<Result<void>> {
    return this.#queued(async () => {
      this.#slot.turns.take(this);
      return ok(undefined);
    });
  }

  endTransaction(): Promise<Result<void>> {
    return this.#queued(async () => {
      this.#slot.turns.release(this);
      return ok(undefined);
    });
  }

  async disconnect(disposition: 'leave' | 'reset'): Promise<void> {
    if (!this.#slot.connections.has(this)) return;
    if (disposition === 'reset') await this.reset();
    else await this.#queue;
    this.#die(appError('session-unknown'));
  }
}
