import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type Page } from 'playwright-core';
import { errorText } from '../../core/base/app-error.ts';
import type { Result } from '../../core/base/result.ts';
import { startUi } from '../../electron/card-host/ui-server/start-ui.ts';
import type { Bridge } from '../../electron/ipc/contract.ts';
import { launchHarness } from '../support/electron-harness/launch.ts';
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
  close(): Promise<void>;
}

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
    close: async () => {
      await browser.close();
      await ui.close();
      data.remove();
    },
  };
};

/** The built main and preload, unmodified, under the stand-in for Electron, with their window in Chromium. */
export const harnessDriver: Driver = async (cards) => {
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
    insert: (reader) => insertThroughPage(page, reader),
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
    close: async () => {
      await app.close();
      data.remove();
      userData.remove();
    },
  };
};

async function insertThroughPage(page: Page, reader: string): Promise<void> {
  const done = await page.evaluate(
    (name) => (window as unknown as { bootcard: Bridge }).bootcard.call('reader.insert', { reader: name }),
    reader,
  );
  expectOk(done);
}
