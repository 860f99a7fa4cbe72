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
