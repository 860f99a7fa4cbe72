import { commandName } from '../apdu/instructions.ts';
import { appError } from '../base/app-error.ts';
import { fromHex, toHex } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { z } from '../base/zod.ts';
import type { Exchange } from './exchange.ts';
import { maskCommand, maskSpans } from './redaction.ts';
import type { TracedReset } from './tracing.ts';

/**
 * The trace, format `bootcard-trace/1` (docs/formats.md): one JSON value a line, first the header, then a line for every
 * exchange or reset. Fields that this version does not know are kept.
 */
const HEX = /^([0-9A-Fa-f]{2})*$/;
const hexBytes = z.string().regex(HEX, 'an even number of hex digits expected');
const micros = z.number().min(0);

export const traceHeaderSchema = z.looseObject({
  format: z.literal('bootcard-trace/1'),
  reader: z.string(),
  atr: hexBytes,
  protocol: z.enum(['T=0', 'T=1']),
  created: z.string().describe('when, ISO 8601').exactOptional(),
});
export type TraceHeader = z.infer<typeof traceHeaderSchema>;

export const traceLineSchema = z.looseObject({
  t: micros.describe('microseconds since the session began'),
  reader: z.string(),
  c: hexBytes.describe('command; empty for a reset'),
  r: hexBytes.describe('answer with status word; of a reset the ATR; empty when none came'),
  us: micros.describe('how long the answer took, microseconds'),
  name: z.string().describe('name of the command; COLD RESET or WARM RESET'),
  masked: z
    .array(z.looseObject({ of: z.enum(['c', 'r']), offset: z.int().min(0), length: z.int().min(0) }))
    .describe('bytes replaced by 2A')
    .exactOptional(),
  error: z.string().describe('error code when no answer came').exactOptional(),
});
export type TraceLine = z.infer<typeof traceLineSchema>;

export interface TraceFile {
  readonly header: TraceHeader;
  readonly lines: readonly TraceLine[];
}

type MaskedPlace = NonNullable<TraceLine['masked']>[number];

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function issueText(error: z.core.$ZodError): string {
  const issue = error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  return `${where}${issue?.message ?? 'unknown shape'}`;
}

function parseRow<T>(text: string, schema: z.ZodType<T>): Result<T, string> {
  const json = jsonOf(text);
  return json === undefined ? err('not JSON') : checked(json, schema);
}

function checked<T>(json: unknown, schema: z.ZodType<T>): Result<T, string> {
  const parsed = schema.safeParse(json);
  return parsed.success ? ok(parsed.data) : err(issueText(parsed.error));
}

/** The first line of a trace; the error is the reason in words. */
export const parseTraceHeader = (text: string): Result<TraceHeader, string> => parseRow(text, traceHeaderSchema);

const isMicros = (value: unknown) => typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY;

/** What the schema asks of a line without marks or error: nearly all lines, in a tenth of the time. */
function isPlainLine(json: unknown): json is TraceLine {
  if (typeof json !== 'object' || json === null) return false;
  const { t, reader, c, r, us, name, masked, error } = json as Readonly<Record<string, unknown>>;
  const times = isMicros(t) && isMicros(us);
  const words = typeof reader === 'string' && typeof name === 'string';
  const bytes = typeof c === 'string' && typeof r === 'string' && HEX.test(c) && HEX.test(r);
  return times && words && bytes && masked === undefined && error === undefined;
}

/** Any further line; the error is the reason in words. */
export function parseTraceLine(text: string): Result<TraceLine, string> {
  const json = jsonOf(text);
  if (json === undefined) return err('not JSON');
  return isPlainLine(json) ? ok(json) : checked(json, traceLineSchema);
}

/**
 * Reads a trace.
 * @param path what the error calls it
 * @returns `trace-invalid` with the line, counted from 1
 */
