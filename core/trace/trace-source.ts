import { appError } from '../base/app-error.ts';
import { fromHex, fromUtf8, toHex } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { isPause, runThrough, type Stepwise } from '../base/stepwise.ts';
import { maskCommand } from '../transport/redaction.ts';
import {
  parseTraceHeader,
  parseTraceLine,
  type TraceFile,
  type TraceHeader,
  type TraceLine,
} from '../transport/trace-file.ts';

/**
 * The lines of a trace, each decoded when it is asked for: a trace of a million exchanges opens as fast as its bytes can be
 * looked through once.
 */
export interface TraceSource {
  readonly header: TraceHeader;
  /** Exchanges and resets. */
  readonly count: number;
  /** @returns `trace-invalid` where the line does not decode, or there is none */
  line(index: number): Result<TraceLine>;
}

export function sourceOf({ header, lines }: TraceFile): TraceSource {
  return {
    header,
    count: lines.length,
    line: (index) => {
      const line = lines[index];
      return line === undefined ? noLine(header.reader, index) : ok(maskedLine(line));
    },
  };
}

/** No command that came from outside keeps a credential, whatever wrote it. */
function maskedLine(line: TraceLine): TraceLine {
  // The instruction alone tells most lines apart.
  if (!CREDENTIAL.test(line.c)) return line;
  const { masked, spans } = maskCommand(fromHex(line.c) ?? new Uint8Array(0));
  if (spans.length === 0) return line;
  const others = (line.masked ?? []).filter(({ of }) => of === 'r');
  return { ...line, c: toHex(masked), masked: [...spans.map((span) => ({ of: 'c' as const, ...span })), ...others] };
}

/** VERIFY, CHANGE, DISABLE, ENABLE, UNBLOCK and their odd twins, with data. */
const CREDENTIAL = /^..2[01456789CD]......../i;

const noLine = (path: string, index: number) =>
  err(appError('trace-invalid', { path, line: index + 1, reason: 'there is no such line' }));

const LF = 0x0a;

function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte !== 0x20 && byte !== 0x0d && byte !== 0x09) return false;
  }
  return true;
}

/** Where lines begin, and which of the text they are; blank ones are left out. */
function* linePlaces(bytes: Uint8Array): Stepwise<{
  readonly starts: number[];
  readonly ends: number[];
  readonly numbers: number[];
}> {
  const [starts, ends, numbers]: [number[], number[], number[]] = [[], [], []];
  let number = 1;
  for (let from = 0; from < bytes.length; number++) {
    if (isPause(number)) yield;
    const next = bytes.indexOf(LF, from);
    const to = next < 0 ? bytes.length : next;
    if (!isBlank(bytes, from, to)) {
      starts.push(from);
      ends.push(to);
      numbers.push(number);
    }
    from = to + 1;
  }
  return { starts, ends, numbers };
}

/**
 * Opens a `bootcard-trace/1` from its bytes: the header is read, of the lines only where they begin.
 * @param path what errors call it
 */
export function* openTraceText(bytes: Uint8Array, path: string): Stepwise<Result<TraceSource>> {
  const { starts, ends, numbers } = yield* linePlaces(bytes);
  const textOf = (at: number) => fromUtf8(bytes.subarray(starts[at], ends[at]));
  const invalid = (at: number, reason: string) =>
    err(appError('trace-invalid', { path, line: numbers[at] ?? at + 1, reason }));
  if (starts.length === 0) return invalid(0, 'the header line is missing');
  const first = parseTraceHeader(textOf(0) ?? '');
  if (!first.ok) return invalid(0, first.error);
  return ok({
    header: first.value,
    count: starts.length - 1,
    line: (index) => {
      if (index < 0 || index + 1 >= starts.length) return noLine(path, index);
      const parsed = parseTraceLine(textOf(index + 1) ?? '');
      return parsed.ok ? ok(maskedLine(parsed.value)) : invalid(index + 1, parsed.error);
    },
  });
}

/** All lines at once. */
export function traceOf(source: TraceSource): Result<TraceFile> {
  return runThrough(readTraceOf(source));
}

/** As `traceOf`, step by step. */
export function* readTraceOf(source: TraceSource): Stepwise<Result<TraceFile>> {
  const lines: TraceLine[] = [];
  for (let index = 0; index < source.count; index++) {
    if (isPause(index)) yield;
    const line = source.line(index);
    if (!line.ok) return line;
    lines.push(line.value);
  }
  return ok({ header: source.header, lines });
}
