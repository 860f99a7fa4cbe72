import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import type { Driver } from './drivers.ts';
import { soon, specApp } from './spec-app.ts';

/** Virtual cards made, cloned, broken and lent, through the real window of a shell. */
export function virtualSpecs(start: Driver): void {
  const user = specApp(start);
  const { id, press, verdict } = user;

  beforeEach(() => user.start());

  it('makes a card with a fault that is found by its cause, and keeps it until it is deleted', async () => {
    await id('rail-fault-cards').click();
    await id('base-find').fill('dm-source-mismatch');
    await user.page.locator('[data-base="fault-dm-source-mismatch"] input').check();
    await id('make-name').fill('Wrong source');
    await id('make-card').click();
    await soon(() => id('finding').getAttribute('data-code')).toBe('dm-source-mismatch');
    expect(await id('iccid').textContent()).toMatch(/^8900 1030/);
    expect(readdirSync(join(user.app.dataFolder, 'cards'))).toHaveLength(2);

    await press('b');
    await id('virtual-part-state').click();
    await id('rename-field').fill('Bench card');
    await id('rename').click();
    await soon(() => user.page.locator('.rail-name', { hasText: 'Bench card' }).count()).toBe(1);
    expect(await id('delete-card').isDisabled()).toBe(true);
    await id('delete-confirm').fill((await id('iccid').textContent())?.slice(-4) ?? '');
    await id('delete-card').click();
    await soon(() => id('tab-welcome').count()).toBe(1);
    expect(readdirSync(join(user.app.dataFolder, 'cards'))).toEqual([]);
  });

  it('tears a write at a byte, shows what is armed, and takes a fault away', async () => {
    await user.openGood('virtual:uicc-3g');
    await press('b');
    await id('fault-kind-mute').check();
    await id('fault-arm').click();
    await id('fault-kind-tear').check();
    await id('fault-at').fill('2');
    await id('fault-arm').click();
    await soon(() => id('armed-fault').count()).toBe(2);
    await id('fault-mend').first().click();
    await soon(() => id('armed-fault').count()).toBe(1);
    expect(await id('armed-fault').textContent()).toContain('UPDATE BINARY number 2 from now');
    await press('Escape');
    await soon(() => id('virtual-card').count()).toBe(0);
    expect(await id('head-faults').textContent()).toContain('1 fault armed');
    await id('rail-faults').waitFor();

    await id('tab-edit').click();
    const address = user.field('Addr').first();
    await address.fill((await address.inputValue()).replace('https://', 'https://new.'));
    await id('plan-write').click();
    await user.approveAndWrite();
    await soon(() => user.result()).toBe('interrupted');
    await soon(() => id('rail-faults').count()).toBe(0);
  });

  it('clones an open card with a number of its own, and tells its PINs', async () => {
    await user.openGood('virtual:uicc-3g');
    const number = await id('iccid').textContent();
    await id('virtual-new').click();
    await id('new-card-clone').click();
    await id('clone-card').click();
    await id('cloned').waitFor();
    expect(await id('cloned').textContent()).toMatch(/PIN11234 PUK 12345678.*ADM112345678/);
    await id('open-clone').click();
    await soon(async () => (await id('iccid').textContent()) !== number).toBe(true);
    await soon(() => verdict('dmAcc')).toBe('ok');
  });

  it('lends a card to vpcd, holds it meanwhile, and has it back', async () => {
    const vpcd = createServer();
    await new Promise<void>((resolve) => vpcd.listen(0, '127.0.0.1', resolve));
    const address = vpcd.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    await user.openGood('virtual:uicc-3g');
    await press('b');
    await id('virtual-part-serve').click();
    await id('serve-port').fill(port);
    await id('serve-start').click();
    await soon(() => id('serve-state').getAttribute('data-served')).toBe(`127.0.0.1:${port}`);
    expect(await id('error-note').first().textContent()).toContain('vpcd');
    await id('serve-stop').click();
    await soon(() => id('serve-state').getAttribute('data-served')).toBe('');
    await press('Escape');
    await soon(() => id('error-note').count()).toBe(0);
    await soon(() => verdict('dmAcc')).toBe('ok');
    await new Promise<void>((resolve) => vpcd.close(() => resolve()));
  });
}
