import { err, ok, type Result } from '../base/result.ts';

/** What a term looks at, and how: the words of the filter language. */
export const FILTER_KEYS = {
  ins: 'name of the command, or its instruction byte: ins:select, ins:A4',
  file: 'name, path or id of the file: file:ODF, file:3F007F50',
  sw: 'status word, x for any digit: sw:6A82, sw:6xxx',
  channel: 'logical channel: channel:1 or ch:1',
  ms: 'how long the answer took, in milliseconds: ms>100, ms<5',
  at: 'when it was sent, in seconds since the session began: at>2.5',
  hex: 'bytes in command or answer: hex:8F21',
  text: 'text in command or answer, upper and lower case alike: text:nordtel',
  line: 'number of the line or from–to: line:100-200',
} as const satisfies Record<string, string>;
export type FilterKey = keyof typeof FILTER_KEYS;

/** One condition. Of several values one must fit. */
export interface FilterTerm {
  /** `errors`: refused or failed; `word`: anything that is shown; `search`: that, and bytes by their digits. */
  readonly key: FilterKey | 'errors' | 'word' | 'search';
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
  ms: /^[<>]\d+(\.\d+)?$/,
  at: /^[<>]\d+(\.\d+)?$/,
};

/** Short for what is typed often. */
const SHORT: Readonly<Record<string, FilterKey>> = { ch: 'channel' };
/** `ms>100`: measures need no colon. */
const MEASURE = /^(ms|at)(?=[<>])/i;

const isKey = (word: string): word is FilterKey => word in FILTER_KEYS;

function parseTerm(word: string): Result<FilterTerm, string> {
  const not = word.startsWith('!') || word.startsWith('-');
  const body = (not ? word.slice(1) : word).replace(MEASURE, '$1:');
  if (body.toLowerCase() === 'errors') return ok({ key: 'errors', values: [], not });
  const colon = body.indexOf(':');
  const written = body.slice(0, Math.max(0, colon)).toLowerCase();
  const key = SHORT[written] ?? written;
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

/** What a search finds: the text as a word, or as digits of bytes where it can be such. */
export function searchFilter(text: string): TraceFilter {
  const value = text.trim().toLowerCase();
  return value === '' ? [] : [{ key: 'search', values: [value], not: false }];
}
