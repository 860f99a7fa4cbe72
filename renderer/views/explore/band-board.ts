export type BandPane = 'tree' | 'hex' | 'meaning';

/** Where the selection lies in a pane, in pixels from the top of the linked panes; null where it has no place there. */
export interface BandPlace {
  readonly top: number;
  readonly bottom: number;
}

/**
 * Where each linked pane shows the selection. It stands outside React: bands must follow scrolling in the same frame,
 * without a render.
 */
export class BandBoard {
  readonly #places = new Map<BandPane, BandPlace | null>();
  readonly #listeners = new Set<() => void>();

  place(pane: BandPane): BandPlace | null {
    return this.#places.get(pane) ?? null;
  }

  report(pane: BandPane, place: BandPlace | null): void {
    const before = this.place(pane);
    if (before?.top === place?.top && before?.bottom === place?.bottom) return;
    this.#places.set(pane, place);
    for (const listener of this.#listeners) listener();
  }

  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** The part of a place that is inside the scrolled box; a place outside sticks to the edge it left by, one pixel high. */
export function clipPlace(top: number, bottom: number, scrollTop: number, head: number, height: number): BandPlace {
  const clip = (y: number) => Math.min(height, Math.max(0, y - scrollTop));
  return { top: head + clip(top), bottom: head + clip(bottom) };
}
