import type { Page } from 'playwright-core';
import type { Looks } from './look.ts';
import { openReal } from './look-acts.ts';

async function openTrace(page: Page): Promise<void> {
  await openReal(page);
  await page.keyboard.press('Control+5');
  await page.getByTestId('trace-row').first().waitFor();
}

/** A phone that stops at EF(DIR): the record is not there. */
const LOG = [
  '00:00:00.000000 > A0 A4 00 00 02 3F 00',
  '00:00:00.021000 < 9F 17',
  '00:00:00.040000 > A0 A4 00 00 02 2F 00',
  '00:00:00.061000 < 9F 0F',
  '00:00:00.080000 > A0 C0 00 00 0F',
  '00:00:00.097000 < 00 00 00 30 2F 00 04 00 11 FF 44 01 02 01 30 90 00',
  '00:00:00.110000 > A0 B2 01 04 30',
  '00:00:00.131000 < 94 02',
  '00:00:00.150000 > A0 20 00 01 08 31 32 33 34 FF FF FF FF',
  '00:00:00.190000 < 98 04',
  '00:00:00.200000 > A0 A4 00 00 02 7F 50',
  '00:00:00.230000 < 94 04',
].join('\n');

/** So many exchanges, now and then one that is refused. */
function many(count: number): string {
  const lines = Array.from({ length: count }, (_, at) => {
    const time = (millis: number) => {
      const all = at * 700 + millis;
      const parts = [all / 3_600_000, (all / 60_000) % 60, (all / 1000) % 60].map((part) =>
        String(Math.floor(part)).padStart(2, '0'),
      );
      return `${parts.join(':')}.${String(all % 1000).padStart(3, '0')}000`;
    };
    const offset = (at % 8).toString(16).toUpperCase();
    const answer = at % 97 === 5 ? '69 82' : `${'A5 '.repeat(at % 8 === 7 ? 12 : 32)}90 00`;
    return `${time(0)} > 00 B0 0${offset} 00 00\n${time(40)} < ${answer}`;
  });
  return `00:00:00.000000 > 00 A4 08 04 04 7F 50 64 21\n00:00:00.000000 < 90 00\n${lines.join('\n')}`;
}

async function opened(page: Page, name: string, text: string): Promise<void> {
  const file = { name, mimeType: 'text/plain', buffer: Buffer.from(text) };
  await page.locator('[data-file-input]').setInputFiles(file);
  await page.locator('[data-testid="trace-row"][data-line]').first().waitFor();
}

async function chosen(page: Page, filter: string): Promise<void> {
  await openTrace(page);
  if (filter !== '') {
    await page.keyboard.press('/');
    await page.keyboard.type(`${filter} `);
    // A line of the view before would go with it: the count tells that the new one is there.
    await page.getByTestId('trace-count').filter({ hasText: / / }).waitFor();
    await page.waitForFunction(() => document.querySelectorAll('[data-testid="trace-row"][data-line]').length < 20);
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
  'trace-file': {
    act: async (page) => {
      await opened(page, `${'a-phone-that-does-not-bootstrap-in-the-field-'.repeat(2)}.log`, LOG);
      await page.getByTestId('trace-row').nth(3).click();
      await page.getByTestId('trace-detail-name').waitFor();
    },
  },
  'trace-file-phone': {
    act: async (page) => {
      await opened(page, 'phone.log', LOG);
      await page.keyboard.press('p');
      await page.getByTestId('phone-end').waitFor();
    },
  },
  'trace-file-mid': { act: (page) => opened(page, 'mid.log', LOG.split('\n').slice(4).join('\n')) },
  'trace-opening': {
    scenario: 'opening',
    act: async (page) => {
      await opened(page, 'long.log', many(2_000));
      await page.getByTestId('trace-opening').waitFor();
    },
  },
  'trace-huge': {
    act: async (page) => {
      await opened(page, 'a-day-of-a-phone.log', many(40_000));
      await page.getByTestId('trace-opening').waitFor({ state: 'detached' });
      await page.getByTestId('trace-table').focus();
      await page.keyboard.press('End');
      await page.getByTestId('trace-detail-name').waitFor();
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
