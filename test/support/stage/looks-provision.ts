import type { Page } from 'playwright-core';
import type { Looks } from './look.ts';
import { open, openUicc, view } from './look-acts.ts';

async function provision(page: Page): Promise<void> {
  await open('virtual:uicc-3g-blank')(page);
  await page.getByTestId('show-provision').click();
  await page.getByTestId('pick-dm').click();
  await page.getByTestId('pick-summary').waitFor();
}

async function objects(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-input').fill('objects');
  await page.keyboard.press('Enter');
  const found = page.getByTestId('objects');
  if ((await found.count()) > 0) return;
  // The palette speaks the window's language.
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-input').fill('引导对象');
  await page.keyboard.press('Enter');
  await found.waitFor();
}

/** Provisioning, objects, and messages that are longer than their file. */
export const PROVISION_LOOKS: Looks = {
  provision: { act: provision },
  'provision-plan': {
    act: async (page) => {
      await provision(page);
      await page.getByTestId('plan-provision').click();
      await page.getByTestId('iccid-digit-0').waitFor();
    },
  },
  'provision-refused': {
    act: async (page) => {
      await open('virtual:uicc-3g-blank')(page);
      await page.getByTestId('show-provision').click();
      await page.locator('input[type="radio"][data-testid^="profile-"]').last().check();
      await page.getByTestId('pick-dm').click();
      await page.getByTestId('pick-summary').waitFor();
      await page.getByTestId('plan-provision').click();
      await page.getByTestId('error-note').waitFor();
    },
  },
  objects: { act: (page) => openUicc(page).then(() => objects(page)) },
  'objects-blank': { act: (page) => open('virtual:uicc-3g-blank')(page).then(() => objects(page)) },
  'objects-refused': {
    act: async (page) => {
      await open('virtual:sim')(page);
      await objects(page);
      await page.getByTestId('pick-dm').click();
      await page.getByTestId('pick-summary').waitFor();
      await page.getByTestId('plan-add').click();
      await page.getByTestId('error-note').waitFor();
    },
  },
  'plan-larger': {
    act: async (page) => {
      await openUicc(page);
      await view('edit')(page);
      const address = page.locator('input[data-testid$="/Addr"]').first();
      await address.fill(`https://dm.nordtel.example/${'long/'.repeat(250)}`);
      await page.getByTestId('plan-write').click();
      await page.getByTestId('growth').waitFor();
    },
  },
};
