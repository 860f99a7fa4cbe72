import type { Span } from '../base/span.ts';
import { updateCost, type WriteCost } from './write-cost.ts';

/** Offsets at which two bodies of the same length differ, in rising order, within `[from, to)`. */
export function differingOffsets(
  before: Uint8Array,
  after: Uint8Array,
  from = 0,
  to = after.length,
): readonly number[] {
  const out: number[] = [];
  for (let i = from; i < to; i++) if (before[i] !== after[i]) out.push(i);
  return out;
}

/**
 * The cheapest set of UPDATEs that covers all `offsets`: where two of them stand near each other, writing the equal bytes
 * between them costs less than another command. Exact: an UPDATE of an optimum begins and ends at an offset that must be
 * written (cutting off its ends never costs more), so the best cover of the first k offsets is the best cover of the first
 * i and one UPDATE over the rest.
 * @param offsets in rising order
 * @returns spans in rising order, none longer than `cost.maxData`
 */
export function cheapestCover(offsets: readonly number[], cost: WriteCost): readonly Span[] {
  const total: number[] = [0];
  const begin: number[] = [0];
  for (let k = 1; k <= offsets.length; k++) {
    const last = offsets[k - 1] as number;
    let best = Number.POSITIVE_INFINITY;
    let from = k - 1;
    for (let i = k - 1; i >= 0; i--) {
      const first = offsets[i] as number;
      const length = last - first + 1;
      if (length > cost.maxData) break;
      const sum = (total[i] as number) + updateCost(cost, first, length);
      // Of two that cost the same the one with fewer commands is taken: fewer places to be cut at.
      if (sum <= best) {
        best = sum;
        from = i;
      }
    }
    total.push(best);
    begin.push(from);
  }
  const spans: Span[] = [];
  for (let k = offsets.length; k > 0; k = begin[k] as number) {
    const first = offsets[begin[k] as number] as number;
    spans.unshift({ offset: first, length: (offsets[k - 1] as number) - first + 1 });
  }
  return spans;
}
