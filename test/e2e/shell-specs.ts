import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { concat } from '../../core/base/bytes.ts';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import { editMessage } from '../../core/bootstrap/message-edit.ts';
import { bodyWithMessage } from '../../core/plan/make-plan.ts';
import { type CardImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { bodyOf, withFile } from '../support/bootstrap-card.ts';
import { planOn } from '../support/plan-runs.ts';
import type { Driver } from './drivers.ts';
import { soon, specApp } from './spec-app.ts';

const CARD = builtinCard('uicc-3g') as CardImage;
const CONTENT = '3F007F506421';

/** The card with ten thousand more elements at the end of its message: each is one byte, `Final` without content. */
function manyNodes(): CardImage {
  const body = bodyOf(CARD, CONTENT);
  const { size } = decodeMessage(body);
  const message = concat(body.subarray(0, size - 2), new Uint8Array(10_000).fill(0x12), body.subarray(size - 2, size));
  const { files, ...image } = withFile(CARD, CONTENT, message);
  return { ...image, files: files.map((file) => (file.path === CONTENT ? { ...file, size: message.length } : file)) };
}
const MANY = manyNodes();

/** Files, tabs, the rail's menus, the palette and the tour, through the real window of a shell. */
export function shellSpecs(start: Driver): void {
  const user = specApp(start);
  const { id, press, reader } = user;

  /** Drops a file on the window, as a person's hand would bring it. */
  async function drop(name: string, text: string): Promise<void> {
    const dataTransfer = await user.page.evaluateHandle(
      ([title, content]) => {
        const data = new DataTransfer();
        data.items.add(new File([content], title));
        return data;
      },
      [name, text] as const,
    );
    await user.page.dispatchEvent('body', 'dragenter', { dataTransfer });
    await id('drop-veil').waitFor();
    await user.page.dispatchEvent('body', 'drop', { dataTransfer });
    await soon(() => id('drop-veil').count()).toBe(0);
  }

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

  it('takes files that are dropped on it; a saved plan goes to the card that it is for', async () => {
    const edited = editMessage(decodeMessage(bodyOf(CARD, CONTENT)), [{ path: 'NordTel/Name', value: 'North' }]);
    if (!edited.ok) throw new Error(edited.error.code);
    const { plan } = await planOn(CARD, bodyWithMessage(edited.value));
    await user.start();
    await user.openGood('virtual:uicc-3g');
    await drop('saved.plan.json', JSON.stringify(plan));
    await id('plan-waits').waitFor();
    await id('plan-use').click();
    await soon(() => id('plan-value').first().textContent()).toContain('North');
    await drop('sim.card.json', serializeCardImage(builtinCard('sim') as CardImage));
    await soon(() => id('document-chip').getAttribute('data-kind')).toBe('image');
  });

  it('finds its way among ten thousand entries of a card', async () => {
    const path = join(user.folder, 'many.card.json');
    writeFileSync(path, serializeCardImage(MANY));
    await user.start([path]);
    await id('spine-step-efDir').waitFor();
    await press('Control+k');
    await user.type('final');
    await soon(() => id('palette-more').textContent()).toMatch(/1[0-9],\d{3}/);
    await press('ArrowDown');
    await press('ArrowDown');
    await press('Enter');
    await user.selectedRow('Final');
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
