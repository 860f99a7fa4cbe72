import type { Virtualizer } from '@tanstack/react-virtual';

/** A move of so many rows scrolls along; a longer one puts its goal in the middle. */
const NEAR = 3;

/**
 * Brings rows `first` to `last` into sight: not at all where they are, by a row or two for a step, else to the middle.
 * It stops at whole rows, so that the rows of linked panes stay level.
 */
export function reveal(virtual: Virtualizer<HTMLDivElement, Element>, row: number, first: number, last: number): void {
  const height = virtual.scrollElement?.clientHeight ?? 0;
  const top = virtual.scrollElement?.scrollTop ?? 0;
  const from = first * row;
  // What is higher than the pane shows from its first row on.
  const to = Math.max(from + row, Math.min((last + 1) * row, from + height));
  if (height === 0 || (from >= top && to <= top + height)) return;
  const off = Math.max(top - from, to - top - height);
  const goal = off > NEAR * row ? (from + to - height) / 2 : from < top ? from : to - height;
  virtual.scrollToOffset(Math.max(0, Math.ceil(goal / row) * row));
}
