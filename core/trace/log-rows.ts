import { fromHex, toHex } from '../base/bytes.ts';
import { type AtLine, readAtLine } from './at-lines.ts';

/** What one line of a log says. */
export type LogToken =
  /** `ended`: words stand behind the bytes, no more of them follow. */
  | { readonly kind: 'command' | 'response'; readonly hex: string; readonly ended?: true }
  /** Command and answer in one line, with words or arrows before each. */
  | { readonly kind: 'pair'; readonly command: string; readonly response: string }
  /** A status word apart from its answer, or once more. */
  | { readonly kind: 'status'; readonly hex: string }
  /** Command, answer and status word one behind the other. */
  | { readonly kind: 'exchange'; readonly hex: string }
  | { readonly kind: 'reset'; readonly atr: string }
  /** More bytes of the line before. */
  | { readonly kind: 'bytes'; readonly hex: string; readonly ended?: true }
  /** A hex dump of so many bytes follows. */
  | { readonly kind: 'dump'; readonly of: 'command' | 'response'; readonly length: number; readonly end: string }
  /** A command of `AT+CGLA`. */
  | { readonly kind: 'onSession'; readonly session: number; readonly hex: string }
  /** AT traffic that stands for exchanges. */
  | { readonly kind: 'at'; readonly line: AtLine }
  /** The command got no answer. */
  | { readonly kind: 'failed' }
  /** A line that means to say something, and does not. */
  | { readonly kind: 'broken'; readonly reason: string };

/** How one program writes its commands and answers. */
interface LogRow {
  readonly writer: string;
  readonly pattern: RegExp;
  readonly token: (match: RegExpExecArray) => LogToken | undefined;
}

const COMMAND_WORDS = '(?:C-?APDU|Command(?:\\s+APDU)?|CMD|APDU|SEND|TX|Request)';
const ANSWER_WORDS = '(?:R-?APDU|Response(?:\\s+APDU)?|RSP|RESP|RECV|RX|Answer|Data|SW(?:1\\s*SW2|12)?)';
const HEX_RUN = '(?:[0-9A-Fa-f]{2}[ :]*)+';

/** Hex digits of a run with blanks or colons in it. @returns undefined where it is none */
function digits(text: string | undefined): string | undefined {
  const bytes = fromHex((text ?? '').replace(/0x/gi, '').replace(/[,[\]]/g, ' '));
  return bytes === undefined ? undefined : toHex(bytes);
}

const token = (kind: 'command' | 'response' | 'exchange', text: string | undefined): LogToken => {
  const hex = digits(text);
  if (hex === undefined) return { kind: 'broken', reason: `a ${kind} that is not hex` };
  const least = kind === 'command' ? 8 : 4;
  return hex.length < least ? { kind: 'broken', reason: `a ${kind} of ${hex.length / 2} bytes` } : { kind, hex };
};

