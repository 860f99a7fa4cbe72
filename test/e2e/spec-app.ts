import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterEach, beforeEach, expect } from 'vitest';
import type { Driver, RunningApp } from './drivers.ts';

const ADM1 = '3132333435363738';

/** A window on a busy machine takes its time; nothing is asserted about how long. */
const PATIENCE = { timeout: 30_000 };

/** Where pictures of failed specs go; not under version control. */
const RESULTS = new URL('../../test-results/', import.meta.url).pathname;

/** Looks until what is expected has come. */
export const soon = <T>(look: () => T | Promise<T>, message?: string) =>
  expect.poll(look, message === undefined ? PATIENCE : { ...PATIENCE, message });

/** The app of one spec, and what a person does in it, in steps that wait for what they bring. */
export class SpecApp {
  readonly #start: Driver;
  #app: RunningApp | undefined;
  #folder = '';

  constructor(start: Driver) {
    this.#start = start;
  }

  /** The running app. @throws before `start` */
  get app(): RunningApp {
    if (this.#app === undefined) throw new Error('the spec has not started the app');
    return this.#app;
  }

  get page(): Page {
    return this.app.page;
  }

  /** A folder for the files of the spec; gone after it. */
  get folder(): string {
    return this.#folder;
  }

  begin(): void {
    this.#folder = mkdtempSync(join(tmpdir(), 'bootcard-spec-'));
  }

  /** Starts the app with files besides the built-in cards. */
  async start(files: readonly string[] = []): Promise<void> {
    this.#app = await this.#start(files);
    this.page.setDefaultTimeout(PATIENCE.timeout);
  }

  /** Closes the app and looks over what went wrong in its pages. @param picture name of a picture to be taken before */
  async end(picture: string | null): Promise<void> {
    const app = this.#app;
    this.#app = undefined;
    if (picture !== null) await app?.page.screenshot({ path: join(RESULTS, `${picture}.png`) }).catch(() => undefined);
    try {
      await app?.close();
    } finally {
      rmSync(this.#folder, { recursive: true, force: true });
      // Also where it could not be closed: what its pages complained of may be why.
      expect(app === undefined ? 'the app was never started' : app.faults.seen).toEqual([]);
    }
  }

  readonly id = (name: string): Locator => this.page.getByTestId(name);
  readonly press = (key: string): Promise<void> => this.page.keyboard.press(key);
  readonly type = (words: string): Promise<void> => this.page.keyboard.type(words);
  readonly cell = (offset: number): Locator => this.page.locator(`[data-testid="hex-cell"][data-offset="${offset}"]`);
  /** A reader of the rail, by the end of its name. */
  readonly reader = (name: string): Locator => this.page.locator(`[data-testid="rail-reader"][data-reader$="${name}"]`);
  readonly verdict = (step: string) => this.id(`spine-step-${step}`).getAttribute('data-verdict');
  /** A field of the form, by the end of its path. */
  readonly field = (path: string): Locator => this.page.locator(`input[data-testid^="field-"][data-testid$="${path}"]`);

  /** Opens the card of a reader and waits until it was read, and is the one in front: another may have been. */
  readonly open = async (reader: string): Promise<void> => {
    await this.reader(reader).click();
    await this.page.locator(`[data-testid^="tab-"][data-testid$="${reader}"][aria-current="page"]`).waitFor();
    await this.id('spine-step-efDir').waitFor();
    await soon(() => this.reader(reader).getAttribute('data-state')).not.toBe('reader.reading');
  };

  /** The same for a card in order. */
  readonly openGood = async (reader: string): Promise<void> => {
    await this.open(reader);
    await this.bootstraps();
  };

  /** Every step of the spine has this verdict. */
  async bootstraps(): Promise<void> {
    for (const step of ['efDir', 'application', 'odf', 'dodf', 'content', 'wbxml', 'syncml', 'tnds', 'dmAcc']) {
      await soon(() => this.verdict(step), step).toBe('ok');
    }
  }

  /** The first row of the tree whose words begin with `words` is selected. */
  async selectedRow(words: string): Promise<void> {
    const row = this.page.locator('[data-testid="tree-row"][aria-selected="true"]');
    await soon(() => row.textContent()).toMatch(new RegExp(`^${words}`));
  }

  async fill(field: string, value: string): Promise<void> {
    await this.field(field).first().fill(value);
  }

  /** Types the card's last four digits. */
  async arm(): Promise<void> {
    await this.id('iccid-digit-0').waitFor();
    const tail = ((await this.id('big-iccid').textContent()) ?? '').replaceAll(/\s/g, '').slice(-4);
    for (const [at, digit] of [...tail].entries()) await this.id(`iccid-digit-${at}`).fill(digit);
    await this.id('armed-words').waitFor();
  }

  /** Types the digits and the key. */
  async approve(key = ADM1): Promise<void> {
    await this.arm();
    await this.id('credential-adm1').fill(key);
    await this.id('credential-adm1-use').click();
    await this.id('credential-adm1-held').waitFor();
    // A card that does not tell its tries (a SIM) is asked for nothing without a word of consent.
    const consent = this.id('consent-unknown');
    if ((await consent.count()) > 0) await consent.check();
  }

  async approveAndWrite(key = ADM1): Promise<void> {
    await this.approve(key);
    await this.id('write-now').click();
    await this.id('write-result').waitFor();
  }

  async result(): Promise<string | null> {
    return this.id('write-result').getAttribute('data-result');
  }

  /** Presses a button that saves a file, and reads what it saved. */
  async saved(button: string, path: string): Promise<Buffer> {
    const begun = this.page.waitForEvent('download');
    await this.id(button).click();
    await (await begun).saveAs(path);
    return readFile(path);
  }
}

/** The app of each spec that follows: started by the spec, closed behind it. A spec that failed leaves a picture. */
export function specApp(start: Driver): SpecApp {
  const user = new SpecApp(start);
  beforeEach(() => user.begin());
  afterEach(({ task }) => {
    const name = `${task.suite?.name} ${task.name}`.replaceAll(/\W+/g, '-');
    return user.end(task.result?.state === 'fail' ? name : null);
  });
  return user;
}
