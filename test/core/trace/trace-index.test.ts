import { describe, expect, it } from 'vitest';
import { toHex } from '../../../core/base/bytes.ts';
import { decodeExchange } from '../../../core/trace/decode-exchange.ts';
import { FileBook } from '../../../core/trace/file-book.ts';
import { parseFilter } from '../../../core/trace/trace-filter.ts';
import { indexTrace, TraceIndex } from '../../../core/trace/trace-index.ts';
import { traceSecrets } from '../../../core/trace/trace-secrets.ts';
import { sourceOf } from '../../../core/trace/trace-source.ts';
import { TraceView } from '../../../core/trace/trace-view.ts';
import { redactTrace, type TraceFile, type TraceLine } from '../../../core/transport/trace-file.ts';
import { recordedRead, traceOfHex } from './trace-files.ts';

function indexOf(trace: TraceFile): TraceIndex {
  const index = indexTrace(sourceOf(trace));
  if (!index.ok) throw new Error(index.error.code);
  return index.value;
}

/** Reads of several cards one after the other, a reset before each: longer than what one snapshot covers. */
async function longTrace(): Promise<TraceFile> {
  const reads = [];
  for (const card of ['uicc-3g', 'sim', 'uicc', 'ruim']) reads.push((await recordedRead(card, 'inspect')).trace);
  const [first] = reads;
  if (first === undefined) throw new Error('no trace');
  const { reader } = first.header;
  const lines: TraceLine[] = [];
  while (lines.length < 1500)
    for (const { header, lines: own } of reads) {
      lines.push({ t: lines.length * 10, reader, c: '', r: header.atr, us: 5, name: 'WARM RESET' });
      for (const line of own) lines.push({ ...line, reader, t: lines.length * 10 });
    }
  return { header: first.header, lines };
}

/** Every line explained in one walk from the beginning. */
function walked(trace: TraceFile) {
  const view = new TraceView(sourceOf(trace));
  const book = FileBook.of(view);
  if (!book.ok) throw new Error(book.error.code);
  const rows: unknown[] = [];
  view.each((traced) => rows.push(decodeExchange(traced, book.value)));
  return rows;
}

describe('the index of a trace', () => {
  it('explains a row anywhere as a walk from the beginning does', async () => {
    const trace = await longTrace();
    const whole = walked(trace);
    const index = indexOf(trace);
    expect(index.count).toBe(trace.lines.length);
    for (const row of [1499, 700, 701, 0, 512, 511, 513, 1024, 33, 1023]) {
      const detail = index.detail(row, { showSecrets: true });
      expect(detail.ok && detail.value, String(row)).toEqual(whole[row]);
    }
    const [from, count] = [505, 60];
    expect(index.rows(from, count, { showSecrets: true })).toEqual(
      whole.slice(from, from + count).map((row) => {
        const { tree, ...rest } = row as { readonly tree: unknown };
        return rest;
      }),
    );
    expect(index.rows(trace.lines.length - 2, 60)).toHaveLength(2);
    expect(index.rows(-5, 8)).toHaveLength(3);
    expect(index.detail(trace.lines.length).ok).toBe(false);
  });

  it('hides in every row what a saved trace hides, in rows and trees', async () => {
    const trace = await longTrace();
    const book = FileBook.of(new TraceView(sourceOf(trace)));
    if (!book.ok) throw new Error(book.error.code);
    const secrets = traceSecrets(book.value);
    expect(secrets.length).toBeGreaterThan(50);
    const saved = redactTrace(trace, secrets).lines;
    const index = indexOf(trace);
    const hex = index
      .rows(0, index.count)
      .map(({ command, data, sw }) => `${toHex(command)} ${toHex(data)}${sw ?? ''}`);
    expect(hex).toEqual(saved.map(({ c, r }) => `${c} ${r}`));
    const { exchange, offset, length } = secrets[0] as (typeof secrets)[number];
    const row = index.jumpTo(exchange) ?? -1;
    const value = trace.lines[row]?.r.slice(2 * offset, 2 * (offset + length)) ?? '';
    const text = (value.match(/../g) ?? []).map((byte) => String.fromCharCode(Number.parseInt(byte, 16))).join('');
    const shown = JSON.stringify(index.detail(row));
    expect(JSON.stringify(index.detail(row, { showSecrets: true }))).toContain(text);
    expect(shown).not.toContain(text);
    expect([...index.search(text)]).toEqual([]);
    expect([...index.search(value)]).toEqual([]);
    expect([...index.search(value, { showSecrets: true })]).toContain(row);
  });

  it('takes lines while others are looked at, in pieces of any size', async () => {
    const trace = await longTrace();
    const whole = indexOf(trace);
    const index = new TraceIndex(trace.header);
    const source = sourceOf(trace);
    for (let done = false; !done; ) {
      const taken = index.take(source, 333);
      if (!taken.ok) throw new Error(taken.error.code);
      done = taken.value;
      const last = index.count - 1;
      expect(index.detail(last).ok).toBe(true);
      expect(index.rows(last, 1)[0]?.command).toEqual(whole.rows(last, 1)[0]?.command);
    }
    expect(index.rows(0, index.count)).toEqual(whole.rows(0, whole.count));
    index.append(trace.lines[1] as TraceLine);
    expect(index.count).toBe(whole.count + 1);
  });

  it('counts exchanges without resets', () => {
    const index = indexOf(traceOfHex(['A0A40000023F00 9F17', 'reset', 'reset', 'A0A40000027F20 9F17', 'reset']));
    expect([0, 1, 2, -1].map((exchange) => index.jumpTo(exchange))).toEqual([0, 3, null, null]);
    expect([0, 1, 2, 3, 4].map((row) => index.resetsBefore(row))).toEqual([0, 0, 1, 2, 2]);
  });

  it('gives back the lines that were put in', async () => {
    const { trace } = await recordedRead('uicc-2g', 'device');
    const marked = redactTrace(trace, [{ exchange: 3, part: 'response', offset: 0, length: 2 }]);
    const failed = [
      ...marked.lines,
      { t: 9, reader: 'other', c: 'A0F2000016', r: '', us: 1, name: 'STATUS', error: 'card-link' },
    ];
    const index = indexOf({ ...marked, lines: failed });
    expect(failed.map((_, row) => index.line(row))).toEqual(failed.map((value) => ({ ok: true, value })));
    expect([...index.filter([{ key: 'errors', values: [], not: false }])]).toContain(failed.length - 1);
  });

  it('filters a part of the rows, and searches names, meanings, characters and digits', () => {
    const index = indexOf(
      traceOfHex([
        'A0A40000027F20 9F17',
        'A0A40000026F46 9F0F',
        'A0B0000008 004E4F524454454C9000',
        'A0A40000026FFF 9404',
      ]),
    );
    const filter = parseFilter('ins:select');
    if (!filter.ok) throw new Error(filter.error);
    expect([...index.filter(filter.value, { from: 1, to: 3 })]).toEqual([1]);
    expect([...index.search('Nordtel')]).toEqual([2]);
    expect([...index.search('4e4f52')]).toEqual([2]);
    expect([...index.search('EF(SPN)')]).toEqual([1, 2]);
    expect([...index.search('not found')]).toEqual([3]);
    expect(index.search('')).toHaveLength(4);
    expect(index.rowsAt(index.search('EF(SPN)')).map(({ name }) => name)).toEqual(['SELECT', 'READ BINARY']);
  });
});
