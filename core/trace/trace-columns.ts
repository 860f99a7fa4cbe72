import { commandName } from '../apdu/instructions.ts';
import { toHex } from '../base/bytes.ts';
import type { TraceLine } from '../transport/trace-file.ts';
import { byteColumn, realColumn, wordColumn } from './column.ts';

/** What a step of tracking adds to a line. */
export interface RowFacts {
  readonly channel: number;
  /** Number of the file among those of the trace, from 1; 0: none. */
  readonly file: number;
  /** The line it goes on with; null where it stands for itself. */
  readonly of: number | null;
}

type Masked = NonNullable<TraceLine['masked']>;

/**
 * The lines of a trace as columns of numbers, their bytes one behind the other in one buffer: some 35 bytes a line and its own.
 * What few lines have (marks, errors, names of resets) stands in tables beside it.
 */
export class TraceColumns {
  readonly #raw = byteColumn();
  readonly #starts = wordColumn();
  readonly #commandLengths = wordColumn();
  readonly #at = realColumn();
  readonly #took = realColumn();
  readonly #channels = byteColumn();
  readonly #files = wordColumn();
  /** Line number and 1; 0: none. */
  readonly #of = wordColumn();
  readonly #masked = new Map<number, Masked>();
  readonly #errors = new Map<number, string>();
  /** Of resets, which are rare. */
  readonly #names = new Map<number, string>();
  readonly #readers = new Map<number, string>();
  /** Rows of resets, in order. */
  readonly resets: number[] = [];
  readonly #reader: string;

  /** @param reader whose lines need not say so each */
  constructor(reader: string) {
    this.#reader = reader;
  }

  get count(): number {
    return this.#starts.length;
  }

  push(line: TraceLine, command: Uint8Array, answer: Uint8Array, facts: RowFacts): void {
    const row = this.count;
    this.#starts.push(this.#raw.length);
    this.#commandLengths.push(command.length);
    this.#raw.pushAll(command);
    this.#raw.pushAll(answer);
    this.#at.push(line.t);
    this.#took.push(line.us);
    this.#channels.push(facts.channel);
    this.#files.push(facts.file);
    this.#of.push(facts.of === null ? 0 : facts.of + 1);
    if (line.masked !== undefined && line.masked.length > 0) this.#masked.set(row, line.masked);
    if (line.error !== undefined) this.#errors.set(row, line.error);
    if (line.reader !== this.#reader) this.#readers.set(row, line.reader);
    if (command.length > 0) return;
    this.#names.set(row, line.name);
    this.resets.push(row);
  }

  /** Of a reset nothing. A view, not a copy. */
  command(row: number): Uint8Array {
    const start = this.#starts.at(row);
    return this.#raw.values.subarray(start, start + this.#commandLengths.at(row));
  }

  /** With its status word; of a reset the ATR. A view, not a copy. */
  answer(row: number): Uint8Array {
    const end = row + 1 < this.count ? this.#starts.at(row + 1) : this.#raw.length;
    return this.#raw.values.subarray(this.#starts.at(row) + this.#commandLengths.at(row), end);
  }

  /** Microseconds since the session began. */
  at(row: number): number {
    return this.#at.at(row);
  }

  /** How long the answer took, in microseconds. */
  took(row: number): number {
    return this.#took.at(row);
  }

  channel(row: number): number {
    return this.#channels.at(row);
  }

  file(row: number): number {
    return this.#files.at(row);
  }

  of(row: number): number | null {
    const of = this.#of.at(row);
    return of === 0 ? null : of - 1;
  }

  error(row: number): string | undefined {
    return this.#errors.get(row);
  }

  /** `COLD RESET`; undefined for an exchange. */
  resetName(row: number): string | undefined {
    return this.#names.get(row);
  }

  /** The line as it was pushed, but for the name of a command: that is in its bytes. */
  line(row: number): TraceLine {
    const masked = this.#masked.get(row);
    const error = this.#errors.get(row);
    const command = this.command(row);
    return {
      t: this.#at.at(row),
      reader: this.#readers.get(row) ?? this.#reader,
      c: toHex(command),
      r: toHex(this.answer(row)),
      us: this.#took.at(row),
      name: this.#names.get(row) ?? commandName(command[0] ?? 0, command[1] ?? 0),
      ...(masked !== undefined && { masked }),
      ...(error !== undefined && { error }),
    };
  }
}
