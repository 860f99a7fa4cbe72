import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureBuilt } from '../../build/scripts/ensure-built.ts';
import { describeWith } from '../support/requires.ts';
import { browserDriver, type RunningApp } from './drivers.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** What axe-core holds against the page as it stands; the script goes in by the debugger, past the content policy. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const result = (await page.evaluate('axe.run(document)')) as AxeResult;
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

describeWith(['chromium'], 'Accessibility, by axe-core', () => {
  let app: RunningApp;
  const tab = (name: string) => app.page.getByTestId(`tab-${name}`).click();
  const open = async (reader: string) => {
    await app.page.locator(`[data-testid="rail-reader"][data-reader="${reader}"]`).first().click();
    // A card that is open already shows the view it was left in.
    await tab('explore');
    await app.page.getByTestId('spine-step-efDir').waitFor();
  };

  beforeAll(async () => {
    await ensureBuilt();
    app = await browserDriver([]);
  });

  afterAll(() => app?.close());

  it.each(['light', 'dark'])('finds nothing on any screen, %s', async (theme) => {
    await app.page.emulateMedia({ colorScheme: theme === 'dark' ? 'dark' : 'light', reducedMotion: 'reduce' });
    expect(await violations(app.page), 'welcome or the screen before').toEqual([]);
    await open('virtual:uicc-blank');
    expect(await violations(app.page), 'a card without PKCS#15').toEqual([]);
    await open('virtual:uicc-3g');
    expect(await violations(app.page), 'Explore').toEqual([]);
    await tab('edit');
    const field = app.page.locator('input[data-testid$="/Name"]').first();
    await field.fill(theme === 'dark' ? 'NordTel M2M' : 'NordTel IoT');
    expect(await violations(app.page), 'Edit').toEqual([]);
    await app.page.getByTestId('plan-write').click();
    await app.page.getByTestId('iccid-digit-0').waitFor();
    expect(await violations(app.page), 'Write').toEqual([]);
  });
});
