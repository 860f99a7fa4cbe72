import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { type CardImage, parseCardImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { bodyOf } from '../support/bootstrap-card.ts';
import { phoneTrace } from '../support/phone-trace.ts';
import type { Driver } from './drivers.ts';
import { soon, specApp } from './spec-app.ts';

const DODF = '3F007F506420';

/** Why a device does not bootstrap from a card, and what mends it, through the real window of a shell. */
export function diagnoseSpecs(start: Driver): void {
  const user = specApp(start);
  const { id, press, open } = user;
  let path: string;
  let reader: string;

  beforeEach(() => {
    path = join(user.folder, 'one.card.json');
    reader = `virtual:${path}`;
  });
  const image = (name: string): CardImage => builtinCard(name) as CardImage;
  const body = (): Uint8Array => bodyOf(JSON.parse(readFileSync(path, 'utf8')) as CardImage, DODF);
  const phase = () => id('diagnose').getAttribute('data-phase');
  const code = () => id('finding-card').getAttribute('data-code');
  const row = async (side: number) =>
    (await id('evidence').locator('tr').nth(side).locator('td').allTextContents()).join(' ');

  /** Opens a card, and goes to its diagnosis by the keyboard. */
  async function diagnose(card: CardImage): Promise<void> {
    writeFileSync(path, serializeCardImage(card));
    await user.start([path]);
    await open(reader);
    await press('Control+4');
  }

  it('names the cause, shows its bytes, tries its fix in memory, and mends the card by a plan', async () => {
    const card = image('fault-dodf-oid-double-wrapped');
    await diagnose(card);
    await soon(phase).toBe('done');
    expect(await code()).toBe('dodf-oid-double-wrapped');
    expect(await id('spine-step-dodf').getAttribute('data-verdict')).toBe('error');
    expect(await row(0)).toContain('30 08 06 06 06 04 67');
    expect(await row(1)).toMatch(/30 06 –\D* –\D* 06 04 67/);
    await id('bar-after').waitFor();
    const conforming = user.page.locator('[data-testid="device-row"][data-profile="conforming"]');
    expect(await conforming.textContent()).toMatch(/accepts/);

    await press('t');
    await soon(() => id('trial').getAttribute('data-result')).toBe('verified');
    expect(body()).toEqual(bodyOf(card, DODF));

    await press('e');
    const lit = user.page.locator('[data-testid="hex-cell"][aria-selected="true"]');
    await soon(() => lit.count()).toBeGreaterThan(0);

    await press('Control+4');
    await press('Control+p');
    await user.approveAndWrite();
    await soon(() => user.result()).toBe('verified');
    await id('new-plan').click();
    await id('diagnose-good').waitFor();
    await soon(() => Buffer.from(body()).toString('hex')).toContain('300606046');
  });

  it('tells beside it what a phone did, from an opened trace, and leads to its lines', async () => {
    const card = image('fault-dodf-oid-double-wrapped');
    const trace = join(user.folder, 'handset.trace.jsonl');
    writeFileSync(trace, await phoneTrace(card));
    writeFileSync(path, serializeCardImage(card));
    await user.start([path]);
    // Asked for well before the key is pressed: what opens a file is caught from then on.
    const chooser = user.page.waitForEvent('filechooser');
    await open(reader);
    await press('Control+o');
    await (await chooser).setFiles(trace);
    await user.page.locator('[data-testid^="tab-trace:"]').waitFor();
    await open(reader);
    await press('Control+4');
    await soon(() => id('phone').textContent()).toContain('DM_Bootstrap');
    const steps = id('phone').locator('li');
    await soon(() => steps.last().getAttribute('data-verdict')).toBe('notTaken');
    await steps.first().getByRole('button').click();
    await soon(() => user.page.locator('[data-testid="trace-row"][aria-selected="true"]').count()).toBe(1);
  });

  it('goes from finding to finding by keys, opens its clause, and gives a report and a bundle away', async () => {
    await diagnose(image('fault-tnds-undecodable'));
    await soon(phase).toBe('done');
    const root = await code();
    expect(root).toBe('tnds-undecodable');
    expect(await id('plan-fix').count()).toBe(0);
    await press('F8');
    await soon(code).not.toBe(root);
    await press('Shift+F8');
    await soon(code).toBe(root);
    await press('l');
    expect(await id('finding-sheet').textContent()).toContain(root);
    await press('Escape');

    const saved = async (button: string) => {
      const begun = user.page.waitForEvent('download');
      await id(button).click();
      const download = await begun;
      return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
    };
    const report = await saved('save-report');
    const tail = (await id('iccid').textContent())?.slice(-4) ?? '';
    expect(report.name).toMatch(new RegExp(`^bootcard-${tail}-\\d{4}-\\d\\d-\\d\\d\\.html$`));
    expect(report.text).toContain('tnds-undecodable');
    const bundle = await saved('save-bundle');
    expect(parseCardImage(bundle.text, bundle.name).ok).toBe(true);
    for (const { text } of [report, bundle]) expect(text).not.toContain('3132333435363738');
  });

  it('stops when the card is pulled, and diagnoses it anew when it is back', async () => {
    const good = image('uicc');
    await diagnose({ ...good, faults: [{ kind: 'remove', at: 70 }] });
    await id('error-note').first().waitFor();
    expect(await phase()).toBe('failed');
    writeFileSync(path, serializeCardImage(good));
    await user.app.insert(reader);
    await id('diagnose-good').waitFor();
    await soon(phase).toBe('done');
    // What was found out can be given away though the card is gone.
    await user.page.locator(`.rail-row:has([data-reader="${reader}"]) [data-testid="rail-eject"]`).click();
    await id('error-note').first().waitFor();
    const report = await user.saved('save-report', join(user.folder, 'report.html'));
    expect(report.toString()).toContain('EF(DODF)');
  });

  it('holds the card against a golden one, meaning before bytes', async () => {
    await diagnose(image('fault-dodf-oid-double-wrapped'));
    await open('virtual:uicc');
    await open(reader);
    await soon(phase).toBe('done');
    await id('fold-compare').getByRole('button').first().click();
    await id('compare-with').selectOption({ index: 1 });
    await soon(() => id('comparison').getAttribute('data-equal')).toBe('false');
    await soon(() => id('compared-file').count()).toBe(1);
    await id('compare-golden').uncheck();
    await soon(() => id('compared-file').count()).toBeGreaterThan(1);
  });
}
