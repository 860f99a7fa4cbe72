import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { type CardImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { bodyOf } from '../support/bootstrap-card.ts';
import type { Driver, RunningApp } from './drivers.ts';

const ADM1 = '3132333435363738';
const CONTENT = '3F007F506421';
const PATIENCE = { timeout: 20_000 };
const soon = <T>(look: () => T | Promise<T>) => expect.poll(look, PATIENCE);

/** What a write leaves behind and how it is mended, through the real window of a shell. */
export function recoverySpecs(start: Driver): void {
  let app: RunningApp;
  let folder: string;
  let path: string;
  let reader: string;
  let before: Uint8Array;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bootcard-recovery-'));
    path = join(folder, 'one.card.json');
    reader = `virtual:${path}`;
    before = bodyOf(builtinCard('uicc-3g') as CardImage, CONTENT);
  });
  afterEach(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
    expect(app.faults.seen).toEqual([]);
  });

  const id = (name: string): Locator => app.page.getByTestId(name);
  const body = (): Uint8Array => bodyOf(JSON.parse(readFileSync(path, 'utf8')) as CardImage, CONTENT);

  async function open(faults: CardImage['faults']): Promise<void> {
    writeFileSync(path, serializeCardImage({ ...(builtinCard('uicc-3g') as CardImage), faults }));
    app = await start([path]);
    await app.page.locator(`[data-testid="rail-reader"][data-reader="${reader}"]`).click();
    await soon(() => id('spine-step-dmAcc').getAttribute('data-verdict')).toBe('ok');
  }

  /** The digits, the key, and the button. */
  async function approve(): Promise<void> {
    await id('iccid-digit-0').waitFor();
    const tail = (await id('big-iccid').textContent())?.slice(-4) ?? '';
    for (const [at, digit] of [...tail].entries()) await id(`iccid-digit-${at}`).fill(digit);
    await id('armed-words').waitFor();
    await id('credential-adm1').fill(ADM1);
    await id('credential-adm1-use').click();
    await id('write-now').click();
  }

  async function edit(): Promise<void> {
    await id('tab-edit').click();
    const address = app.page.locator('input[data-testid^="field-"][data-testid$="Addr"]').first();
    await address.fill((await address.inputValue()).replace('https://', 'https://new.'));
    await id('plan-write').click();
    await approve();
  }

  /** The card is pulled in the middle of a write and put back: the app knows it. */
  async function greeted(): Promise<void> {
    await open([{ kind: 'remove', at: 3, ins: 'D6' }]);
    await edit();
    await soon(() => id('write-result').getAttribute('data-result')).toBe('interrupted');
    await app.insert(reader);
    await id('recover').waitFor();
    expect(await id('recover-file').getAttribute('data-state')).toBe('between');
  }

  it('finishes a write that the card was pulled in', async () => {
    await greeted();
    await id('recover-finish').click();
    await approve();
    await soon(() => id('write-result').getAttribute('data-result')).toBe('verified');
    expect(await id('proof').textContent()).toMatch(/SHA-256 [0-9A-F]{64}/);
    await soon(() => Buffer.from(body()).includes('https://new.')).toBe(true);
    await id('tab-explore').click();
    await soon(() => id('spine-step-dmAcc').getAttribute('data-verdict')).toBe('ok');
    expect(await id('tab-recover').count()).toBe(0);
  });

  it('rolls it back to what the card held', async () => {
    await greeted();
    await id('recover-rollBack').click();
    await approve();
    await soon(() => id('write-result').getAttribute('data-result')).toBe('verified');
    await soon(() => Buffer.from(body()).equals(before)).toBe(true);
  });

  it('knows a card that does not tell its number by what it holds, and asks for the number of the journal', async () => {
    await greeted();
    const number = ((await id('iccid').textContent()) ?? '').replaceAll(/\s/g, '');
    const now = JSON.parse(readFileSync(path, 'utf8')) as CardImage;
    const files = now.files.map((file) => (file.path === '3F002FE2' ? { ...file, data: 'FF'.repeat(10) } : file));
    await app.page.getByRole('button', { name: /Close/ }).first().click();
    writeFileSync(path, serializeCardImage({ ...now, files }));
    await app.page.locator(`[data-testid="rail-reader"][data-reader="${reader}"]`).click();
    await id('recover-named').waitFor();
    await id('recover-finish').click();
    await id('big-iccid').waitFor();
    expect(((await id('big-iccid').textContent()) ?? '').replaceAll(/\s/g, '')).toBe(number);
    await approve();
    await soon(() => id('write-result').getAttribute('data-result')).toBe('verified');
    await soon(() => Buffer.from(body()).includes('https://new.')).toBe(true);
  });

  it('leaves it, and does not ask again', async () => {
    await greeted();
    await id('recover-leave').click();
    await id('spine-step-efDir').waitFor();
    await id('reread-head').click();
    await id('tab-recover').waitFor();
    await soon(() => id('spine-step-efDir').count()).toBe(1);
    expect(await id('recover').count()).toBe(0);
    await id('tab-recover').click();
    await id('recover').waitFor();
  });

  it('undoes a write from its backup, and offers the backups of the card', async () => {
    await open([]);
    await edit();
    await soon(() => id('write-result').getAttribute('data-result')).toBe('verified');
    await id('undo-write').click();
    await approve();
    await soon(() => id('write-result').getAttribute('data-result')).toBe('verified');
    await soon(() => Buffer.from(body()).equals(before)).toBe(true);
    await id('new-plan').click();
    await id('tab-write').click();
    await soon(() => id('backup-row').count()).toBe(2);
    expect(readdirSync(join(app.dataFolder, 'backups'))).toHaveLength(1);
    await id('backup-restore').and(app.page.locator(':enabled')).click();
    await id('plan-sum').waitFor();
  });

  it('writes what devices reject only with consent, the findings in sight', async () => {
    await open([]);
    await id('tab-edit').click();
    await app.page.locator('input[data-testid$="Source/LocURI"]').fill('https://elsewhere.example/');
    await soon(() => id('plan-write').isDisabled()).toBe(true);
    await id('allow-findings').locator('input').check();
    await id('plan-write').click();
    expect(await id('plan-allowed').textContent()).toContain('dm-source-mismatch');
    await approve();
    await soon(() => id('write-result').getAttribute('data-result')).toBe('verified');
  });
}
