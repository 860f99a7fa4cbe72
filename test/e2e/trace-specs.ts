import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { importTrace } from '../../core/trace/import-trace.ts';
import type { Driver } from './drivers.ts';
import { soon, specApp } from './spec-app.ts';

/** The trace of a session, through the real window of a shell. */
export function traceSpecs(start: Driver): void {
  const user = specApp(start);
  const { id, press, type } = user;

  beforeEach(async () => {
    await user.start();
    await user.openGood('virtual:uicc-3g');
  });

  const rows = () => id('trace-row').count();
  const detail = () => id('trace-detail-name').textContent();

  it('goes from a byte to the exchange that carried it and back, by keyboard alone', async () => {
    await id('spine-step-content').click();
    const cell = user.cell(20);
    await cell.click();
    await press('x');
    await soon(detail).toContain('READ BINARY');
    await soon(() => user.page.locator('[data-testid="trace-row"][aria-selected="true"]').textContent()).toContain(
      'EF(DM_Bootstrap)',
    );
    expect(await id('trace-answer').textContent()).toContain('02A401');
    expect(await id('trace-before').textContent()).toContain('EF(DM_Bootstrap)');
    await press('Enter');
    await soon(() => id('spine-step-content').count()).toBe(1);
    await soon(() => cell.getAttribute('aria-selected')).not.toBeNull();
  });

  it('goes there from the bytes in Edit and from those that a plan changes, or says why not', async () => {
    await press('Alt+4');
    await user.cell(20).click();
    await press('x');
    await soon(detail).toContain('READ BINARY');
    await press('Control+2');
    await id('hex-editor').focus();
    await press('f');
    await press('x');
    await soon(() => id('notice').textContent()).toContain('Changed here');
    await press('Control+z');
    await press('Alt+1');
    await id('field-NordTel/Name').fill('North');
    await press('Control+p');
    await id('old-byte').nth(4).click();
    await press('ArrowRight');
    await press('x');
    await soon(() => id('trace-before').textContent()).toContain('EF(DM_Bootstrap)');
  });

  it('narrows the table by the words of the filter, walks through it, and finds what was refused', async () => {
    await press('Control+5');
    await soon(rows).toBeGreaterThan(10);
    const all = await rows();
    await press('/');
    await type('file:ODF ins:read ');
    await soon(() => id('trace-count').textContent()).toMatch(/^[1-4] of \d+$/);
    expect(await id('trace-term').count()).toBe(2);
    // The words of the first term alone leave the SELECT of the file in the table: that is gone with the second.
    await soon(async () =>
      (await id('trace-row').allTextContents()).every((text) => text.includes('READ BINARY')),
    ).toBe(true);
    await press('ArrowDown');
    await press('ArrowDown');
    await soon(detail).toContain('READ BINARY');
    await soon(() => id('trace-carries').textContent()).toContain('6420');
    await press('/');
    await type('sw:9');
    await soon(() => id('trace-fault').count()).toBe(1);
    await press('Escape');
    await soon(() => id('trace-fault').count()).toBe(0);
    await soon(() => id('trace-term').count()).toBe(0);
    await soon(rows).toBeGreaterThanOrEqual(all);
    await press('F8');
    await soon(() => user.page.locator('[data-testid="trace-row"][aria-selected="true"]').textContent()).toMatch(
      /6A 8\d/,
    );
  });

  it('shows a secret nowhere, and exports what it shows', async () => {
    await press('Control+5');
    await soon(rows).toBeGreaterThan(10);
    await press('/');
    await type('text:Kestrel ');
    await id('trace-empty').waitFor();
    await press('Escape');
    for (const form of ['jsonl', 'text', 'json', 'pcap']) {
      await press('Control+s');
      const download = user.page.waitForEvent('download');
      await id(`export-${form}`).click();
      const path = join(user.folder, `out.${form}`);
      await (await download).saveAs(path);
      const bytes = readFileSync(path);
      const again = importTrace(bytes, path);
      expect(again.ok && again.value.source.count, form).toBeGreaterThan(20);
      for (const secret of ['Kestrel', 'Aurora', '4B65737472656C', '4175726F7261'])
        expect(bytes.includes(secret), `${form}: ${secret}`).toBe(false);
    }
  });

  it('tells what a device in the trace did', async () => {
    await press('Control+5');
    await soon(rows).toBeGreaterThan(10);
    await press('p');
    await soon(() => id('phone-content').getAttribute('data-verdict')).toBe('done');
    await id('phone-odf').getByRole('button').first().click();
    await soon(detail).toContain('SELECT');
  });

  it('asks the card the same again, and compares', async () => {
    await press('Control+5');
    await soon(rows).toBeGreaterThan(10);
    await id('trace-replay').click();
    await soon(() => id('replay-end').textContent()).toMatch(/^\d+ commands sent again/);
    expect(await id('replay-end').textContent()).toContain('every answer is the same');
    await id('replay-close').click();
    await id('trace-phone').waitFor();
  });

  it('opens a recording in a tab of its own, and makes a card of it', async () => {
    await press('Control+5');
    await soon(rows).toBeGreaterThan(10);
    await press('Control+s');
    const download = user.page.waitForEvent('download');
    await id('export-jsonl').click();
    const path = join(user.folder, 'phone.trace.jsonl');
    await (await download).saveAs(path);
    await user.page.locator('[data-file-input]').setInputFiles(path);
    await soon(() => id('trace-foot').textContent()).toContain('bootcard-trace/1');
    await soon(rows).toBeGreaterThan(10);
    expect(await id('tab-explore').count()).toBe(0);
    await id('trace-card').click();
    await soon(() => id('spine-step-content').getAttribute('data-verdict')).toBe('ok');
  });
}
