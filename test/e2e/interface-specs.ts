import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { type CardImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
import type { Driver } from './drivers.ts';
import { soon, specApp } from './spec-app.ts';

/** What every shell must do, through its real window. A breach of the content policy or an uncaught error fails any of them. */
export function interfaceSpecs(start: Driver): void {
  const user = specApp(start);
  const { id, openGood } = user;

  const address = () => user.field('Addr').first();

  it('shows the chain and the message of a virtual card', async () => {
    await user.start();
    await openGood('virtual:uicc-3g');
    expect(await id('iccid').textContent()).toMatch(/^8900/);
    await id('spine-step-dmAcc').click();
    await soon(() => user.page.getByText('https://dm.').count()).toBeGreaterThan(0);
    expect(await id('hex-cell').count()).toBeGreaterThan(100);
  });

  it('reads every kind of card, side by side', async () => {
    await user.start();
    for (const reader of ['virtual:sim', 'virtual:ruim', 'virtual:uicc-2g', 'virtual:uicc']) await openGood(reader);
  });

  it('lights up tree and meaning for a byte, and the bytes for a row of the tree', async () => {
    await user.start();
    await openGood('virtual:uicc-3g');
    await id('spine-step-content').click();
    const cell = user.cell(20);
    await cell.click();
    const tree = user.page.locator('[data-testid="tree-row"][aria-selected="true"]');
    const meaning = user.page.locator('[data-testid="meaning-row"][data-lit]');
    await soon(() => tree.count()).toBe(1);
    await soon(() => meaning.count()).toBeGreaterThan(0);
    const before = await tree.getAttribute('data-node');
    expect(await cell.getAttribute('aria-selected')).toBe('true');

    const other = user.page.locator('[data-testid="tree-row"][data-node$="#SyncML/SyncBody/Final"]');
    // Only rows in sight are drawn.
    await tree.hover();
    await user.page.mouse.wheel(0, 10_000);
    await other.click();
    await soon(() => tree.getAttribute('data-node')).not.toBe(before);
    await expect
      .poll(() => user.page.locator('[data-testid="hex-cell"][aria-selected="true"]').count())
      .toBeGreaterThan(0);
  });

  it('edits the server address, writes it, proves it, and leaves a backup', async () => {
    await user.start();
    await openGood('virtual:uicc-3g');
    await id('tab-edit').click();
    const old = await address().inputValue();
    const wanted = old.replace('https://', 'https://new.');
    await address().fill(wanted);
    await id('plan-write').click();
    await id('big-iccid').waitFor();
    expect(await id('write-now').isDisabled()).toBe(true);
    await user.approveAndWrite();
    await soon(() => user.result()).toBe('verified');
    expect(readdirSync(join(user.app.dataFolder, 'backups'))).toHaveLength(1);
    expect(readdirSync(join(user.app.dataFolder, 'journals'))).toHaveLength(1);

    await id('new-plan').click();
    await soon(() => address().inputValue()).toBe(wanted);
  });

  it('refuses a wrong key without trying it twice', async () => {
    await user.start();
    await openGood('virtual:sim');
    await id('tab-edit').click();
    const wanted = (await address().inputValue()).replace('https://', 'https://x.');
    await address().fill(wanted);
    await id('plan-write').click();
    await user.approveAndWrite('FFFFFFFFFFFFFFFF');
    await soon(() => user.result()).toBe('key-refused');

    // What was typed is still there, to be planned again.
    await id('new-plan').click();
    await soon(() => address().inputValue()).toBe(wanted);
  });

  it('says that the card was pulled while reading, and reads it again', async () => {
    const path = join(user.folder, 'pulled.card.json');
    const image = builtinCard('uicc-3g');
    if (image === undefined) throw new Error('no built-in card');
    const write = (faults: CardImage['faults']): void => writeFileSync(path, serializeCardImage({ ...image, faults }));
    write([{ kind: 'remove', at: 12 }]);
    await user.start([path]);
    const reader = `virtual:${path}`;
    await user.reader(reader).click();
    await id('error-note').first().waitFor();
    expect(await id('error-note').first().textContent()).toMatch(/taken out/);
    const item = user.reader(reader);
    await soon(() => item.getAttribute('data-card')).toBe('empty');

    write([]);
    await user.app.insert(reader);
    await soon(() => item.getAttribute('data-card')).toBe('present');
    await soon(() => user.verdict('dmAcc')).toBe('ok');
    expect(await id('error-note').count()).toBe(0);
  });

  it('turns dark and back', async () => {
    await user.start();
    await openGood('virtual:uicc');
    const theme = () => user.page.evaluate(() => document.documentElement.dataset.theme);
    const paper = () => user.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await theme()).toBe('light');
    const light = await paper();
    await soon(async () => {
      if ((await theme()) !== 'dark') await id('theme-switch').click();
      return theme();
    }).toBe('dark');
    expect(await paper()).not.toBe(light);
  });

  it('has its tabs again when the page is loaded again, the same one in front', async () => {
    await user.start();
    await openGood('virtual:sim');
    await openGood('virtual:uicc-3g');
    await user.press('Alt+PageUp');
    const number = await id('iccid').textContent();
    await user.page.reload();
    await soon(() => id('tab-virtual:sim').count()).toBe(1);
    await soon(() => id('tab-virtual:uicc-3g').count()).toBe(1);
    await soon(() => id('iccid').textContent()).toBe(number);
    await user.bootstraps();
  });

  it('says when the card-host is gone; what was read stays, and nothing stays armed', async () => {
    await user.start();
    await openGood('virtual:uicc-3g');
    await id('tab-edit').click();
    await address().fill('https://new.nordtel.example/');
    await id('plan-write').click();
    await user.approve();
    await id('armed-chip').waitFor();
    await user.app.loseHost();
    // Told once: by the window while it is gone, by the card when it was started again.
    await soon(async () => (await id('link-lost').count()) + (await id('error-note').count())).toBe(1);
    expect(await id('armed-chip').count()).toBe(0);
    expect(await id('credential-adm1-held').count()).toBe(0);
    await user.bootstraps();
    await id('tab-edit').click();
    expect(await address().inputValue()).toBe('https://new.nordtel.example/');
  });
}
