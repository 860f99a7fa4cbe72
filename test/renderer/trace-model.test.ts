import { describe, expect, it } from 'vitest';
import type { TracePage } from '../../electron/ipc/trace-contract.ts';
import { barAt, barRects } from '../../renderer/model/trace-bars.ts';
import { TracePages } from '../../renderer/model/trace-pages.ts';
import { commandWords, meaningWords, rowsIn, type TraceRowData } from '../../renderer/model/trace-row.ts';
import { revealed, scrolledTo, scrollPlace, topOf, within } from '../../renderer/model/trace-scroll.ts';
import { filterText, NO_FILTER, reopened, settled, typedInto, without } from '../../renderer/model/trace-terms.ts';
import { translator } from '../../renderer/text/text.ts';

const t = translator('en');
const ROW = 24;

function page(view: number, from: number, lines: readonly number[]): TracePage {
  const words = lines.map(() => '');
  const numbers = lines.map(() => 0);
  return {
    view,
    from,
    line: lines,
    folded: numbers,
    at: numbers,
    took: numbers,
    channel: numbers,
    sent: words,
    length: numbers,
    name: words,
    file: words,
    path: words,
    got: numbers,
    sw: words,
    outcome: words,
    meaning: words,
    error: words,
  };
}

function row(more: Partial<TraceRowData>): TraceRowData {
  const [plain] = rowsIn(page(0, 0, [0]));
  return { ...(plain as TraceRowData), ...more };
}

describe('Scrolling through more than a page can be high', () => {
  it('is the page’s own scrolling where all fits', () => {
    const place = scrollPlace(1000, ROW, 600);
    expect(place).toEqual({ height: 24_000, scale: 1 });
    expect(scrolledTo(480, 0, place)).toBe(480);
  });

  it.each([1_000_000, 5_000_000])('reaches the first and the last of %i rows', (rows) => {
    const place = scrollPlace(rows, ROW, 600);
    expect(place.height).toBeLessThan(16_000_000);
    expect(topOf(0, place)).toBe(0);
    expect(topOf(place.height - 600, place)).toBeCloseTo(rows * ROW - 600, 3);
  });

  it('does not move for its own rounding, and moves for anything more', () => {
    const place = scrollPlace(1_000_000, ROW, 600);
    const top = 1_234_567;
    expect(scrolledTo(Math.round(top / place.scale), top, place)).toBe(top);
    expect(scrolledTo(Math.round(top / place.scale) + 40, top, place)).toBeGreaterThan(top + 40);
  });

  it('brings a row into sight with the least movement', () => {
    expect(revealed(5, 240, ROW, 240)).toBe(120);
    expect(revealed(12, 240, ROW, 240)).toBe(240);
    expect(revealed(20, 240, ROW, 240)).toBe(264);
    expect(within(1e9, 100, ROW, 600)).toBe(1800);
    expect(within(-5, 100, ROW, 600)).toBe(0);
    expect(within(50, 3, ROW, 600)).toBe(0);
  });
});

describe('The filter field', () => {
  it('settles a word with the blank behind it, and none within open quotes', () => {
    expect(typedInto(NO_FILTER, 'file:ODF ')).toEqual({ terms: ['file:ODF'], typed: '' });
    expect(typedInto(NO_FILTER, 'text:"north ')).toEqual({ terms: [], typed: 'text:"north ' });
    expect(typedInto(NO_FILTER, 'text:"north tel" ').terms).toEqual(['text:"north tel"']);
  });

  it('takes terms back, removes them, settles them', () => {
    const field = { terms: ['a', 'b'], typed: '' };
    expect(reopened(field)).toEqual({ terms: ['a'], typed: 'b' });
    expect(reopened({ ...field, typed: 'c' }).terms).toEqual(['a', 'b']);
    expect(without(field, 0).terms).toEqual(['b']);
    expect(settled({ terms: ['a'], typed: 'sw:9000' }).terms).toEqual(['a', 'sw:9000']);
  });

  it('does not ask for a key without its value, and closes quotes that are open', () => {
    expect(filterText({ terms: ['ins:read'], typed: 'sw:' })).toBe('ins:read');
    expect(filterText({ terms: [], typed: '-' })).toBe('');
    expect(filterText({ terms: [], typed: 'text:"north t' })).toBe('text:"north t"');
  });
});

