import type { ComparedBytes } from '../../electron/ipc/diagnose-contract.ts';

/** One column of two byte strings laid one above the other; null where that side has no byte there. */
export interface ByteColumn {
  readonly before: number | null;
  readonly after: number | null;
  /** Place of `before` in its file; where there is none, of the byte behind it. */
  readonly offset: number;
  readonly same: boolean;
  /** True for a byte that the finding points at. */
  readonly marked: boolean;
}

interface Place {
  readonly offset: number;
  readonly length: number;
}

const within = (offset: number, { offset: from, length }: Place) => offset >= from && offset < from + length;

/** Costs: one gap is likelier than two, a byte that became another than a gap on each side, and what goes begins with a tag. */
const COST = { differs: 3, open: 5, more: 1, late: 4 } as const;
const FAR = 30_000;

/** What came last on the cheapest way to a pair of heads: both bytes, one of `before` alone, one of `after` alone. */
type Last = 'both' | 'before' | 'after';

/** Cost of the cheapest way from each pair of places to the ends, by what stands first on it. */
function costs(
  a: Uint8Array,
  b: Uint8Array,
  late: (i: number) => number,
): Readonly<Record<Last, Uint16Array>> & { readonly width: number } {
  const width = b.length + 1;
  const table = () => new Uint16Array((a.length + 1) * width).fill(FAR);
  const [both, before, after] = [table(), table(), table()];
  const end = a.length * width + b.length;
  both[end] = 0;
  for (let i = a.length; i >= 0; i--) {
    for (let j = b.length; j >= 0; j--) {
      const at = i * width + j;
      const paired = at + width + 1;
      const ahead = (place: number, row: number, gap: Uint16Array) =>
        Math.min(both[place] ?? FAR, (gap[place] ?? FAR) + (gap === before ? late(row) : 0));
      if (i < a.length)
        before[at] = Math.min((before[at + width] ?? FAR) + COST.more, ahead(at + width, i + 1, after) + COST.open);
      if (j < b.length) after[at] = Math.min((after[at + 1] ?? FAR) + COST.more, ahead(at + 1, i, before) + COST.open);
      if (i < a.length && j < b.length) {
        const rest = Math.min(ahead(paired, i + 1, before), after[paired] ?? FAR);
        both[at] = rest + (a[i] === b[j] ? 0 : COST.differs);
      }
    }
  }
  return { both, before, after, width };
}

/**
 * Lays two byte strings one above the other so that they look as alike as they can, bytes left out in one piece.
 * @param begins tells whether a tag stands at an offset of the file; undefined where that is not known
 */
export function alignBytes(
  { before: a, after: b, offset }: Omit<ComparedBytes, 'file' | 'cut'>,
  marked: Place,
  begins?: (offset: number) => boolean,
): readonly ByteColumn[] {
  const late = (i: number) => (begins === undefined || begins(offset + i) ? 0 : COST.late);
  const { width, ...tables } = costs(a, b, late);
  const columns: ByteColumn[] = [];
  let last: Last = 'both';
  for (let [i, j] = [0, 0]; i < a.length || j < b.length; ) {
    const at = i * width + j;
    // A gap that began costs less when it goes on.
    const costOf = (kind: Last) => {
      const cost = tables[kind][at] ?? FAR;
      if (kind === 'both') return cost;
      return kind === last ? cost - (COST.open - COST.more) : cost + (kind === 'before' ? late(i) : 0);
    };
    const step: Last = (['before', 'after'] as const).reduce<Last>(
      (best, kind) => (costOf(kind) < costOf(best) ? kind : best),
      'both',
    );
    const before = step === 'after' ? null : (a[i] ?? null);
    const after = step === 'before' ? null : (b[j] ?? null);
    const place = offset + i;
    columns.push({
      before,
      after,
      offset: place,
      same: before === after,
      marked: before !== null && within(place, marked),
    });
    if (step !== 'after') i += 1;
    if (step !== 'before') j += 1;
    last = step;
  }
  return columns;
}

/** Bytes that have little in common, each beside the one at its place. */
function besideEachOther(
  { before, after, offset }: Omit<ComparedBytes, 'file' | 'cut'>,
  marked: Place,
): readonly ByteColumn[] {
  return Array.from({ length: Math.max(before.length, after.length) }, (_, i) => ({
    before: before[i] ?? null,
    after: after[i] ?? null,
    offset: offset + i,
    same: before[i] === after[i],
    marked: i < before.length && within(offset + i, marked),
  }));
}

/** Both sides as a person compares them: what is rewritten from its first byte is no story of bytes left out. */
export function comparedColumns(
  bytes: Omit<ComparedBytes, 'file' | 'cut'>,
  marked: Place,
  begins?: (offset: number) => boolean,
): readonly ByteColumn[] {
  const columns = alignBytes(bytes, marked, begins);
  const alike = columns.filter(({ same }) => same).length;
  return alike * 2 < Math.min(bytes.before.length, bytes.after.length) ? besideEachOther(bytes, marked) : columns;
}

/** Columns kept before and behind what matters. */
const AROUND = 3;
const MOST_COLUMNS = 24;

/** The part of the columns that a person needs to see, and how many that differ stand outside of it. */
export interface ShownColumns {
  readonly columns: readonly ByteColumn[];
  readonly outside: number;
}

/** Columns around the bytes that differ where the finding points; around the first that differ where it points elsewhere. */
export function shownColumns(columns: readonly ByteColumn[]): ShownColumns {
  const indexes = columns.map((_, at) => at);
  const differing = indexes.filter((at) => columns[at]?.same === false);
  const pointed = indexes.filter((at) => columns[at]?.marked === true);
  const both = differing.filter((at) => pointed.includes(at));
  const focus = both.length > 0 || pointed.length > 0 ? pointed : differing;
  const [first = 0] = both.length > 0 ? both : focus;
  const pointedFirst = focus[0] ?? first;
  // Where the finding points at much, what differs in it comes first.
  let from = first - pointedFirst > MOST_COLUMNS / 2 ? first : Math.min(first, pointedFirst);
  // What differs right before it is told with it.
  for (let back = AROUND; back > 0; back--) if (columns[from - back]?.same === false) from -= back;
  const start = Math.max(0, from - AROUND);
  const last = focus.at(-1) ?? first;
  const end = Math.min(columns.length, start + MOST_COLUMNS, last + AROUND + 1);
  return {
    columns: columns.slice(start, end),
    outside: differing.filter((at) => at < start || at >= end).length,
  };
}
