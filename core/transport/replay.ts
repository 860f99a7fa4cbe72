import { type AppError, appError, type ErrorCode } from '../base/app-error.ts';
import { fromHex, toHex } from '../base/bytes.ts';
import { ERROR_ROWS } from '../base/error-catalogue.ts';
import { err, ok, type Result } from '../base/result.ts';
import { type Span, spanContains } from '../base/span.ts';
import type { CardTransport } from './card-transport.ts';
import { carriesCredential, maskCommand } from './redaction.ts';
import { spansOf, type TraceFile, type TraceLine } from './trace-file.ts';

interface Recorded {
  readonly line: TraceLine;
  readonly command: Uint8Array;
  readonly hidden: readonly Span[];
}

/** SELECT and MANAGE CHANNEL say where they go; what other commands mean depends on what was selected before. */
const FREE_INS: ReadonlySet<number> = new Set([0xa4, 0x70]);
/** May be asked again without changing anything: the binary, record and status reads. */
const READ_INS: ReadonlySet<number> = new Set([0xb0, 0xb2, 0xf2]);

function recordedOf(line: TraceLine): Recorded {
  const command = fromHex(line.c) ?? new Uint8Array(0);
  const { masked, spans } = maskCommand(command);
  return { line, command: masked, hidden: [...spans, ...spansOf(line, 'c')] };
}

/** Without the Le behind command data, which T=1 sends and T=0 does not (ISO/IEC 7816-3 12.2). */
function withoutLe(command: Uint8Array): Uint8Array {
  const p3 = command[4] ?? 0;
  return p3 !== 0 && command.length === p3 + 6 ? command.subarray(0, -1) : command;
}

/** The same command, but for bytes that the trace hides. */
function matches({ command: own, hidden }: Recorded, asked: Uint8Array): boolean {
  return equals(own, hidden, asked) || equals(withoutLe(own), hidden, withoutLe(asked));
}

function equals(own: Uint8Array, hidden: readonly Span[], command: Uint8Array): boolean {
  if (own.length !== command.length || command.length === 0) return false;
  return command.every((byte, at) => byte === own[at] || hidden.some((span) => spanContains(span, at)));
}

const isReset = (recorded: Recorded | undefined) => recorded?.line.c === '';
const insOf = (command: Uint8Array) => command[1] ?? 0;

/**
 * Where in the trace the answer to `command` stands. The next line is tried first. A read may be repeated, or left out, as
 * long as nothing that could change its answer lies between. SELECT, MANAGE CHANNEL and credentials are looked for
 * forward, SELECT and MANAGE CHANNEL then also from the start: a session may read the card twice.
 */
function locate(trace: readonly Recorded[], next: number, command: Uint8Array): number | undefined {
  const fits = (at: number) => matches(trace[at] as Recorded, command);
  const free = FREE_INS.has(insOf(command));
  const roams = free || carriesCredential(command);
  for (let at = next; at < trace.length; at++) {
    if (fits(at)) return at;
    if (!roams && (isReset(trace[at]) || FREE_INS.has(insOf((trace[at] as Recorded).command)))) break;
  }
  if (READ_INS.has(insOf(command))) {
    for (let at = next - 1; at >= 0 && READ_INS.has(insOf((trace[at] as Recorded).command)); at--)
      if (fits(at)) return at;
  }
  if (free) for (let at = 0; at < next; at++) if (fits(at)) return at;
  return undefined;
}

/** A recorded failure as an error again, with the words it needs. */
function recordedError(line: TraceLine, reader: string): AppError {
  const known = line.error !== undefined && line.error in ERROR_ROWS;
  const code = known ? (line.error as ErrorCode) : 'card-link';
  return appError(code, {
    reader,
    command: line.c.slice(0, 4),
    seconds: line.us / 1e6,
    reason: line.error ?? 'no answer',
  });
}

/**
 * A card that answers what a trace recorded. Credentials match whatever was typed; a command that the trace does not hold
 * ends in `replay-diverged` and leaves the place where it is.
 * @param reader name to show: `replay:<file>`
 */
export function replayTransport(trace: TraceFile, reader: string): CardTransport {
  const recorded = trace.lines.filter((line) => line.reader === trace.header.reader).map(recordedOf);
  let atr = fromHex(trace.header.atr) ?? new Uint8Array(0);
  let next = 0;
  let open = true;
  const closed = () => err(appError('session-unknown'));

  const transmit = async (tpdu: Uint8Array): Promise<Result<Uint8Array>> => {
    if (!open) return closed();
    const { masked } = maskCommand(tpdu);
    const at = locate(recorded, next, masked);
    if (at === undefined) return err(appError('replay-diverged', { command: toHex(masked), index: next }));
    const { line } = recorded[at] as Recorded;
    next = Math.max(at + 1, READ_INS.has(insOf(masked)) ? next : 0);
    const answer = fromHex(line.r) ?? new Uint8Array(0);
    return answer.length < 2 ? err(recordedError(line, reader)) : ok(answer);
  };

  return {
    reader,
    get atr() {
      return atr;
    },
    protocol: trace.header.protocol,
    redacted: recorded.some(({ line }) => spansOf(line, 'r').length > 0),
    transmit,
    reset: async () => {
      if (!open) return closed();
      const at = recorded.findIndex((item, index) => index >= next && isReset(item));
      // Without a recorded reset the trace begins anew: it was recorded from a fresh card.
      next = at + 1;
      if (at >= 0) atr = fromHex((recorded[at] as Recorded).line.r) ?? atr;
      return ok(undefined);
    },
    beginTransaction: async () => (open ? ok(undefined) : closed()),
    endTransaction: async () => (open ? ok(undefined) : closed()),
    disconnect: async () => {
      open = false;
    },
  };
}
