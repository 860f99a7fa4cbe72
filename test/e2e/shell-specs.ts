import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { type CardImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { bodyOf } from '../support/bootstrap-card.ts';
import type { Driver } from './drivers.ts';
import { soon, specApp } from './spec-app.ts';

const CARD = builtinCard('uicc-3g') as CardImage;

/** Files, tabs, the rail's menus, the palette and the tour, through the real window of a shell. */
export function shellSpecs(start: Driver): void {
  const user = specApp(start);
  const { id, press, reader } = user;

  const file = (name: string, content: string | Uint8Array) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(content),
  });

  it('opens files by their content, tells what is none, and asks before edits are lost', async () => {
    await user.start();
    await id('file-input').setInputFiles([
      file('holiday.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3)),
      file('named-as-a-log.txt', serializeCardImage(CARD)),
      file('m.bin', bodyOf(CARD, '3F007F506421')),
    ]);
    await soon(() => id('document-chip').getAttribute('data-kind')).toBe('message');
    expect(await id('open-problem').getAttribute('data-code')).toBe('document-unknown');
    await id('open-problem-close').click();
    await soon(() => user.verdict('dmAcc')).toBe('ok');

    // Ctrl Tab belongs to the browser; the second key works in both shells.
    await press('Alt+PageUp');
    await soon(() => id('document-chip').getAttribute('data-kind')).toBe('image');
    await soon(() => user.verdict('dmAcc')).toBe('ok');
    await id('tab-edit').click();
    const address = user.field('Addr').first();
    await address.fill('https://new.nordtel.example/');
    await press('Alt+w');
    await id('leave-stay').click();
    expect(await address.inputValue()).toBe('https://new.nordtel.example/');
    await press('Alt+w');
    await id('leave-go').click();
    await soon(() => id('document-chip').getAttribute('data-kind')).toBe('message');

    const saved = user.page.waitForEvent('download');
    await press('Control+s');
    expect((await saved).suggestedFilename()).toBe('m.card.json');
  });

  it('shows a file that it was started with, and finds everything from one field', async () => {
    const path = join(user.folder, 'lab.card.json');
    writeFileSync(path, serializeCardImage(CARD));
    await user.start([path]);
    await soon(() => user.verdict('dmAcc')).toBe('ok');
    const found = async (query: string) => {
      await press('Control+k');
      await id('palette-input').fill(query);
      return user.page.locator('[role="option"]').first();
    };
    await (await found('68 74 74 70 73')).click();
    await soon(() => user.page.locator('[data-testid="hex-cell"][aria-selected="true"]').first().textContent()).toBe(
      '68',
    );
    expect(await reader('lab.card.json').count()).toBe(1);
  });

  it('does with a reader what its menu says, by the keyboard, and keeps its name', async () => {
    await user.start();
    await reader('virtual:sim').focus();
    await press('ContextMenu');
    await id('menu-reader.label').click();
    await id('label-field').fill('Bench 4');
    await press('Enter');
    await soon(() => reader('virtual:sim').textContent()).toMatch(/Bench 4/);
    await reader('virtual:sim').click({ button: 'right' });
    await id('menu-reader.eject').click();
    await soon(() => reader('virtual:sim').getAttribute('data-card')).toBe('empty');
  });

  it('takes the tour from the fault to the proof', async () => {
    await user.start();
    await press('F1');
    const at = (step: string) => user.page.locator(`[data-testid="tour"][data-step="${step}"]`).waitFor();
    await at('find');
    await soon(() => user.verdict('dmAcc')).toBe('error');
    await press('F8');
    await at('look');
    await id('tour-next').click();
    await press('F2');
    await at('fix');
    await id('tour-help').click();
    await at('plan');
    await press('Control+p');
    await at('arm');
    await user.arm();
    await at('key');
    await id('credential-adm1').fill('3132333435363738');
    await id('credential-adm1-use').click();
    await at('write');
    await press('Control+Enter');
    await at('proof');
    await soon(() => user.result()).toBe('verified');
    await id('tour-leave').click();
    expect(await id('tour').count()).toBe(0);
  });
}
