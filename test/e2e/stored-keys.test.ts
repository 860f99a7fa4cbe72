import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ensureBuilt } from '../../build/scripts/ensure-built.ts';
import { defaultMessage, NORDTEL } from '../../core/bootstrap/default-message.ts';
import type { Bridge } from '../../electron/ipc/contract.ts';
import { describeWith } from '../support/requires.ts';
import { harnessDriver, type RunningApp } from './drivers.ts';

const ADM1 = '3132333435363738';
const MESSAGE = [...defaultMessage({ ...NORDTEL, name: 'NordTel North', serverId: 'north' })];

/** In the page: writes with a key that is to be remembered, and takes it again; each answer as it came. */
async function story({ value, text }: { readonly value: string; readonly text: readonly number[] }) {
  const { call } = (window as unknown as { bootcard: Bridge }).bootcard;
  const opened = await call('card.open', { reader: 'virtual:uicc', mode: 'auto' });
  if (!opened.ok) return [opened];
  const { session } = opened.value;
  const made = await call('plan.make', { session, object: 0, message: Uint8Array.from(text) });
  if (!made.ok) return [made];
  const { id, plan } = made.value;
  await call('card.arm', { session, plan: id, iccid: plan.iccid });
  const put = await call('credential.put', { session, ref: 'adm1', form: 'hex', value });
  const handles = put.ok ? [put.value.handle] : [];
  const ran = await call('plan.run', { session, id, handles, remember: handles, fewTries: false, triesUnknown: true });
  const written = ran.ok ? ran.value.flash.result : ran.error.code;
  const refused = ran.ok ? ran.value.notRemembered?.code : undefined;
  const stored = await call('credential.stored', { session });
  const used = await call('credential.useStored', { session, ref: 'adm1' });
  const verified = await call('credential.verify', {
    session,
    handle: used.ok ? used.value.handle : '',
    fewTries: false,
    triesUnknown: true,
  });
  return [
    written,
    refused,
    ...[stored, used, verified].map((answer) => (answer.ok ? answer.value : answer.error.code)),
  ];
}

describeWith(['chromium'], 'A remembered key in the built app', () => {
  let app: RunningApp | undefined;
  beforeAll(ensureBuilt);
  afterAll(() => app?.close());

  it('goes from page to card-host to main’s secret store and back, and the page has its name alone', async () => {
    app = await harnessDriver([]);
    const [written, refused, stored, used, verified] = await app.page.evaluate(story, { value: ADM1, text: MESSAGE });
    expect([written, refused]).toEqual(['verified', undefined]);
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
    const [written, refused, stored, used] = await app.page.evaluate(story, { value: ADM1, text: MESSAGE });
    expect([written, refused]).toEqual(['verified', 'secret-store-unavailable']);
    expect(stored).toMatchObject({ available: false, reason: expect.stringMatching(/keyring|secret store/), refs: [] });
    expect(used).toBe('secret-not-stored');
    await app.close();
    app = undefined;
  });
});
