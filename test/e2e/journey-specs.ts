import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { NORDTEL } from '../../core/bootstrap/default-message.ts';
import { type CardImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { runCli } from '../support/run-cli.ts';
import type { Driver } from './drivers.ts';
import { watchPointer } from './journey-keyboard.ts';
import { type SpecApp, soon, specApp } from './spec-app.ts';

const ADDRESS = 'https://dm2.nordtel.example/bootstrap';

/** The user journeys of docs/journeys.md, by their numbers. */
export function journeySpecs(start: Driver): void {
  const user = specApp(start);

  it('1: which server is on this card, and which bytes say so', async () => {
    await user.start();
    await user.open('virtual:uicc-3g');
    await user.bootstraps();
    await user.id('spine-step-dmAcc').click();
    await user.press('/');
    await user.type('addr');
    await user.press('Enter');
    await user.press('ArrowDown');
    await user.selectedRow('Addrhttps://dm.nordtel.example/');
    await user.press('x');
    await soon(() => user.id('trace-detail-name').textContent()).toContain('READ BINARY');
    await user.press('Enter');
    await user.id('spine-step-dmAcc').waitFor();
    await user.press('Control+1');
    await user.press('Alt+ArrowLeft');
    await user.press('l');
    await soon(() => user.id('detail').textContent()).toContain('DMAcc');
    await user.press('Escape');
  });

  it('2: the server is moved, proven, and put back from the backup', async () => {
    await user.start();
    await user.open('virtual:sim');
    await user.bootstraps();
    await user.id('tab-edit').click();
    await user.fill('/Addr', ADDRESS);
    await user.id('plan-write').click();
    await user.approveAndWrite();
    expect(await user.result()).toBe('verified');
    expect(await user.id('proof').textContent()).toMatch(/SHA-256 [0-9A-F]{64}/);
    await user.id('undo-write').click();
    await user.approveAndWrite();
    expect(await user.result()).toBe('verified');
    await user.id('tab-explore').click();
    await user.bootstraps();
    await soon(() => user.page.getByText('https://dm.nordtel.example/').count()).toBeGreaterThan(0);
  });

  it('3: without the mouse: find the address, change it, write it, read the proof', async () => {
    await user.start();
    const pointer = await watchPointer(user.page);
    await user.press('Control+k');
    await user.id('palette-input').waitFor();
    await user.type('open a virtual');
    await user.press('Enter');
    await user.bootstraps();
    await user.press('/');
    await user.type('addr');
    await user.press('Enter');
    await user.press('ArrowDown');
    await user.selectedRow('Addrhttps:');
    await user.press('F2');
    await soon(() => focusedId(user)).toMatch(/\/Addr$/);
    await user.press('Control+a');
    await user.type(ADDRESS);
    await user.press('Control+p');
    await soon(() => focusedId(user)).toBe('iccid-digit-0');
    await user.type(((await user.id('big-iccid').textContent()) ?? '').slice(-4));
    await soon(() => focusedId(user)).toBe('credential-adm1');
    await user.type('3132333435363738');
    await user.press('Enter');
    await soon(() => focusedId(user)).toBe('write-now');
    await user.press('Control+Enter');
    await soon(() => focusedId(user)).toBe('write-result');
    expect(await user.result()).toBe('verified');
    expect(await user.id('proof').textContent()).toMatch(/SHA-256 [0-9A-F]{64}/);
    expect(await pointer()).toBe(0);
  });

  it('4: why does this phone not bootstrap: the cause, its bytes, the fix, and a card that is in order', async () => {
    await user.start();
    await user.id('rail-fault-cards').click();
    await user.id('base-find').fill('dodf-oid-double-wrapped');
    await user.page.locator('[data-base="fault-dodf-oid-double-wrapped"] input').check();
    await user.id('make-card').click();
    await user.id('spine-step-efDir').waitFor();
    await user.press('Control+4');
    await soon(() => user.id('finding-code').first().textContent()).toBe('dodf-oid-double-wrapped');
    expect(await user.id('evidence').textContent()).toContain('080606');
    await soon(() => user.id('fix').getAttribute('data-fixable')).toBe('true');
    await user.press('t');
    await soon(() => user.id('trial').getAttribute('data-result')).toBe('verified');
    await user.press('Control+p');
    await user.approveAndWrite();
    expect(await user.result()).toBe('verified');
    await user.press('Control+4');
    await user.id('diagnose-good').waitFor();
  });

  it('5: what the phone did: a capture of its traffic, and a card made of it', async () => {
    const recorded = join(user.folder, 'phone.trace.jsonl');
    const capture = join(user.folder, 'phone.pcap');
    await runCli(['trace', 'record', 'virtual:fault-dodf-oid-wrong', recorded]);
    await runCli(['trace', 'export', recorded, '-o', capture]);
    await user.start();
    await user.id('file-input').setInputFiles(capture);
    await soon(() => user.id('trace-row').count()).toBeGreaterThan(5);
    await user.press('p');
    await soon(() => user.id('phone-dodf').getAttribute('data-verdict')).toBe('done');
    expect(await user.id('phone-content').getAttribute('data-verdict')).not.toBe('done');
    await user.id('trace-card').click();
    await user.id('spine-step-efDir').waitFor();
    await user.press('Control+4');
    await soon(() => user.id('finding-code').first().textContent()).toBe('dodf-oid-wrong');
  });

  it('6: the card is pulled in the middle of a write, and comes back', async () => {
    const image = join(user.folder, 'pulled.card.json');
    const faults = [{ kind: 'remove', at: 3, ins: 'D6' }] as const;
    writeFileSync(image, serializeCardImage({ ...(builtinCard('uicc-3g') as CardImage), faults: [...faults] }));
    const reader = `virtual:${image}`;
    await user.start([image]);
    await user.open(reader);
    await user.id('tab-edit').click();
    await user.fill('/Addr', ADDRESS);
    await user.id('plan-write').click();
    await user.approveAndWrite();
    expect(await user.result()).toBe('interrupted');
    await user.app.insert(reader);
    await user.id('recover').waitFor();
    await user.id('recover-finish').click();
    await user.approveAndWrite();
    expect(await user.result()).toBe('verified');
    await user.id('tab-explore').click();
    await user.bootstraps();
    await soon(() => user.page.getByText(ADDRESS).count()).toBeGreaterThan(0);
  });

  it('7: a blank card is provisioned from a profile', async () => {
    await user.start();
    await user.open('virtual:uicc-3g-blank');
    await user.id('show-provision').click();
    await user.id('pick-dm').click();
    await soon(() => user.id('pick-summary').getAttribute('data-errors')).toBe('0');
    await user.id('plan-provision').click();
    await user.approveAndWrite();
    expect(await user.result()).toBe('verified');
    await user.id('tab-explore').click();
    await user.bootstraps();
    await user.press('Control+4');
    await user.id('diagnose-good').waitFor();
  });

  it('8: a copy is broken, the write runs into it, and the way out of it is taken', async () => {
    await user.start();
    await user.open('virtual:uicc-3g');
    await user.bootstraps();
    const number = await user.id('iccid').textContent();
    await user.id('virtual-new').click();
    await user.id('new-card-clone').click();
    await user.id('clone-card').click();
    await user.id('open-clone').click();
    await soon(() => user.id('iccid').textContent()).not.toBe(number);
    await user.bootstraps();
    await user.press('b');
    await user.id('fault-kind-tear').check();
    await user.id('fault-at').fill('2');
    await user.id('fault-arm').click();
    await soon(() => user.id('armed-fault').count()).toBe(1);
    await user.press('Escape');
    await user.id('tab-edit').click();
    await user.fill('/Addr', ADDRESS);
    await user.id('plan-write').click();
    await user.approveAndWrite();
    expect(await user.result()).toBe('interrupted');
    await user.id('rail-eject').first().click();
    await user.id('recover').waitFor();
    await user.id('recover-rollBack').click();
    await user.approveAndWrite();
    expect(await user.result()).toBe('verified');
    await user.id('tab-explore').click();
    await user.bootstraps();
  });

  it('9: report and bundle for a ticket; the bundle is a card with the same fault, and has no secret', async () => {
    await user.start();
    await user.id('rail-fault-cards').click();
    await user.id('base-find').fill('dm-source-mismatch');
    await user.page.locator('[data-base="fault-dm-source-mismatch"] input').check();
    await user.id('make-card').click();
    await user.id('spine-step-efDir').waitFor();
    await user.press('Control+4');
    await soon(() => user.id('finding-code').first().textContent()).toBe('dm-source-mismatch');
    const report = await user.saved('save-report', join(user.folder, 'report.html'));
    expect(report.toString()).toContain('dm-source-mismatch');
    const path = join(user.folder, 'ticket.bootcard-bundle');
    const bundle = await user.saved('save-bundle', path);
    for (const secret of [NORDTEL.clientSecret, NORDTEL.serverSecret, '3132333435363738', '12345678']) {
      for (const bytes of [report, bundle]) expect(bytes.includes(secret)).toBe(false);
    }
    await user.id('file-input').setInputFiles(path);
    await soon(() => user.id('document-chip').getAttribute('data-kind')).toBe('bundle');
    await user.press('Control+4');
    await soon(() => user.id('finding-code').first().textContent()).toBe('dm-source-mismatch');
  });

  it('10: byte by byte: one message as tree, XML and bytes, and the exchange behind a byte', async () => {
    await user.start();
    await user.open('virtual:uicc-3g');
    await user.bootstraps();
    await user.id('tab-edit').click();
    await user.press('Alt+2');
    await user.page.locator('[data-testid="edit-node"][data-path="NordTel/Name"]').click();
    await user.id('node-value').fill('North');
    await user.press('Alt+3');
    await soon(() => user.id('xml-text').textContent()).toContain('<SyncML');
    await user.press('Alt+4');
    await user.page.locator('[data-testid="hex-cell"][data-offset="36"]').click();
    await user.press('Delete');
    await user.press('Alt+1');
    await user.id('unwhole').waitFor();
    await user.press('Control+z');
    const name = user.id('field-NordTel/Name');
    await soon(() => name.inputValue()).toBe('North');
    await user.press('Control+z');
    await soon(() => name.inputValue()).toBe('NordTel');

    await user.id('tab-explore').click();
    await user.id('spine-step-content').click();
    await user.page.locator('[data-testid="hex-cell"][data-offset="20"]').click();
    await user.press('x');
    await soon(() => user.id('trace-detail-name').textContent()).toContain('READ BINARY');
    await user.press('/');
    await user.type('file:DM_Bootstrap ins:read ');
    await soon(() => user.id('trace-count').textContent()).toMatch(/^[5-9] /);
  });
}

function focusedId(user: SpecApp): Promise<string> {
  return user.page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? '');
}
