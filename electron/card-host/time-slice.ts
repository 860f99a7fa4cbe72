import type { Stepwise } from '../../core/base/stepwise.ts';

/** How long work that can be cut may hold the card-host, in milliseconds: exchanges with cards are waiting behind it. */
const SLICE = 6;

export function sliceEnd(): number {
  return performance.now() + SLICE;
}

/** Lets everything else that is waiting have its turn. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Drives work to its end, and lets everybody else have their turn meanwhile. */
export async function inSlices<T>(work: Stepwise<T>): Promise<T> {
  for (let end = sliceEnd(); ; ) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (performance.now() < end) continue;
    await breathe();
    end = sliceEnd();
  }
}
