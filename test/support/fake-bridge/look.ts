import { mkdir } from 'node:fs/promises';
import { chromium, type Page } from 'playwright-core';
import { chromiumPath } from '../requires.ts';
import { fakeBridgeScript, serveRenderer } from './serve.ts';

/** Takes pictures of the interface on the fake host: `node test/support/fake-bridge/look.ts FOLDER [NAME …]`. */
const [folder = '/tmp/bootcard-look', ...wanted] = process.argv.slice(2);

interface Look {
  readonly scenario?: string;
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly chinese?: boolean;
  readonly act?: (page: Page) => Promise<void>;
}

const open = (name: string) => async (page: Page) => {
  await page.locator(`[data-testid="rail-reader"][data-reader="${name}"]`).click();
  await page.locator('[data-testid="spine-step-efDir"]').waitFor();
  await page.waitForTimeout(200);
};
const openReal = open('pcsc:Omnikey 3x21');
const openUicc = open('virtual:uicc');

const pressed = (key: string) => async (page: Page) => {
  await openReal(page);
  await page.keyboard.press(key);
};

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
  await page.waitForTimeout(600);
};

async function cardKeys(page: Page): Promise<void> {
  await openUicc(page);
  await page.getByTestId('card-keys').click();
  await page.getByTestId('key-adm1-verify').click();
}

