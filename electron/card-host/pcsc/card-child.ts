import type { ChildLink } from './child-launcher.ts';
import { type Answer, parseAnswer } from './frames.ts';

/** What came of a request: the child's answer, or that it took too long, or that the child ended. */
export type Outcome = Answer | 'timeout' | 'ended';

/**
 * The parent's end of a card child: one request at a time, and a watchdog over it. The child's thread is in the driver
 * while a card is silent and hears nothing, so that a request that takes too long costs the child its life.
 */
export class CardChild {
  readonly #link: ChildLink;
  #done: ((outcome: Outcome) => void) | undefined;
  /** When the present request counts as lost (`performance.now()`). */
  #deadline = 0;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = 0;
  #alive = true;
  #onEnd: () => void = () => undefined;

  constructor(link: ChildLink) {
    this.#link = link;
    link.onFrame((frame) => this.#finish(parseAnswer(frame)));
    link.onExit(() => {
      this.#alive = false;
      this.#disarm();
      this.#finish('ended');
      this.#onEnd();
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** The child went by itself, or was killed. */
  onEnd(listener: () => void): void {
    this.#onEnd = listener;
  }

  /** Sends `frame`; no other request may be on its way. `done` is called once. */
  request(frame: Uint8Array, limit: number, done: (outcome: Outcome) => void): void {
    if (!this.#alive) {
      queueMicrotask(() => done('ended'));
      return;
    }
    this.#done = done;
    this.#deadline = performance.now() + limit;
    this.#arm(limit);
    this.#link.send(frame);
  }

  kill(): void {
    this.#alive = false;
    this.#disarm();
    this.#link.kill();
    this.#finish('ended');
  }

  hold(on: boolean): void {
    this.#link.hold(on);
    if (!on) this.#disarm();
  }

  #finish(outcome: Outcome): void {
    const done = this.#done;
    this.#done = undefined;
    done?.(outcome);
  }

  /** One timer for many exchanges: it is left running when an exchange ends, and looks at the deadline when it fires. */
  #arm(limit: number): void {
    if (this.#timer !== undefined && this.#timerAt <= this.#deadline) return;
    this.#disarm();
    this.#timerAt = this.#deadline;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#done === undefined) return;
      const left = this.#deadline - performance.now();
      if (left > 1) this.#arm(left);
      else this.#lost();
    }, limit);
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #lost(): void {
    this.#alive = false;
    this.#link.kill();
    this.#finish('timeout');
  }
}
