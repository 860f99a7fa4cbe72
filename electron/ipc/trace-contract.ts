import { z } from 'zod';
import { COPY_FORMS, EXPORT_FORMS } from '../../core/trace/trace-forms.ts';
import { bytes, count, errorSchema, hexText, none, session, span } from './shapes.ts';

/** What the interface asks of traces: those of sessions, and those that were opened as files. */

/** Name of a trace that the card-host keeps: that of its session, or one of its own. */
const trace = z.string().min(1).max(64);
const micros = z.number().min(0);

const fileSchema = z.object({ path: z.string(), name: z.string().nullable(), aid: hexText.nullable() });

export const traceStateSchema = z.object({
  trace,
  title: z.string(),
  /** How it came here, as the catalogue of formats names it; `session`: it is being recorded. */
  format: z.string(),
  notes: z.array(z.string()),
  reader: z.string(),
  atr: hexText,
  protocol: z.enum(['T=0', 'T=1']),
  /** Lines that were looked at, and how many there are: more than those while it is being opened. */
  lines: count,
  total: count,
  /** Exchanges with what was fetched for them, resets too: the rows of the table. */
  rows: count,
  failed: count,
  sent: count,
  got: count,
  /** The rows that are shown: all, or those that pass the filter. A new number where other rows are shown. */
  view: z.object({ id: count, looked: count, found: count, done: z.boolean() }),
  /** It cannot be looked at any further than this. */
  error: errorSchema.nullable(),
});
export type TraceState = z.infer<typeof traceStateSchema>;

/** Rows as parallel columns: looked through once when they arrive, not row by row. */
export interface TracePage {
  readonly view: number;
  /** Place of the first row in the view. */
  readonly from: number;
  /** Number of its line, from 0. */
  readonly line: readonly number[];
  /** Lines that were folded into it. */
  readonly folded: readonly number[];
  readonly at: readonly number[];
  readonly took: readonly number[];
  readonly channel: readonly number[];
  /** The command's first bytes in hex, masked ones as dots; empty for a reset. */
  readonly sent: readonly string[];
  readonly length: readonly number[];
  readonly name: readonly string[];
  readonly file: readonly string[];
  readonly path: readonly string[];
  readonly got: readonly number[];
  /** Four hex digits; empty where no answer came. */
  readonly sw: readonly string[];
  readonly outcome: readonly string[];
  readonly meaning: readonly string[];
  readonly error: readonly string[];
}

const NUMBERS = [
  'line',
  'folded',
  'at',
  'took',
  'channel',
  'length',
  'got',
] as const satisfies readonly (keyof TracePage)[];
const WORDS = [
  'sent',
  'name',
  'file',
  'path',
  'sw',
  'outcome',
  'meaning',
  'error',
] as const satisfies readonly (keyof TracePage)[];

/** The most rows of one page. */
export const MOST_ROWS = 256;

function isPage(value: unknown): value is TracePage {
  if (typeof value !== 'object' || value === null) return false;
  const page = value as Readonly<Record<string, unknown>>;
  const { length } = Array.isArray(page.line) ? page.line : [];
  const holds = (key: string, type: 'number' | 'string') => {
    const column = page[key];
    return Array.isArray(column) && column.length === length && column.every((item) => typeof item === type);
  };
  return (
    typeof page.view === 'number' &&
    typeof page.from === 'number' &&
    length !== undefined &&
    length <= MOST_ROWS &&
    NUMBERS.every((key) => holds(key, 'number')) &&
    WORDS.every((key) => holds(key, 'string'))
  );
}

/** Bytes over time, as columns. */
const barsSchema = z.object({
  /** `time`: microseconds; `line`: the trace knows no times, places count its lines. */
  axis: z.enum(['time', 'line']),
  end: z.number().min(0),
  from: z.array(z.number()),
  to: z.array(z.number()),
  bytes: z.array(z.number()),
  failed: z.array(z.number()),
  /** The first line of each. */
  line: z.array(z.number()),
});
export type TraceBars = z.infer<typeof barsSchema>;

const partSchema = z.object({
  line: count,
  name: z.string(),
  command: bytes,
  masked: z.array(span),
  sw: z.string(),
  took: micros,
});

