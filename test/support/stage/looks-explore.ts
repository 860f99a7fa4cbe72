import type { Page } from 'playwright-core';
import type { Looks } from './look.ts';
import { open, openFirst, openReal, openUicc, pressed } from './look-acts.ts';
import { OMNIKEY } from './scenarios.ts';

const filtered = (words: string) => async (page: Page) => {
  await openReal(page);
  await page.keyboard.press('/');
  await page.keyboard.type(words);
};

const browsed = (name: string) => async (page: Page) => {
  await openUicc(page);
  await page.getByTestId('browse-files').click();
  await page.getByTestId('browsed').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await page.getByTestId('hex-cell').first().waitFor();
};

async function cardKeys(page: Page): Promise<void> {
  await openUicc(page);
  await page.getByTestId('card-keys').click();
  await page.getByTestId('key-adm1-verify').click();
}

async function ranged(page: Page): Promise<void> {
  await openReal(page);
  await page.getByTestId('hex-cell').nth(40).click();
  for (let step = 0; step < 20; step++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('c');
}

const clicked = (test: string) => async (page: Page) => {
  await openReal(page);
  await page.getByTestId(test).click();
};

/** The frame and Explore. */
export const EXPLORE_LOOKS: Looks = {
  welcome: {},
  'welcome-no-pcsc': { scenario: 'nopcsc' },
  explore: { act: openReal },
  'explore-forced-colors': {
    scenario: 'long',
    forcedColors: true,
    act: async (page) => {
      await openFirst(page);
      await page.getByTestId('spine-step-content').click();
    },
  },
  'explore-dodf': { act: clicked('spine-step-dodf') },
  'explore-dmacc': { act: clicked('spine-step-dmAcc') },
  'explore-xml': { act: clicked('tab-xml') },
  'explore-sim': { act: open('virtual:sim') },
  'explore-many-findings': {
    scenario: 'long',
    act: async (page) => {
      await openFirst(page);
      await page.getByTestId('spine-step-content').click();
    },
  },
  'explore-empty': { act: open('virtual:uicc-blank') },
  'explore-pin': { scenario: 'pin', act: openUicc },
  'explore-few-tries': { scenario: 'fewtries', act: openUicc },
  'explore-held': {
    act: async (page) => {
      await page.locator('[data-testid="rail-reader"][data-reader="pcsc:Identiv uTrust 2700"]').click();
      await page.getByTestId('not-read').waitFor();
    },
  },
  reading: {
    scenario: 'slow',
    act: async (page) => {
      await page.getByTestId('rail-reader').first().click();
      await page.getByTestId('reading').waitFor();
    },
  },
  'reading-pulled': {
    scenario: 'slow',
    act: async (page, stage) => {
      await page.getByTestId('rail-reader').first().click();
      await page.getByTestId('reading').locator('.num').waitFor();
      stage.setCard(OMNIKEY, false);
      await page.getByTestId('not-read').waitFor();
    },
  },
  pulled: {
    act: async (page, stage) => {
      await openReal(page);
      stage.setCard(OMNIKEY, false);
      await page.locator('.error-note').first().waitFor();
    },
  },
  browse: { act: browsed('EF(IMSI)') },
  'card-keys': { scenario: 'pin', act: cardKeys },
  filter: { act: filtered('addr') },
  'filter-none': { act: filtered('zebra') },
  range: { act: ranged },
  palette: {
    act: async (page) => {
      await openReal(page);
      await page.keyboard.press('Control+k');
      await page.getByTestId('palette-input').fill('addr');
    },
  },
  keys: { act: pressed('?') },
  settings: { act: pressed('Control+,') },
  'copy-as': { act: pressed('Shift+C') },
  'go-to': { act: pressed('g') },
  clause: { act: pressed('l') },
};
