import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { type CardImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { bodyOf } from '../support/bootstrap-card.ts';
import type { Driver } from './drivers.ts';
import { soon, specApp } from './spec-app.ts';

const CONTENT = '3F007F506421';

/** What a write leaves behind and how it is mended, through the real window of a shell. */
export function recoverySpecs(start: Driver): void {
  const user = specApp(start);
  const { id } = user;
  let path: string;
  let reader: string;
  let before: Uint8Array;

  beforeEach(async () => {
    path = join(user.folder, 'one.card.json');
    reader = `virtual:${path}`;
    before = bodyOf(builtinCard('uicc-3g') as CardImage, CONTENT);
  });
  const body = (): Uint8Array => bodyOf(JSON.parse(readFileSync(path, 'utf8')) as CardImage, CONTENT);

  async function open(faults: CardImage['faults']): Promise<void> {
    writeFileSync(path, serializeCardImage({ ...(builtinCard('uicc-3g') as CardImage), faults }));
    await user.start([path]);
    await user.openGood(reader);
  }

  async function edit(): Promise<void> {
    await id('tab-edit').click();
    const address = user.field('Addr').first();
    await address.fill((await address.inputValue()).replace('https://', 'https://new.'));
    await id('plan-write').click();
    await user.approveAndWrite();
  }

  /** The card is pulled in the middle of a write and put back: the app knows it. */
  async function greeted(): Promise<void> {
    await open([{ kind: 'remove', at: 3, ins: 'D6' }]);
    await edit();
    await soon(() => user.result()).toBe('interrupted');
    await user.app.insert(reader);
    await id('recover').waitFor();
    expect(await id('recover-file').getAttribute('data-state')).toBe('between');
  }

  it('finishes a write that the card was pulled in', async () => {
    await greeted();
    await id('recover-finish').click();
    await user.approveAndWrite();
    await soon(() => user.result()).toBe('verified');
    expect(await id('proof').textContent()).toMatch(/SHA-256 [0-9A-F]{64}/);
    await soon(() => Buffer.from(body()).includes('https://new.')).toBe(true);
    await id('tab-explore').click();
    await soon(() => user.verdict('dmAcc')).toBe('ok');
    expect(await id('tab-recover').count()).toBe(0);
  });

  it('rolls it back to what the card held', async () => {
    await greeted();
    await id('recover-rollBack').click();
    await user.approveAndWrite();
    await soon(() => user.result()).toBe('verified');
    await soon(() => Buffer.from(body()).equals(before)).toBe(true);
  });

  it('knows a card that does not tell its number by what it holds, and asks for the number of the journal', async () => {
    await greeted();
    const number = ((await id('iccid').textContent()) ?? '').replaceAll(/\s/g, '');
    const now = JSON.parse(readFileSync(path, 'utf8')) as CardImage;
    const files = now.files.map((file) => (file.path === '3F002FE2' ? { ...file, data: 'FF'.repeat(10) } : file));
    await user.page.getByRole('button', { name: /Close/ }).first().click();
    writeFileSync(path, serializeCardImage({ ...now, files }));
    await user.reader(reader).click();
    await id('recover-named').waitFor();
    await id('recover-finish').click();
    await id('big-iccid').waitFor();
    expect(((await id('big-iccid').textContent()) ?? '').replaceAll(/\s/g, '')).toBe(number);
    await user.approveAndWrite();
    await soon(() => user.result()).toBe('verified');
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
    await soon(() => user.result()).toBe('verified');
    await id('undo-write').click();
    await user.approveAndWrite();
    await soon(() => user.result()).toBe('verified');
    await soon(() => Buffer.from(body()).equals(before)).toBe(true);
    await id('new-plan').click();
    await id('tab-write').click();
    await soon(() => id('backup-row').count()).toBe(2);
    expect(readdirSync(join(user.app.dataFolder, 'backups'))).toHaveLength(1);
    await id('backup-restore').and(user.page.locator(':enabled')).click();
    await id('plan-sum').waitFor();
  });

  it('writes what devices reject only with consent, the findings in sight', async () => {
    await open([]);
    await id('tab-edit').click();
    await user.page.locator('input[data-testid$="Source/LocURI"]').fill('https://elsewhere.example/');
    await soon(() => id('plan-write').isDisabled()).toBe(true);
    await id('allow-findings').locator('input').check();
    await id('plan-write').click();
    expect(await id('plan-allowed').textContent()).toContain('dm-source-mismatch');
    await user.approveAndWrite();
    await soon(() => user.result()).toBe('verified');
  });
}
