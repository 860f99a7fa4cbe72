import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureBuilt } from '../../build/scripts/ensure-built.ts';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import type { ShellBridge } from '../../electron/ipc/shell-channels.ts';
import { describeWith } from '../support/requires.ts';
import { childrenOf, HOST } from './child-processes.ts';
import { type HarnessedApp, harnessDriver } from './drivers.ts';

/** A reader's process names itself. */
const READER = /bootcard-reader|\/dist\/electron\/pcsc-child\.js/;
const PATIENCE = { timeout: 20_000 };

/** The page's window, with what a spec keeps in it. */
interface ShellWindow {
  readonly bootcard: ShellBridge;
  links: string[];
}

describeWith(['chromium'], 'Processes of the built Electron bundles', () => {
  let app: HarnessedApp;

  beforeAll(async () => {
    await ensureBuilt();
    app = await harnessDriver([]);
  });

  afterAll(() => app.close());

  const verdict = () => app.page.getByTestId('spine-step-dmAcc').getAttribute('data-verdict');
  const info = () => app.page.evaluate(() => (window as unknown as ShellWindow).bootcard.call('app.info', {}));

  it('has PC/SC in a process of its own, started by main for the card-host', async () => {
    const answer = await info();
    if (!answer.ok) throw new Error(answer.error.code);
    expect(answer.value.shell).toBe('electron');
    // With or without a PC/SC service: the child has said which.
    expect(String(answer.value.pcsc?.details.reason)).not.toMatch(/process that watches the readers ended/);
    expect(childrenOf(app.mainPid, READER)).toHaveLength(1);
  });

  it('starts a card-host that died again, without leaving its children behind', async () => {
    await app.page.locator('[data-testid="rail-reader"][data-reader="virtual:uicc-3g"]').click();
    await expect.poll(verdict, PATIENCE).toBe('ok');
    const [host] = childrenOf(app.mainPid, HOST);
    const [reader] = childrenOf(app.mainPid, READER);
    expect([host, reader]).not.toContain(undefined);
    await app.page.evaluate(() => {
      const page = window as unknown as ShellWindow;
      page.links = [];
      page.bootcard.watchLink((state) => page.links.push(state));
    });
    process.kill(Number(host), 'SIGKILL');
    await expect.poll(() => childrenOf(app.mainPid, HOST).filter((pid) => pid !== host).length, PATIENCE).toBe(1);
    await expect.poll(() => childrenOf(app.mainPid, READER).includes(reader ?? ''), PATIENCE).toBe(false);

    // The session died with its host: the interface says so unasked, and a new one works.
    await app.page.getByTestId('error-note').first().waitFor();
    const links = () => app.page.evaluate(() => (window as unknown as ShellWindow).links);
    await expect.poll(links, PATIENCE).toEqual(['open', 'lost', 'open']);
    await expect.poll(() => app.page.getByTestId('link-lost').count(), PATIENCE).toBe(0);
    await app.page.getByTestId('reread').click();
    await expect.poll(() => app.page.getByTestId('error-note').count(), PATIENCE).toBe(0);
    await expect.poll(verdict, PATIENCE).toBe('ok');
  });

  it('gives its page the bridge and nothing of Node', async () => {
    const globals = await app.page.evaluate(() =>
      ['bootcard', 'require', 'process', 'module', 'Buffer'].filter((name) => name in window),
    );
    expect(globals).toEqual(['bootcard']);
  });

  it('started again while its last write ends, opens a window with the files it was given', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bootcard-again-'));
    writeFileSync(join(folder, 'second.card.json'), JSON.stringify(builtinCard('sim')));
    const [host] = childrenOf(app.mainPid, HOST);
    // It ends as late as one that writes.
    process.kill(Number(host), 'SIGSTOP');
    await app.page.close();
    const context = app.page.context();
    const others = context.pages();
    const opened = () => context.pages().find((page) => !others.includes(page));
    // Main may hear of it before it hears that its window is gone: then there is a window to show the files.
    await expect
      .poll(() => {
        app.emit('second-instance', ['bootcard', 'second.card.json'], folder);
        return opened() !== undefined;
      }, PATIENCE)
      .toBe(true);
    const page = opened();
    expect(childrenOf(app.mainPid, HOST)).toEqual([host]);
    process.kill(Number(host), 'SIGCONT');
    await page?.locator('[data-testid="rail-reader"][data-reader$="second.card.json"]').waitFor();
    expect(childrenOf(app.mainPid, HOST)).not.toContain(host);
    rmSync(folder, { recursive: true, force: true });
  });
});
