import type { Page } from 'playwright-core';
import type { Looks } from './look.ts';
import { approve, armed, edit, greeted, interrupted, openReal, plan, view, written } from './look-acts.ts';
import { LONG_READER, OMNIKEY } from './scenarios.ts';
import type { Stage } from './stage.ts';

const recovered = (way: string) => async (page: Page, stage: Stage) => {
  await greeted(OMNIKEY)(page, stage);
  await page.getByTestId(`recover-${way}`).click();
  await page.getByTestId('iccid-digit-0').waitFor();
};

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
