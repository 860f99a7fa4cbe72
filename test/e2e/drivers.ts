import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type Page } from 'playwright-core';
import { errorText } from '../../core/base/app-error.ts';
import type { Result } from '../../core/base/result.ts';
import { startUi } from '../../electron/card-host/ui-server/start-ui.ts';
import type { Bridge } from '../../electron/ipc/contract.ts';
import { type HarnessApp, launchHarness } from '../support/electron-harness/launch.ts';
import { childrenOf, HOST } from './child-processes.ts';
import { startBrowser } from './chromium.ts';
import { type PageFaults, watchFaults } from './page-faults.ts';

/** The app as a spec sees it, whichever shell it runs in. */
export interface RunningApp {
  readonly page: Page;
  readonly faults: PageFaults;
  /** Folder that takes backups and journals. */
  readonly dataFolder: string;
  /** Process that runs main, where the shell has one. */
  readonly mainPid: number;
  /** Puts the card back into a virtual reader. */
  insert(reader: string): Promise<void>;
  /** Text that the app has put on the clipboard. */
  clipboard(): Promise<string>;
  /** Ends the card-host from outside, as if it had crashed. Main starts another one; a browser's page has none any more. */
  loseHost(): Promise<void>;
  close(): Promise<void>;
}

/** The app whose system is a test. */
export interface HarnessedApp extends RunningApp, Pick<HarnessApp, 'emit'> {}

/** Starts the app with card images besides the built-in cards. */
export type Driver = (cards: readonly string[]) => Promise<RunningApp>;

const ROOT = new URL('../../', import.meta.url).pathname;
export const MAIN_BUNDLE = join(ROOT, 'dist/electron/main.js');

function expectOk<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(errorText(result.error).message);
  return result.value;
}

function tempFolder(name: string): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), `bootcard-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** `bootcard ui` in Chromium. */
export const browserDriver: Driver = async (cards) => {
  const data = tempFolder('data');
  const ui = expectOk(await startUi({ dataFolder: data.path, cards }));
  let open = true;
  const browser = await startBrowser();
  const faults = await watchFaults(browser.context);
  const page = browser.context.pages()[0] ?? (await browser.context.newPage());
  await page.goto(ui.url);
  // As soon as a person can: the window has its readers, and the keys are heard.
  await page.getByTestId('rail-reader').first().waitFor();
  return {
    page,
    faults,
    dataFolder: data.path,
    mainPid: process.pid,
    insert: async (reader) => expectOk(ui.host.hub.insert(reader)),
    clipboard: () => pasted(page),
    loseHost: async () => {
      faults.expect(/WebSocket connection to '[^']*' failed/);
      await ui.close();
      open = false;
    },
    close: async () => {
      await browser.close();
      if (open) await ui.close();
      data.remove();
    },
  };
};

/** The built main and preload, unmodified, under the stand-in for Electron, with their window in Chromium. */
export const harnessDriver = async (cards: readonly string[]): Promise<HarnessedApp> => {
  const data = tempFolder('data');
  const userData = tempFolder('user');
  const browser = await startBrowser();
  const faults = await watchFaults(browser.context);
  const opened = browser.context.waitForEvent('page');
  const app = launchHarness({
    main: MAIN_BUNDLE,
    args: cards,
    devtools: browser.devtools,
    userData: userData.path,
    env: { BOOTCARD_DATA: data.path },
  });
  const page = await opened;
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByTestId('rail-reader').first().waitFor();
  return {
    page,
    faults,
    dataFolder: data.path,
    mainPid: app.pid,
    emit: app.emit,
    insert: (reader) => insertThroughPage(page, reader),
    clipboard: () => pasted(page),
    loseHost: async () => kill(app.pid),
    close: async () => {
      await app.close();
      await browser.close();
      data.remove();
      userData.remove();
    },
  };
};

/** Whether Electron's package has its binary; it comes from outside the registry. */
export function hasElectron(): boolean {
  return (
    existsSync(join(ROOT, 'node_modules/electron/dist')) && existsSync(join(ROOT, 'node_modules/electron/path.txt'))
  );
}

/** The app itself. */
export const electronDriver: Driver = async (cards) => {
  const data = tempFolder('data');
  const userData = tempFolder('user');
  const app = await _electron.launch({
    args: [ROOT, `--user-data-dir=${userData.path}`, '--no-sandbox', ...cards],
    env: { ...(process.env as Record<string, string>), BOOTCARD_DATA: data.path },
  });
  const faults = await watchFaults(app.context());
  const page = await app.firstWindow();
  return {
    page,
    faults,
    dataFolder: data.path,
    mainPid: app.process().pid ?? -1,
    insert: (reader) => insertThroughPage(page, reader),
    clipboard: () => app.evaluate(({ clipboard }) => clipboard.readText()),
    loseHost: async () => kill(app.process().pid ?? -1),
    close: async () => {
      await app.close();
      data.remove();
      userData.remove();
    },
  };
};

/** What the system's clipboard has, asked as a person who pastes. */
async function pasted(page: Page): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  return page.evaluate(() => navigator.clipboard.readText());
}

function kill(main: number): void {
  for (const pid of childrenOf(main, HOST)) process.kill(Number(pid), 'SIGKILL');
}

async function insertThroughPage(page: Page, reader: string): Promise<void> {
  const done = await page.evaluate(
    (name) => (window as unknown as { bootcard: Bridge }).bootcard.call('reader.insert', { reader: name }),
    reader,
  );
  expectOk(done);
}
