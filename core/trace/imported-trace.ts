import type { Protocol } from '../apdu/command.ts';
import { commandName, INS } from '../apdu/instructions.ts';
import { toHex } from '../base/bytes.ts';
import { maskCommand } from '../transport/redaction.ts';
import type { TraceHeader, TraceLine } from '../transport/trace-file.ts';
import type { SplitApdu } from './split-apdu.ts';
import type { TraceSource } from './trace-source.ts';

/** What a trace may be imported from. */
export const TRACE_FORMATS = {
  trace: 'bootcard-trace/1',
  view: 'bootcard-trace-view/1 (JSON)',
  bundle: 'trace of a support bundle',
  pcap: 'pcap with GSMTAP',
  pcapng: 'pcapng with GSMTAP',
  log: 'log of commands and answers',
  at: 'log of AT commands',
  hex: 'lines of hex',
} as const;
export type TraceFormat = keyof typeof TRACE_FORMATS;

export interface ImportedTrace {
  readonly source: TraceSource;
  readonly format: TraceFormat;
  /** What was left out, in plain words. */
  readonly notes: readonly string[];
}

/** A line without what only the session knew: how long answers took. Credentials are masked here, before anything keeps them. */
export function importedExchange({ command, response }: SplitApdu, reader: string, at: number): TraceLine {
  const { masked, spans } = maskCommand(command);
  const [cla = 0, ins = 0] = command;
  const line: TraceLine = { t: at, reader, c: toHex(masked), r: toHex(response), us: 0, name: commandName(cla, ins) };
  if (spans.length > 0) line.masked = spans.map(({ offset, length }) => ({ of: 'c', offset, length }));
  if (response.length < 2) line.error = 'card-link';
  return line;
}

/** Sniffers do not tell a warm from a cold reset. */
export function importedReset(atr: Uint8Array, reader: string, at: number): TraceLine {
  return { t: at, reader, c: '', r: toHex(atr), us: 0, name: 'WARM RESET' };
}

export interface HeaderFacts {
  readonly reader: string;
  readonly atr: string;
  readonly protocol: Protocol;
  /** Microseconds since 1970; null where nothing tells. */
  readonly began: number | null;
}

export function importedHeader({ reader, atr, protocol, began }: HeaderFacts): TraceHeader {
  return {
    format: 'bootcard-trace/1',
    reader,
    atr,
    protocol,
    ...(began !== null && { created: new Date(Math.floor(began / 1000)).toISOString() }),
  };
}

/** T=1, or a log in which answers were fetched for its writer: data came straight after a command that had some. */
export function protocolOf(exchanges: readonly SplitApdu[]): Protocol {
  const straight = exchanges.some(
    ({ command, response }) => command[1] === INS.select && command.length > 5 && response.length > 2,
  );
  return straight ? 'T=1' : 'T=0';
}
