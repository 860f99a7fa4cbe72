import type { FilterTerm, TraceFilter } from '../../core/trace/trace-filter.ts';
import type { TraceIndex } from '../../core/trace/trace-index.ts';
import { Ascending, type FoldedRows } from './trace-rows.ts';

/** Rows that are looked at in one go: some milliseconds. */
const PIECE = 512;

/** Of a folded row the status word that is shown counts, which is that of its last line. */
const OF_LAST: ReadonlySet<FilterTerm['key']> = new Set(['sw', 'errors']);

/** Of the lines of a row: whether a term finds it. A term that must not hold looks at the command alone. */
function counts({ key, not }: FilterTerm, line: number, { from, to }: { readonly from: number; readonly to: number }) {
  if (OF_LAST.has(key)) return line === to - 1;
  return !not || key !== 'ins' || line === from;
}

/** A filter on its way through the rows of a trace, piece by piece. Rows that come later are looked at in their turn. */
export class FilterRun {
  readonly #index: TraceIndex;
  readonly #rows: FoldedRows;
  readonly #filter: TraceFilter;
  /** Rows that pass, ascending. */
  readonly found = new Ascending();
  looked = 0;

  constructor(index: TraceIndex, rows: FoldedRows, filter: TraceFilter) {
    this.#index = index;
    this.#rows = rows;
    this.#filter = filter;
  }

  get done(): boolean {
    return this.looked >= this.#rows.count;
  }

  /** The next piece. */
  step(): void {
    const from = this.looked;
    const to = Math.min(this.#rows.count, from + PIECE);
    const passed = new Uint8Array(to - from).fill(1);
    for (const term of this.#filter) this.#narrow(passed, from, to, term);
    for (let row = from; row < to; row++) if (passed[row - from] === 1) this.found.push(row);
    this.looked = to;
  }

  #narrow(passed: Uint8Array, from: number, to: number, term: FilterTerm): void {
    const range = { from: this.#rows.lines(from).from, to: this.#rows.lines(to - 1).to };
    const holds = new Uint8Array(to - from);
    for (const line of this.#index.filter([{ ...term, not: false }], range)) {
      const row = this.#rows.rowOf(line);
      if (counts(term, line, this.#rows.lines(row))) holds[row - from] = 1;
    }
    for (let at = 0; at < passed.length; at++) if ((holds[at] === 1) === term.not) passed[at] = 0;
  }

  /** More came of the last row: it is looked at again. */
  again(row: number): void {
    if (row >= this.looked) return;
    this.looked = row;
    if (this.found.at(this.found.length - 1) === row) this.found.pop();
  }
}
