import { type AppError, appError } from '../../core/base/app-error.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { parseFilter, type TraceFilter } from '../../core/trace/trace-filter.ts';
import { TraceIndex } from '../../core/trace/trace-index.ts';
import type { TraceLine } from '../../core/transport/trace-file.ts';
import type { TraceBars, TraceDetail, TracePage, TraceState } from '../ipc/trace-contract.ts';
import { breathe, sliceEnd } from './time-slice.ts';
import { ByteBars } from './trace-bars.ts';
import { traceDetail } from './trace-detail.ts';
import type { TraceFeed } from './trace-feed.ts';
import { FilterRun } from './trace-filter-run.ts';
import { isRefusal, shownOutcome } from './trace-outcome.ts';
import { tracePage } from './trace-page.ts';
import { FoldedRows } from './trace-rows.ts';

/** How often the window hears of what goes on, in milliseconds. */
const TELL_EVERY = 50;

const FAILED: TraceFilter = [{ key: 'errors', values: [], not: false }];

const hexByte = (text: string, at: number) => Number.parseInt(text.slice(at, at + 2), 16);

/** What a line adds to the sums and the bars, from its digits: made for every line of a million. */
function factsOf({ c, r, error }: TraceLine) {
  const reset = c === '';
  const answered = r.length >= 4 && !reset;
  const sw = answered ? Number.parseInt(r.slice(-4), 16) : 0;
  const good = answered && !isRefusal(shownOutcome(hexByte(c, 0), hexByte(c, 2), c.length / 2, sw));
  return {
    sent: c.length / 2,
    got: Math.max(0, r.length / 2 - (answered ? 2 : 0)),
    failed: !reset && (!good || error !== undefined),
  };
}

/**
 * A trace that a window looks at: indexed line by line as it is there, in slices between which everything else has its turn;
 * shown in windows of rows; narrowed by one filter at a time.
 */
export class HostTrace {
  readonly id: string;
  readonly feed: TraceFeed;
  readonly index: TraceIndex;
  readonly rows = new FoldedRows();
  readonly #bars = new ByteBars();
  readonly #tell: (state: TraceState) => void;
  #sums = { sent: 0, got: 0, failed: 0 };
  #view: { readonly id: number; readonly run: FilterRun | undefined } = { id: 0, run: undefined };
  #error: AppError | null = null;
  #watched = false;
  #busy = false;
  #working: Promise<void> = Promise.resolve();
  #told = 0;

  constructor(id: string, feed: TraceFeed, tell: (state: TraceState) => void) {
    this.id = id;
    this.feed = feed;
    this.#tell = tell;
    this.index = new TraceIndex(feed.source.header);
  }

  get state(): TraceState {
    const { title, format, notes, source } = this.feed;
    const { reader, atr, protocol } = source.header;
    const { id, run } = this.#view;
    const looked = run?.looked ?? this.rows.count;
    return {
      trace: this.id,
      title,
      format,
      notes: [...notes],
      reader,
      atr,
      protocol,
      lines: this.index.count,
      total: source.count,
      rows: this.rows.count,
      ...this.#sums,
      view: { id, looked, found: run?.found.length ?? this.rows.count, done: this.#indexed && (run?.done ?? true) },
      error: this.#error,
    };
  }

  get #indexed(): boolean {
    return this.#error !== null || this.index.count >= this.feed.source.count;
  }

  watch(): TraceState {
    this.#watched = true;
    this.grown();
    return this.state;
  }

  unwatch(): void {
    this.#watched = false;
  }

  /** More lines may be there. */
  grown(): void {
    if (this.#watched) void this.#work();
  }

  /** Resolves when every line that is there has been looked at. */
  async settled(): Promise<void> {
    const watched = this.#watched;
    this.#watched = true;
    await this.#work();
    this.#watched = watched;
  }

  /** Takes the place of the filter before it. Error `trace-filter-invalid`. */
  filter(text: string): Result<TraceState> {
    const parsed = parseFilter(text);
    if (!parsed.ok) return err(appError('trace-filter-invalid', { reason: parsed.error }));
    const run = parsed.value.length === 0 ? undefined : this.#runOf(parsed.value);
    this.#view = { id: this.#view.id + 1, run };
    this.grown();
    return ok(this.state);
  }

  #runOf(filter: TraceFilter): FilterRun {
    return new FilterRun(this.index, this.rows, filter);
  }

