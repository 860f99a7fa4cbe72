import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex } from '../../../core/base/bytes.ts';
import { cheapestCover, differingOffsets } from '../../../core/plan/cover.ts';
import { updateCost, type WriteCost, writeCostOf } from '../../../core/plan/write-cost.ts';

const total = (spans: readonly { offset: number; length: number }[], cost: WriteCost) =>
  spans.reduce((sum, { offset, length }) => sum + updateCost(cost, offset, length), 0);

/** The least cost of all ways to cover the offsets by spans, tried one by one. */
function bruteForce(offsets: readonly number[], cost: WriteCost): number {
  const cuts = offsets.length - 1;
  let best = offsets.length === 0 ? 0 : Number.POSITIVE_INFINITY;
  for (let mask = 0; mask < 2 ** Math.max(0, cuts); mask++) {
    const spans: { offset: number; length: number }[] = [];
    offsets.forEach((offset, i) => {
      const last = spans.at(-1);
      if (last === undefined || mask & (1 << (i - 1))) spans.push({ offset, length: 1 });
      else last.length = offset - last.offset + 1;
    });
    if (spans.every(({ length }) => length <= cost.maxData)) best = Math.min(best, total(spans, cost));
  }
  return best;
}

const costs = fc.record({
  command: fc.integer({ min: 0, max: 200 }),
  byte: fc.integer({ min: 0, max: 50 }),
  page: fc.integer({ min: 0, max: 500 }),
  pageSize: fc.constantFrom(0, 4, 16, 64),
  maxData: fc.integer({ min: 1, max: 40 }),
});
const offsets = fc
  .uniqueArray(fc.integer({ min: 0, max: 120 }), { maxLength: 11 })
  .map((list) => list.sort((a, b) => a - b));

describe('the cheapest cover', () => {
  it('costs what the best of all covers costs', () => {
    fc.assert(
      fc.property(offsets, costs, (places, cost) => {
        const spans = cheapestCover(places, cost);
        expect(total(spans, cost)).toBe(bruteForce(places, cost));
      }),
      { numRuns: 400 },
    );
  });

  it('covers every offset once, in order, within the limit', () => {
    fc.assert(
      fc.property(offsets, costs, (places, cost) => {
        const spans = cheapestCover(places, cost);
        let end = 0;
        for (const { offset, length } of spans) {
          expect(offset).toBeGreaterThanOrEqual(end);
          expect(length).toBeLessThanOrEqual(cost.maxData);
          end = offset + length;
        }
        for (const place of places)
          expect(spans.some(({ offset, length }) => place >= offset && place < offset + length)).toBe(true);
      }),
    );
  });

  it('bridges a gap where a command costs more than its bytes, on a fast link more than on a slow one', () => {
    const slow = writeCostOf(hex('3B00'));
    const fast = writeCostOf(hex('3B1097'));
    const spans = (gap: number, cost: WriteCost) => cheapestCover([0, gap + 1], cost).length;
    // 372/1 at 4 MHz: 112 etu and 5 ms for a command, 12 etu for a byte.
    expect([spans(13, slow), spans(14, slow)]).toEqual([1, 2]);
    expect([spans(217, fast), spans(218, fast)]).toEqual([1, 2]);
  });

  it('of a body that differs everywhere is as few commands as they hold', () => {
    const differing = differingOffsets(new Uint8Array(1024), new Uint8Array(1024).fill(1));
    const spans = cheapestCover(differing, writeCostOf(hex('3B00')));
    expect(spans.map(({ length }) => length).reduce((a, b) => a + b)).toBe(1024);
    expect(spans.length).toBe(5);
  });
});
