import type { Page } from 'playwright-core';

/** Counts what a pointer does; a journey without one ends at 0. */
export async function watchPointer(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    for (const name of ['pointerdown', 'mousedown', 'wheel', 'touchstart']) {
      document.addEventListener(
        name,
        () => {
          document.documentElement.dataset.pointer = String(Number(document.documentElement.dataset.pointer ?? 0) + 1);
        },
        { capture: true, passive: true },
      );
    }
  });
  return async () => Number((await page.locator('html').getAttribute('data-pointer')) ?? 0);
}
