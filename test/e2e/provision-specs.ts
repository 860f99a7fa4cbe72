import { beforeEach, expect, it } from 'vitest';
import type { Driver } from './drivers.ts';
import { soon, specApp } from './spec-app.ts';

/** The application of a card made, filled, changed and taken off, through the real window of a shell. */
export function provisionSpecs(start: Driver): void {
  const user = specApp(start);
  const { id, press, open, verdict } = user;

  beforeEach(() => user.start());

  /** The digits, the key, the number where files go, and the button. */
  async function write(): Promise<void> {
    await user.approve();
    const number = ((await id('big-iccid').textContent()) ?? '').replaceAll(/\s/g, '');
    if ((await id('confirm-number').count()) > 0) {
      expect(await id('write-now').isDisabled()).toBe(true);
      await id('confirm-number').fill(number);
    }
    await id('write-now').click();
    await soon(() => user.result()).toBe('verified');
  }

  async function toObjects(): Promise<void> {
    await press('Control+k');
    await id('palette-input').fill('Bootstrap objects');
    await press('Enter');
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
    await soon(() => user.page.locator('[data-testid="plan-file"][data-act="made"]').count()).toBeGreaterThan(3);
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
    await soon(() => user.page.locator('[data-testid="plan-file"][data-act="removed"]').count()).toBeGreaterThan(3);
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
    await write();
    await id('tab-explore').click();
    await soon(() => verdict('dmAcc')).toBe('ok');
  });

  it('plans room for a message that is longer than its file, one way or the other', async () => {
    await open('virtual:uicc-3g');
    await soon(() => verdict('dmAcc')).toBe('ok');
    await id('tab-edit').click();
    await user.fill('Addr', `https://dm.nordtel.example/${'long/'.repeat(250)}`);
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