/** From most to least particular; the first that fits counts. */
const LOG_ROWS: readonly LogRow[] = [
  {
    writer: 'AT command (TS 27.007 8.17)',
    pattern: /AT\+CSIM=\s*\d+\s*,\s*"?([0-9A-Fa-f]*)/i,
    token: (match) => token('command', match[1]),
  },
  {
    writer: 'AT command on a session (TS 27.007 8.43)',
    pattern: /AT\+CGLA=\s*(\d+)\s*,\s*\d+\s*,\s*"?([0-9A-Fa-f]*)/i,
    token: (match) => {
      const read = token('command', match[2]);
      return read.kind === 'command' ? { kind: 'onSession', session: Number(match[1]), hex: read.hex } : read;
    },
  },
  {
    writer: 'AT answer',
    pattern: /\+(?:CSIM|CGLA):\s*\d+\s*,\s*"?([0-9A-Fa-f]*)/i,
    token: (match) => token('response', match[1]),
  },
  {
    writer: 'AT commands that stand for exchanges',
    pattern: /AT\+C(?:RSM|RLA|CHO|CHC)=|\+C(?:RSM|RLA|CHO):|^\s*(?:\+CCHC|OK)\s*$/i,
    token: (match) => {
      const line = readAtLine(match.input);
      return line === undefined
        ? { kind: 'broken', reason: 'an AT line that is not as TS 27.007 has it' }
        : { kind: 'at', line };
    },
  },
  { writer: 'AT error', pattern: /^\s*(?:ERROR|\+CME ERROR:.*)\s*$/i, token: () => ({ kind: 'failed' }) },
  {
    writer: 'scriptor, pySim: reset',
    pattern: /^\s*(?:(?:>|--)\s*)?RESET\s*$/i,
    token: () => ({ kind: 'reset', atr: '' }),
  },
  {
    writer: 'scriptor: answer to reset',
    pattern: new RegExp(`^<\\s*OK:\\s*(${HEX_RUN})\\s*$`),
    token: (match) => ({ kind: 'reset', atr: digits(match[1]) ?? '' }),
  },
  {
    writer: 'ATR, many',
    pattern: new RegExp(`\\bATR(?:\\s+APDU)?\\b[\\s:=]*(${HEX_RUN})\\s*$`, 'i'),
    token: (match) => ({ kind: 'reset', atr: digits(match[1]) ?? '' }),
  },
  {
    writer: 'pySim: status word, then data',
    pattern: /^\s*<-\s*([0-9A-Fa-f]{4}):\s*([0-9A-Fa-f\s]*)$/,
    token: (match) => token('response', `${match[2] ?? ''}${match[1] ?? ''}`),
  },
  {
    writer: 'GlobalPlatformPro: command',
    pattern: new RegExp(`A>>\\s*(?:T=\\d\\s*)?(?:\\(\\d+\\+\\d+\\)\\s*)?(${HEX_RUN})\\s*$`),
    token: (match) => token('command', match[1]),
  },
  {
    writer: 'GlobalPlatformPro: answer',
    pattern: new RegExp(`A<<\\s*(?:\\(\\d+\\+\\d+\\)\\s*)?(?:\\([\\d.,]+\\s*m?s\\)\\s*)?(${HEX_RUN})\\s*$`),
    token: (match) => token('response', match[1]),
  },
  {
    writer: 'OpenSC debug log',
    pattern: /\b(Outgoing|Incoming) APDU(?: data)? [[(]\s*(\d+) bytes?[\])]/,
    token: (match) => ({
      kind: 'dump',
      of: match[1] === 'Outgoing' ? 'command' : 'response',
      length: Number(match[2]),
      end: '',
    }),
  },
  {
    writer: 'opensc-tool: answer',
    pattern: /^Received \(SW1=0x([0-9A-Fa-f]{2}), SW2=0x([0-9A-Fa-f]{2})\)/,
    token: (match) => ({
      kind: 'dump',
      of: 'response',
      length: Number.POSITIVE_INFINITY,
      end: `${match[1]}${match[2]}`,
    }),
  },
  {
    writer: 'SIMtrace: both in one line',
    pattern: new RegExp(`^\\s*APDU:\\s*(${HEX_RUN})\\s*$`),
    token: (match) => token('exchange', match[1]),
  },
  {
    writer: 'words for both in one line',
    pattern: new RegExp(
      `^(?:.*[\\s[(])?${COMMAND_WORDS}[\\])]?\\s*[:=>]\\s*(${HEX_RUN})[\\s,;|>-]*${ANSWER_WORDS}\\s*[:=<]\\s*(.*)$`,
      'i',
    ),
    token: pair,
  },
  {
    writer: 'arrows for both in one line',
    pattern: new RegExp(`^(?:[^<>]*[\\s\\])|:])?(?:=+>|-+>|>+)\\s*(${HEX_RUN})[\\s,;|]*(?:<=+|<-+|<+)\\s*(.*)$`),
    token: pair,
  },
  {
    writer: 'status word apart from its answer',
    pattern: /^\s*SW(?:1\s*SW2|12)?\s*[:=]\s*((?:0x)?[0-9A-Fa-f]{2}\s?[0-9A-Fa-f]{2})\s*(?:[^0-9A-Fa-f].*)?$/i,
    token: (match) => {
      const hex = digits(match[1]);
      return hex === undefined ? undefined : { kind: 'status', hex };
    },
  },
  {
    writer: 'arrow to the card',
    pattern: /^(?:[^<>]*[\s\])|:]|\s*(?:CMD|C-?APDU|APDU|TX))?(?:=+>|-+>|>+)\s*(.*)$/i,
    token: (match) => words('command', match[1]),
  },
  {
    writer: 'arrow from the card',
    pattern: /^(?:[^<>]*[\s\])|:]|\s*(?:RSP|RESP|R-?APDU|RX))?(?:<=+|<-+|<+)\s*(.*)$/i,
    token: (match) => words('response', match[1]),
  },
  {
    writer: 'words for the command',
    pattern:
      /^(?:.*[\s[(])?(?:C-?APDU|Command(?:\s+APDU)?|CMD|SEND(?:\s+APDU)?|Sending(?:\s+APDU)?|Request|TX)[\])]?(\s*[:=]\s*|\s+)([0-9A-Fa-f]{2}.*)$/i,
    token: (match) => worded('command', match),
  },
  {
    writer: 'words for the answer',
    pattern:
      /^(?:.*[\s[(])?(?:R-?APDU|Response(?:\s+APDU)?|RSP|RESP|RECV|Received|Answer|RX)[\])]?(\s*[:=]\s*|\s+)([0-9A-Fa-f]{2}.*)$/i,
    token: (match) => worded('response', match),
  },
  {
    writer: 'bytes alone',
    pattern: /^[\s"]*((?:0x)?[0-9A-Fa-f]{2}(?:[\s:,]*(?:0x)?[0-9A-Fa-f]{2})*)[\s",]*$/,
    token: (match) => {
      const hex = digits(match[1]);
      return hex === undefined ? undefined : { kind: 'bytes', hex };
    },
  },
  {
    // What a program wrote in rows of 16, the last one with words behind it.
    writer: 'scriptor: last row of an answer',
    pattern: new RegExp(`^(${HEX_RUN}):\\s+\\D.*$`),
    token: (match) => {
      const hex = digits(match[1]);
      return hex === undefined ? undefined : { kind: 'bytes', hex, ended: true };
    },
  },
];

