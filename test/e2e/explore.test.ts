import { afterEach, expect, it } from 'vitest';
import { ensureBuilt } from '../../build/scripts/ensure-built.ts';
import { describeWith } from '../support/requires.ts';
import { browserDriver, type RunningApp } from './drivers.ts';

/** A window on a busy machine takes its time; nothing is asserted about how long. */
const PATIENCE = { timeout: 20_000 };

describeWith(['chromium'], 'Explore by keyboard and pointer', () => {
  let app: RunningApp;
  const id = (name: string) => app.page.getByTestId(name);
  const press = (key: string) => app.page.keyboard.press(key);
  const range = () => id('selection-range').textContent();
  const soon = <T>(look: () => T | Promise<T>) => expect.poll(look, PATIENCE);

  async function open(reader = 'virtual:uicc-3g'): Promise<void> {
    await ensureBuilt();
    app = await browserDriver([]);
    await app.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await app.page.locator(`[data-testid="rail-reader"][data-reader="${reader}"]`).click();
    await id('selection-range').waitFor();
  }

  async function clipboard(): Promise<string> {
    return app.page.evaluate(() => navigator.clipboard.readText());
  }

  afterEach(async () => {
    await app.close();
    expect(app.faults.seen).toEqual([]);
  });

  it('narrows the tree, finds, and shows it whole again', async () => {
    await open();
    const rows = id('tree-row');
    const before = await rows.count();
    await press('/');
    await app.page.keyboard.type('portnbr');
    await soon(() => rows.count()).toBeLessThan(before);
    await press('Enter');
    await soon(() => app.page.locator('[data-testid="tree-row"][aria-selected="true"]').textContent()).toContain(
      'PortNbr',
    );
    await press('/');
    await press('Escape');
    await soon(() => rows.count()).toBeGreaterThanOrEqual(before);
  });

  it('goes to an offset, draws a range by keys and by pointer, and copies it', async () => {
    await open();
    await id('spine-step-content').click();
    await press('g');
    await app.page.keyboard.type('7');
    await press('Enter');
    await soon(range).toMatch(/^000[0-7]/);
    await press('g');
    await app.page.keyboard.type('7FFFF');
    expect(await id('go-to-offset').getAttribute('aria-invalid')).toBe('true');
    await press('Escape');

    const cell = (offset: number) => app.page.locator(`[data-testid="hex-cell"][data-offset="${offset}"]`);
    await cell(7).click();
    await press('Shift+ArrowRight');
    await press('Shift+ArrowRight');
    await soon(range).toBe('0007–0009');
    await press('c');
    await soon(clipboard).toBe((await Promise.all([7, 8, 9].map((at) => cell(at).textContent()))).join(' '));

    await cell(17).hover();
    await app.page.mouse.down();
    await cell(20).hover();
    await app.page.mouse.up();
    await soon(range).toBe('0011–0014');
    await press('Shift+C');
    await press('5');
    await soon(clipboard).toMatch(/^bootcard files virtual:uicc-3g 3F00/);
  });

  it('shows the clause, the exchange and the whole value of what is selected', async () => {
    await open();
    await press('v');
    await id('detail-tab-exchange').click();
    await soon(() => id('detail').textContent()).toContain('READ BINARY');
    await id('show-in-trace').click();
    await soon(() => id('trace-detail-name').textContent()).toContain('READ BINARY');
    await press('Control+1');
    await press('l');
    await soon(() => id('detail-clause').textContent()).toContain('StdObj');
    await press('Escape');
    await press('v');
    await soon(() => id('detail-value').textContent()).toMatch(/^https:/);
    await press('Escape');
    await press('F2');
    await soon(() => app.page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
  });

  it('moves the panes by keys and puts them back', async () => {
    await open();
    const width = async () => (await app.page.locator('[data-pane="tree"]').boundingBox())?.width ?? 0;
    const before = await width();
    for (let step = 0; step < 3; step++) await press('Control+Shift+ArrowLeft');
    await soon(width).toBeLessThan(before - 30);
    const narrow = await width();
    await id('gutter-tree').dblclick();
    await soon(width).toBeGreaterThan(narrow);
  });

  it('browses all files, reads the one that is chosen, and says who may', async () => {
    await open('virtual:uicc');
    await id('browse-files').click();
    await id('browsed').waitFor();
    await press('/');
    await app.page.keyboard.type('EF(ICCID)');
    await press('Enter');
    await soon(() => id('hex-cell').count()).toBe(10);
    await soon(() => id('access-read').textContent()).toBe('always');
    const row = id('meaning-row').first();
    await soon(() => row.textContent()).toContain('ICCID');
    await id('hex-cell').nth(4).click();
    await soon(() => row.getAttribute('data-lit')).toBe('');
    await press('x');
    await soon(() => id('trace-detail-name').textContent()).toContain('READ BINARY');
  });

  it('shows the keys of the card and verifies one as typed', async () => {
    await open('virtual:uicc');
    await press('k');
    await soon(() => id('key-adm1').textContent()).toContain('3 of 3 tries left');
    expect(await id('key-pin1-state').textContent()).toBe('off: not asked for');
    await id('key-adm1-verify').click();
    await id('credential-adm1').fill('3132333435363738');
    await id('credential-adm1-use').click();
    await soon(() => id('key-adm1-state').textContent()).toBe('verified');
  });

  it('keeps what is chosen in Settings', async () => {
    await open();
    await press('Control+,');
    await id('setting-theme-dark').click();
    await id('setting-motion-reduced').click();
    await id('setting-language-zh').click();
    await app.page.reload();
    await id('settings-button').waitFor();
    const { lang, dataset } = await app.page.evaluate(() => ({
      lang: document.documentElement.lang,
      dataset: { ...document.documentElement.dataset },
    }));
    expect({ lang, ...dataset }).toMatchObject({ lang: 'zh-CN', theme: 'dark', motion: 'reduced' });
  });
});
