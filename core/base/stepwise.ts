/** Work that may be put aside: whoever drives it lets others have their turn where it yields. */
export type Stepwise<T> = Generator<undefined, T, undefined>;

/** Drives work to its end at once. */
export function runThrough<T>(work: Stepwise<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** True once in so many turns of a loop: there it may be put aside. @param turn from 0 */
export const isPause = (turn: number): boolean => (turn & 0x7f) === 0x7f;
