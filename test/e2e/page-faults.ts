import type { BrowserContext, Page } from 'playwright-core';

/** What went wrong in the pages of a context beside what a spec looks at; empty when all is well. */
export interface PageFaults {
  readonly seen: readonly string[];
  /** From now on this is no fault: a spec has brought it about. */
  expect(message: RegExp): void;
}

/** Listens for breaches of the content policy, uncaught errors and console errors. Call before any page is loaded. */
export async function watchFaults(context: BrowserContext): Promise<PageFaults> {
  const seen: string[] = [];
  const expected: RegExp[] = [];
  const note = (fault: string): void => {
    if (!expected.some((message) => message.test(fault))) seen.push(fault);
  };
  const listen = (page: Page): void => {
    page.on('pageerror', (error) => note(`uncaught: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') note(`console: ${message.text()}`);
    });
  };
  context.on('page', listen);
  for (const page of context.pages()) listen(page);
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      // Uncaught on purpose: the test hears of it as a page error, from whichever world it came.
      setTimeout(() => {
        throw new Error(`policy ${event.violatedDirective} broken by ${event.blockedURI} at ${event.sourceFile}`);
      });
    });
  });
  return { seen, expect: (message) => void expected.push(message) };
}
