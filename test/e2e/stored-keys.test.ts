import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ensureBuilt } from '../../build/scripts/ensure-built.ts';
import type { Bridge } from '../../electron/ipc/contract.ts';
import { describeWith } from '../support/requires.ts';
import { harnessDriver, type RunningApp } from './drivers.ts';

const ADM1 = '3132333435363738';

/** In the page: types a key, lets it be remembered, and takes it again; each answer as it came. */
async function story(value: string): Promise<readonly unknown[]> {
  const { call } = (window as unknown as { bootcard: Bridge }).bootcard;
  const opened = await call('card.open', { reader: 'virtual:uicc', mode: 'auto' });
  if (!opened.ok) return [opened];
  const { session } = opened.value;
  const put = await call('credential.put', { session, ref: 'adm1', form: 'hex', value });
  const handle = put.ok ? put.value.handle : '';
  const remembered = await call('credential.remember', { session, handle });
  const stored = await call('credential.stored', { session });
  const used = await call('credential.useStored', { session, ref: 'adm1' });
  const verified = await call('credential.verify', {
    session,
    handle: used.ok ? used.value.handle : '',
    fewTries: false,
    triesUnknown: true,
  });
  return [remembered, stored, used, verified].map((answer) => (answer.ok ? answer.value : answer.error.code));
}

describeWith(['chromium'], 'A remembered key in the built app', () => {
  let app: RunningApp | undefined;
  beforeAll(ensureBuilt);
  afterAll(() => app?.close());

  it('goes from page to card-host to main’s secret store and back, and the page has its name alone', async () => {
    app = await harnessDriver([]);
    const [remembered, stored, used, verified] = await app.page.evaluate(story, ADM1);
    expect(remembered).toEqual({});
    expect(stored).toEqual({ available: true, reason: '', refs: ['adm1'] });
    expect(used).toEqual({ handle: expect.any(String), length: 8 });
    expect(verified).toEqual({});
    const path = join(app.dataFolder, 'stored-keys.json');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const kept = await readFile(path, 'utf8');
    const sealed = Buffer.from(JSON.parse(kept).keys[0].sealed, 'base64').toString('latin1');
    expect(`${kept}${sealed}`).not.toMatch(/3132333435363738|12345678/);
    await app.close();
    app = undefined;
  });

  it.each(['basic', 'none'])('is refused where the desktop has no keyring (%s)', async (keyring) => {
    vi.stubEnv('BOOTCARD_HARNESS_KEYRING', keyring);
    app = await harnessDriver([]);
    vi.unstubAllEnvs();
    const [remembered, stored, used] = await app.page.evaluate(story, ADM1);
    expect(remembered).toBe('secret-store-unavailable');
    expect(stored).toMatchObject({ available: false, reason: expect.stringMatching(/keyring|secret store/), refs: [] });
    expect(used).toBe('secret-not-stored');
    await app.close();
    app = undefined;
  });
});
