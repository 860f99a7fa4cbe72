/** Transactions on a card that several connections share: one at a time, the others wait. */
export class CardTurns<Who> {
  #owner: Who | undefined;
  #waiting: (() => void)[] = [];

  /** Waits until nobody else holds a transaction. */
  async turn(who: Who): Promise<void> {
    while (this.#owner !== undefined && this.#owner !== who) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }

  /** Somebody holds a transaction: every write does, from its first command to its last. */
  get taken(): boolean {
    return this.#owner !== undefined;
  }

  take(who: Who): void {
    this.#owner = who;
  }

  release(who: Who): void {
    if (this.#owner !== who) return;
    this.#owner = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }
}
