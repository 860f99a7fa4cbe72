import { appError } from '../base/app-error.ts';
import { fromHex } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Span } from '../base/span.ts';
import { maskSpans } from '../transport/redaction.ts';
import { spansOf, type TraceHeader, type TraceLine } from '../transport/trace-file.ts';
import { type DecodedExchange, decodeExchange, type TraceRow, traceRow } from './decode-exchange.ts';
import { FileBook } from './file-book.ts';
import { FileTable } from './file-table.ts';
import { firstFrom } from './first-from.ts';
import { rowMatcher } from './match-row.ts';
import { type LineSecrets, RowSecrets } from './row-secrets.ts';
import { NOTHING_KNOWN, type TraceState } from './selection.ts';
import { TraceColumns } from './trace-columns.ts';
import { searchFilter, type TraceFilter } from './trace-filter.ts';
import type { TraceSource } from './trace-source.ts';
import type { TracedLine } from './trace-view.ts';
import { trackBytes } from './track.ts';

/** States are kept once in so many lines: one of them costs a few references, for what it shares with the one before. */
const SNAPSHOT_EVERY = 512;
const NO_BYTES = new Uint8Array(0);

export interface SecretsOption {
  /** Secrets of messages, keys in files and session keys as they are; otherwise they are `*` (2A). Credentials always are. */
  readonly showSecrets?: boolean;
}

export interface FilterRange extends SecretsOption {
  /** The first row to look at, and the one to stop before: a filter may be evaluated piece by piece. */
  readonly from?: number;
  readonly to?: number;
}

/**
 * A trace of any length to be looked at in windows: every line is tracked once when it is put in (a few µs), and kept as numbers
 * in columns, its bytes in one buffer. A window of rows is decoded when it is asked for, wherever it stands. Lines may be put in
 * while others are shown; row numbers never change.
 *
 * Rows count lines, exchanges and resets alike, from 0. What is shown hides secrets unless `showSecrets` is given.
 */
export class TraceIndex implements TraceSource {
  readonly header: TraceHeader;
  readonly #columns: TraceColumns;
  readonly #files = new FileTable();
  readonly #book = new FileBook();
  readonly #secrets = new RowSecrets(this.#book);
  /** `#snapshots[n]` is what is known before row n × SNAPSHOT_EVERY. */
  readonly #snapshots: TraceState[] = [];
  #state: TraceState = NOTHING_KNOWN;
  /** What is known before a row that is likely to be asked for next. */
  #near: { readonly row: number; readonly state: TraceState } = { row: 0, state: NOTHING_KNOWN };

  constructor(header: TraceHeader) {
    this.header = header;
    this.#columns = new TraceColumns(header.reader);
  }

  /** Rows that are in. */
  get count(): number {
    return this.#columns.count;
  }

  /** The files of all rows that are in. */
  get book(): FileBook {
    return this.#book;
  }

