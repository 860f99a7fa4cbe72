import type { Page } from 'playwright-core';
import type { Look, Looks } from './look.ts';
import { openFirst, openReader, openReal, view } from './look-acts.ts';
import { LONG_READER, OMNIKEY } from './scenarios.ts';

/** The diagnosis has come to its end, devices and fixes with it. */
async function diagnosed(page: Page): Promise<void> {
  await view('diagnose')(page);
  await page.locator('[data-testid="diagnose"][data-phase="done"]').waitFor();
}

async function diagnoseReal(page: Page): Promise<void> {
  await openReal(page);
  await diagnosed(page);
}

const clicked =
  (...tests: readonly string[]) =>
  async (page: Page) => {
    await diagnoseReal(page);
    for (const test of tests) await page.getByTestId(test).first().click();
  };

/** Another card is open, and then the one that is compared with it. */
async function compared(page: Page): Promise<void> {
  await openReader(page, 'virtual:uicc');
  await diagnoseReal(page);
  await page.getByTestId('fold-compare').getByRole('button').first().click();
  await page.getByTestId('compare-with').selectOption({ index: 1 });
  await page.getByTestId('comparison').waitFor();
  await page.locator('[data-testid="compared-file"] summary').first().click();
  await page.getByTestId('comparison').scrollIntoViewIfNeeded();
}

const onCard = (scenario: NonNullable<Look['scenario']>): Look => ({ scenario, act: diagnoseReal });

/** Diagnose. */
export const DIAGNOSE_LOOKS: Looks = {
  diagnose: onCard('faulty'),
  'diagnose-good': onCard('plain'),
  'diagnose-undecodable': onCard('undecodable'),
  'diagnose-broken': onCard('broken'),
  'diagnose-blocked': onCard('blocked'),
  'diagnose-tried': {
    scenario: 'faulty',
    act: async (page) => {
      await clicked('try-fix')(page);
      await page.getByTestId('trial').waitFor();
    },
  },
  'diagnose-hazard': { act: clicked('also-found') },
  'diagnose-clause': { scenario: 'broken', act: clicked('finding-clause') },
  'diagnose-passed': {
    scenario: 'broken',
    act: async (page) => {
      await diagnoseReal(page);
      for (const fold of ['notReached', 'passed']) await page.getByTestId(`fold-${fold}`).getByRole('button').click();
    },
  },
  'diagnose-compare': { scenario: 'faulty', act: compared },
  'diagnose-empty': {
    act: async (page) => {
      await openReader(page, 'virtual:uicc-blank');
      await diagnosed(page);
    },
  },
  'diagnose-many': {
    scenario: 'many',
    act: async (page) => {
      await openFirst(page);
      await diagnosed(page);
    },
  },
  'diagnose-long-reader': {
    scenario: 'halflong',
    act: async (page) => {
      await openReader(page, LONG_READER);
      await diagnosed(page);
    },
  },
  'diagnose-running': {
    scenario: 'slowfaulty',
    act: async (page) => {
      await openReal(page);
      await view('diagnose')(page);
      await page.getByTestId('diagnosing').waitFor();
    },
  },
  'diagnose-pulled': {
    scenario: 'slowfaulty',
    act: async (page, stage) => {
      await openReal(page);
      await view('diagnose')(page);
      await page.getByTestId('diagnosing').waitFor();
      stage.setCard(OMNIKEY, false);
      await page.getByTestId('error-note').first().waitFor();
    },
  },
  'diagnose-plan': {
    scenario: 'faulty',
    act: async (page) => {
      await clicked('plan-fix')(page);
      await page.getByTestId('iccid-digit-0').waitFor();
    },
  },
};
