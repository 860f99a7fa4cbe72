import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureBuilt } from '../../build/scripts/ensure-built.ts';
import { describeWith } from '../support/requires.ts';
import { harnessDriver, type RunningApp } from './drivers.ts';

const PATIENCE = { timeout: 20_000 };

describeWith(['chromium'], 'A card-host that dies under the built Electron bundles', () => {
  let app: RunningApp;

  beforeAll(async () => {
    await ensureBuilt();
    app = await harnessDriver([]);
  });

  afterAll(() => app.close());

  const verdict = () => app.page.getByTestId('spine-step-dmAcc').getAttribute('data-verdict');
  const open = (reader: string) => app.page.locator(`[data-testid="rail-reader"][data-reader="${reader}"]`).click();

  it('is started again, and cards can be opened as before', async () => {
    await open('virtual:uicc-3g');
    await expect.poll(verdict, PATIENCE).toBe('ok');
    const [first] = cardHosts(app.mainPid);
    expect(first).toBeDefined();
    process.kill(Number(first), 'SIGKILL');
    await expect.poll(() => cardHosts(app.mainPid).filter((pid) => pid !== first).length, PATIENCE).toBe(1);

    // The session died with its host: the interface says so, and a new one works.
    await app.page.getByTestId('reread-head').click();
    await app.page.getByTestId('error-note').first().waitFor();
    await app.page.getByTestId('reread').click();
    await expect.poll(() => app.page.getByTestId('error-note').count(), PATIENCE).toBe(0);
    await expect.poll(verdict, PATIENCE).toBe('ok');
  });
});

/** Process ids of main's card-hosts, from the process table. */
function cardHosts(main: number): readonly string[] {
  return execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(main)], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('/dist/electron/host.js'))
    .map((line) => line.trim().split(/\s+/)[0] ?? '');
}