async function ranged(page: Page): Promise<void> {
  await openReal(page);
  const cell = page.getByTestId('hex-cell').nth(40);
  await cell.click();
  for (let step = 0; step < 20; step++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('c');
}

async function edit(page: Page): Promise<void> {
  await openReal(page);
  await page.getByTestId('tab-edit').click();
  const field = page.locator('input[data-testid$="/Addr"]').first();
  await field.fill('https://dm2.nordtel.example/bootstrap');
  await page.locator('input[data-testid$="/PortNbr"]').first().fill('70443');
  await page.locator('input[data-testid$="/AAuthSecret"]').first().fill('Kestrel-4712-Fjord');
}

async function plan(page: Page): Promise<void> {
  await edit(page);
  await page.locator('input[data-testid$="/PortNbr"]').first().fill('8443');
  await page.getByTestId('plan-write').click();
  await page.getByTestId('iccid-digit-0').waitFor();
}

async function armed(page: Page): Promise<void> {
  await plan(page);
  await approve(page);
}

async function approve(page: Page): Promise<void> {
  const iccid = ((await page.getByTestId('big-iccid').textContent()) ?? '').replaceAll(/\s/g, '');
  for (const [at, digit] of [...iccid.slice(-4)].entries()) await page.getByTestId(`iccid-digit-${at}`).fill(digit);
  await page.getByTestId('credential-adm1').fill('3132333435363738');
  await page.getByTestId('credential-adm1-use').click();
  await page.getByTestId('credential-adm1-held').waitFor();
}

const READER = 'pcsc:Omnikey 3x21';

/** The card is pulled in the middle of a write, and comes back. */
async function greeted(page: Page): Promise<void> {
  await armed(page);
  await page.getByTestId('write-now').click();
  await page.getByTestId('write-result').waitFor();
  await page.evaluate(
    (name) =>
      (window as unknown as { bootcard: { setCard(name: string, present: boolean): void } }).bootcard.setCard(
        name,
        true,
      ),
    READER,
  );
  await page.getByTestId('reread').click();
  await page.getByTestId('recover').waitFor();
}

const recovered = (way: string) => async (page: Page) => {
  await greeted(page);
  await page.getByTestId(`recover-${way}`).click();
  await page.getByTestId('iccid-digit-0').waitFor();
};

async function backups(page: Page): Promise<void> {
  await written(page);
  await page.getByTestId('new-plan').click();
  await page.getByTestId('tab-write').click();
  await page.getByTestId('backup-row').first().waitFor();
}

async function consented(page: Page): Promise<void> {
  await openReal(page);
  await page.getByTestId('tab-edit').click();
  await page.locator('input[data-testid$="Source/LocURI"]').first().fill('https://elsewhere.example/omadm');
  await page.getByTestId('allow-findings').locator('input').check();
}

async function written(page: Page): Promise<void> {
  await armed(page);
  await page.getByTestId('write-now').click();
  await page.getByTestId('write-result').waitFor();
}

const LOOKS: Readonly<Record<string, Look>> = {
  welcome: {},
  'welcome-dark': { dark: true, scenario: 'nopcsc' },
  explore: { act: openReal },
  'explore-dark': { act: openReal, dark: true },
  'explore-zh': { act: openReal, chinese: true },
  'explore-small': { act: openUicc, width: 1280, height: 800 },
  'explore-small-dark': { act: openUicc, width: 1280, height: 800, dark: true },
  'explore-wide': { act: openUicc, width: 1920, height: 1080 },
  'explore-odf': {
    act: async (page) => {
      await openReal(page);
      await page.getByTestId('spine-step-dodf').click();
    },
  },
  'explore-dmacc': {
    act: async (page) => {
      await openReal(page);
      await page.getByTestId('spine-step-dmAcc').click();
    },
  },
  'explore-xml': {
    act: async (page) => {
      await openReal(page);
      await page.getByTestId('tab-xml').click();
    },
  },
  many: {
    scenario: 'long',
    width: 1280,
    height: 800,
    act: async (page) => {
      await page.locator('[data-testid="rail-reader"]').first().click();
      await page.getByTestId('spine-step-content').click();
      await page.waitForTimeout(200);
    },
  },
  'many-dark': {
    scenario: 'long',
    dark: true,
    act: async (page) => {
      await page.locator('[data-testid="rail-reader"]').first().click();
      await page.getByTestId('spine-step-content').click();
      await page.waitForTimeout(200);
    },
  },
  empty: { act: open('virtual:uicc-blank') },
  'empty-dark': { act: open('virtual:uicc-blank'), dark: true, width: 1280, height: 800 },
  pin: { scenario: 'pin', act: openUicc },
  fewtries: { scenario: 'fewtries', act: openUicc, width: 1280, height: 800 },
  reading: {
    scenario: 'slow',
    act: async (page) => {
      await page.locator('[data-testid="rail-reader"]').first().click();
      await page.waitForTimeout(1200);
    },
  },
  pulled: {
    act: async (page) => {
      await openUicc(page);
      await page.evaluate(() =>
        (window as unknown as { bootcard: { setCard(name: string, present: boolean): void } }).bootcard.setCard(
          'virtual:uicc',
          false,
        ),
      );
      await page.waitForTimeout(200);
    },
  },
  edit: { act: edit },
  'edit-dark': { act: edit, dark: true, width: 1280, height: 800 },
  'edit-zh': { act: edit, chinese: true },
  plan: { act: plan },
  armed: { act: armed },
  'armed-dark': { act: armed, dark: true, width: 1280, height: 800 },
  written: { act: written },
  'written-dark': { act: written, dark: true, width: 1280, height: 800 },
  several: { scenario: 'several', act: plan },
  'several-dark': { scenario: 'several', act: plan, dark: true, width: 1280, height: 800 },
  'keys-any': { scenario: 'keys', act: plan, width: 1280, height: 800 },
  'keys-any-zh': { scenario: 'keys', act: plan, chinese: true },
  recover: { scenario: 'half', act: greeted },
  'recover-dark': { scenario: 'half', act: greeted, dark: true, width: 1280, height: 800 },
  'recover-zh': { scenario: 'half', act: greeted, chinese: true },
  'recover-long': { scenario: 'halflong', act: greeted, width: 1280, height: 800 },
  'recover-finish': { scenario: 'half', act: recovered('finish') },
  'recover-rollback-dark': { scenario: 'half', act: recovered('rollBack'), dark: true, width: 1280, height: 800 },
  'recover-proof': {
    scenario: 'half',
    act: async (page) => {
      await recovered('finish')(page);
      await approve(page);
      await page.getByTestId('write-now').click();
      await page.getByTestId('proof').waitFor();
    },
  },
  backups: { act: backups },
  'backups-dark': { act: backups, dark: true, width: 1280, height: 800 },
  undo: {
    act: async (page) => {
      await written(page);
      await page.getByTestId('undo-write').click();
      await page.getByTestId('iccid-digit-0').waitFor();
    },
  },
  consent: { act: consented, width: 1280, height: 800 },
  'consent-plan': {
    act: async (page) => {
      await consented(page);
      await page.getByTestId('plan-write').click();
      await page.getByTestId('plan-allowed').waitFor();
    },
  },
  'written-explore': {
    act: async (page) => {
      await written(page);
      await page.getByTestId('tab-explore').click();
    },
  },
  palette: {
    act: async (page) => {
      await openReal(page);
      await page.keyboard.press('Control+k');
      await page.getByTestId('palette-input').fill('addr');
    },
  },
  keys: { act: pressed('?'), width: 1280, height: 800 },
  'keys-zh-dark': { act: pressed('?'), chinese: true, dark: true, width: 1280, height: 800 },
  browse: { act: browsed('EF(IMSI)'), width: 1280, height: 800 },
  'browse-zh-dark': { act: browsed('EF(ICCID)'), chinese: true, dark: true, width: 1280, height: 800 },
  cardkeys: { scenario: 'pin', act: cardKeys, width: 1280, height: 800 },
  'cardkeys-zh-dark': { scenario: 'fewtries', act: cardKeys, chinese: true, dark: true, width: 1280, height: 800 },
  settings: { act: pressed('Control+,'), width: 1280, height: 800 },
  'settings-zh-dark': { act: pressed('Control+,'), chinese: true, dark: true, width: 1280, height: 800 },
  filter: { act: filtered('addr'), width: 1280, height: 800 },
  'filter-none-dark': { act: filtered('zebra'), dark: true, width: 1280, height: 800 },
  range: { act: ranged, width: 1280, height: 800 },
  'range-dark': { act: ranged, dark: true, width: 1280, height: 800 },
  copyas: { act: pressed('Shift+C'), width: 1280, height: 800 },
  'copyas-dark': { act: pressed('Shift+C'), dark: true, width: 1280, height: 800 },
  goto: { act: pressed('g'), width: 1280, height: 800 },
  exchange: { act: pressed('x'), width: 1280, height: 800 },
  'exchange-dark': { act: pressed('x'), dark: true, width: 1280, height: 800 },
  clause: { act: pressed('l'), width: 1280, height: 800 },
  'clause-zh-dark': { act: pressed('l'), chinese: true, dark: true, width: 1280, height: 800 },
};

await mkdir(folder, { recursive: true });
const [{ server, address }, script, executablePath] = [
  await serveRenderer(process.env.BOOTCARD_RENDERER),
  await fakeBridgeScript(),
  chromiumPath(),
];
if (executablePath === undefined) throw new Error('Chromium is not installed');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
for (const [name, look] of Object.entries(LOOKS)) {
  if (wanted.length > 0 && !wanted.some((word) => name.startsWith(word))) continue;
  const { width = 1440, height = 900, dark = false, chinese = false, scenario = 'plain', act } = look;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    locale: chinese ? 'zh-CN' : 'en-GB',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(`${name}: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && console.error(`${name}: ${message.text()}`));
  page.setDefaultTimeout(8000);
  await page.addInitScript(script);
  await page.goto(`${address}?scenario=${scenario}`);
  await page.waitForTimeout(150);
  try {
    await act?.(page);
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  await page.waitForTimeout(150);
  await page.screenshot({ path: `${folder}/${name}.png` });
  await context.close();
}
await browser.close();
server.close();