  page(view: number, from: number, count: number): Promise<TracePage> {
    const wanted: number[] = [];
    if (view === this.#view.id)
      for (let place = from; place < from + count; place++) {
        const row = this.rowAt(place);
        if (row !== undefined) wanted.push(row);
      }
    return tracePage(this.index, this.rows, wanted, { view, from });
  }

  /** The row at a place of the view. */
  rowAt(place: number): number | undefined {
    const { run } = this.#view;
    if (run !== undefined) return run.found.at(place);
    return place < this.rows.count ? place : undefined;
  }

  /** The rows of the view as they are now; undefined: all. */
  shownRows(): readonly number[] | undefined {
    const found = this.#view.run?.found;
    return found && Array.from({ length: found.length }, (_, place) => found.at(place) as number);
  }

  /** How many rows the view has. */
  get shown(): number {
    return this.#view.run?.found.length ?? this.rows.count;
  }

  /** Where in the view a row stands; null where the filter leaves it out. */
  placeOf(row: number): number | null {
    const { run } = this.#view;
    if (run === undefined) return row < this.rows.count ? row : null;
    const place = run.found.placeOf(row);
    return run.found.at(place) === row ? place : null;
  }

  detail(line: number): Result<TraceDetail> {
    return traceDetail(this.index, this.rows, line, (row) => this.placeOf(row));
  }

  bars(): TraceBars {
    return this.#bars.shown();
  }

  /** The line of the next row of the view that was refused or failed, or of the one before. */
  async failure(line: number, back: boolean): Promise<number | null> {
    const step = back ? -1 : 1;
    const { found } = this.#view.run ?? {};
    const row = this.rows.rowOf(line);
    const here = found === undefined ? row : found.placeOf(row);
    const first = back || found === undefined || found.at(here) === row ? here + step : here;
    let end = sliceEnd();
    for (let place = first; place >= 0 && place < this.shown; place += step) {
      const { from, to } = this.rows.lines(this.rowAt(place) ?? 0);
      const failed = this.index.filter(FAILED, { from: to - 1, to }).length > 0;
      if (failed && this.#failed(to - 1)) return from;
      if (performance.now() < end) continue;
      await breathe();
      end = sliceEnd();
    }
    return null;
  }

  /** Of what the filter calls an error, questions for tries are none. */
  #failed(line: number): boolean {
    const [row] = this.index.rows(line, 1);
    const [cla = 0, ins = 0] = row?.command ?? [];
    if (row === undefined || row.sw === null) return true;
    return isRefusal(shownOutcome(cla, ins, row.command.length, Number.parseInt(row.sw, 16)));
  }

  #work(): Promise<void> {
    if (!this.#busy) {
      this.#busy = true;
      this.#working = this.#slices();
    }
    return this.#working;
  }

  async #slices(): Promise<void> {
    try {
      while (this.#watched && this.#slice()) {
        this.#say(false);
        await breathe();
      }
    } finally {
      // At once: a filter that is set before this promise is heard of begins its own work.
      this.#busy = false;
    }
    this.#say(true);
  }

  /** Works for a slice of time. @returns whether more is to be done */
  #slice(): boolean {
    const end = sliceEnd();
    while (performance.now() < end) {
      if (!this.#indexed) this.#take();
      else if (this.#view.run?.done === false) this.#view.run.step();
      else return false;
    }
    return true;
  }

  /** The next lines. */
  #take(): void {
    const { source } = this.feed;
    const last = this.rows.count - 1;
    for (let left = 32; left > 0 && this.index.count < source.count; left--) {
      const line = source.line(this.index.count);
      if (!line.ok) {
        this.#error = line.error;
        return;
      }
      this.#add(line.value);
    }
    if (last >= 0) this.#view.run?.again(last);
  }

  #add(line: TraceLine): void {
    const at = this.index.count;
    this.index.append(line);
    const goesOn = this.index.continues(at) !== null;
    const { sent, got, failed } = factsOf(line);
    this.rows.add(goesOn);
    this.#bars.add(line.t, line.us, { line: at, bytes: got, failed });
    const sums = this.#sums;
    this.#sums = { sent: sums.sent + sent, got: sums.got + got, failed: sums.failed + (failed ? 1 : 0) };
  }

  #say(now: boolean): void {
    const time = performance.now();
    if (!this.#watched || (!now && time - this.#told < TELL_EVERY)) return;
    this.#told = time;
    this.#tell(this.state);
  }
}
