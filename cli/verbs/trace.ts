import { type Command, Option } from 'commander';
import { appError } from '../../core/base/app-error.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { DecodedExchange } from '../../core/trace/decode-exchange.ts';
import { exportCapture } from '../../core/trace/export-capture.ts';
import { TRACE_FORMATS } from '../../core/trace/imported-trace.ts';
import { reconstructPhone } from '../../core/trace/reconstruct.ts';
import { cardFromTrace } from '../../core/trace/trace-card.ts';
import { FILTER_KEYS, parseFilter, type TraceFilter } from '../../core/trace/trace-filter.ts';
import { indexTrace } from '../../core/trace/trace-index.ts';
import { exchangeJson } from '../../core/trace/trace-json.ts';
import { sourceOf, type TraceSource, traceOf } from '../../core/trace/trace-source.ts';
import { exchangeText, fileWords, headerText } from '../../core/trace/trace-text.ts';
import { TraceView } from '../../core/trace/trace-view.ts';
import { serializeTrace, type TraceLine } from '../../core/transport/trace-file.ts';
import { serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { writeSafely } from '../../electron/storage/safe-file.ts';
import type { CliContext } from '../context.ts';
import type { Act } from '../main.ts';
import { counted, jsonText, print, printJson, table } from '../output.ts';
import { openShownTrace, openTrace } from '../trace-input.ts';
import { writeOutput } from '../write-output.ts';
import { addTraceRecord } from './trace-record.ts';

interface Shown {
  readonly line: TraceLine;
  readonly decoded: DecodedExchange;
}

/** The lines that pass, decoded. */
function shownLines(source: TraceSource, filter: TraceFilter): Result<readonly Shown[]> {
  const index = indexTrace(source);
  if (!index.ok) return index;
  const shown: Shown[] = [];
  // What nobody may see is masked in the source already.
  const options = { showSecrets: true };
  for (const row of index.value.filter(filter, options)) {
    const line = source.line(row);
    const decoded = index.value.detail(row, options);
    if (!line.ok) return line;
    if (!decoded.ok) return decoded;
    shown.push({ line: line.value, decoded: decoded.value });
  }
  return ok(shown);
}

function filterOf(text: string | undefined, verb: string): Result<TraceFilter> {
  const filter = parseFilter(text ?? '');
  return filter.ok ? filter : err(appError('usage-invalid', { what: `The filter: ${filter.error}`, verb }));
}

interface ShowOptions {
  readonly filter?: string;
  readonly details?: boolean;
  readonly phone?: boolean;
  readonly showSecrets?: boolean;
  readonly json?: boolean;
}

function rowOf({ decoded }: Shown): readonly string[] {
  const { index, kind, name, parameters, sw, status, error, of } = decoded;
  const answer = kind === 'reset' ? '' : sw === null ? (error ?? 'no answer') : `${sw} ${status?.meaning ?? ''}`;
  return [String(index), of === null ? name : `↳ ${name}`, fileWords(decoded), parameters, answer];
}

const MARKS = { done: '✔', partial: '▲', refused: '✖', notTaken: '○' } as const;

/** What the device in the trace did on its way to the bootstrap message. */
function showPhone(source: TraceSource, json: boolean): Result<ExitCode> {
  const phone = reconstructPhone(new TraceView(source));
  if (!phone.ok) return phone;
  const { mode, steps, stopped, faults } = phone.value;
  const code = stopped === null && faults.length === 0 ? EXIT.good : EXIT.findings;
  if (json) {
    printJson(phone.value);
    return ok(code);
  }
  print(`A device in ${mode.toUpperCase()} mode.`);
  print(table(steps.map(({ verdict, title, fact, clause }) => [`${MARKS[verdict]} ${title}`, fact, clause])));
  print(stopped === null ? 'It has the whole message.' : `It stopped. ${stopped}`);
  for (const { side, code: name, clause, message, lines } of faults)
    print(
      `${side === 'card' ? 'The card' : 'The device'} broke a rule, ${name}: ${message}  [${clause}], line ${lines.join(', ')}`,
    );
  return ok(code);
}

async function show(_context: CliContext, file: string, options: ShowOptions): Promise<Result<ExitCode>> {
  const filter = filterOf(options.filter, 'trace show');
  if (!filter.ok) return filter;
  const showSecrets = options.showSecrets ?? false;
  const opened = await openShownTrace(file, showSecrets);
  if (!opened.ok) return opened;
  const { source, format, notes } = opened.value;
  if (options.phone) return showPhone(source, options.json ?? false);
  const shown = shownLines(source, filter.value);
  if (!shown.ok) return shown;
  if (options.json) {
    const exchanges = shown.value.map(({ line, decoded }) => exchangeJson(line, decoded, showSecrets));
    printJson({ format: 'bootcard-trace-view/1', source: format, notes, trace: source.header, exchanges });
    return ok(EXIT.good);
  }
  const { reader, protocol, atr } = source.header;
  print(
    `${TRACE_FORMATS[format]}: ${counted(source.count, 'line')} of ${reader}, ${protocol}, ATR ${atr || 'not told'}`,
  );
  for (const note of notes) print(note);
  if (options.details)
    for (const { decoded } of shown.value) print(`\n${exchangeText(decoded, { trees: true, showSecrets })}`);
  else if (shown.value.length > 0) print(table(shown.value.map(rowOf)));
  if (shown.value.length < source.count)
    print(`${shown.value.length} of ${counted(source.count, 'line')} pass the filter.`);
  return ok(EXIT.good);
}

const EXPORTS = ['text', 'json', 'jsonl', 'pcap'] as const;
type ExportForm = (typeof EXPORTS)[number];

interface ExportOptions {
  readonly as?: ExportForm;
  readonly output: string;
  readonly filter?: string;
  readonly showSecrets?: boolean;
  readonly json?: boolean;
}

function formOf({ as, output }: ExportOptions): ExportForm | undefined {
  if (as !== undefined) return as;
  const ending = /\.([a-z]+)$/i.exec(output)?.[1]?.toLowerCase();
  const forms: Readonly<Record<string, ExportForm>> = {
    txt: 'text',
    log: 'text',
    json: 'json',
    jsonl: 'jsonl',
    pcap: 'pcap',
    cap: 'pcap',
  };
  return forms[ending ?? ''];
}

/** The whole trace in another form, or the lines that pass. */
function exported(
  source: TraceSource,
  form: ExportForm,
  shown: readonly Shown[],
  showSecrets: boolean,
): Result<{ readonly content: string | Uint8Array; readonly leftOut: number }> {
  const { header } = source;
  const lines = shown.map(({ line }) => line);
  switch (form) {
    case 'jsonl':
      return ok({ content: serializeTrace({ header, lines }), leftOut: 0 });
    case 'json': {
      const exchanges = shown.map(({ line, decoded }) => exchangeJson(line, decoded, showSecrets));
      return ok({ content: jsonText({ format: 'bootcard-trace-view/1', trace: header, exchanges }), leftOut: 0 });
    }
    case 'text': {
      const rows = shown.map(({ decoded }) => exchangeText(decoded, { trees: true, showSecrets }));
      return ok({ content: [headerText(header), ...rows].join('\n'), leftOut: 0 });
    }
    case 'pcap': {
      const capture = exportCapture(sourceOf({ header, lines }));
      return capture.ok ? ok({ content: capture.value.bytes, leftOut: capture.value.leftOut }) : capture;
    }
  }
}

async function exportVerb(_context: CliContext, file: string, options: ExportOptions): Promise<Result<ExitCode>> {
  const form = formOf(options);
  const what = 'Say with --as which form: text, json, jsonl or pcap';
  if (form === undefined) return err(appError('usage-invalid', { what, verb: 'trace export' }));
  const filter = filterOf(options.filter, 'trace export');
  if (!filter.ok) return filter;
  const showSecrets = options.showSecrets ?? false;
  const opened = await openShownTrace(file, showSecrets);
  if (!opened.ok) return opened;
  const shown = shownLines(opened.value.source, filter.value);
  if (!shown.ok) return shown;
  const made = exported(opened.value.source, form, shown.value, showSecrets);
  if (!made.ok) return made;
  const written = await writeOutput(options.output, made.value.content);
  if (!written.ok || options.output === '-') return written.ok ? ok(EXIT.good) : written;
  const { leftOut } = made.value;
  const count = shown.value.length - leftOut;
  if (options.json) printJson({ file: options.output, form, exchanges: count, leftOut });
  else
    print(
      `${options.output}: ${counted(count, 'line')} as ${form}.${leftOut > 0 ? ` ${leftOut} without an answer left out.` : ''}`,
    );
  return ok(EXIT.good);
}

interface ImportOptions {
  readonly output: string;
  readonly card?: boolean;
  readonly showSecrets?: boolean;
  readonly json?: boolean;
}

/** A card image has the real bytes, message secrets too: like a dump it never overwrites. */
async function importAsCard(file: string, { output, json }: ImportOptions): Promise<Result<ExitCode>> {
  const opened = await openTrace(file);
  if (!opened.ok) return opened;
  const card = cardFromTrace(new TraceView(opened.value.source));
  if (!card.ok) return card;
  const { image } = card.value;
  const notes = [...opened.value.notes, ...card.value.notes];
  const text = serializeCardImage(image);
  const written = output === '-' ? await writeOutput('-', text) : await writeSafely(output, text, true);
  if (!written.ok || output === '-') return written.ok ? ok(EXIT.good) : written;
  const { platform, modes, iccid, files } = image;
  if (json)
    printJson({ image: output, source: opened.value.format, platform, modes, iccid, files: files.length, notes });
  else {
    print(
      `${output}: ${counted(files.length, 'file')} of a ${platform}, ICCID ${iccid ?? 'unknown'}. Open it as virtual:${output}`,
    );
    for (const note of notes) print(`  ${note}`);
  }
  return ok(EXIT.good);
}

async function importVerb(_context: CliContext, file: string, options: ImportOptions): Promise<Result<ExitCode>> {
  if (options.card) return importAsCard(file, options);
  const opened = await openShownTrace(file, options.showSecrets ?? false);
  if (!opened.ok) return opened;
  const { source, format, notes } = opened.value;
  const trace = traceOf(source);
  if (!trace.ok) return trace;
  const written = await writeOutput(options.output, serializeTrace(trace.value));
  if (!written.ok || options.output === '-') return written.ok ? ok(EXIT.good) : written;
  if (options.json)
    printJson({ trace: options.output, source: format, lines: source.count, atr: source.header.atr, notes });
  else {
    print(`${options.output}: ${counted(source.count, 'line')} from ${TRACE_FORMATS[format]}.`);
    for (const note of notes) print(`  ${note}`);
  }
  return ok(EXIT.good);
}

const FILTER_HELP = `
Filter: terms with blanks between them, all of which must hold; ! in front of one for its opposite, "," between values of
which one must fit, quotes around a value with blanks; a word alone is looked for everywhere.
  errors       refused or failed, or without an answer
${Object.entries(FILTER_KEYS)
  .map(([key, words]) => `  ${`${key}:`.padEnd(12)} ${words}`)
  .join('\n')}`;

/** `trace`: exchanges with a card, recorded, shown, and taken from and to other programs. */
export function addTraceVerbs(program: Command, act: Act): void {
  const trace = program.command('trace').description('record, explain, export and import exchanges with cards');
  addTraceRecord(trace, act);
  trace
    .command('show <file>')
    .description(
      'explain every exchange of a trace, capture or log: the file it touched, parameters, status word, answer',
    )
    .option('--filter <terms>', 'only the lines that pass')
    .option('--details', 'with bytes, headers and contents of files')
    .option('--phone', 'what the device did on its way to the message, where it stopped, and who broke a rule')
    .option('--show-secrets', 'do not mask secrets of messages, and keys')
    .option('--json', 'as JSON')
    .addHelpText('after', FILTER_HELP)
    .action(act((context, file: string, options: ShowOptions) => show(context, file, options)));
  trace
    .command('export <file>')
    .description('write a trace as text, JSON, JSON lines, or a capture that Wireshark opens')
    .requiredOption('-o, --output <file>', 'where to; - for standard output')
    .addOption(new Option('--as <form>', 'which form; default by the ending of the output').choices(EXPORTS))
    .option('--filter <terms>', 'only the lines that pass')
    .option('--show-secrets', 'do not mask secrets of messages, and keys')
    .option('--json', 'tell of it as JSON')
    .action(act((context, file: string, options: ExportOptions) => exportVerb(context, file, options)));
  trace
    .command('import <log>')
    .description('make a trace, or a card, of a capture with GSMTAP or of the log of another program')
    .requiredOption('-o, --output <file>', 'where to; - for standard output')
    .option('--card', 'a card image of what the trace shows; never overwrites')
    .option('--show-secrets', 'do not mask secrets of messages, and keys')
    .option('--json', 'tell of it as JSON')
    .action(act((context, file: string, options: ImportOptions) => importVerb(context, file, options)));
}
