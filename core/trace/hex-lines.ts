import { isKnownStatus } from '../apdu/status-words.ts';
import { fromHex } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { isPause, type Stepwise } from '../base/stepwise.ts';
import { readLogLine } from './log-rows.ts';
import { type SplitApdu, splitApdu } from './split-apdu.ts';

/** An exchange or reset of a log. */
export interface FoundInLog {
  readonly at: number;
  /** Undefined: a reset. */
  readonly exchange?: SplitApdu;
  readonly atr?: string;
}

/** What is wrong with a line, counted from 1. */
export interface LogFault {
  readonly line: number;
  readonly reason: string;
}

/** Whether bytes can be a command: their P3 fits their length (ISO/IEC 7816-4 5.1). */
function isCommand(bytes: Uint8Array): boolean {
  const p3 = bytes[4] ?? 0;
  return bytes.length === 4 || bytes.length === 5 || (p3 > 0 && (bytes.length === 5 + p3 || bytes.length === 6 + p3));
}

function endsInStatus(bytes: Uint8Array): boolean {
  const sw = ((bytes.at(-2) ?? 0) << 8) | (bytes.at(-1) ?? 0);
  return bytes.length >= 2 && (isKnownStatus(sw, 'iso') || isKnownStatus(sw, '2g'));
}

interface HexRow {
  readonly line: number;
  readonly time: number | null;
  /** One string of bytes, or a command and its answer. */
  readonly parts: readonly Uint8Array[];
}

function hexRow(row: string, line: number): HexRow | LogFault | undefined {
  const { text, time } = readLogLine(row);
  if (/^\s*(?:#|\/\/|;|$)/.test(text)) return undefined;
  const fields = text.trim().split(/[\s,;|]+/);
  const pair = fields.length === 2 && (fields[0]?.length ?? 0) >= 8 && (fields[1]?.length ?? 0) >= 4;
  const parts = (pair ? fields : [text.replace(/[,;|"]/g, ' ')]).map(fromHex);
  const bytes = parts.flatMap((part) => (part === undefined ? [] : [part]));
  return bytes.length === parts.length ? { line, time, parts: bytes } : { line, reason: 'not hex' };
}

/** Lines of bytes alone: commands and answers in turn, or both in one line. */
export function* readHexLines(rows: readonly string[]): Stepwise<Result<readonly FoundInLog[], LogFault>> {
  const lines: HexRow[] = [];
  for (const [index, row] of rows.entries()) {
    if (isPause(index)) yield;
    const read = hexRow(row, index + 1);
    if (read !== undefined && 'reason' in read) return err(read);
    if (read !== undefined) lines.push(read);
  }
  const began = lines.find(({ time }) => time !== null)?.time ?? 0;
  const at = ({ time }: HexRow) => (time === null ? 0 : Math.max(0, time - began));
  const single: FoundInLog[] = [];
  for (const [i, row] of lines.entries()) {
    if (isPause(i)) yield;
    const [command, response] = row.parts;
    const exchange =
      command === undefined ? undefined : response === undefined ? splitApdu(command) : { command, response };
    if (exchange !== undefined && endsInStatus(exchange.response) && isCommand(exchange.command))
      single.push({ at: at(row), exchange });
  }
  const turns: FoundInLog[] = [];
  let fault: LogFault | undefined;
  for (let i = 0; i < lines.length && fault === undefined; i += 2) {
    if (isPause(i / 2)) yield;
    const [row, next] = [lines[i] as HexRow, lines[i + 1]];
    const [command, more] = row.parts;
    const response = next?.parts[0];
    if (command === undefined || more !== undefined || !isCommand(command))
      fault = { line: row.line, reason: 'no command' };
    else if (next === undefined && i > 0)
      // The log was cut off behind a command.
      turns.push({ at: at(row), exchange: { command, response: new Uint8Array(0) } });
    else if (next === undefined || response === undefined || !endsInStatus(response))
      fault = { line: next?.line ?? row.line, reason: 'no answer with a status word that is known' };
    else turns.push({ at: at(row), exchange: { command, response } });
  }
  if (fault === undefined) return ok(turns);
  return single.length === lines.length ? ok(single) : err(fault);
}
