import { commandName } from '../apdu/instructions.ts';
import { type CardClass, cardClassOf, explainStatus, statusOutcome } from '../apdu/status-words.ts';
import { fromHex, hexWord } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import { maskSpans } from '../transport/redaction.ts';
import type { FileTable } from './file-table.ts';
import type { LineSecrets } from './row-secrets.ts';
import type { TraceColumns } from './trace-columns.ts';
import type { FilterTerm, TraceFilter } from './trace-filter.ts';

/** What a filter looks at. */
export interface Matchable {
  readonly columns: TraceColumns;
  readonly files: FileTable;
  /** What of a row nobody may see, and so nobody may find. */
  readonly hidden: (row: number) => LineSecrets;
}

type Matcher = (row: number) => boolean;
const never: Matcher = () => false;

/** Character codes in lower case: a byte is read as a character of Latin-1. */
const LOWER = Uint8Array.from({ length: 256 }, (_, code) => String.fromCharCode(code).toLowerCase().charCodeAt(0));
const AS_IT_IS = Uint8Array.from({ length: 256 }, (_, code) => code);

function holds(bytes: Uint8Array, wanted: Uint8Array, fold: Uint8Array): boolean {
  const last = bytes.length - wanted.length;
  const first = wanted[0];
  for (let at = 0; at <= last; at++) {
    if (fold[bytes[at] as number] !== first) continue;
    let same = 1;
    while (same < wanted.length && fold[bytes[at + same] as number] === wanted[same]) same += 1;
    if (same >= wanted.length) return true;
  }
  return wanted.length === 0;
}

/** Answers are remembered by a number: a trace of any length has few commands, files and status words. */
function remembered(ask: (number: number) => boolean): (number: number) => boolean {
  const known = new Map<number, boolean>();
  return (number) => {
    const own = known.get(number);
    if (own !== undefined) return own;
    const answer = ask(number);
    known.set(number, answer);
    return answer;
  };
}

/** Class and instruction as one number; the status word and its class as another. */
const commandKey = ([cla = 0, ins = 0]: Uint8Array) => (cla << 8) | ins;
const classKey = (cla: number) => (cardClassOf(cla) === '2g' ? 0x10000 : 0);
const classOfKey = (key: number): CardClass => (key >= 0x10000 ? '2g' : 'iso');

function matchesSw(sw: number, pattern: string): boolean {
  const digits = hexWord(sw);
  return [...pattern.toUpperCase()].every((digit, i) => digit === 'X' || digit === digits[i]);
}

const GOOD: ReadonlySet<string> = new Set(['ok', 'more', 'retryLength', 'warning']);

/** A status word behind the bytes of an exchange; undefined where no answer came, and for a reset. */
function statusKey(columns: TraceColumns, row: number): number | undefined {
  const command = columns.command(row);
  const answer = columns.answer(row);
  if (command.length === 0 || answer.length < 2) return undefined;
  return (
    classKey(command[0] ?? 0) | ((answer[answer.length - 2] as number) << 8) | (answer[answer.length - 1] as number)
  );
}

/** Looks for bytes in command and answer, but for the status word. */
function byBytes({ columns, hidden }: Matchable, wanted: Uint8Array, fold: Uint8Array): Matcher {
  if (wanted.length === 0) return never;
  const dataOf = (row: number) => {
    const answer = columns.answer(row);
    return columns.command(row).length > 0 && answer.length >= 2 ? answer.subarray(0, -2) : answer;
  };
  return (row) => {
    const command = columns.command(row);
    const data = dataOf(row);
    if (!holds(command, wanted, fold) && !holds(data, wanted, fold)) return false;
    const secrets = hidden(row);
    const of = (part: 'command' | 'response'): readonly Span[] => secrets.filter((one) => one.part === part);
    return (
      secrets.length === 0 ||
      holds(maskSpans(command, of('command')), wanted, fold) ||
      holds(maskSpans(data, of('response')), wanted, fold)
    );
  };
}