export const traceDetailSchema = z.object({
  line: count,
  kind: z.enum(['exchange', 'reset']),
  /** Where the row stands in the view; null where the filter leaves it out. */
  place: count.nullable(),
  name: z.string(),
  parameters: z.string(),
  channel: count,
  cardClass: z.enum(['2g', 'iso']),
  at: micros,
  took: micros,
  file: fileSchema.nullable(),
  /** The command, then what was sent to fetch its answer. */
  parts: z.array(partSchema),
  data: bytes,
  masked: z.array(span),
  /** Length of the answer; `data` is the beginning of it. */
  length: count,
  sw: z.string().nullable(),
  /** What the status word means for the exchange; empty where there is none. */
  outcome: z.string(),
  error: z.string().nullable(),
  /** What of the file the exchange carried; null where it carried nothing of one. */
  part: z.object({ record: count.nullable(), offset: count, length: count, written: z.boolean() }).nullable(),
  /** What the bytes mean, places counting from the first byte of the header, or of the file. */
  carries: z.array(
    z.object({
      label: z.string(),
      path: z.string(),
      value: z.string(),
      secret: z.boolean(),
      depth: count,
      offset: count,
      length: count,
    }),
  ),
  of: z.enum(['header', 'file']),
  /** What was selected before it. */
  before: z.object({
    df: fileSchema.nullable(),
    ef: fileSchema.nullable(),
    record: count,
    channels: z.array(count),
    pending: z.string().nullable(),
  }),
});
export type TraceDetail = z.infer<typeof traceDetailSchema>;

const FAULT_SIDES = ['card', 'phone'] as const;
const VERDICTS = ['done', 'partial', 'refused', 'notTaken'] as const;

const phoneSchema = z.object({
  mode: z.enum(['2g', '3g']),
  steps: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      clause: z.string(),
      verdict: z.enum(VERDICTS),
      lines: z.array(count),
      fact: z.string(),
    }),
  ),
  stopped: z.string().nullable(),
  faults: z.array(
    z.object({
      side: z.enum(FAULT_SIDES),
      code: z.string(),
      clause: z.string(),
      lines: z.array(count),
      message: z.string(),
    }),
  ),
});
export type PhoneStory = z.infer<typeof phoneSchema>;

const replaySchema = z.object({
  asked: count,
  same: count,
  /** Commands that were not sent again: they do more than ask, or hold what is masked. */
  left: count,
  different: z.array(z.object({ line: count, was: z.string(), is: z.string(), data: z.boolean() })),
  /** The trace asks more than is asked again. */
  stopped: z.boolean(),
});
/** What a card answered when it was asked the same again. */
export type TraceReplay = z.infer<typeof replaySchema>;

/** Traces: looked at in windows, filtered, explained, exported. */
export const traceRequests = {
  /** Begins to look at a trace; `trace.state` tells of it from then on. */
  'trace.watch': { params: z.object({ trace }), result: traceStateSchema },
  /** No longer looked at: nothing is told of it, nothing is worked on for it. */
  'trace.unwatch': { params: z.object({ trace }), result: none },
  /** Forgets an opened trace, or that of a session that is over. */
  'trace.close': { params: z.object({ trace }), result: none },
  'trace.page': {
    params: z.object({ trace, view: count, from: count, count: count.max(MOST_ROWS) }),
    result: z.custom<TracePage>(isPage, 'rows of a trace expected'),
  },
  /** Shows what passes, and takes the place of any filter before it. Empty: everything. */
  'trace.filter': { params: z.object({ trace, filter: z.string().max(1000) }), result: traceStateSchema },
  'trace.detail': { params: z.object({ trace, line: count }), result: traceDetailSchema },
  /** The next row of the view behind a line, or the one before it, that was refused or failed; null where there is none. */
  'trace.failure': {
    params: z.object({ trace, line: count, back: z.boolean() }),
    result: z.object({ line: count.nullable() }),
  },
  /** The line of an exchange of a session. */
  'trace.lineOf': { params: z.object({ trace, exchange: count }), result: z.object({ line: count.nullable() }) },
  'trace.bars': { params: z.object({ trace }), result: barsSchema },
  /** What a device in the trace did on its way to the bootstrap message. */
  'trace.phone': { params: z.object({ trace }), result: phoneSchema },
  'trace.copy': {
    params: z.object({ trace, line: count, form: z.enum(COPY_FORMS) }),
    result: z.object({ text: z.string() }),
  },
  /** Begins to write it in another form: all, or the rows of the view. What is secret is masked. */
  'trace.export': {
    params: z.object({ trace, form: z.enum(EXPORT_FORMS), filtered: z.boolean() }),
    result: z.object({ job: z.string().max(64), name: z.string() }),
  },
  /** The next piece of it. `leftOut`: exchanges that the form cannot hold. */
  'trace.exportPart': {
    params: z.object({ trace, job: z.string().max(64) }),
    result: z.object({ bytes, done: z.boolean(), lines: count, leftOut: count }),
  },
  /** Asks the card of a session what the trace asked, and compares. Nothing is written, no key is sent. */
  'trace.replay': { params: z.object({ trace, session }), result: replaySchema },
  /** Makes a virtual card of what the trace shows, in memory. */
  'trace.card': {
    params: z.object({ trace }),
    result: z.object({ reader: z.string(), title: z.string(), notes: z.array(z.string()) }),
  },
} as const;
