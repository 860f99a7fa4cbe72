import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureBuilt } from '../../build/scripts/ensure-built.ts';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { type CardImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
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
    for (const summary of await app.page.locator('.plan-detail > summary').all()) await summary.click();
    expect(await violations(app.page), 'Write').toEqual([]);
    await app.page.getByTestId('drop-plan').click();
    await tab('write');
    await app.page.locator('.backups').waitFor();
    expect(await violations(app.page), 'backups').toEqual([]);
  });

  it.each(['light', 'dark'])('finds nothing on the sheets of Explore, %s', async (theme) => {
    await app.page.emulateMedia({ colorScheme: theme === 'dark' ? 'dark' : 'light', reducedMotion: 'reduce' });
    await open('virtual:uicc-3g');
    for (const key of ['?', 'Shift+C', 'g', 'x', 'l', 'v', 'Control+,']) {
      await app.page.keyboard.press(key);
      await app.page.locator('.sheet').waitFor();
      expect(await violations(app.page), `the sheet of ${key}`).toEqual([]);
      await app.page.keyboard.press('Escape');
      await app.page.locator('.sheet').waitFor({ state: 'detached' });
    }
    await app.page.keyboard.press('/');
    await app.page.keyboard.type('addr');
    expect(await violations(app.page), 'the filtered tree').toEqual([]);
    await app.page.keyboard.press('Escape');
    await app.page.keyboard.press('k');
    await app.page.getByTestId('key-adm1-verify').click();
    expect(await violations(app.page), 'PINs and keys').toEqual([]);
    await app.page.getByTestId('card-keys').click();
  });

  it.each(['light', 'dark'])('finds nothing on the way out of a write that broke off, %s', async (theme) => {
    const folder = mkdtempSync(join(tmpdir(), 'bootcard-axe-'));
    const image = join(folder, 'half.card.json');
    const faults = [{ kind: 'remove', at: 3, ins: 'D6' }] as const;
    writeFileSync(image, serializeCardImage({ ...(builtinCard('uicc-3g') as CardImage), faults: [...faults] }));
    const half = await browserDriver([image]);
    const id = (name: string) => half.page.getByTestId(name);
    try {
      await half.page.emulateMedia({ colorScheme: theme === 'dark' ? 'dark' : 'light', reducedMotion: 'reduce' });
      await half.page.locator(`[data-reader="virtual:${image}"]`).click();
      await id('tab-edit').click();
      await half.page.locator('input[data-testid$="/Name"]').first().fill('NordTel North');
      await id('plan-write').click();
      const tail = (await id('big-iccid').textContent())?.slice(-4) ?? '';
      for (const [at, digit] of [...tail].entries()) await id(`iccid-digit-${at}`).fill(digit);
      await id('credential-adm1').fill('3132333435363738');
      await id('credential-adm1-use').click();
      await id('write-now').click();
      await id('write-result').waitFor();
      expect(await violations(half.page), 'interrupted').toEqual([]);
      await half.insert(`virtual:${image}`);
      await id('reread').click();
      await id('recover').waitFor();
      expect(await violations(half.page), 'recover').toEqual([]);
      await id('recover-finish').click();
      await id('iccid-digit-0').waitFor();
      expect(await violations(half.page), 'the plan that finishes it').toEqual([]);
    } finally {
      await half.close();
      rmSync(folder, { recursive: true });
    }
  });
});
