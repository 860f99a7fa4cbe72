import { commandName } from '../../core/apdu/instructions.ts';
import { appError } from '../../core/base/app-error.ts';
import { hexWord } from '../../core/base/bytes.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { StructureNode } from '../../core/base/structure.ts';
import { type DecodedFile, decodedFile, type TraceRow } from '../../core/trace/decode-exchange.ts';
import { type TraceState as CardState, channelState } from '../../core/trace/selection.ts';
import type { TraceIndex } from '../../core/trace/trace-index.ts';
import type { TracedFile } from '../../core/trace/traced-file.ts';
import type { TraceDetail } from '../ipc/trace-contract.ts';
import { shownOutcome } from './trace-outcome.ts';
import type { FoldedRows } from './trace-rows.ts';

/** Bytes of an answer, and parts of its meaning, that are shown: more would only be scrolled past. */
const MOST_BYTES = 4096;
const MOST_PARTS = 200;
const DOTS = '••••••';

type Carried = TraceDetail['carries'][number];

function* flat(nodes: readonly StructureNode[], depth = 0, hidden = false): Generator<Carried> {
  for (const node of nodes) {
    const { label, path, preview = '', span } = node;
    const secret = hidden || node.secret === true;
    const value = secret && preview !== '' ? DOTS : preview;
    yield { label, path, value, secret, depth, offset: span.offset, length: span.length };
    yield* flat(node.children, depth + 1, secret);
  }
}

function stateBefore(state: CardState, channel: number, line: number): TraceDetail['before'] {
  const own = channelState(state, channel);
  const named = (file: TracedFile | null): DecodedFile | null => decodedFile(file, state);
  const { pending } = state;
  const [cla = 0, ins = 0] = pending?.command ?? [];
  return {
    df: named(own.df),
    ef: named(own.ef),
    record: own.record,
    channels: [...state.channels.keys()].sort((a, b) => a - b),
    pending: pending === null || pending.index >= line ? null : `${commandName(cla, ins)}, ${hexWord(pending.sw)}`,
  };
}

function partOf({ index, name, command, masked, sw, took }: TraceRow): TraceDetail['parts'][number] {
  return { line: index, name, command, masked: [...masked.command], sw: sw ?? '', took };
}

/** An answer that came in pieces is put together; only that of the last line has a place for what is masked. */
function answerOf(members: readonly TraceRow[]): Pick<TraceDetail, 'data' | 'masked' | 'length'> {
  const data = new Uint8Array(members.reduce((sum, row) => sum + row.data.length, 0));
  const masked: TraceDetail['masked'] = [];
  let at = 0;
  for (const row of members) {
    data.set(row.data, at);
    for (const { offset, length } of row.masked.data) masked.push({ offset: at + offset, length });
    at += row.data.length;
  }
  return { data: data.subarray(0, MOST_BYTES), masked, length: data.length };
}

function outcomeOf({ command, sw }: TraceRow): string {
  const [cla = 0, ins = 0] = command;
  return sw === null ? '' : shownOutcome(cla, ins, command.length, Number.parseInt(sw, 16));
}

/** Everything that is told of a row. @returns `trace-invalid` where there is no such line */
export function traceDetail(
  index: TraceIndex,
  rows: FoldedRows,
  line: number,
  placeOf: (row: number) => number | null,
): Result<TraceDetail> {
  const row = line < index.count ? rows.rowOf(line) : rows.count;
  const { from, to } = rows.lines(row);
  const members = index.rows(from, to - from);
  const [first] = members;
  const last = members.at(-1);
  if (first === undefined || last === undefined)
    return err(
      appError('trace-invalid', { path: index.header.reader, line: line + 1, reason: 'there is no such line' }),
    );
  const begun = index.traced(from);
  const ended = index.traced(last.index);
  const explained = index.detail(last.index);
  if (!begun.ok) return begun;
  if (!ended.ok) return ended;
  if (!explained.ok) return explained;
  const { part, header } = ended.value.step;
  return ok({
    line: from,
    kind: first.kind,
    place: placeOf(row),
    name: first.name,
    parameters: first.parameters,
    channel: first.channel,
    cardClass: first.cardClass,
    at: first.at,
    took: last.at + last.took - first.at,
    file: last.file,
    parts: members.map(partOf),
    ...answerOf(members),
    sw: last.sw,
    outcome: outcomeOf(last),
    error: last.error,
    part:
      part === undefined
        ? null
        : { record: part.record, offset: part.offset, length: part.bytes.length, written: part.written },
    carries: [...take(flat(explained.value.tree), MOST_PARTS)],
    of: header === undefined ? 'file' : 'header',
    before: stateBefore(begun.value.before, first.channel, from),
  });
}

function* take<T>(items: Iterable<T>, most: number): Generator<T> {
  let left = most;
  for (const item of items) {
    if (left === 0) return;
    left -= 1;
    yield item;
  }
}
