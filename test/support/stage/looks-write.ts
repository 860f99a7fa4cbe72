import type { Page } from 'playwright-core';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import type { Looks } from './look.ts';
import { approve, armed, edit, greeted, interrupted, openReal, plan, view, written } from './look-acts.ts';
import { LONG_READER, OMNIKEY } from './scenarios.ts';
import type { Stage } from './stage.ts';

const recovered = (way: string) => async (page: Page, stage: Stage) => {
  await greeted(OMNIKEY)(page, stage);
  await page.getByTestId(`recover-${way}`).click();
  await page.getByTestId('iccid-digit-0').waitFor();
};

const CONTENT = '3F007F506421';
const ICCID = '3F002FE2';

/** The card with other bytes in one file, and nothing more that goes wrong. */
function withFile(card: CardImage, path: string, change: (data: string) => string): CardImage {
  const files = card.files.map((file) =>
    file.path === path && 'data' in file ? { ...file, data: change(file.data ?? '') } : file,
  );
  return { ...card, files, faults: [] };
}

async function backups(page: Page): Promise<void> {
  await written(page);
  await page.getByTestId('new-plan').click();
  await view('write')(page);
  await page.getByTestId('backup-row').first().waitFor();
}

async function consented(page: Page): Promise<void> {
  await openReal(page);
  await view('edit')(page);
  await page.locator('input[data-testid$="Source/LocURI"]').first().fill('https://elsewhere.example/omadm');
  await page.getByTestId('allow-findings').locator('input').check();
}

/** Edit, Write and Recover. */
export const WRITE_LOOKS: Looks = {
  edit: { act: edit },
  'edit-consent': { act: consented },
  plan: { act: plan },
  'plan-several-files': { scenario: 'several', act: plan },
  'plan-any-key': { scenario: 'keys', act: plan },
  'plan-consented': {
    act: async (page) => {
      await consented(page);
      await page.getByTestId('plan-write').click();
      await page.getByTestId('plan-allowed').waitFor();
    },
  },
  'write-start': {
    act: async (page) => {
      await openReal(page);
      await view('write')(page);
    },
  },
  armed: { act: armed },
  'armed-forced-colors': { forcedColors: true, act: armed },
  'write-running': {
    scenario: 'slow',
    act: async (page) => {
      await armed(page);
      await page.getByTestId('write-now').click();
      await page.getByTestId('stop').waitFor();
    },
  },
  'write-refused': {
    act: async (page) => {
      await plan(page);
      await approve(page, '3030303030303030');
      await page.getByTestId('write-now').click();
      await page.getByTestId('write-result').waitFor();
    },
  },
  'write-interrupted': { scenario: 'half', act: interrupted(OMNIKEY) },
  written: { act: written },
  'written-explore': {
    act: async (page) => {
      await written(page);
      await view('explore')(page);
    },
  },
  undo: {
    act: async (page) => {
      await written(page);
      await page.getByTestId('undo-write').click();
      await page.getByTestId('iccid-digit-0').waitFor();
    },
  },
  backups: { act: backups },
  recover: { scenario: 'half', act: greeted(OMNIKEY) },
  'recover-long-names': { scenario: 'halflong', act: greeted(LONG_READER) },
  'recover-foreign': {
    scenario: 'half',
    act: async (page, stage) => {
      await interrupted(OMNIKEY)(page);
      stage.changeCard(OMNIKEY, (card) =>
        withFile(card, CONTENT, (data) => `${data.slice(0, 40)}${'A5'.repeat(60)}${data.slice(160)}`),
      );
      await page.getByTestId('recover').waitFor();
    },
  },
  'recover-unknown': {
    scenario: 'half',
    act: async (page, stage) => {
      await interrupted(OMNIKEY)(page);
      await page.locator('.tab-close').click();
      await page.getByTestId('leave-go').click();
      stage.changeCard(OMNIKEY, (card) => withFile(card, ICCID, () => 'FF'.repeat(10)));
      await page.locator(`[data-testid="rail-reader"][data-reader="${OMNIKEY}"]`).click();
      await page.getByTestId('recover-named').waitFor();
    },
  },
  'recover-finish': { scenario: 'half', act: recovered('finish') },
  'recover-roll-back': { scenario: 'half', act: recovered('rollBack') },
  'recover-proof': {
    scenario: 'half',
    act: async (page, stage) => {
      await recovered('finish')(page, stage);
      await approve(page);
      await page.getByTestId('write-now').click();
      await page.getByTestId('proof').waitFor();
    },
  },
};
