import { fromHex, toHex } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { DecodedExchange } from './decode-exchange.ts';

/** What a term looks at, and how: the words of the filter language. */
export const FILTER_KEYS = {
  ins: 'name of the command, or its instruction byte: ins:select, ins:A4',
  file: 'name, path or id of the file: file:ODF, file:3F007F50',
  sw: 'status word, x for any digit: sw:6A82, sw:6xxx',
  channel: 'logical channel: channel:1',
  hex: 'bytes in command or answer: hex:8F21',
  text: 'text in command or answer, upper and lower case alike: text:nordtel',
  line: 'number of the line or from–to: line:100-200',
} as const satisfies Record<string, string>;
export type FilterKey = keyof typeof FILTER_KEYS;

/** One condition. Of several values one must fit. */
export interface FilterTerm {
  /** `errors`: refused or failed; `word`: anything that is shown. */
  readonly key: FilterKey | 'errors' | 'word';
  readonly values: readonly string[];
  readonly not: boolean;
}

/** All terms must hold. */
export type TraceFilter = readonly FilterTerm[];

const VALID: Readonly<Partial<Record<FilterKey, RegExp>>> = {
  sw: /^[0-9a-fx]{4}$/i,
  channel: /^\d{1,2}$/,
  hex: /^([0-9a-f]{2})+$/i,
  line: /^\d+(-\d+)?$/,
};

const isKey = (word: string): word is FilterKey => word in FILTER_KEYS;

function parseTerm(word: string): Result<FilterTerm, string> {
  const not = word.startsWith('!') || word.startsWith('-');
  const body = not ? word.slice(1) : word;
  if (body.toLowerCase() === 'errors') return ok({ key: 'errors', values: [], not });
  const colon = body.indexOf(':');
  const key = body.slice(0, Math.max(0, colon)).toLowerCase();
  if (colon < 0) return ok({ key: 'word', values: [body.toLowerCase()], not });
  if (!isKey(key)) return err(`"${key}" is no word of the filter: ${Object.keys(FILTER_KEYS).join(', ')}, errors`);
  const values = body
    .slice(colon + 1)
    .toLowerCase()
    .split(',')
    .filter((value) => value !== '');
  const wrong = values.find((value) => VALID[key]?.test(value) === false);
  if (values.length === 0 || wrong !== undefined) return err(`"${wrong ?? ''}" is no ${key}`);
  return ok({ key, values, not });
}

/**
 * Reads a filter: terms with blanks between them, `!` or `-` in front of one for its opposite, `,` between values of which one
 * does. A value with blanks in it stands in quotes: `text:"north tel"`.
 * @returns what is wrong, in words
 */
export function parseFilter(text: string): Result<TraceFilter, string> {
  const terms: FilterTerm[] = [];
  for (const word of text.match(/(?:[^\s"]|"[^"]*")+/g) ?? []) {
    const term = parseTerm(word.replace(/"/g, ''));
    if (!term.ok) return term;
    if (term.value.values.length > 0 || term.value.key === 'errors') terms.push(term.value);
  }
  return ok(terms);
}

const latin = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => String.fromCharCode(byte))
    .join('')
    .toLowerCase();

/** Digits at whole bytes: 8F21 is not in 18F2 10. */
function holdsBytes(bytes: Uint8Array, wanted: string): boolean {
  const part = toHex(fromHex(wanted) ?? new Uint8Array(0));
  const all = toHex(bytes);
  for (let at = all.indexOf(part); at >= 0; at = all.indexOf(part, at + 1)) if (at % 2 === 0) return true;
  return false;
}

function matchesSw(sw: string | null, pattern: string): boolean {
  return sw !== null && [...pattern.toUpperCase()].every((digit, i) => digit === 'X' || digit === sw[i]);
}

function inLines(index: number, range: string): boolean {
  const [from = 0, to = from] = range.split('-').map(Number);
  return index >= from && index <= to;
}

const GOOD: ReadonlySet<string> = new Set(['ok', 'more', 'retryLength', 'warning']);

function matches(key: FilterTerm['key'], value: string, exchange: DecodedExchange): boolean {
  const { command, data, file, name } = exchange;
  const inFile = () => `${file?.path ?? ''} ${file?.name ?? ''}`.toLowerCase().includes(value);
  switch (key) {
    case 'ins':
      return (
        name.toLowerCase().includes(value) || (/^[0-9a-f]{2}$/.test(value) && command[1] === Number.parseInt(value, 16))
      );
    case 'file':
      return inFile();
    case 'sw':
      return matchesSw(exchange.sw, value);
    case 'channel':
      return exchange.kind === 'exchange' && exchange.channel === Number(value);
    case 'hex':
      return holdsBytes(command, value) || holdsBytes(data, value);
    case 'text':
      return latin(command).includes(value) || latin(data).includes(value);
    case 'line':
      return inLines(exchange.index, value);
    case 'errors':
      return exchange.error !== null || (exchange.status !== null && !GOOD.has(exchange.status.outcome));
    case 'word':
      return (
        name.toLowerCase().includes(value) ||
        inFile() ||
        exchange.sw?.toLowerCase() === value ||
        (exchange.status?.meaning.toLowerCase().includes(value) ?? false) ||
        latin(command).includes(value) ||
        latin(data).includes(value)
      );
  }
}

/** Whether a line passes the filter. */
export function passes(filter: TraceFilter, exchange: DecodedExchange): boolean {
  return filter.every(({ key, values, not }) => {
    const found = key === 'errors' ? matches(key, '', exchange) : values.some((value) => matches(key, value, exchange));
    return found !== not;
  });
}
