import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Report } from '../../core/report/report.ts';
import { reportHtml } from '../../core/report/report-html.ts';
import { manyFindings, reportWith } from '../support/report-with.ts';
import { describeWith } from '../support/requires.ts';
import { startBrowser, type TestBrowser } from './chromium.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LONG = 'x'.repeat(300);

const FULL = reportWith({
  verdict: 'fail',
  root: 'dodf-oid-wrong',
  source: { kind: 'image', name: `${LONG}.card.json` },
  steps: (['ok', 'warning', 'error', 'notReached'] as const).map((verdict) => ({
    id: 'dodf',
    title: 'EF(DODF)',
    clause: 'D.4.2',
    verdict,
    fact: LONG,
    mode: '3g',
  })),
  findings: manyFindings(40),
  objects: [
    {
      label: LONG,
      oid: '2.23.43.7.1',
      title: 'OMA DM bootstrap',
      form: 'opaque',
      path: '3F00',
      length: 9,
      chosen: true,
    },
  ],
  message: {
    profile: 'dm',
    version: '1.2',
    publicId: null,
    charset: 'UTF-8',
    size: 12,
    accounts: [],
    fields: [{ group: 'DMAcc', path: LONG, value: LONG, secret: false }],
    xml: `<SyncML>${LONG}</SyncML>`,
  },
  files: [
    { path: '3F002FE2', name: LONG, kind: 'ef', structure: 'transparent', size: 10, read: 'always', update: LONG },
  ],
  cost: [{ mode: '3g', count: 1, sent: 2, received: 3 }],
  notes: [LONG],
});

describeWith(['chromium'], 'A report in a browser', () => {
  let browser: TestBrowser;
  let page: Page;
  const folder = mkdtempSync(join(tmpdir(), 'bootcard-report-'));
  const problems: string[] = [];

  beforeAll(async () => {
    browser = await startBrowser();
    page = await browser.context.newPage();
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const show = async (report: Report) => {
    const file = join(folder, 'report.html');
    writeFileSync(file, reportHtml(report));
    await page.goto(pathToFileURL(file).href);
  };

  it.each(['light', 'dark'] as const)('keeps to WCAG AA, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    for (const report of [FULL, reportWith(), { ...FULL, language: 'zh', secretsShown: true } as const]) {
      await show(report);
      await page.evaluate(AXE);
      const { violations } = (await page.evaluate('axe.run(document)')) as {
        violations: { id: string; nodes: { html: string }[] }[];
      };
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)).toEqual([]);
    }
    const paper = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(paper).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(22, 26, 32)');
  });

  it.each([1440, 700, 390])('breaks long names instead of growing wider, at %i pixels', async (width) => {
    await page.setViewportSize({ width, height: 900 });
    await show(FULL);
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
  });

  it('is light on paper, and prints', async () => {
    await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
    await show(FULL);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
  });

  it('runs nothing that stands in it: the policy holds', async () => {
    expect(problems).toEqual([]);
    const file = join(folder, 'tampered.html');
    const tampered = reportHtml(FULL).replace(
      '</main>',
      '<script>document.title="ran"</script><img src="x.png"></main>',
    );
    writeFileSync(file, tampered);
    await page.goto(pathToFileURL(file).href);
    expect(await page.title()).not.toBe('ran');
    expect(problems.some((text) => text.includes('Content Security Policy'))).toBe(true);
  });
});
