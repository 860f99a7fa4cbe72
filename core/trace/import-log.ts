import { appError } from '../base/app-error.ts';
import { hex, hexByte } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { isPause, type Stepwise } from '../base/stepwise.ts';
import type { TraceLine } from '../transport/trace-file.ts';
import type { AtLine } from './at-lines.ts';
import { type AtExchanges, AtReader } from './at-reader.ts';
import { type FoundInLog, type LogFault, readHexLines } from './hex-lines.ts';
import {
  type ImportedTrace,
  importedExchange,
  importedHeader,
  importedReset,
  protocolOf,
  type TraceFormat,
} from './imported-trace.ts';
import { type LogLine, type LogToken, readLogLine } from './log-rows.ts';
import { splitApdu } from './split-apdu.ts';
import { sourceOf } from './trace-source.ts';

const DAY = 86_400e6;
const NO_ANSWER = new Uint8Array(0);

/** Rows of a hex dump: 16 bytes in 48 columns, then the same as text. */
function dumpRow(text: string): string {
  const row = /^\s*((?:[0-9A-Fa-f]{2}(?:\s|$)){1,16})/.exec(text.slice(0, 48));
  return (row?.[1] ?? '').replace(/\s/g, '');
}

/** Joins the tokens of a log to exchanges. */
class LogReader {
  readonly #found: (FoundInLog | { readonly at: number; readonly behind: AtExchanges })[] = [];
  readonly at = new AtReader();
  /** Lines that are neither comment nor blank, and say nothing of an exchange. */
  prose = 0;
  answersAlone = 0;
  /** The last line was not whole. */
  cut = false;
  /** Microseconds since midnight of the first line with a time. */
  #began: number | null = null;
  #last = 0;
  #command: { hex: string; readonly at: number } | undefined;
  #response: string | undefined;
  #ended = false;
  #dump: Extract<LogToken, { kind: 'dump' }> | undefined;
  #dumped = '';

  /** All exchanges and resets, once the last line has been taken. */
  get found(): readonly FoundInLog[] {
    return this.#found.flatMap((one): readonly FoundInLog[] =>
      'behind' in one ? one.behind(this.at.spoken).map((exchange) => ({ at: one.at, exchange })) : [one],
    );
  }

  /** Something of an exchange was in it. */
  get began(): boolean {
    return this.#command !== undefined || this.#found.length > 0;
  }

  /** @returns what is wrong with the line */
  take({ token, time, text }: LogLine): string | undefined {
    this.#clock(time);
    if (this.#dump !== undefined) {
      const row = dumpRow(text);
      if (row !== '' && token?.kind !== 'dump' && this.#takeDump(row)) return undefined;
      this.#endDump();
    }
    const bare = this.at.bareSession(text);
    if (bare !== undefined) {
      this.#behind(this.at.take(bare));
      return undefined;
    }
    if (token === undefined) {
      if (text.trim() !== '' && !/^\s*(?:#|\/\/|;)/.test(text)) this.prose += 1;
      return undefined;
    }
    return this.#token(token);
  }

  /** The last line of the log has been taken. */
  end(): void {
    this.#endDump();
    this.#settle();
  }

  #clock(time: number | null): void {
    if (time === null) return;
    this.#began ??= time;
    // Past midnight.
    const since = time - this.#began + (time < this.#began ? DAY : 0);
    this.#last = Math.max(this.#last, since);
  }

  #takeDump(row: string): boolean {
    const dump = this.#dump;
    if (dump === undefined || this.#dumped.length >= 2 * dump.length) return false;
    this.#dumped += row.slice(0, Math.min(row.length, 2 * dump.length - this.#dumped.length));
    return true;
  }

  #endDump(): void {
    const dump = this.#dump;
    this.#dump = undefined;
    if (dump === undefined) return;
    const bytes = `${this.#dumped}${dump.end}`;
    if (dump.of === 'command') this.#begin(bytes);
    else this.#answer(bytes);
  }

  #token(token: LogToken): string | undefined {
    switch (token.kind) {
      case 'broken':
        return token.reason;
      case 'command':
        this.#begin(token.hex);
        return undefined;
      case 'response':
        this.#answer(token.hex);
        this.#ended = token.ended ?? false;
        return undefined;
      case 'onSession': {
        const cla = this.at.onChannel(Number.parseInt(token.hex.slice(0, 2), 16), token.session);
        this.#begin(`${hexByte(cla)}${token.hex.slice(2)}`);
        return undefined;
      }
      case 'at':
        if (isAsked(token.line)) this.#settle();
        this.#behind(this.at.take(token.line));
        return undefined;
      case 'pair':
        this.#begin(token.command);
        this.#answer(token.response);
        this.#ended = true;
        return undefined;
      case 'status':
        this.#status(token.hex);
        return undefined;
      case 'exchange': {
        this.#settle();
        const exchange = splitApdu(hex(token.hex));
        if (exchange !== undefined) this.#found.push({ at: this.#last, exchange });
        return exchange === undefined ? 'no command with its answer' : undefined;
      }
      case 'reset':
        this.#reset(token.atr);
        return undefined;
      case 'dump':
        this.#dump = token;
        this.#dumped = '';
        return undefined;
      case 'failed':
        this.#settle();
        return undefined;
      case 'bytes':
        this.#more(token);
        return undefined;
    }
  }

  /** Bytes behind an answer that has ended are the next command as it was typed: it comes once more. */
  #more({ hex: bytes, ended }: Extract<LogToken, { kind: 'bytes' }>): void {
    if (this.#response !== undefined && !this.#ended) {
      this.#response += bytes;
      this.#ended = ended ?? false;
    } else if (this.#response === undefined && this.#command !== undefined) this.#command.hex += bytes;
    else this.prose += 1;
  }

  /** Some programs tell the status word in a line of its own, others once more. */
  #status(sw: string): void {
    const response = this.#response;
    if (this.#command === undefined) this.prose += 1;
    else if (response === undefined) this.#response = sw;
    else if (!response.endsWith(sw)) this.#response = `${response}${sw}`;
    this.#ended = true;
  }

  /** `> RESET` is followed by its answer: the two are one. */
  #reset(atr: string): void {
    this.#settle();
    const before = this.#found.at(-1);
    // As typed, as sent, and its answer: one reset.
    if (before !== undefined && 'atr' in before && before.atr === '') this.#found.pop();
    this.#found.push({ at: this.#last, atr });
  }

  #begin(bytes: string): void {
    this.#settle();
    this.#command = { hex: bytes, at: this.#last };
  }

  #answer(bytes: string): void {
    if (this.#command === undefined || this.#response !== undefined) {
      this.#settle();
      this.answersAlone += 1;
      return;
    }
    this.#response = bytes;
  }

  #behind(exchanges: AtExchanges | undefined): void {
    if (exchanges !== undefined) this.#found.push({ at: this.#last, behind: exchanges });
  }

  #settle(): void {
    this.#behind(this.at.settle());
    const command = this.#command;
    const response = this.#response;
    this.#command = undefined;
    this.#response = undefined;
    if (command === undefined) return;
    const answer = response === undefined ? NO_ANSWER : hex(response);
    this.#found.push({ at: command.at, exchange: { command: hex(command.hex), response: answer } });
  }
}

