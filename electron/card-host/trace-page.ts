import { INS } from '../../core/apdu/instructions.ts';
import { hexByte, toHex } from '../../core/base/bytes.ts';
import type { Span } from '../../core/base/span.ts';
import type { TraceRow } from '../../core/trace/decode-exchange.ts';
import type { TraceIndex } from '../../core/trace/trace-index.ts';
import type { TracePage } from '../ipc/trace-contract.ts';
import { breathe, sliceEnd } from './time-slice.ts';
import { meaningOf } from './trace-meaning.ts';
import { shownOutcome } from './trace-outcome.ts';
import type { FoldedRows } from './trace-rows.ts';

/** Bytes of a command that fit its column. */
const SENT = 20;
const DOTS = '••';

function shown(command: Uint8Array, masked: readonly Span[]): string {
  const hidden = (at: number) => masked.some(({ offset, length }) => at >= offset && at < offset + length);
  const bytes = [...command.subarray(0, SENT)].map((byte, at) => (hidden(at) ? DOTS : hexByte(byte)));
  return `${bytes.join(' ')}${command.length > SENT ? ' …' : ''}`;
}

const GOOD: ReadonlySet<string> = new Set(['ok', 'warning', 'more']);

const HEADERS: ReadonlySet<number> = new Set([INS.select, INS.status]);

/** Where in its file a READ BINARY begins; 0 for all else. */
function placeOf({ command, cardClass }: TraceRow): number {
  const [, ins, p1 = 0, p2 = 0] = command;
  if (ins !== INS.readBinary) return 0;
  return cardClass !== '2g' && (p1 & 0x80) !== 0 ? p2 : (p1 << 8) | p2;
}

/** What the answer of a row means; empty where it has none, or says no more than its status word. */
function rowMeaning(index: TraceIndex, first: TraceRow, last: TraceRow): string {
  if (last.kind === 'reset') return last.data.length === 0 ? '' : `ATR ${toHex(last.data)}`;
  if (last.data.length === 0 || !GOOD.has(last.status?.outcome ?? '')) return '';
  const decoded = index.detail(last.index);
  return decoded.ok ? meaningOf(decoded.value, HEADERS.has(first.command[1] ?? 0), placeOf(first)) : '';
}

type Columns = { -readonly [K in keyof TracePage]: TracePage[K] extends readonly (infer T)[] ? T[] : TracePage[K] };

function addRow(page: Columns, members: readonly TraceRow[], meaning: string): void {
  const [first] = members;
  const last = members.at(-1);
  if (first === undefined || last === undefined) return;
  page.line.push(first.index);
  page.folded.push(members.length - 1);
  page.at.push(first.at);
  page.took.push(last.at + last.took - first.at);
  page.channel.push(first.channel);
  page.sent.push(shown(first.command, first.masked.command));
  page.length.push(first.command.length);
  page.name.push(first.name);
  page.file.push(last.file?.name ?? '');
  page.path.push(last.file?.path ?? '');
  page.got.push(members.reduce((sum, { data }) => sum + data.length, 0));
  page.sw.push(last.sw ?? '');
  const [cla = 0, ins = 0] = last.command;
  page.outcome.push(last.sw === null ? '' : shownOutcome(cla, ins, last.command.length, Number.parseInt(last.sw, 16)));
  page.meaning.push(meaning);
  page.error.push(last.error ?? '');
}

/** Rows as the table shows them, in columns. Others get their turn while it is made. */
export async function tracePage(
  index: TraceIndex,
  rows: FoldedRows,
  wanted: readonly number[],
  place: { readonly view: number; readonly from: number },
): Promise<TracePage> {
  const page: Columns = {
    ...place,
    line: [],
    folded: [],
    at: [],
    took: [],
    channel: [],
    sent: [],
    length: [],
    name: [],
    file: [],
    path: [],
    got: [],
    sw: [],
    outcome: [],
    meaning: [],
    error: [],
  };
  let end = sliceEnd();
  for (const row of wanted) {
    const { from, to } = rows.lines(row);
    const members = index.rows(from, to - from);
    const [first] = members;
    const last = members.at(-1);
    if (first !== undefined && last !== undefined) addRow(page, members, rowMeaning(index, first, last));
    if (performance.now() < end) continue;
    await breathe();
    end = sliceEnd();
  }
  return page;
}