describe('Rows in words', () => {
  it('say where a READ reads, and how a SELECT selects', () => {
    expect(commandWords(row({ sent: '01 B0 02 00 00' }), t)).toBe('0200, 256');
    expect(commandWords(row({ sent: '01 B0 82 04 0A' }), t)).toBe('SFI 02, 04, 10');
    expect(commandWords(row({ sent: 'A0 B0 82 04 0A' }), t)).toBe('8204, 10');
    expect(commandWords(row({ sent: '00 B2 03 04 30' }), t)).toBe('3');
    expect(commandWords(row({ sent: '01 A4 04 04 0C A0 00 00' }), t)).toBe('by AID');
    expect(commandWords(row({ sent: '00 70 80 01', channel: 0 }), t)).toBe('close 1');
    expect(commandWords(row({ sent: '01 20 00 01 00', length: 5 }), t)).toBe('no PIN sent');
    expect(commandWords(row({ sent: '01 20 00 01 08 •• ••', length: 13 }), t)).toBe('');
  });

  it('mean what came, else what the status word says, in the language of the window', () => {
    expect(meaningWords(row({ meaning: 'FCP', sw: '9000', outcome: 'ok' }), 'en', t)).toBe('FCP');
    const missing = row({ sw: '6A82', outcome: 'error', sent: '00 A4 00 00' });
    expect(meaningWords(missing, 'en', t)).toBe('file or application not found');
    expect(meaningWords(missing, 'zh', t)).not.toBe('file or application not found');
    expect(meaningWords(row({ sw: '63C3', outcome: 'warning' }), 'en', t)).toBe('tries left: 3');
    expect(meaningWords(row({ error: 'card-mute' }), 'en', t)).toBe('card-mute');
  });
});

describe('Pages of rows', () => {
  it('are asked for once, and again after the view has changed', () => {
    const asked: string[] = [];
    const pages = new TracePages((view, from) => asked.push(`${view}:${from}`));
    pages.show(0, 1000);
    pages.need(60, 70);
    pages.need(60, 70);
    expect(asked).toEqual(['0:0', '0:64']);
    pages.take(page(0, 0, [7, 8, 9]));
    expect(pages.row(1)?.line).toBe(8);
    pages.show(1, 10);
    expect(pages.row(1)).toBeUndefined();
    pages.take(page(0, 64, [1]));
    expect(pages.row(64)).toBeUndefined();
    pages.need(0, 9);
    expect(asked.at(-1)).toBe('1:0');
  });

  it('keep what has not changed while more comes', () => {
    const asked: number[] = [];
    const pages = new TracePages((_, from) => asked.push(from));
    pages.show(0, 130);
    pages.need(0, 129);
    expect(asked).toEqual([0, 64]);
    for (const from of [0, 64, 128]) pages.take(page(0, from, [from]));
    expect(asked).toEqual([0, 64, 128]);
    pages.show(0, 140);
    expect(pages.row(0)?.line).toBe(0);
    expect(pages.row(128)).toBeUndefined();
  });
});

describe('Pages that are scrolled past', () => {
  it('are not asked for once others are looked at', () => {
    const asked: number[] = [];
    const pages = new TracePages((_, from) => asked.push(from));
    pages.show(0, 100_000);
    for (let at = 0; at < 50_000; at += 1000) pages.need(at, at + 40);
    expect(asked.length).toBeLessThanOrEqual(2);
    for (const from of [...asked]) pages.take(page(0, from, [from]));
    expect(asked.slice(2)).toEqual([48_960, 49_024]);
  });
});

describe('Bars', () => {
  const bars = {
    axis: 'time',
    end: 100,
    from: [0, 50],
    to: [0, 100],
    bytes: [0, 8],
    failed: [1, 0],
    line: [0, 4],
  } as const;
  const columns = {
    ...bars,
    from: [...bars.from],
    to: [...bars.to],
    bytes: [...bars.bytes],
    failed: [1, 0],
    line: [0, 4],
  };

  it('are never too thin to be seen, and stay on the canvas', () => {
    const rects = barRects(columns, 20);
    expect(rects[0]?.width).toBeGreaterThan(1);
    expect(rects[1]).toMatchObject({ x: 500, width: 500, height: 20, failed: false });
    expect(barAt(columns, 3)).toBe(0);
    expect(barAt(columns, 9)).toBe(1);
  });
});
