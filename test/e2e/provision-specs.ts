import type { Locator } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Driver, RunningApp } from './drivers.ts';

const ADM1 = '3132333435363738';
const PATIENCE = { timeout: 20_000 };
const soon = <T>(look: () => T | Promise<T>) => expect.poll(look, PATIENCE);

/** The application of a card made, filled, changed and taken off, through the real window of a shell. */
export function provisionSpecs(start: Driver): void {
  let app: RunningApp;

  beforeEach(async () => {
    app = await start([]);
  });
  afterEach(async () => {
    await app.close();
    expect(app.faults.seen).toEqual([]);
  });

  const id = (name: string): Locator => app.page.getByTestId(name);
  const verdict = (step: string) => id(`spine-step-${step}`).getAttribute('data-verdict');
  const open = (reader: string) => app.page.locator(`[data-testid="rail-reader"][data-reader="${reader}"]`).click();

  /** The digits, the key, the number where files go, and the button. */
  async function write(): Promise<void> {
    await id('iccid-digit-0').waitFor();
    const number = ((await id('big-iccid').textContent()) ?? '').replaceAll(/\s/g, '');
    for (const [at, digit] of [...number.slice(-4)].entries()) await id(`iccid-digit-${at}`).fill(digit);
    await id('armed-words').waitFor();
    await id('credential-adm1').fill(ADM1);
    await id('credential-adm1-use').click();
    if ((await id('confirm-number').count()) > 0) {
      expect(await id('write-now').isDisabled()).toBe(true);
      await id('confirm-number').fill(number);
    }
    await id('write-now').click();
    await soon(() => id('write-result').getAttribute('data-result')).toBe('verified');
  }

  async function toObjects(): Promise<void> {
    await app.page.keyboard.press('Control+k');
    await id('palette-input').fill('Bootstrap objects');
    await app.page.keyboard.press('Enter');
    await id('objects').waitFor();
  }

  it('makes a blank card carry a message, adds a second one, puts it first, and takes all off again', async () => {
    await open('virtual:uicc-3g-blank');
    await id('provision-hint').waitFor();
    await id('show-provision').click();
    await soon(() => id('plan-provision').isDisabled()).toBe(true);
    await id('pick-dm').click();
    await soon(() => id('pick-summary').getAttribute('data-errors')).toBe('0');
    await id('plan-provision').click();
    await soon(() => app.page.locator('[data-testid="plan-file"][data-act="made"]').count()).toBeGreaterThan(3);
    await write();
    await id('tab-explore').click();
    await soon(() => verdict('dmAcc')).toBe('ok');
    expect(await id('provision-hint').count()).toBe(0);

    await toObjects();
    await id('pick-dm').click();
    await id('pick-summary').waitFor();
    await id('object-label').fill('Second');
    await id('plan-add').click();
    await write();
    await toObjects();
    await soon(() => id('object-row').count()).toBe(2);
    expect(await id('plan-order').isDisabled()).toBe(true);
    await id('object-up').nth(1).click();
    expect(await id('object-row').first().textContent()).toContain('Second');
    await id('plan-order').click();
    await write();
    await toObjects();
    await soon(() => id('object-row').first().textContent()).toContain('Second');

    await id('objects-delete').check();
    await id('plan-unprovision').click();
    await soon(() => app.page.locator('[data-testid="plan-file"][data-act="removed"]').count()).toBeGreaterThan(3);
    await write();
    await id('tab-explore').click();
    await id('provision-hint').waitFor();
  });

  it('fills the fixed files of a SIM with the message of another open card', async () => {
    await open('virtual:uicc');
    await soon(() => verdict('dmAcc')).toBe('ok');
    await open('virtual:sim-blank');
    await id('show-provision').click();
    await soon(() => id('profile-fixed').isChecked()).toBe(true);
    await id('pick-card').click();
    await id('pick-summary').waitFor();
    await id('plan-provision').click();
    await id('iccid-digit-0').waitFor();
    // Class A0 tells no tries of an ADM key.
    await id('consent-unknown').check();
    await write();
    await id('tab-explore').click();
    await soon(() => verdict('dmAcc')).toBe('ok');
  });

  it('plans room for a message that is longer than its file, one way or the other', async () => {
    await open('virtual:uicc-3g');
    await soon(() => verdict('dmAcc')).toBe('ok');
    await id('tab-edit').click();
    await app.page
      .locator('input[data-testid^="field-"][data-testid$="Addr"]')
      .first()
      .fill(`https://dm.nordtel.example/${'long/'.repeat(250)}`);
    await id('plan-write').click();
    await soon(() => id('growth').getAttribute('data-how')).toBe('growth.resized');
    await id('growth-useNew').click();
    await soon(() => id('growth').getAttribute('data-how')).toBe('growth.newFile');
    await id('growth-useResize').click();
    await soon(() => id('growth').getAttribute('data-how')).toBe('growth.resized');
    await write();
    await id('tab-explore').click();
    await soon(() => verdict('dmAcc')).toBe('ok');
  });
}
