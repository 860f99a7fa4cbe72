import { expect, it } from 'vitest';
import type { Driver } from './drivers.ts';
import { soon, specApp } from './spec-app.ts';

/** Explore by keyboard and pointer, through the real window of a shell. */
export function exploreSpecs(start: Driver): void {
  const user = specApp(start);
  const { id, press, type, cell } = user;
  const range = () => id('selection-range').textContent();
  const clipboard = () => user.app.clipboard();

  async function open(reader = 'virtual:uicc-3g'): Promise<void> {
    await user.start();
    await user.open(reader);
    await id('selection-range').waitFor();
  }

  it('narrows the tree, finds, shows it whole again, and moves the panes', async () => {
    await open();
    const rows = id('tree-row');
    const before = await rows.count();
    await press('/');
    await type('portnbr');
    await soon(() => rows.count()).toBeLessThan(before);
    await press('Enter');
    await user.selectedRow('PortNbr');
    await press('/');
    await press('Escape');
    await soon(() => rows.count()).toBeGreaterThanOrEqual(before);

    const width = async () => (await user.page.locator('[data-pane="tree"]').boundingBox())?.width ?? 0;
    const wide = await width();
    for (let step = 0; step < 3; step++) await press('Control+Shift+ArrowLeft');
    await soon(width).toBeLessThan(wide - 30);
    const narrow = await width();
    await id('gutter-tree').dblclick();
    await soon(width).toBeGreaterThan(narrow);
  });

  it('goes to an offset, draws a range by keys and by pointer, and copies it', async () => {
    await open();
    await id('spine-step-content').click();
    await press('g');
    await type('7');
    await press('Enter');
    await soon(range).toMatch(/^000[0-7]/);
    await press('g');
    await type('7FFFF');
    expect(await id('go-to-offset').getAttribute('aria-invalid')).toBe('true');
    await press('Escape');

    await cell(7).click();
    await press('Shift+ArrowRight');
    await press('Shift+ArrowRight');
    await soon(range).toBe('0007–0009');
    await press('c');
    await soon(clipboard).toBe((await Promise.all([7, 8, 9].map((at) => cell(at).textContent()))).join(' '));

    await cell(17).hover();
    await user.page.mouse.down();
    await cell(20).hover();
    await user.page.mouse.up();
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
    await soon(() => user.page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
  });

  it('browses all files, reads the one that is chosen, says who may, and verifies a key as typed', async () => {
    await open('virtual:uicc');
    await id('browse-files').click();
    await id('browsed').waitFor();
    await press('/');
    await type('EF(ICCID)');
    await press('Enter');
    await soon(() => id('hex-cell').count()).toBe(10);
    await soon(() => id('access-read').textContent()).toBe('always');
    const row = id('meaning-row').first();
    await soon(() => row.textContent()).toContain('ICCID');
    await id('hex-cell').nth(4).click();
    await soon(() => row.getAttribute('data-lit')).toBe('');
    await press('x');
    await soon(() => id('trace-detail-name').textContent()).toContain('READ BINARY');

    await press('Control+1');
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
    await user.page.reload();
    await id('settings-button').waitFor();
    const look = await user.page.evaluate(() => ({
      lang: document.documentElement.lang,
      ...document.documentElement.dataset,
    }));
    expect(look).toMatchObject({ lang: 'zh-CN', theme: 'dark', motion: 'reduced' });
  });
}
