import { readFile } from 'node:fs/promises';
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import type { RunningApp } from './drivers.ts';

/** A window on a busy machine takes its time; nothing is asserted about how long. */
export const PATIENCE = { timeout: 30_000 };

/** What a person does in the app, in steps that wait for what they bring. */
export class JourneyApp {
  readonly app: RunningApp;

  constructor(app: RunningApp) {
    this.app = app;
    app.page.setDefaultTimeout(PATIENCE.timeout);
  }

  id(name: string): Locator {
    return this.app.page.getByTestId(name);
  }

  press(key: string): Promise<void> {
    return this.app.page.keyboard.press(key);
  }

  type(words: string): Promise<void> {
    return this.app.page.keyboard.type(words);
  }

  async open(reader: string): Promise<void> {
    await this.app.page.locator(`[data-testid="rail-reader"][data-reader="${reader}"]`).click();
    await this.id('spine-step-efDir').waitFor();
  }

  /** The first row of the tree whose words begin with `words` is selected. */
  async selectedRow(words: string): Promise<void> {
    const row = this.app.page.locator('[data-testid="tree-row"][aria-selected="true"]');
    await expect.poll(() => row.textContent(), PATIENCE).toMatch(new RegExp(`^${words}`));
  }

  async fill(field: string, value: string): Promise<void> {
    await this.app.page.locator(`input[data-testid$="${field}"]`).first().fill(value);
  }

  /** Types the card's last four digits and the key, and writes. */
  async approveAndWrite(key = '3132333435363738'): Promise<void> {
    await this.id('iccid-digit-0').waitFor();
    const tail = ((await this.id('big-iccid').textContent()) ?? '').replaceAll(/\s/g, '').slice(-4);
    for (const [at, digit] of [...tail].entries()) await this.id(`iccid-digit-${at}`).fill(digit);
    await this.id('credential-adm1').fill(key);
    await this.id('credential-adm1-use').click();
    await this.id('credential-adm1-held').waitFor();
    // A card that does not tell its tries (a SIM) is asked for nothing without a word of consent.
    const consent = this.id('consent-unknown');
    if ((await consent.count()) > 0) await consent.check();
    await this.id('write-now').click();
    await this.id('write-result').waitFor();
  }

  /** Presses a button that saves a file, and reads what it saved. */
  async saved(button: string, path: string): Promise<Buffer> {
    const begun = this.app.page.waitForEvent('download');
    await this.id(button).click();
    await (await begun).saveAs(path);
    return readFile(path);
  }

  async result(): Promise<string | null> {
    return this.id('write-result').getAttribute('data-result');
  }

  /** Every step of the spine has this verdict. */
  async bootstraps(): Promise<void> {
    for (const step of ['efDir', 'application', 'odf', 'dodf', 'content', 'wbxml', 'syncml', 'tnds', 'dmAcc']) {
      await expect.poll(() => this.id(`spine-step-${step}`).getAttribute('data-verdict'), PATIENCE).toBe('ok');
    }
  }
}
