import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import type { RefObject } from 'react';

/** Rows that are kept ready above and below those in sight. */
const SPARE = 8;

/** How high the scrolled boxes were last, by name: a box that comes back has that height most of the time. */
const heights = new Map<string, number>();

/** A guess before the first box of a name was laid out; rows too many cost less than a second layout. */
const guess = () => Math.round(window.innerHeight / 2);

/**
 * Rows of one height of which those in sight exist. What is shown first is right at once, without waiting for the layout:
 * the height of the box is taken from the last time, and put right in the same frame where it has changed.
 * @param name of the box, for its height
 * @param row height of a row in pixels
 * @param start where a box of a height begins, in pixels from the top of all rows
 */
export function useRows(
  name: string,
  box: RefObject<HTMLDivElement | null>,
  count: number,
  row: number,
  start: (height: number) => number = () => 0,
): Virtualizer<HTMLDivElement, Element> {
  const height = heights.get(name) ?? guess();
  return useVirtualizer<HTMLDivElement, Element>({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => row,
    overscan: SPARE,
    initialRect: { width: 0, height },
    initialOffset: () => start(height),
    observeElementRect: ({ scrollElement }, take) => {
      if (scrollElement === null) return undefined;
      // It is called after the layout of each frame, so that asking for the size costs no layout of its own.
      const sizes = new ResizeObserver(() => {
        const { offsetWidth: width, offsetHeight: height } = scrollElement;
        if (height > 0) heights.set(name, height);
        take({ width, height });
      });
      sizes.observe(scrollElement);
      return () => sizes.disconnect();
    },
  });
}