function* readMarkedLines(rows: readonly string[]): Stepwise<Result<LogReader, LogFault>> {
  const reader = new LogReader();
  for (const [index, row] of rows.entries()) {
    if (isPause(index)) yield;
    const reason = reader.take(readLogLine(row));
    // A log that was cut off has no line end behind what is left of its last line.
    if (reason !== undefined && index === rows.length - 1 && reader.began) reader.cut = true;
    else if (reason !== undefined) return err({ line: index + 1, reason });
  }
  reader.end();
  return ok(reader);
}

const isAsked = ({ kind }: AtLine) => kind === 'file' || kind === 'open' || kind === 'close';

/** `OK` alone says nothing of what a log is. */
const isDone = (token: LogToken) => token.kind === 'at' && token.line.kind === 'done';

/** What kind of log it is: by the first line that says which way its bytes went; hex where none does. */
function* kindOf(rows: readonly string[]): Stepwise<TraceFormat | undefined> {
  let bytes = false;
  for (const [index, row] of rows.entries()) {
    if (isPause(index)) yield;
    const { token, text } = readLogLine(row);
    if (token === undefined || token.kind === 'reset' || token.kind === 'failed' || isDone(token)) continue;
    if (token.kind === 'bytes') {
      bytes = true;
      continue;
    }
    if (token.kind === 'at' || /\bAT\+C(?:SIM|GLA)|\+C(?:SIM|GLA):/i.test(text)) return 'at';
    return 'log';
  }
  return bytes ? 'hex' : undefined;
}

const many = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

function notesOf(reader: LogReader): readonly string[] {
  const { prose, answersAlone } = reader;
  return [
    ...(reader.cut ? ['The last line is not whole and was passed over.'] : []),
    ...(prose > 0 ? [`${many(prose, 'line')} without an exchange passed over.`] : []),
    ...(reader.at.hidden > 0
      ? [
          `${many(reader.at.hidden, 'exchange')} that the modem kept to itself stand as TS 27.007 has them: their answers are not in the log.`,
        ]
      : []),
    ...(answersAlone > 0 ? [`${many(answersAlone, 'answer')} without a command left out.`] : []),
  ];
}

/**
 * Reads a log of commands and answers as other programs write it: arrows, words, AT commands, or hex alone.
 * @param rows its lines, without what ends them
 * @param path what errors call it
 * @returns `trace-import-invalid` with the line
 */
export function* importLog(rows: readonly string[], path: string): Stepwise<Result<ImportedTrace>> {
  const wrong = ({ line, reason }: LogFault) =>
    err(appError('trace-import-invalid', { path, place: `line ${line}`, placeZh: `第 ${line} 行`, reason }));
  const format = yield* kindOf(rows);
  if (format === undefined) {
    const first = rows.findIndex((row) => row.trim() !== '');
    return wrong({ line: Math.max(1, first + 1), reason: 'no exchange with a card is in it' });
  }
  const read = format === 'hex' ? yield* readHexLines(rows) : yield* readMarkedLines(rows);
  if (!read.ok) return wrong(read.error);
  const found = read.value instanceof LogReader ? read.value.found : read.value;
  const notes = read.value instanceof LogReader ? notesOf(read.value) : [];
  if (!found.some(({ exchange }) => exchange !== undefined))
    return wrong({ line: 1, reason: 'no exchange with a card is in it' });
  const first = found[0];
  const [atr, rest] = first?.exchange === undefined ? [first?.atr ?? '', found.slice(1)] : ['', found];
  const exchanges = rest.flatMap(({ exchange }) => exchange ?? []);
  const header = importedHeader({ reader: `log:${path}`, atr, protocol: protocolOf(exchanges), began: null });
  const lines: TraceLine[] = [];
  for (const [i, { at, exchange, atr: again = '' }] of rest.entries()) {
    if (isPause(i)) yield;
    lines.push(
      exchange === undefined
        ? importedReset(hex(again), header.reader, at)
        : importedExchange(exchange, header.reader, at),
    );
  }
  return ok({ source: sourceOf({ header, lines }), format, notes });
}
