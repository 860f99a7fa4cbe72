import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteDiff, diffSize } from '../../renderer/model/byte-diff.ts';
import { byteKinds, isEvidenceByte, isSecretByte, kindName } from '../../renderer/model/byte-kinds.ts';
import { asciiOf, columnsInRow, moveCursor, rowCount, rowsOf } from '../../renderer/model/hex-rows.ts';

describe('rows of bytes', () => {
  it('count the last, shorter one', () => {
    expect([0, 1, 16, 17].map(rowCount)).toEqual([0, 1, 1, 2]);
  });

  it('know the columns that a place takes in them', () => {
    const place = { offset: 14, length: 20 };
    expect([0, 1, 2, 3].map((row) => columnsInRow(place, row))).toEqual([
      { from: 14, to: 15 },
      { from: 0, to: 15 },
      { from: 0, to: 1 },
      undefined,
    ]);
    expect(columnsInRow({ offset: 3, length: 0 }, 0)).toBeUndefined();
    expect(columnsInRow(null, 0)).toBeUndefined();
  });

  it('cover every byte of a place once', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.integer({ min: 1, max: 100 }), (offset, length) => {
        const { first, last } = rowsOf({ offset, length });
        let sum = 0;
        for (let row = 0; row < 30; row++) {
          const columns = columnsInRow({ offset, length }, row);
          expect(columns !== undefined).toBe(row >= first && row <= last);
          if (columns) sum += columns.to - columns.from + 1;
        }
        expect(sum).toBe(length);
      }),
    );
  });

  it('show printable ASCII and a dot for the rest', () => {
    expect([0x41, 0x20, 0x00, 0x7f, 0xff].map(asciiOf)).toEqual(['A', ' ', '·', '·', '·']);
  });

  it('keep the cursor in the file', () => {
    expect(moveCursor(0, 'ArrowLeft', 40, 10)).toBe(0);
    expect(moveCursor(39, 'ArrowRight', 40, 10)).toBe(39);
    expect(moveCursor(20, 'ArrowUp', 40, 10)).toBe(4);
    expect(moveCursor(20, 'ArrowDown', 40, 10)).toBe(36);
    expect(moveCursor(30, 'ArrowDown', 40, 10)).toBe(30);
    expect(moveCursor(35, 'Home', 40, 10)).toBe(32);
    expect(moveCursor(35, 'End', 40, 10)).toBe(39);
    expect(moveCursor(5, 'x', 40, 10)).toBe(5);
  });
});

describe('colours of bytes', () => {
  it('come from tokens, secrets and findings', () => {
    const kinds = byteKinds(
      8,
      [
        { span: { offset: 0, length: 2 }, kind: 'tag', meaning: '' },
        { span: { offset: 2, length: 9 }, kind: 'text', meaning: '' },
      ],
      [{ offset: 3, length: 2 }],
      [{ offset: 1, length: 1 }],
    );
    expect([...kinds].map(kindName)).toEqual(['tag', 'tag', 'text', 'text', 'text', 'text', 'text', 'text']);
    expect([...kinds].map(isSecretByte)).toEqual([false, false, false, true, true, false, false, false]);
    expect([...kinds].map(isEvidenceByte)).toEqual([false, true, false, false, false, false, false, false]);
  });
});

describe('bytes that differ', () => {
  it('stand in runs, the tail of the longer string included', () => {
    expect(byteDiff(Uint8Array.of(1, 2, 3, 4), Uint8Array.of(1, 9, 9, 4, 5))).toEqual([
      { offset: 1, length: 2 },
      { offset: 4, length: 1 },
    ]);
  });

  it('are none between equal strings, and are exactly those that differ', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ maxLength: 60 }), (a, b) => {
        expect(byteDiff(a, a)).toEqual([]);
        const count = Array.from({ length: Math.max(a.length, b.length) }, (_, at) => a[at] !== b[at]).filter(
          Boolean,
        ).length;
        expect(diffSize(byteDiff(a, b))).toBe(count);
      }),
    );
  });
});
