import type { Browser, Page } from 'playwright-core';
import { errorText } from '../../../core/base/app-error.ts';
import { startUiServer } from '../../../electron/card-host/ui-server/ui-server.ts';
import { type PageFaults, watchFaults } from '../../e2e/page-faults.ts';
import type { Look } from './look.ts';
import { SCENARIOS } from './scenarios.ts';
import { openStage, type Stage } from './stage.ts';

/** Where the built interface is; another build can be looked at by its folder. */
const RENDERER = process.env.BOOTCARD_RENDERER ?? new URL('../../../dist/renderer', import.meta.url).pathname;

/** A stage that a window looks at. */
export interface PlayedStage extends Stage {
  /** The card service goes away under the window. */
  cutLink(): Promise<void>;
}

export interface StagedApp {
  readonly page: Page;
  readonly stage: PlayedStage;
  readonly faults: PageFaults;
  close(): Promise<void>;
}

/** Brings about one look: the card-host on its scenario, the interface in a browser of that language, the acts done. */
export async function playLook(
  browser: Browser,
  { scenario = 'plain', forcedColors, act }: Look,
  locale: 'en-GB' | 'zh-CN',
): Promise<StagedApp> {
  const stage = openStage(SCENARIOS[scenario]);
  const server = await startUiServer({ service: stage.service, root: RENDERER });
  if (!server.ok) throw new Error(errorText(server.error).message);
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
    forcedColors: forcedColors ? 'active' : 'none',
    locale,
  });
  let cut = false;
  const cutLink = async () => {
    if (!cut) await server.value.close();
    cut = true;
  };
  const close = async () => {
    await context.close();
    await cutLink();
    await stage.close();
  };
  const played = { ...stage, cutLink };
  try {
    const faults = await watchFaults(context);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(server.value.url);
    await page.getByTestId('rail-reader').first().waitFor();
    await act?.(page, played);
    // One frame for what was done, one for what is measured by it.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    return { page, stage: played, faults, close };
  } catch (problem) {
    await close();
    throw problem;
  }
}
