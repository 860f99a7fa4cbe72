import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { type CardImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
import type { Driver, RunningApp } from './drivers.ts';

const ADM1 = '3132333435363738';
/** A window on a busy machine takes its time; nothing is asserted about how long. */
const PATIENCE = { timeout: 20_000 };
const soon = <T>(look: () => T | Promise<T>, message?: string) =>
  expect.poll(look, { ...PATIENCE, ...(message === undefined ? {} : { message }) });

const STEPS = ['efDir', 'application', 'odf', 'dodf', 'content', 'wbxml', 'syncml', 'tnds', 'dmAcc'] as const;

/** Where pictures of failed specs go; not under version control. */
const RESULTS = new URL('../../test-results/', import.meta.url).pathname;

/** What every shell must do, through its real window. A breach of the content policy or an uncaught error fails any of them. */
export function interfaceSpecs(start: Driver): void {
  let app: RunningApp;
  let images: string;

  beforeEach(() => {
    images = mkdtempSync(join(tmpdir(), 'bootcard-images-'));
  });

  afterEach(async ({ task }) => {
    const name = `${task.suite?.name} ${task.name}`.replaceAll(/\W+/g, '-');
    if (task.result?.state === 'fail') await app.page.screenshot({ path: join(RESULTS, `${name}.png`) });
    await app.close();
    rmSync(images, { recursive: true });
    expect(app.faults.seen).toEqual([]);
  });

  const id = (name: string): Locator => app.page.getByTestId(name);

  async function open(reader: string): Promise<void> {
    await app.page.locator(`[data-testid="rail-reader"][data-reader="${reader}"]`).click();
  }

  async function openedWell(reader: string): Promise<void> {
    await open(reader);
    for (const step of STEPS) {
      await soon(() => id(`spine-step-${step}`).getAttribute('data-verdict'), step).toBe('ok');
    }
  }

  it('shows the chain and the message of a virtual card', async () => {
    app = await start([]);
    await openedWell('virtual:uicc-3g');
    expect(await id('iccid').textContent()).toMatch(/^8900/);
    await id('spine-step-dmAcc').click();
    await soon(() => app.page.getByText('https://dm.').count()).toBeGreaterThan(0);
    expect(await id('hex-cell').count()).toBeGreaterThan(100);
  });

  it('reads every kind of card, side by side', async () => {
    app = await start([]);
    for (const reader of ['virtual:sim', 'virtual:ruim', 'virtual:uicc-2g', 'virtual:uicc']) await openedWell(reader);
  });

  it('lights up tree and meaning for a byte, and the bytes for a row of the tree', async () => {
    app = await start([]);
    await openedWell('virtual:uicc-3g');
    await id('spine-step-content').click();
    const cell = app.page.locator('[data-testid="hex-cell"][data-offset="20"]');
    await cell.click();
    const tree = app.page.locator('[data-testid="tree-row"][aria-selected="true"]');
    const meaning = app.page.locator('[data-testid="meaning-row"][data-lit]');
    await soon(() => tree.count()).toBe(1);
    await soon(() => meaning.count()).toBeGreaterThan(0);
    const before = await tree.getAttribute('data-node');
    expect(await cell.getAttribute('aria-selected')).toBe('true');

    const other = app.page.locator('[data-testid="tree-row"][data-node$="#SyncML/SyncBody/Final"]');
    await other.click();
    await soon(() => tree.getAttribute('data-node')).not.toBe(before);
    await expect
      .poll(() => app.page.locator('[data-testid="hex-cell"][aria-selected="true"]').count())
      .toBeGreaterThan(0);
  });

  it('edits the server address, writes it, proves it, and leaves a backup', async () => {
    app = await start([]);
    await openedWell('virtual:uicc-3g');
    await id('tab-edit').click();
    const address = serverAddress(app.page);
    const old = await address.inputValue();
    const wanted = old.replace('https://', 'https://new.');
    await address.fill(wanted);
    await id('plan-write').click();
    const tail = (await id('big-iccid').textContent())?.slice(-4) ?? '';
    expect(await id('write-now').isDisabled()).toBe(true);
    for (const [at, digit] of [...tail].entries()) await id(`iccid-digit-${at}`).fill(digit);
    await id('armed-words').waitFor();
    await id('credential-adm1').fill(ADM1);
    await id('credential-adm1-use').click();
    await id('write-now').click();
    await soon(() => id('write-result').getAttribute('data-result')).toBe('verified');
    expect(readdirSync(join(app.dataFolder, 'backups'))).toHaveLength(1);
    expect(readdirSync(join(app.dataFolder, 'journals'))).toHaveLength(1);

    await id('new-plan').click();
    await soon(() => serverAddress(app.page).inputValue()).toBe(wanted);
  });

  it('refuses a wrong key without trying it twice', async () => {
    app = await start([]);
    await openedWell('virtual:sim');
    await id('tab-edit').click();
    const address = serverAddress(app.page);
    const wanted = (await address.inputValue()).replace('https://', 'https://x.');
    await address.fill(wanted);
    await id('plan-write').click();
    const tail = (await id('big-iccid').textContent())?.slice(-4) ?? '';
    for (const [at, digit] of [...tail].entries()) await id(`iccid-digit-${at}`).fill(digit);
    await id('credential-adm1').fill('FFFFFFFFFFFFFFFF');
    await id('credential-adm1-use').click();
    // Class A0 tells no tries of an ADM key.
    await id('consent-unknown').check();
    await id('write-now').click();
    await soon(() => id('write-result').getAttribute('data-result')).toBe('key-refused');

    // What was typed is still there, to be planned again.
    await id('new-plan').click();
    await soon(() => serverAddress(app.page).inputValue()).toBe(wanted);
  });

  it('says that the card was pulled while reading, and reads it again', async () => {
    const path = join(images, 'pulled.card.json');
    const image = builtinCard('uicc-3g');
    if (image === undefined) throw new Error('no built-in card');
    const write = (faults: CardImage['faults']): void => writeFileSync(path, serializeCardImage({ ...image, faults }));
    write([{ kind: 'remove', at: 12 }]);
    app = await start([path]);
    const reader = `virtual:${path}`;
    await open(reader);
    await id('error-note').first().waitFor();
    expect(await id('error-note').first().textContent()).toMatch(/taken out/);
    const item = app.page.locator(`[data-testid="rail-reader"][data-reader="${reader}"]`);
    await soon(() => item.getAttribute('data-card')).toBe('empty');

    write([]);
    await app.insert(reader);
    await soon(() => item.getAttribute('data-card')).toBe('present');
    await soon(() => id('spine-step-dmAcc').getAttribute('data-verdict')).toBe('ok');
    expect(await id('error-note').count()).toBe(0);
  });

  it('turns dark and back', async () => {
    app = await start([]);
    await openedWell('virtual:uicc');
    const theme = () => app.page.evaluate(() => document.documentElement.dataset.theme);
    const paper = () => app.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await theme()).toBe('light');
    const light = await paper();
    await soon(async () => {
      if ((await theme()) !== 'dark') await id('theme-switch').click();
      return theme();
    }).toBe('dark');
    expect(await paper()).not.toBe(light);
  });

  it('closes what a page had open when it is loaded again', async () => {
    app = await start([]);
    await openedWell('virtual:uicc-3g');
    await app.page.reload();
    await openedWell('virtual:uicc-3g');
  });
}

/** The field of the DM server's address: the one whose value is a web address. */
function serverAddress(page: Page): Locator {
  return page.locator('input[data-testid^="field-"][data-testid$="Addr"]').first();
}
