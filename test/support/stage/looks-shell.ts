import type { Page } from 'playwright-core';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { type CardImage, serializeCardImage } from '../../../core/virtual-card/card-image.ts';
import { bodyOf } from '../bootstrap-card.ts';
import type { Looks } from './look.ts';
import { approve, open, openReal, openUicc } from './look-acts.ts';
import { OMNIKEY } from './scenarios.ts';

const CARD = builtinCard('uicc') as CardImage;
const LONG_FILE =
  'golden-uicc-of-the-second-production-run-with-every-profile-that-was-ever-ordered-2026-11-21.card.json';

/** Hands files over as the system's dialog does. */
const chosen =
  (...files: readonly { readonly name: string; readonly content: string | Uint8Array }[]) =>
  async (page: Page) => {
    await page.getByTestId('file-input').setInputFiles(
      files.map(({ name, content }) => ({
        name,
        mimeType: 'application/octet-stream',
        buffer: Buffer.from(content),
      })),
    );
    await page.locator('[data-testid="document-chip"], [data-testid="open-problem"]').first().waitFor();
    await page.getByTestId('opening').waitFor({ state: 'detached' });
  };

const message = { name: 'nordtel.wbxml', content: bodyOf(CARD, '3F007F506421') };
const image = { name: LONG_FILE, content: serializeCardImage(CARD) };

async function dropped(page: Page): Promise<void> {
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(['x'], 'x.card.json'));
    window.dispatchEvent(new DragEvent('dragenter', { dataTransfer: data, bubbles: true, cancelable: true }));
  });
  await page.getByTestId('drop-veil').waitFor();
}

async function menu(page: Page, reader: string): Promise<void> {
  await page.locator(`[data-testid="rail-reader"][data-reader="${reader}"]`).click({ button: 'right' });
  await page.getByTestId('reader-menu').waitFor();
}

async function edited(page: Page): Promise<void> {
  await openUicc(page);
  await page.getByTestId('tab-edit').click();
  await page.locator('input[data-testid$="/Addr"]').first().fill('https://dm2.nordtel.example/bootstrap');
}

/** An opened card is written to: the file that it came from does not have that. */
async function changedInMemory(page: Page): Promise<void> {
  await chosen(image)(page);
  await page.getByTestId('spine-step-dmAcc').waitFor();
  await page.getByTestId('tab-edit').click();
  await page.locator('input[data-testid$="/Addr"]').first().fill('https://dm2.nordtel.example/bootstrap');
  await page.getByTestId('plan-write').click();
  await page.getByTestId('iccid-digit-0').waitFor();
  await approve(page);
  await page.getByTestId('write-now').click();
  await page.getByTestId('write-result').waitFor();
  await page.locator('[data-testid="rail-reader"][aria-current="true"]').click({ button: 'right' });
  await page.getByTestId('menu-reader.remove').click();
  await page.getByTestId('leave-sheet').waitFor();
}

async function toured(page: Page, step: string): Promise<void> {
  await page.keyboard.press('F1');
  const at = (name: string) => page.locator(`[data-testid="tour"][data-step="${name}"]`).waitFor();
  await at('find');
  await page.getByTestId('spine-step-dmAcc').waitFor();
  if (step === 'find') return;
  await page.keyboard.press('F8');
  await at('look');
  if (step === 'look') return;
  await page.getByTestId('tour-next').click();
  await page.keyboard.press('F2');
  await at('fix');
}

async function everyCard(page: Page): Promise<void> {
  const readers = await page.getByTestId('rail-reader').all();
  for (const reader of readers.slice(0, 1)) await reader.click();
  for (const name of ['uicc', 'uicc-3g', 'uicc-2g', 'sim', 'ruim', 'uicc-blank'])
    await page.locator(`[data-testid="rail-reader"][data-reader="virtual:${name}"]`).click();
  await chosen(image, message)(page);
  await page.getByTestId('spine-step-dmAcc').waitFor();
}

/** The frame around the cards: files, menus, tabs, the tour, what readers need. */
export const SHELL_LOOKS: Looks = {
  'shell-drop': { act: dropped },
  'shell-message': { act: chosen(message) },
  'shell-long-name': { act: chosen(image) },
  'shell-problems': {
    act: chosen(
      { name: 'holiday.png', content: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3, 4) },
      { name: 'cut.card.json', content: image.content.slice(0, 900) },
    ),
  },
  'shell-recent': {
    scenario: 'none',
    act: async (page) => {
      await chosen(message, image)(page);
      await page.locator('.tab-close').nth(1).waitFor();
      for (const _ of [1, 2]) await page.keyboard.press('Alt+w');
      await page.getByTestId('recent-file').first().waitFor();
    },
  },
  'shell-menu': { act: (page) => openReal(page).then(() => menu(page, OMNIKEY)) },
  'shell-menu-virtual': { act: (page) => open('virtual:sim')(page).then(() => menu(page, 'virtual:sim')) },
  'shell-tabs': { act: everyCard },
  'shell-leaving': {
    act: async (page) => {
      await edited(page);
      await page.keyboard.press('Alt+w');
      await page.getByTestId('leave-sheet').waitFor();
    },
  },
  'shell-leaving-card': { act: changedInMemory },
  'shell-lost': {
    console: /WebSocket connection to/,
    act: async (page, stage) => {
      await openReal(page);
      await stage.cutLink();
      await page.locator('[data-testid="link-state"]').waitFor();
    },
  },
  'shell-label': {
    act: async (page) => {
      await menu(page, OMNIKEY);
      await page.getByTestId('menu-reader.label').click();
      await page.getByTestId('label-field').waitFor();
    },
  },
  'shell-checks': {
    scenario: 'nopcsc',
    act: async (page) => {
      await page.getByTestId('show-checks').click();
      await page.getByTestId('check-service').waitFor();
    },
  },
  'shell-tour': { act: (page) => toured(page, 'find') },
  'shell-tour-look': { act: (page) => toured(page, 'look') },
  'shell-tour-fix': { act: (page) => toured(page, 'fix') },
  'shell-palette-bytes': {
    act: async (page) => {
      await openReal(page);
      await page.keyboard.press('Control+k');
      await page.getByTestId('palette-input').fill('64 66');
    },
  },
  'shell-many-readers': { scenario: 'thirty' },
};
