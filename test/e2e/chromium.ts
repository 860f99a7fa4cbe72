import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { chromiumPath } from '../support/requires.ts';

/** Without a display, and without any traffic of its own. */
const ARGS = [
  '--no-sandbox',
  '--headless=new',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-port=0',
];

export interface TestBrowser {
  readonly context: BrowserContext;
  /** Address of its DevTools, for a second client beside Playwright. */
  readonly devtools: string;
  close(): Promise<void>;
}

/** The system's Chromium with a fresh profile. */
export async function startBrowser(): Promise<TestBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'bootcard-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath() ?? 'chromium',
    headless: true,
    args: ARGS,
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    locale: 'en-GB',
  });
  const [port, path] = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n');
  return {
    context,
    devtools: `ws://127.0.0.1:${port}${path}`,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },
  };
}
