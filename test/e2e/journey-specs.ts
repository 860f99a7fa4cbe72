import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { NORDTEL } from '../../core/bootstrap/default-message.ts';
import { type CardImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { runCli } from '../support/run-cli.ts';
import type { Driver } from './drivers.ts';
import { JourneyApp, PATIENCE } from './journey-app.ts';
import { watchPointer } from './journey-keyboard.ts';

const ADDRESS = 'https://dm2.nordtel.example/bootstrap';

/** The user journeys of docs/journeys.md, by their numbers. */
export function journeySpecs(start: Driver): void {
  let user: JourneyApp;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bootcard-journey-'));
  });

  afterEach(async () => {
    await user.app.close();
    rmSync(folder, { recursive: true });
    expect(user.app.faults.seen).toEqual([]);
  });

  it('1: which server is on this card, and which bytes say so', async () => {
    user = new JourneyApp(await start([]));
    await user.open('virtual:uicc-3g');
    await user.bootstraps();
    await user.id('spine-step-dmAcc').click();
    await user.press('/');
    await user.type('addr');
    await user.press('Enter');
    await user.press('ArrowDown');
    await user.selectedRow('Addrhttps://dm.nordtel.example/');
    await user.press('x');
    await expect.poll(() => user.id('trace-detail-name').textContent(), PATIENCE).toContain('READ BINARY');
    await user.press('Enter');
    await user.id('spine-step-dmAcc').waitFor();
    await user.press('Control+1');
    await user.press('Alt+ArrowLeft');
    await user.press('l');
    await expect.poll(() => user.id('detail').textContent(), PATIENCE).toContain('DMAcc');
    await user.press('Escape');
  });

  it('2: the server is moved, proven, and put back from the backup', async () => {
    user = new JourneyApp(await start([]));
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
    await expect
      .poll(() => user.app.page.getByText('https://dm.nordtel.example/').count(), PATIENCE)
      .toBeGreaterThan(0);
  });

  it('3: without the mouse: find the address, change it, write it, read the proof', async () => {
    user = new JourneyApp(await start([]));
    const pointer = await watchPointer(user.app.page);
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
    await expect.poll(() => focusedId(user), PATIENCE).toMatch(/\/Addr$/);
    await user.press('Control+a');
    await user.type(ADDRESS);
    await user.press('Control+p');
    await expect.poll(() => focusedId(user), PATIENCE).toBe('iccid-digit-0');
    await user.type(((await user.id('big-iccid').textContent()) ?? '').slice(-4));
    await expect.poll(() => focusedId(user), PATIENCE).toBe('credential-adm1');
    await user.type('3132333435363738');
    await user.press('Enter');
    await expect.poll(() => focusedId(user), PATIENCE).toBe('write-now');
    await user.press('Control+Enter');
    await expect.poll(() => focusedId(user), PATIENCE).toBe('write-result');
    expect(await user.result()).toBe('verified');
    expect(await user.id('proof').textContent()).toMatch(/SHA-256 [0-9A-F]{64}/);
    expect(await pointer()).toBe(0);
  });

  it('4: why does this phone not bootstrap: the cause, its bytes, the fix, and a card that is in order', async () => {
    user = new JourneyApp(await start([]));
    await user.id('rail-fault-cards').click();
    await user.id('base-find').fill('dodf-oid-double-wrapped');
    await user.app.page.locator('[data-base="fault-dodf-oid-double-wrapped"] input').check();
    await user.id('make-card').click();
    await user.id('spine-step-efDir').waitFor();
    await user.press('Control+4');
    await expect.poll(() => user.id('finding-code').first().textContent(), PATIENCE).toBe('dodf-oid-double-wrapped');
    expect(await user.id('evidence').textContent()).toContain('080606');
    await expect.poll(() => user.id('fix').getAttribute('data-fixable'), PATIENCE).toBe('true');
    await user.press('t');
    await expect.poll(() => user.id('trial').getAttribute('data-result'), PATIENCE).toBe('verified');
    await user.press('Control+p');
    await user.approveAndWrite();
    expect(await user.result()).toBe('verified');
    await user.press('Control+4');
    await user.id('diagnose-good').waitFor();
  });

  it('5: what the phone did: a capture of its traffic, and a card made of it', async () => {
    const recorded = join(folder, 'phone.trace.jsonl');
    const capture = join(folder, 'phone.pcap');
    await runCli(['trace', 'record', 'virtual:fault-dodf-oid-wrong', recorded]);
    await runCli(['trace', 'export', recorded, '-o', capture]);
    user = new JourneyApp(await start([]));
    await user.id('file-input').setInputFiles(capture);
    await expect.poll(() => user.id('trace-row').count(), PATIENCE).toBeGreaterThan(5);
    await user.press('p');
    await expect.poll(() => user.id('phone-dodf').getAttribute('data-verdict'), PATIENCE).toBe('done');
    expect(await user.id('phone-content').getAttribute('data-verdict')).not.toBe('done');
    await user.id('trace-card').click();
    await user.id('spine-step-efDir').waitFor();
    await user.press('Control+4');
    await expect.poll(() => user.id('finding-code').first().textContent(), PATIENCE).toBe('dodf-oid-wrong');
  });

  it('6: the card is pulled in the middle of a write, and comes back', async () => {
    const image = join(folder, 'pulled.card.json');
    const faults = [{ kind: 'remove', at: 3, ins: 'D6' }] as const;
    writeFileSync(image, serializeCardImage({ ...(builtinCard('uicc-3g') as CardImage), faults: [...faults] }));
    const reader = `virtual:${image}`;
    user = new JourneyApp(await start([image]));
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
    await expect.poll(() => user.app.page.getByText(ADDRESS).count(), PATIENCE).toBeGreaterThan(0);
  });

  it('7: a blank card is provisioned from a profile', async () => {
    user = new JourneyApp(await start([]));
    await user.open('virtual:uicc-3g-blank');
    await user.id('show-provision').click();
    await user.id('pick-dm').click();
    await expect.poll(() => user.id('pick-summary').getAttribute('data-errors'), PATIENCE).toBe('0');
    await user.id('plan-provision').click();
    await user.approveAndWrite();
    expect(await user.result()).toBe('verified');
    await user.id('tab-explore').click();
    await user.bootstraps();
    await user.press('Control+4');
    await user.id('diagnose-good').waitFor();
  });

  it('8: a copy is broken, the write runs into it, and the way out of it is taken', async () => {
    user = new JourneyApp(await start([]));
    await user.open('virtual:uicc-3g');
    await user.bootstraps();
    const number = await user.id('iccid').textContent();
    await user.id('virtual-new').click();
    await user.id('new-card-clone').click();
    await user.id('clone-card').click();
    await user.id('open-clone').click();
    await expect.poll(() => user.id('iccid').textContent(), PATIENCE).not.toBe(number);
    await user.bootstraps();
    await user.press('b');
    await user.id('fault-kind-tear').check();
    await user.id('fault-at').fill('2');
    await user.id('fault-arm').click();
    await expect.poll(() => user.id('armed-fault').count(), PATIENCE).toBe(1);
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
    user = new JourneyApp(await start([]));
    await user.id('rail-fault-cards').click();
    await user.id('base-find').fill('dm-source-mismatch');
    await user.app.page.locator('[data-base="fault-dm-source-mismatch"] input').check();
    await user.id('make-card').click();
    await user.id('spine-step-efDir').waitFor();
    await user.press('Control+4');
    await expect.poll(() => user.id('finding-code').first().textContent(), PATIENCE).toBe('dm-source-mismatch');
    const report = await user.saved('save-report', join(folder, 'report.html'));
    expect(report.toString()).toContain('dm-source-mismatch');
    const path = join(folder, 'ticket.bootcard-bundle');
    const bundle = await user.saved('save-bundle', path);
    for (const secret of [NORDTEL.clientSecret, NORDTEL.serverSecret, '3132333435363738', '12345678']) {
      for (const bytes of [report, bundle]) expect(bytes.includes(secret)).toBe(false);
    }
    await user.id('file-input').setInputFiles(path);
    await expect.poll(() => user.id('document-chip').getAttribute('data-kind'), PATIENCE).toBe('bundle');
    await user.press('Control+4');
    await expect.poll(() => user.id('finding-code').first().textContent(), PATIENCE).toBe('dm-source-mismatch');
  });

  it('10: byte by byte: one message as tree, XML and bytes, and the exchange behind a byte', async () => {
    user = new JourneyApp(await start([]));
    await user.open('virtual:uicc-3g');
    await user.bootstraps();
    await user.id('tab-edit').click();
    await user.press('Alt+2');
    await user.app.page.locator('[data-testid="edit-node"][data-path="NordTel/Name"]').click();
    await user.id('node-value').fill('North');
    await user.press('Alt+3');
    await expect.poll(() => user.id('xml-text').textContent(), PATIENCE).toContain('<SyncML');
    await user.press('Alt+4');
    await user.app.page.locator('[data-testid="hex-cell"][data-offset="36"]').click();
    await user.press('Delete');
    await user.press('Alt+1');
    await user.id('unwhole').waitFor();
    await user.press('Control+z');
    const name = user.id('field-NordTel/Name');
    await expect.poll(() => name.inputValue(), PATIENCE).toBe('North');
    await user.press('Control+z');
    await expect.poll(() => name.inputValue(), PATIENCE).toBe('NordTel');

    await user.id('tab-explore').click();
    await user.id('spine-step-content').click();
    await user.app.page.locator('[data-testid="hex-cell"][data-offset="20"]').click();
    await user.press('x');
    await expect.poll(() => user.id('trace-detail-name').textContent(), PATIENCE).toContain('READ BINARY');
    await user.press('/');
    await user.type('file:DM_Bootstrap ins:read ');
    await expect.poll(() => user.id('trace-count').textContent(), PATIENCE).toMatch(/^[5-9] /);
  });
}

function focusedId(user: JourneyApp): Promise<string> {
  return user.app.page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? '');
}
