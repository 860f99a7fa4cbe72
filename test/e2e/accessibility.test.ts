import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureBuilt } from '../../build/scripts/ensure-built.ts';
import { chromiumPath, describeWith } from '../support/requires.ts';
import type { Look } from '../support/stage/look.ts';
import { LOOKS } from '../support/stage/looks.ts';
import { playLook } from '../support/stage/staged-app.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** What axe-core holds against the page as it stands; the script goes in by the debugger, past the content policy. */
async function violations(page: Page, { forcedColors }: Look): Promise<readonly string[]> {
  // Colours that the system sets are not read from the styles, which is where axe-core looks.
  const rules = forcedColors ? "{ rules: { 'color-contrast': { enabled: false } } }" : '{}';
  const result = (await page.evaluate(`axe.run(document, ${rules})`)) as AxeResult;
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

describeWith(['chromium'], 'Accessibility, by axe-core', () => {
  let browser: Browser;

  beforeAll(async () => {
    await ensureBuilt();
    browser = await chromium.launch({ executablePath: chromiumPath() ?? '', args: ['--no-sandbox'] });
  });

  afterAll(() => browser?.close());

  // Every other look in Chinese: what a language changes is the length of words and the language of the document.
  it.each(
    Object.entries(LOOKS).map(([name, look], at) => ({ name, look, locale: at % 2 ? 'zh-CN' : 'en-GB' }) as const),
  )('finds nothing on $name ($locale), in either theme', async ({ look, locale }) => {
    const { page, faults, close } = await playLook(browser, look, locale);
    try {
      await page.evaluate(AXE);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        expect(await violations(page, look), colorScheme).toEqual([]);
      }
    } finally {
      await close();
    }
    expect(faults.seen.filter((line) => look.console?.test(line) !== true)).toEqual([]);
  });
});
