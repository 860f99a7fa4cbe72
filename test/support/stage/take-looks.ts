import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumPath } from '../requires.ts';
import { LOOKS } from './looks.ts';
import { playLook } from './staged-app.ts';

/** Takes pictures of the interface in every state, theme, language and size: `node take-looks.ts FOLDER [NAME …]`. */
const [folder = 'screenshots', ...wanted] = process.argv.slice(2);

const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;

const executablePath = chromiumPath();
if (executablePath === undefined) throw new Error('Chromium is not installed: apt install chromium');
await mkdir(folder, { recursive: true });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
let failed = 0;
for (const [name, look] of Object.entries(LOOKS)) {
  if (wanted.length > 0 && !wanted.some((word) => name.startsWith(word))) continue;
  for (const [language, locale] of [
    ['en', 'en-GB'],
    ['zh', 'zh-CN'],
  ] as const) {
    try {
      const { page, close } = await playLook(browser, look, locale);
      for (const size of SIZES) {
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.setViewportSize(size);
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          // One frame for what is measured, one for what follows from it.
          await page.waitForTimeout(120);
          await page.screenshot({ path: join(folder, `${name}.${language}.${colorScheme}.${size.width}.png`) });
        }
      }
      await close();
    } catch (problem) {
      failed += 1;
      console.error(`${name} (${language}): ${problem instanceof Error ? problem.message : String(problem)}`);
    }
  }
}
await browser.close();
process.exitCode = failed === 0 ? 0 : 1;
