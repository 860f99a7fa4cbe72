import { type RefObject, useLayoutEffect } from 'react';
import type { BandBoard, BandPane, BandPlace } from './band-board.ts';

/** Height of what stands above the scrolled box in its pane. */
function headOf(element: HTMLElement): number {
  const pane = element.closest('.pane') ?? element;
  return element.getBoundingClientRect().top - pane.getBoundingClientRect().top;
}

/**
 * Keeps the board told where `pane` shows the selection: after each render, and in the same frame as a scroll or a
 * change of size.
 * @param locate answers from the scrolled box and the height of what stands above it.
 */
export function useBandReport(
  box: RefObject<HTMLElement | null>,
  board: BandBoard,
  pane: BandPane,
  locate: (box: HTMLElement, head: number) => BandPlace | null,
): void {
  // Every render may have moved the selection, so this runs after each of them.
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    let over = false;
    const report = () => {
      if (!over) board.report(pane, locate(element, headOf(element)));
    };
    // All panes have rendered by then, so that one layout serves their reports; it is still the same frame.
    queueMicrotask(report);
    element.addEventListener('scroll', report, { passive: true });
    const sizes = new ResizeObserver(report);
    sizes.observe(element);
    return () => {
      over = true;
      element.removeEventListener('scroll', report);
      sizes.disconnect();
    };
  });
}
