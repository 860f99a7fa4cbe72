import type { Page } from 'playwright-core';
import { OMNIKEY } from './scenarios.ts';
import type { Stage } from './stage.ts';

/** What looks and journeys have in common: steps of a user, each waiting for what it brings. */

export async function openReader(page: Page, name: string): Promise<void> {
  await page.locator(`[data-testid="rail-reader"][data-reader="${name}"]`).click();
  await page.getByTestId('spine-step-efDir').waitFor();
}

export const open = (name: string) => (page: Page) => openReader(page, name);
export const openReal = open(OMNIKEY);
export const openUicc = open('virtual:uicc');

/** The first reader of the rail, whatever its name. */
export async function openFirst(page: Page): Promise<void> {
  await page.getByTestId('rail-reader').first().click();
  await page.getByTestId('spine-step-efDir').waitFor();
}

export const view = (name: string) => (page: Page) => page.getByTestId(`tab-${name}`).click();

export const pressed = (key: string) => async (page: Page) => {
  await openReal(page);
  await page.keyboard.press(key);
};

/** An address of another server, a port that is none, another secret. */
export async function edit(page: Page): Promise<void> {
  await openReal(page);
  await view('edit')(page);
  await page.locator('input[data-testid$="/Addr"]').first().fill('https://dm2.nordtel.example/bootstrap');
  await page.locator('input[data-testid$="/PortNbr"]').first().fill('70443');
  await page.locator('input[data-testid$="/AAuthSecret"]').first().fill('Kestrel-4712-Fjord');
}

export async function plan(page: Page): Promise<void> {
  await edit(page);
  await page.locator('input[data-testid$="/PortNbr"]').first().fill('8443');
  await page.getByTestId('plan-write').click();
  await page.getByTestId('iccid-digit-0').waitFor();
}

/** Types what approves a plan: the card's last four digits, and the key. */
export async function approve(page: Page, key = '3132333435363738'): Promise<void> {
  const iccid = ((await page.getByTestId('big-iccid').textContent()) ?? '').replaceAll(/\s/g, '');
  for (const [at, digit] of [...iccid.slice(-4)].entries()) await page.getByTestId(`iccid-digit-${at}`).fill(digit);
  await page.getByTestId('credential-adm1').fill(key);
  await page.getByTestId('credential-adm1-use').click();
  await page.getByTestId('credential-adm1-held').waitFor();
}

export async function armed(page: Page): Promise<void> {
  await plan(page);
  await approve(page);
}

export async function written(page: Page): Promise<void> {
  await armed(page);
  await page.getByTestId('write-now').click();
  await page.getByTestId('write-result').waitFor();
}

/** The card is pulled in the middle of a write. */
export const interrupted = (reader: string) => async (page: Page) => {
  await armedOn(reader)(page);
  await page.getByTestId('write-now').click();
  await page.getByTestId('write-result').waitFor();
};

/** And comes back. */
export const greeted = (reader: string) => async (page: Page, stage: Stage) => {
  await interrupted(reader)(page);
  stage.setCard(reader, true);
  await page.getByTestId('recover').waitFor();
};

const armedOn = (reader: string) => async (page: Page) => {
  await openReader(page, reader);
  await view('edit')(page);
  await page.locator('input[data-testid$="/Addr"]').first().fill('https://dm2.nordtel.example/bootstrap');
  await page.getByTestId('plan-write').click();
  await page.getByTestId('iccid-digit-0').waitFor();
  await approve(page);
};
