/**
 * Scrolling through more rows than a page can be high: browsers end at some 30 million pixels. The scrolled box is as high as it
 * may be, its scroll bar stands for the whole, and what is shown is worked out from where the eye is, in pixels of all rows.
 */

/** Well below what browsers can take. */
const MOST_PIXELS = 12_000_000;

export interface ScrollPlace {
  /** Height of the scrolled content on the page. */
  readonly height: number;
  /** Pixels of all rows for one of the page; 1 where all rows fit. */
  readonly scale: number;
}

export function scrollPlace(rows: number, rowHeight: number, view: number): ScrollPlace {
  const whole = rows * rowHeight;
  if (whole <= MOST_PIXELS) return { height: whole, scale: 1 };
  return { height: MOST_PIXELS, scale: (whole - view) / Math.max(1, MOST_PIXELS - view) };
}

/** A page's scroll position as pixels of all rows. */
export function topOf(scrollTop: number, { scale }: ScrollPlace): number {
  return scrollTop * scale;
}

/** Keeps a place within all rows. */
export function within(top: number, rows: number, rowHeight: number, view: number): number {
  return Math.max(0, Math.min(top, rows * rowHeight - view));
}

/**
 * Where the eye is after the page said where it has scrolled to. What was set from here comes back rounded to whole pixels: then
 * nothing has moved.
 */
export function scrolledTo(scrollTop: number, top: number, place: ScrollPlace): number {
  if (place.scale === 1) return scrollTop;
  return Math.abs(top / place.scale - scrollTop) < 1 ? top : topOf(scrollTop, place);
}

/** The least movement that brings a row into sight. */
export function revealed(row: number, top: number, rowHeight: number, view: number): number {
  const from = row * rowHeight;
  if (from < top) return from;
  return from + rowHeight > top + view ? from + rowHeight - view : top;
}
