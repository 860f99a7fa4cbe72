import type { Page } from 'playwright-core';
import type { Looks } from './look.ts';
import { openReal, openUicc } from './look-acts.ts';

async function newCard(page: Page): Promise<void> {
  await page.getByTestId('virtual-new').click();
  await page.getByTestId('base').first().waitFor();
}

async function broken(page: Page): Promise<void> {
  await openUicc(page);
  await page.keyboard.press('b');
  await page.getByTestId('fault-kind-remove').waitFor();
  await page.getByTestId('fault-arm').click();
  await page.getByTestId('armed-fault').first().waitFor();
  await page.getByTestId('fault-kind-tear').check();
  await page.getByTestId('fault-at').fill('2');
  await page.getByTestId('fault-arm').click();
  await page.getByTestId('armed-fault').nth(1).waitFor();
}

/** The sheets of virtual cards. */
export const VIRTUAL_LOOKS: Looks = {
  'virtual-make': { act: newCard },
  'virtual-make-fault': {
    act: async (page) => {
      await page.getByTestId('rail-fault-cards').click();
      await page.getByTestId('base-find').fill('odf path');
    },
  },
  'virtual-clone': {
    act: async (page) => {
      await openReal(page);
      await newCard(page);
      await page.getByTestId('new-card-clone').click();
    },
  },
  'virtual-cloned': {
    scenario: 'pin',
    act: async (page) => {
      await openUicc(page);
      await newCard(page);
      await page.getByTestId('new-card-clone').click();
      await page.getByTestId('clone-card').click();
      await page.getByTestId('cloned').waitFor();
    },
  },
  'virtual-break': { act: broken },
  'virtual-armed': {
    act: async (page) => {
      await broken(page);
      await page.keyboard.press('Escape');
    },
  },
  'virtual-serve': {
    act: async (page) => {
      await openUicc(page);
      await page.keyboard.press('b');
      await page.getByTestId('virtual-part-serve').click();
      await page.getByTestId('serve-port').fill('1');
      await page.getByTestId('serve-start').click();
      await page.getByTestId('virtual-card').getByTestId('error-note').waitFor();
    },
  },
  'virtual-serve-remote': {
    act: async (page) => {
      await openUicc(page);
      await page.keyboard.press('b');
      await page.getByTestId('virtual-part-serve').click();
      await page.getByTestId('serve-host').fill('lab-7.example');
      await page.getByTestId('serve-remote').waitFor();
    },
  },
  'virtual-state': {
    act: async (page) => {
      await newCard(page);
      await page.getByTestId('make-card').click();
      await page.getByTestId('spine-step-efDir').waitFor();
      await page.keyboard.press('b');
      await page.getByTestId('virtual-part-state').click();
      await page.getByTestId('delete-card').waitFor();
    },
  },
};
