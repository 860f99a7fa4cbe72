import { utf8 } from '../../core/base/bytes.ts';
import { runThrough } from '../../core/base/stepwise.ts';
import { parseFilter } from '../../core/trace/trace-filter.ts';
import { TraceIndex } from '../../core/trace/trace-index.ts';
import { openTraceText } from '../../core/trace/trace-source.ts';
import { traceText } from '../../core/transport/trace-file.ts';
import { recordedRead } from '../core/trace/trace-files.ts';

/** Exchanges and resets of a trace as long as they come: a phone's of some days. */
const ROWS = 1_000_000;
/** What a host puts in before it looks after others. */
const PIECE = 5000;
/** What a screen shows. */
const WINDOW = 60;

const round = (value: number) => Math.round(value * 1000) / 1000;

/** Milliseconds of processor time, and what was made in them: a machine that has other things to do measures the same. */
function timed<T>(make: () => T): { readonly ms: number; readonly made: T } {
  const before = process.cpuUsage();
  const made = make();
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1000, made };
}

/** Reads of a UICC in both classes, one after the other, a reset between them. */
async function longTrace(): Promise<Uint8Array> {
  const iso = (await recordedRead('uicc-3g', 'inspect')).trace;
  const gsm = (await recordedRead('uicc-2g', 'inspect')).trace;
  const { reader, atr } = iso.header;
  const reset = { t: 0, reader, c: '', r: atr, us: 1, name: 'WARM RESET' };
  const round = [...iso.lines, reset, ...gsm.lines, reset];
  const rows = [traceText(iso.header)];
  for (let row = 0; row < ROWS; row++)
    rows.push(traceText({ ...(round[row % round.length] ?? reset), reader, t: row * 1000 }));
  return utf8(rows.join(''));
}

const bytes = await longTrace();
const opened = timed(() => runThrough(openTraceText(bytes, 'bench')));
if (!opened.made.ok) throw new Error(opened.made.error.code);
const source = opened.made.value;
/** What nobody can do without: each line as JSON. */
const floor = timed(() => {
  let length = 0;
  for (const row of new TextDecoder().decode(bytes).split('\n'))
    if (row !== '') length += Object.keys(JSON.parse(row) as object).length;
  return length;
});

const index = new TraceIndex(source.header);
let longest = 0;
const indexed = timed(() => {
  for (let whole = false; !whole; ) {
    const piece = timed(() => index.take(source, PIECE));
    if (!piece.made.ok) throw new Error(piece.made.error.code);
    whole = piece.made.value;
    longest = Math.max(longest, piece.ms);
  }
});
const windows = [ROWS - WINDOW, 0, ROWS / 2, ROWS / 3, ROWS - WINDOW].map(
  (from) => timed(() => index.rows(Math.floor(from), WINDOW)).ms,
);
const details = [ROWS - 3, ROWS / 2, ROWS / 3].map((row) => timed(() => index.detail(Math.floor(row))).ms);

function filtered(text: string): number {
  const filter = parseFilter(text);
  if (!filter.ok) throw new Error(filter.error);
  return timed(() => index.filter(filter.value)).ms;
}

const row = {
  name: 'trace-index',
  rows: index.count,
  open_ms: round(opened.ms),
  index_ms: round(indexed.ms),
  us_per_row: round((indexed.ms * 1000) / ROWS),
  ratio_json: round(indexed.ms / floor.ms),
  longest_piece_ms: round(longest),
  first_window_ms: round(windows[0] ?? 0),
  longest_window_ms: round(Math.max(...windows)),
  longest_detail_ms: round(Math.max(...details)),
  filter_command_ms: round(filtered('ins:select')),
  filter_file_ms: round(filtered('file:ODF')),
  filter_status_ms: round(filtered('sw:6xxx')),
  filter_bytes_ms: round(filtered('hex:30820612')),
  search_ms: round(timed(() => index.search('nordtel')).ms),
};
process.stdout.write(`${JSON.stringify(row)}\n`);
