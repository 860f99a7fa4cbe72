import type { Page } from 'playwright-core';
import type { Looks } from './look.ts';
import { openReal } from './look-acts.ts';

async function openTrace(page: Page): Promise<void> {
  await openReal(page);
  await page.keyboard.press('Control+5');
  await page.getByTestId('trace-row').first().waitFor();
}

async function chosen(page: Page, filter: string): Promise<void> {
  await openTrace(page);
  if (filter !== '') {
    await page.keyboard.press('/');
    await page.keyboard.type(`${filter} `);
    await page.keyboard.press('ArrowDown');
  }
  await page.getByTestId('trace-table').focus();
  await page.keyboard.press('ArrowDown');
  await page.getByTestId('trace-detail-name').waitFor();
}

export const TRACE_LOOKS: Looks = {
  trace: { act: (page) => chosen(page, '') },
  'trace-filtered': { act: (page) => chosen(page, '-file:DM_Bootstrap ins:select') },
  'trace-bytes': { act: (page) => chosen(page, 'file:DM_Bootstrap ins:read') },
  'trace-none': {
    act: async (page) => {
      await openTrace(page);
      await page.keyboard.press('/');
      await page.keyboard.type('text:elsewhere ');
      await page.getByTestId('trace-empty').waitFor();
    },
  },
  'trace-bad-filter': {
    act: async (page) => {
      await openTrace(page);
      await page.keyboard.press('/');
      await page.keyboard.type('sw:90');
      await page.getByTestId('trace-fault').waitFor();
    },
  },
  'trace-phone': {
    act: async (page) => {
      await openTrace(page);
      await page.keyboard.press('p');
      await page.getByTestId('phone-end').waitFor();
    },
  },
  'trace-export': {
    act: async (page) => {
      await openTrace(page);
      await page.keyboard.press('Control+s');
      await page.getByTestId('export-sheet').waitFor();
    },
  },
};
