import type { Page } from 'playwright-core';
import type { Looks } from './look.ts';
import { openReader, view } from './look-acts.ts';
import { OMNIKEY } from './scenarios.ts';

const editor =
  (name: string, act?: (page: Page) => Promise<void>, reader = OMNIKEY) =>
  async (page: Page): Promise<void> => {
    await openReader(page, reader);
    await view('edit')(page);
    await page.getByTestId(`editor-${name}`).click();
    if (name === 'xml') await page.getByTestId('xml-text').waitFor();
    await act?.(page);
  };

async function brokenXml(page: Page): Promise<void> {
  await page.getByTestId('xml-text').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('<Oops');
}

async function brokenHex(page: Page): Promise<void> {
  await page.locator('[data-testid="hex-cell"][data-offset="36"]').click();
  await page.keyboard.press('Delete');
}

async function templates(page: Page): Promise<void> {
  await page.getByTestId('from-template').click();
  await page.getByTestId('template-sheet').waitFor();
}

/** The four views of one message, and both profiles side by side. */
export const EDIT_LOOKS: Looks = {
  'edit-form-added': {
    act: editor('form', async (page) => {
      await page.getByTestId('another-AppAddr/<X>').click();
      await page.getByTestId('another-AppAuth/<X>').click();
    }),
  },
  'edit-extreme': {
    act: editor('form', async (page) => {
      const long = 'https://dm-server-with-a-very-long-name.operations.nordtel.example/bootstrap/omadm/v1/';
      await page.locator('input[data-testid="field-NordTel/AppAddr/1/Addr"]').fill(long.repeat(4));
      await page.locator('input[data-testid="field-NordTel/Name"]').fill('North '.repeat(40));
      await page.locator('input[data-testid="field-NordTel/AppID"]').fill('w9');
    }),
  },
  'edit-menu': {
    act: editor('form', async (page) => {
      await page.getByTestId('add-0/1').click();
      await page.getByRole('menu').waitFor();
    }),
  },
  'edit-provisioning': {
    act: editor('mapping', async (page) => {
      await page.getByTestId('mapping-take').click();
      await page.locator('[data-testid^="field-APPLICATION"]').first().waitFor();
    }),
  },
  'edit-tree': { act: editor('tree', (page) => page.getByTestId('tree.addChild').click()) },
  'edit-xml': { act: editor('xml') },
  'edit-xml-broken': { act: editor('xml', brokenXml) },
  'edit-xml-held': {
    act: editor('xml', async (page) => {
      await brokenXml(page);
      await page.getByTestId('editor-form').click();
    }),
  },
  'edit-hex': { act: editor('hex', (page) => page.locator('[data-testid="hex-cell"][data-offset="60"]').click()) },
  'edit-hex-broken': { act: editor('hex', brokenHex) },
  'edit-broken': {
    act: editor('hex', async (page) => {
      await brokenHex(page);
      await page.getByTestId('editor-form').click();
    }),
  },
  'edit-mapping': { act: editor('mapping') },
  'edit-templates': { act: editor('form', templates) },
};
