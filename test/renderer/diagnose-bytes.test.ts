import { describe, expect, it } from 'vitest';
import { hex } from '../../core/base/bytes.ts';
import { alignBytes, type ByteColumn, shownColumns } from '../../renderer/model/diagnose-bytes.ts';

const NONE = { offset: 0, length: 0 };
const align = (before: string, after: string, begins?: number[], offset = 0) =>
  alignBytes({ offset, before: hex(before), after: hex(after) }, NONE, begins && ((at) => begins.includes(at)));
const row = (columns: readonly ByteColumn[], side: 'before' | 'after') =>
  columns.map((column) => column[side]?.toString(16).padStart(2, '0') ?? '--').join(' ');

describe('bytes laid one above the other', () => {
  it('stand above their like, those left out in one piece that begins with a tag', () => {
    const columns = align('300806060604672B0701', '30060604672B0701', [0, 2, 4]);
    expect(row(columns, 'before')).toBe('30 08 06 06 06 04 67 2b 07 01');
    expect(row(columns, 'after')).toBe('30 06 -- -- 06 04 67 2b 07 01');
  });

  it('show what is put in', () => {
    const columns = align('A70630040402', 'A70A3008040402');
    expect(row(columns, 'before').replaceAll(' --', '')).toBe('a7 06 30 04 04 02');
    expect(columns.filter(({ before }) => before === null)).toHaveLength(1);
  });

  it('keep the order and all bytes of both sides, whatever they are', () => {
    for (let seed = 1; seed < 60; seed++) {
      const bytes = (n: number, by: number) => Uint8Array.from({ length: n }, (_, i) => (i * by * seed) % 5);
      const [before, after] = [bytes(seed % 13, 3), bytes(seed % 7, 2)];
      const columns = alignBytes({ offset: 0, before, after }, NONE);
      expect(columns.flatMap((column) => column.before ?? [])).toEqual([...before]);
      expect(columns.flatMap((column) => column.after ?? [])).toEqual([...after]);
    }
  });

  it('count places as the file has them', () => {
    const columns = alignBytes({ offset: 16, before: hex('010203'), after: hex('010303') }, { offset: 17, length: 1 });
    expect(columns.map(({ offset, marked, same }) => [offset, marked, same])).toEqual([
      [16, false, true],
      [17, true, false],
      [18, false, true],
    ]);
  });
});

describe('the part of them that is shown', () => {
  it('is what the finding points at, with what differs beside it', () => {
    const filler = '00'.repeat(60);
    const columns = alignBytes(
      { offset: 0, before: hex(`AA${filler}0102${filler}`), after: hex(`BB${filler}0103${filler}`) },
      { offset: 62, length: 1 },
    );
    const { columns: shown, outside } = shownColumns(columns);
    expect(shown.some(({ marked }) => marked)).toBe(true);
    expect(shown.length).toBeLessThan(12);
    expect(outside).toBe(1);
  });

  it('is the first difference where the finding points at nothing', () => {
    const columns = align(`${'00'.repeat(40)}01`, `${'00'.repeat(40)}02`);
    expect(shownColumns(columns).columns.at(-1)).toMatchObject({ before: 1, after: 2 });
  });

  it('is nothing of nothing', () => {
    expect(shownColumns([])).toEqual({ columns: [], outside: 0 });
  });
});
