import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toHex } from '../../../core/base/bytes.ts';
import { defaultMessage, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import type { ServiceClient } from '../../../electron/card-host/card-service.ts';
import { type CardHost, createCardHost } from '../../../electron/card-host/create-card-host.ts';
import { type Answer, type Params, type RequestName, requests } from '../../../electron/ipc/contract.ts';

const CONSENT = { fewTries: true, triesUnknown: true };

let folder: string;
let host: CardHost;
let client: ServiceClient;
/** Step of the run at which the user asks to stop. */
let stopAt: string;
let session: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bootcard-unchanged-'));
  stopAt = '';
  host = createCardHost({ shell: 'browser', version: '0', dataFolder: folder });
  client = host.service.connect(({ name, data }) => {
    const { kind } = data as { readonly kind?: string };
    if (name === 'plan.progress' && kind === stopAt) void client.call('plan.stop', { session });
  });
  session = (await ask('card.open', { reader: 'virtual:uicc', mode: 'auto' })).session;
});
afterEach(async () => {
  await host.service.close();
  rmSync(folder, { recursive: true });
});

async function ask<N extends RequestName>(name: N, params: Params<N>): Promise<Answer<N>> {
  const result = await client.call(name, params);
  if (!result.ok) throw new Error(result.error.code);
  return requests[name].result.parse(result.value) as Answer<N>;
}

const typed = async (value: string) =>
  (await ask('credential.put', { session, ref: 'adm1', form: 'hex', value })).handle;

/** What becomes of a write with this ADM1, and what went over to the card in it. */
async function run(value: string): Promise<{ readonly refusal: string; readonly sent: readonly string[] }> {
  const message = defaultMessage({ ...NORDTEL, name: 'NordTel North', serverId: 'north' });
  const { id, plan } = await ask('plan.make', { session, object: 0, message });
  await ask('card.arm', { session, plan: id, iccid: plan.iccid });
  const handles = [await typed(value)];
  const from = (await ask('trace.slice', { session, from: 0 })).length;
  const result = await client.call('plan.run', { session, id, handles, ...CONSENT });
  const sent = (await ask('trace.slice', { session, from })).map(
    ({ command, response }) => `${toHex(command.subarray(1, 2))}:${toHex(response.subarray(-2))}`,
  );
  return { refusal: result.ok ? 'none' : result.error.code, sent };
}

describe('a write that ends with the card unchanged', () => {
  it('takes the key back that the card has accepted for it', async () => {
    const before = await ask('credential.tries', { session, ref: 'adm1' });
    expect(before.triesLeft).toBeGreaterThan(0);
    stopAt = 'verify';
    const { refusal, sent } = await run('3132333435363738');
    expect(refusal).toBe('write-stopped');
    expect(sent).toContain('20:9000');
    expect(sent.some((line) => line.startsWith('D6') || line.startsWith('DC'))).toBe(false);
    // A card that holds the key for verified does not tell the tries.
    expect(await ask('credential.tries', { session, ref: 'adm1' })).toEqual(before);
  });

  it('takes back what was verified before it as well: the session forgets that', async () => {
    const before = await ask('credential.tries', { session, ref: 'adm1' });
    await ask('credential.verify', { session, handle: await typed('3132333435363738'), ...CONSENT });
    expect((await ask('credential.tries', { session, ref: 'adm1' })).triesLeft).toBeNull();
    stopAt = 'backup';
    expect((await run('3132333435363738')).refusal).toBe('write-stopped');
    expect(await ask('credential.tries', { session, ref: 'adm1' })).toEqual(before);
  });

  it('goes on as before: the next one is verified', async () => {
    expect((await run('3939393939393939')).refusal).toBe('key-refused');
    expect((await run('3132333435363738')).refusal).toBe('none');
  });
});
