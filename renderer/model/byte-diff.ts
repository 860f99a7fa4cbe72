/** A run of bytes that differ between two strings; past the end of the shorter one everything differs. */
export interface DiffRange {
  readonly offset: number;
  readonly length: number;
}

/** Where `after` differs from `before`, byte by byte at the same offsets: what a write to a card has to change. */
export function byteDiff(before: Uint8Array, after: Uint8Array): readonly DiffRange[] {
  const ranges: { offset: number; length: number }[] = [];
  const end = Math.max(before.length, after.length);
  for (let at = 0; at < end; at++) {
    if (before[at] === after[at]) continue;
    const last = ranges[ranges.length - 1];
    if (last !== undefined && last.offset + last.length === at) last.length++;
    else ranges.push({ offset: at, length: 1 });
  }
  return ranges;
}

export function diffSize(ranges: readonly DiffRange[]): number {
  return ranges.reduce((sum, range) => sum + range.length, 0);
}
