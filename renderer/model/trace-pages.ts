import type { TracePage } from '../../electron/ipc/trace-contract.ts';
import { rowsIn, type TraceRowData } from './trace-row.ts';

/** Rows asked for at once; some screens of them are kept. */
export const PAGE = 64;
const MOST_PAGES = 128;
/** Pages on their way at once: who scrolls past rows does not wait for them. */
const MOST_ASKED = 2;

/**
 * The rows of a view that have arrived. What is looked at and not there is asked for, once; what was looked at longest ago goes
 * first.
 */
export class TracePages {
  #view = -1;
  #count = 0;
  readonly #pages = new Map<number, readonly TraceRowData[]>();
  readonly #asked = new Set<number>();
  readonly #ask: (view: number, from: number, count: number) => void;
  readonly #listeners = new Set<() => void>();
  /** The pages that are looked at. */
  #wanted: { readonly first: number; readonly last: number } = { first: 0, last: -1 };
  /** Goes up with every change: what React compares. */
  version = 0;

  constructor(ask: (view: number, from: number, count: number) => void) {
    this.#ask = ask;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #changed(): void {
    this.version += 1;
    for (const listener of this.#listeners) listener();
  }

  /** The view as it is now. Of the last row more may have come, so that its page is asked for again. */
  show(view: number, count: number): void {
    if (view === this.#view && count === this.#count) return;
    const from = view === this.#view ? Math.floor(Math.max(0, this.#count - 1) / PAGE) : 0;
    for (const page of this.#pages.keys()) if (page >= from) this.#pages.delete(page);
    for (const page of this.#asked) if (page >= from) this.#asked.delete(page);
    this.#view = view;
    this.#count = count;
    this.#changed();
  }

  take(page: TracePage): void {
    const number = page.from / PAGE;
    if (page.view !== this.#view || !this.#asked.delete(number)) return;
    this.#pages.set(number, rowsIn(page));
    const [oldest] = this.#pages.keys();
    if (this.#pages.size > MOST_PAGES && oldest !== undefined) this.#pages.delete(oldest);
    this.#askOn();
    if (number >= this.#wanted.first && number <= this.#wanted.last) this.#changed();
  }

  /** The page could not be had: it is asked for again when it is looked at. */
  missed(view: number, from: number): void {
    if (view !== this.#view) return;
    this.#asked.delete(from / PAGE);
    this.#askOn();
  }

  /** Undefined while it is on its way. */
  row(place: number): TraceRowData | undefined {
    const number = Math.floor(place / PAGE);
    return this.#pages.get(number)?.[place - number * PAGE];
  }

  /** Asks for what of these rows is not there. */
  need(first: number, last: number): void {
    this.#wanted = { first: Math.floor(first / PAGE), last: Math.floor(last / PAGE) };
    for (let number = this.#wanted.first; number <= this.#wanted.last; number++) {
      const known = this.#pages.get(number);
      if (known === undefined) continue;
      // Looked at again: it is the newest.
      this.#pages.delete(number);
      this.#pages.set(number, known);
    }
    this.#askOn();
  }

  /** Of what is looked at now, not of what was looked at when something else was asked for. */
  #askOn(): void {
    const { first, last } = this.#wanted;
    for (let number = first; number <= last && this.#asked.size < MOST_ASKED; number++) {
      if (this.#pages.has(number) || this.#asked.has(number) || number * PAGE >= this.#count) continue;
      this.#asked.add(number);
      this.#ask(this.#view, number * PAGE, PAGE);
    }
  }
}
