/**
 * Whose turn it is at a reader, among the connections of this port. A transaction of one makes the others wait here and
 * not in the service, where a wait could not be told from a silent card.
 */
export class ReaderTurns {
  #owner: object | undefined;
  #waiting: (() => void)[] = [];

  /** True when `who` may go on now. */
  mayGo(who: object): boolean {
    return this.#owner === undefined || this.#owner === who;
  }

  /** Calls `resume` when the present transaction ends. */
  wait(resume: () => void): void {
    this.#waiting.push(resume);
  }

  take(who: object): void {
    this.#owner = who;
  }

  release(who: object): void {
    if (this.#owner !== who) return;
    this.#owner = undefined;
    for (const resume of this.#waiting.splice(0)) resume();
  }
}
