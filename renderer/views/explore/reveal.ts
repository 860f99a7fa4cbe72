import type { Virtualizer } from '@tanstack/react-virtual';

/** A move of so many rows scrolls along; a longer one puts its goal in the middle. */
const NEAR = 3;

/** First and last row of what shall be in sight. */
export type Rows = readonly [first: number, last: number];

/**
 * Where a box of a height, scrolled to `top`, is scrolled to so that rows are in sight: nowhere else where they are, by a
 * row or two for a step, else with them in the middle. It stops at whole rows, so that the rows of linked panes stay level.
 * @param row height of a row in pixels, as all lengths here
 */
export function revealed(top: number, height: number, row: number, [first, last]: Rows): number {
  const from = first * row;
  // What is higher than the pane shows from its first row on.
  const to = Math.max(from + row, Math.min((last + 1) * row, from + height));
  if (height === 0 || (from >= top && to <= top + height)) return top;
  const off = Math.max(top - from, to - top - height);
  const goal = off > NEAR * row ? (from + to - height) / 2 : from < top ? from : to - height;
  return Math.max(0, Math.ceil(goal / row) * row);
}

/** Brings rows into sight, see `revealed`. */
export function reveal(
  { scrollElement, scrollToOffset }: Virtualizer<HTMLDivElement, Element>,
  row: number,
  rows: Rows,
) {
  const { scrollTop = 0, clientHeight = 0 } = scrollElement ?? {};
  const goal = revealed(scrollTop, clientHeight, row, rows);
  if (goal !== scrollTop) scrollToOffset(goal);
}