/** An answer behind its command: bytes, with words between them or not. */
function pair([, command, rest = '']: RegExpExecArray): LogToken | undefined {
  const answer = words('response', rest.replace(/\b(?:SW(?:1\s*SW2|12)?|Data)\s*[:=]\s*/gi, ' '));
  const sent = token('command', command);
  if (answer === undefined || answer.kind === 'broken') return answer;
  return sent.kind === 'command' && answer.kind === 'response'
    ? { kind: 'pair', command: sent.hex, response: answer.hex }
    : sent;
}

/** Bytes and then, perhaps, words: `90 00 : Normal processing`, `6A82 (file not found)`. An arrow alone is prose. */
function words(kind: 'command' | 'response', text: string | undefined): LogToken | undefined {
  const rest = (text ?? '').replace(/^\[\s*\]/, '').trim();
  const bytes = /^((?:(?:0x)?[0-9A-Fa-f]{2}(?:\s*,\s*|\s+|:)?)+)(?=$|[^0-9A-Za-z]|[A-Za-z]{2})/.exec(rest)?.[1];
  const trimmed = bytes?.replace(/[\s:,]+$/, '');
  if (trimmed === undefined) return undefined;
  const left = rest.slice(trimmed.length);
  // One more hex digit, or letters glued to the bytes: whoever wrote this meant bytes.
  if (/^[0-9A-Za-z]|^\s+[A-Za-z]*[0-9]/.test(left)) return { kind: 'broken', reason: `a ${kind} that is not hex` };
  const read = token(kind, trimmed);
  return read.kind === kind && left.trim() !== '' ? { ...read, ended: true } : read;
}

/** A word and then bytes; without a colon it may be a word of a sentence as well. */
function worded(kind: 'command' | 'response', [, separator = '', rest]: RegExpExecArray): LogToken | undefined {
  const read = words(kind, rest);
  return read?.kind === 'broken' && separator.trim() === '' ? undefined : read;
}

/** Colours of a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they begin with
const ESCAPES = /\u001b\[[0-9;]*[A-Za-z]/g;

/** Time at the beginning of a line: a date with it or not, seconds with their parts. */
const TIME =
  /^\s*[[(]?(?:\d{4}-\d\d-\d\d[T ])?(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?:Z|[+-]\d\d:?\d\d)?[\])]?[\s,;|]*/;

export interface LogLine {
  readonly token: LogToken | undefined;
  /** Microseconds since midnight; null where the line does not tell. */
  readonly time: number | null;
  /** The line without time and colours. */
  readonly text: string;
}

/** Reads one line of a log, whoever wrote it; undefined as a token: prose. */
export function readLogLine(row: string): LogLine {
  const clean = row.replace(ESCAPES, '');
  const stamp = TIME.exec(clean);
  const text = stamp === null ? clean : clean.slice(stamp[0].length);
  const [hours, minutes, seconds] = [Number(stamp?.[1]), Number(stamp?.[2]), Number(stamp?.[3])];
  const part = Number((stamp?.[4] ?? '').padEnd(6, '0').slice(0, 6));
  const time = stamp === null ? null : ((hours * 60 + minutes) * 60 + seconds) * 1e6 + part;
  if (/^\s*(?:#|\/\/|;|$)/.test(text)) return { token: undefined, time, text };
  for (const { pattern, token: make } of LOG_ROWS) {
    const match = pattern.exec(text);
    const made = match === null ? undefined : make(match);
    if (made !== undefined) return { token: made, time, text };
  }
  return { token: undefined, time, text };
}