const textBytes = (value: string) =>
  [...value].every((char) => char.charCodeAt(0) < 256)
    ? Uint8Array.from(value, (char) => char.charCodeAt(0))
    : new Uint8Array(0);

function byName({ columns }: Matchable, value: string): Matcher {
  const named = remembered((key) =>
    commandName(key >> 8, key & 0xff)
      .toLowerCase()
      .includes(value),
  );
  return (row) => {
    const command = columns.command(row);
    return command.length === 0
      ? (columns.resetName(row) ?? '').toLowerCase().includes(value)
      : named(commandKey(command));
  };
}

function byFile({ columns, files }: Matchable, value: string): Matcher {
  const fits = remembered((number) => {
    const file = files.decoded(number);
    return file !== null && `${file.path} ${file.name ?? ''}`.toLowerCase().includes(value);
  });
  return (row) => fits(columns.file(row));
}

function byStatus({ columns }: Matchable, ask: (sw: number, cardClass: CardClass) => boolean): Matcher {
  const fits = remembered((key) => ask(key & 0xffff, classOfKey(key)));
  return (row) => {
    const key = statusKey(columns, row);
    return key !== undefined && fits(key);
  };
}

const anyOf =
  (...matchers: readonly Matcher[]): Matcher =>
  (row) =>
    matchers.some((fits) => fits(row));

const byWord = (rows: Matchable, value: string) =>
  anyOf(
    byName(rows, value),
    byFile(rows, value),
    byStatus(
      rows,
      (sw, cardClass) =>
        hexWord(sw).toLowerCase() === value || explainStatus(sw, cardClass).meaning.toLowerCase().includes(value),
    ),
    byBytes(rows, textBytes(value), LOWER),
  );

/** `>100`, `<5`. */
function byMeasure(measure: (row: number) => number, value: string): Matcher {
  const limit = Number(value.slice(1));
  return value.startsWith('>') ? (row) => measure(row) > limit : (row) => measure(row) < limit;
}

const byHex = (rows: Matchable, value: string) => byBytes(rows, fromHex(value) ?? new Uint8Array(0), AS_IT_IS);

function matcherOf(rows: Matchable, key: FilterTerm['key'], value: string): Matcher {
  const { columns } = rows;
  switch (key) {
    case 'ins': {
      const ins = /^[0-9a-f]{2}$/.test(value) ? Number.parseInt(value, 16) : undefined;
      return anyOf(byName(rows, value), (row) => ins !== undefined && columns.command(row)[1] === ins);
    }
    case 'file':
      return byFile(rows, value);
    case 'sw':
      return byStatus(rows, (sw) => matchesSw(sw, value));
    case 'channel':
      return (row) => columns.resetName(row) === undefined && columns.channel(row) === Number(value);
    case 'hex':
      return byHex(rows, value);
    case 'text':
      return byBytes(rows, textBytes(value), LOWER);
    case 'line': {
      const [from = 0, to = from] = value.split('-').map(Number);
      return (row) => row >= from && row <= to;
    }
    case 'ms':
      return byMeasure((row) => columns.took(row) / 1e3, value);
    case 'at':
      return byMeasure((row) => columns.at(row) / 1e6, value);
    case 'errors':
      return anyOf(
        (row) => columns.error(row) !== undefined,
        byStatus(rows, (sw, cardClass) => !GOOD.has(statusOutcome(sw, cardClass))),
      );
    case 'word':
      return byWord(rows, value);
    case 'search':
      return anyOf(byWord(rows, value), byHex(rows, value));
  }
}

/** Whether a row passes: all terms must hold, of the values of a term one. Made once for a filter, then asked row by row. */
export function rowMatcher(filter: TraceFilter, rows: Matchable): Matcher {
  const terms = filter.map(({ key, values, not }) => {
    const fits = anyOf(...(values.length === 0 ? [''] : values).map((value) => matcherOf(rows, key, value)));
    return (row: number) => fits(row) !== not;
  });
  return (row) => terms.every((fits) => fits(row));
}