export function parseTrace(text: string, path: string): Result<TraceFile> {
  const wrong = (line: number, reason: string) => err(appError('trace-invalid', { path, line, reason }));
  let header: TraceHeader | undefined;
  const lines: TraceLine[] = [];
  for (const [index, row] of text.split(/\r?\n/).entries()) {
    if (row.trim() === '') continue;
    if (header === undefined) {
      const parsed = parseTraceHeader(row);
      if (!parsed.ok) return wrong(index + 1, parsed.error);
      header = parsed.value;
      continue;
    }
    const parsed = parseTraceLine(row);
    if (!parsed.ok) return wrong(index + 1, parsed.error);
    lines.push(parsed.value);
  }
  return header === undefined ? wrong(1, 'the header line is missing') : ok({ header, lines });
}

/** One line, with its line end: what a recorder appends. */
export function traceText(line: TraceHeader | TraceLine): string {
  return `${JSON.stringify(line)}\n`;
}

export function serializeTrace({ header, lines }: TraceFile): string {
  return [header, ...lines].map(traceText).join('');
}

/** An exchange as a line. Credentials are masked once more: a trace is never written with one. */
export function traceLineOf(exchange: Exchange, reader: string): TraceLine {
  const { masked: command, spans } = maskCommand(exchange.command);
  const [cla = 0, ins = 0] = command;
  const line: TraceLine = {
    t: exchange.at,
    reader,
    c: toHex(command),
    r: toHex(exchange.response),
    us: exchange.took,
    name: commandName(cla, ins),
  };
  const known = exchange.masked.length > 0 ? exchange.masked : spans;
  if (known.length > 0) line.masked = known.map(({ offset, length }) => ({ of: 'c', offset, length }));
  if (exchange.error !== undefined) line.error = exchange.error;
  return line;
}

export function resetLineOf(reset: TracedReset, reader: string): TraceLine {
  const name = reset.kind === 'cold' ? 'COLD RESET' : 'WARM RESET';
  return { t: reset.at, reader, c: '', r: toHex(reset.atr), us: reset.took, name };
}

const bytesOf = (text: string) => fromHex(text) ?? new Uint8Array(0);

/** The exchanges of a trace, without its resets, numbered from 0. */
export function exchangesOf(trace: TraceFile): Exchange[] {
  return trace.lines
    .filter((line) => line.c !== '')
    .map((line, index) => {
      const exchange: Exchange = {
        index,
        command: bytesOf(line.c),
        response: bytesOf(line.r),
        at: line.t,
        took: line.us,
        masked: spansOf(line, 'c'),
      };
      return line.error === undefined ? exchange : { ...exchange, error: line.error };
    });
}

/** Masked spans of a line's command or answer. */
export function spansOf(line: TraceLine, of: MaskedPlace['of']): { offset: number; length: number }[] {
  return (line.masked ?? []).filter((place) => place.of === of).map(({ offset, length }) => ({ offset, length }));
}

export interface Redaction {
  /** Index of the exchange among the trace's exchanges (resets not counted). */
  readonly exchange: number;
  readonly part: 'command' | 'response';
  readonly offset: number;
  readonly length: number;
}

/** Replaces the given bytes by `*` and lists the places in their lines. The trace given is not changed. */
export function redactTrace(trace: TraceFile, redactions: readonly Redaction[]): TraceFile {
  const byExchange = Map.groupBy(redactions, ({ exchange }) => exchange);
  let index = -1;
  const lines = trace.lines.map((line) => {
    if (line.c === '') return line;
    index += 1;
    const mine = (byExchange.get(index) ?? []).filter(({ length }) => length > 0);
    if (mine.length === 0) return line;
    const added = mine.map(
      ({ part, offset, length }): MaskedPlace => ({ of: part === 'command' ? 'c' : 'r', offset, length }),
    );
    const out: TraceLine = { ...line, masked: [...(line.masked ?? []), ...added] };
    out.c = toHex(maskSpans(bytesOf(line.c), spansOf(out, 'c')));
    out.r = toHex(maskSpans(bytesOf(line.r), spansOf(out, 'r')));
    return out;
  });
  return { header: trace.header, lines };
}
