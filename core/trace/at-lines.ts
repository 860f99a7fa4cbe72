import { fromHex } from '../base/bytes.ts';

/** `AT+CRSM`, and `AT+CRLA` on a session: a command on a file, which the modem selects by itself (TS 27.007 8.18, 8.44). */
export interface FileOperation {
  /** Of `+CRLA`; null: the basic channel. */
  readonly session: number | null;
  readonly ins: number;
  readonly fid: number | null;
  readonly parameters: readonly [p1: number, p2: number, p3: number];
  readonly data: Uint8Array;
  /** From the MF; undefined where the modem was left to find the file. */
  readonly path: Uint8Array | undefined;
}

/** What a line of AT traffic says that carries no command of the card as it is. */
export type AtLine =
  | { readonly kind: 'file'; readonly operation: FileOperation }
  | { readonly kind: 'fileAnswer'; readonly sw: number; readonly data: Uint8Array }
  /** `AT+CCHO`: a channel, and an application on it (8.45). */
  | { readonly kind: 'open'; readonly aid: Uint8Array }
  | { readonly kind: 'opened'; readonly session: number }
  /** `AT+CCHC` (8.46). */
  | { readonly kind: 'close'; readonly session: number }
  | { readonly kind: 'done' };

const numberIn = (text: string | undefined) => (/^\d{1,10}$/.test(text ?? '') ? Number(text) : undefined);
const byteIn = (text: string | undefined) => {
  const value = text === '' || text === undefined ? 0 : numberIn(text);
  return value !== undefined && value <= 0xff ? value : undefined;
};

/** Values between commas, without their quotes. */
const valuesOf = (text: string) => text.split(',').map((value) => value.trim().replace(/^"(.*)"$/, '$1'));

function fileOperation(name: string, text: string): AtLine | undefined {
  const values = valuesOf(text);
  const session = name === 'CRLA' ? numberIn(values.shift()) : null;
  const [command, file = '', p1, p2, p3, data = '', path = ''] = values;
  const ins = byteIn(command);
  const fid = file === '' ? null : numberIn(file);
  const [one, two, three] = [byteIn(p1), byteIn(p2), byteIn(p3)];
  const [sent, from] = [fromHex(data), fromHex(path)];
  const whole = ins !== undefined && one !== undefined && two !== undefined && three !== undefined;
  if (!whole || command === '' || fid === undefined || (fid ?? 0) > 0xffff || session === undefined) return undefined;
  if (sent === undefined || from === undefined) return undefined;
  const where = path === '' ? undefined : from;
  return { kind: 'file', operation: { session, ins, fid, parameters: [one, two, three], data: sent, path: where } };
}

function fileAnswer(text: string): AtLine | undefined {
  const [sw1, sw2, response = ''] = valuesOf(text);
  const [high, low] = [byteIn(sw1), byteIn(sw2)];
  const data = fromHex(response);
  if (high === undefined || low === undefined || sw1 === '' || data === undefined) return undefined;
  return { kind: 'fileAnswer', sw: (high << 8) | low, data };
}

interface AtRow {
  readonly pattern: RegExp;
  readonly read: (match: readonly (string | undefined)[]) => AtLine | undefined;
}

const AT_ROWS: readonly AtRow[] = [
  { pattern: /AT\+(CRSM|CRLA)=(.*)$/i, read: ([, name = '', text = '']) => fileOperation(name.toUpperCase(), text) },
  { pattern: /\+(?:CRSM|CRLA):\s*(.*)$/i, read: ([, text = '']) => fileAnswer(text.trim()) },
  {
    pattern: /AT\+CCHO=\s*"?([0-9A-F]{2,32})"?\s*$/i,
    read: ([, aid]) => ({ kind: 'open', aid: fromHex(aid ?? '') ?? new Uint8Array(0) }),
  },
  { pattern: /\+CCHO:\s*(\d{1,10})\s*$/i, read: ([, session]) => ({ kind: 'opened', session: Number(session) }) },
  { pattern: /AT\+CCHC=\s*(\d{1,10})\s*$/i, read: ([, session]) => ({ kind: 'close', session: Number(session) }) },
  // Its own answer, or the end of any.
  { pattern: /^\s*(?:\+CCHC\s*|OK\s*)$/i, read: () => ({ kind: 'done' }) },
];

/** Reads a line of AT traffic; undefined where it is none of these commands and answers. */
export function readAtLine(text: string): AtLine | undefined {
  for (const { pattern, read } of AT_ROWS) {
    const match = pattern.exec(text);
    if (match !== null) return read(match);
  }
  return undefined;
}

/** A session's number alone on its line: how some modems answer `AT+CCHO`. */
export function readBareSession(text: string): AtLine | undefined {
  const session = /^\s*(\d{1,5})\s*$/.exec(text)?.[1];
  return session === undefined ? undefined : { kind: 'opened', session: Number(session) };
}