  /** One more line, behind the others. */
  append(line: TraceLine): void {
    const index = this.count;
    if (index === this.#snapshots.length * SNAPSHOT_EVERY) this.#snapshots.push(this.#state);
    const command = fromHex(line.c) ?? NO_BYTES;
    const answer = fromHex(line.r) ?? NO_BYTES;
    const before = this.#state;
    const step = trackBytes(before, command, answer, index);
    this.#state = step.state;
    const { channel, of } = step;
    this.#columns.push(line, command, answer, { channel, of, file: this.#files.numberOf(step.file, step.state) });
    this.#book.take({ index, line, step, before });
  }

  /**
   * Puts in the next lines of a source, at most `most` of them: a host that has other things to do calls it again until all are in.
   * @returns whether all are in; `trace-invalid` where a line does not decode, with what stands before it put in
   */
  take(source: TraceSource, most = Number.POSITIVE_INFINITY): Result<boolean> {
    const end = Math.min(source.count, this.count + most);
    while (this.count < end) {
      const line = source.line(this.count);
      if (!line.ok) return line;
      this.append(line.value);
    }
    return ok(this.count >= source.count);
  }

  /** A line as it was put in, secrets as they are. @returns `trace-invalid` where there is none */
  line(row: number): Result<TraceLine> {
    return this.#has(row) ? ok(this.#columns.line(row)) : this.#noRow(row);
  }

  /** Up to `count` rows from `from` on. */
  rows(from: number, count: number, options: SecretsOption = {}): readonly TraceRow[] {
    const first = Math.max(0, from);
    const length = Math.max(0, Math.min(this.count, from + count) - first);
    return Array.from({ length }, (_, i) => this.#row(first + i, options));
  }

  /** Any rows, as a filter answers them. Those that are not there are left out. */
  rowsAt(numbers: Iterable<number>, options: SecretsOption = {}): readonly TraceRow[] {
    return [...numbers].filter((row) => this.#has(row)).map((row) => this.#row(row, options));
  }

  /** One row with its tree: the header of a file, or what its bytes mean. @returns `trace-invalid` where there is none */
  detail(row: number, { showSecrets = false }: SecretsOption = {}): Result<DecodedExchange> {
    if (!this.#has(row)) return this.#noRow(row);
    const decoded = showSecrets
      ? decodeExchange(this.#traced(row), this.#book)
      : decodeExchange(this.#traced(row), this.#book, (entry) => this.#secrets.hidden(entry));
    return ok({ ...decoded, ...this.#row(row, { showSecrets }) });
  }

  /** Numbers of the rows that pass, ascending. Text and bytes are not found in what is hidden. */
  filter(filter: TraceFilter, { from = 0, to = this.count, showSecrets = false }: FilterRange = {}): Uint32Array {
    const fits = rowMatcher(filter, {
      columns: this.#columns,
      files: this.#files,
      hidden: (row) => (showSecrets ? [] : this.#secretsAt(row)),
    });
    const end = Math.min(to, this.count);
    const found: number[] = [];
    for (let row = Math.max(0, from); row < end; row++) if (fits(row)) found.push(row);
    return Uint32Array.from(found);
  }

  /** Rows in which the text stands: in names of commands and files, in meanings, as characters or as hex digits in the bytes. */
  search(text: string, range: FilterRange = {}): Uint32Array {
    return this.filter(searchFilter(text), range);
  }

  /** The row of an exchange by its number among the exchanges, resets not counted; null where there is none. */
  jumpTo(exchange: number): number | null {
    let row = exchange;
    for (const reset of this.#columns.resets) {
      if (reset > row) break;
      row += 1;
    }
    return exchange >= 0 && this.#has(row) ? row : null;
  }

  /** The row that this one goes on with: its answer is fetched, or it is sent again; null where it stands for itself. */
  continues(row: number): number | null {
    return this.#columns.of(row);
  }

  /** How many of the rows before this one are resets. */
  resetsBefore(row: number): number {
    return firstFrom(this.#columns.resets, row, (reset) => reset);
  }

  /** A line with what was selected when it went over the link, secrets as they are. @returns `trace-invalid` where there is none */
  traced(row: number): Result<TracedLine> {
    return this.#has(row) ? ok(this.#traced(row)) : this.#noRow(row);
  }

  #traced(row: number): TracedLine {
    const snapshot = Math.floor(row / SNAPSHOT_EVERY);
    const kept = { row: snapshot * SNAPSHOT_EVERY, state: this.#snapshots[snapshot] ?? NOTHING_KNOWN };
    const start = this.#near.row > kept.row && this.#near.row <= row ? this.#near : kept;
    let before = start.state;
    for (let at = start.row; ; at++) {
      const step = trackBytes(before, this.#columns.command(at).slice(), this.#columns.answer(at).slice(), at);
      if (at === row) {
        this.#near = { row: row + 1, state: step.state };
        return { index: row, line: this.#columns.line(row), step, before };
      }
      before = step.state;
    }
  }

  #secretsAt(row: number): LineSecrets {
    return this.#secrets.at(row, row - this.resetsBefore(row), this.#files.fileOf(this.#columns.file(row)));
  }

  #row(index: number, { showSecrets = false }: SecretsOption): TraceRow {
    const columns = this.#columns;
    const line = columns.line(index);
    const answer = columns.answer(index);
    const command = columns.command(index);
    const told = command.length > 0 && answer.length >= 2;
    const secrets = showSecrets ? [] : this.#secretsAt(index);
    const of = (part: 'command' | 'response') => secrets.filter((one) => one.part === part);
    const hidden = { command: of('command'), data: of('response') };
    return traceRow({
      index,
      at: line.t,
      took: line.us,
      resetName: line.name,
      command: maskSpans(command, hidden.command),
      data: maskSpans(told ? answer.subarray(0, -2) : answer, hidden.data),
      sw: told ? ((answer.at(-2) ?? 0) << 8) | (answer.at(-1) ?? 0) : null,
      channel: columns.channel(index),
      file: this.#files.decoded(columns.file(index)),
      of: columns.of(index),
      masked: {
        command: [...spansOf(line, 'c'), ...spans(hidden.command)],
        data: [...spansOf(line, 'r'), ...spans(hidden.data)],
      },
      error: line.error ?? null,
    });
  }

  #has(row: number): boolean {
    return Number.isInteger(row) && row >= 0 && row < this.count;
  }

  #noRow(row: number) {
    const { reader: path } = this.header;
    return err(appError('trace-invalid', { path, line: row + 1, reason: 'there is no such line' }));
  }
}

const spans = (places: LineSecrets): readonly Span[] => places.map(({ offset, length }) => ({ offset, length }));

/** A whole source at once. @returns `trace-invalid` where a line does not decode */
export function indexTrace(source: TraceSource): Result<TraceIndex> {
  const index = new TraceIndex(source.header);
  const taken = index.take(source);
  return taken.ok ? ok(index) : taken;
}
