import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultMessageXml } from '../../../core/bootstrap/default-message.ts';
import { messageFromXml } from '../../../core/bootstrap/message-xml.ts';
import { type CardHost, createCardHost } from '../../../electron/card-host/create-card-host.ts';

const xml = defaultMessageXml().replace('urn:oma:mo:oma-dm-dmacc:1.0', 'urn:oma:mo:other:1.0');
let folder = '';
let host: CardHost;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootcard-consent-'));
  host = createCardHost({ shell: 'browser', version: '0', dataFolder: folder });
});
afterAll(async () => {
  await host.service.close();
  await host.hub.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a message that no device accepts', () => {
  it('gets a plan in the app only with consent', async () => {
    const encoded = messageFromXml(xml);
    if (!encoded.ok) throw new Error(encoded.error.code);
    const client = host.service.connect(() => undefined);
    const opened = await client.call('card.open', { reader: 'virtual:sim', mode: 'auto' });
    if (!opened.ok) throw new Error(opened.error.code);
    const { session } = opened.value as { session: string };
    const plan = (more: object) => client.call('plan.make', { session, object: 0, message: encoded.value, ...more });
    expect(await plan({})).toMatchObject({ ok: false, error: { code: 'message-faulty' } });
    expect(await plan({ allowFindings: false })).toMatchObject({ ok: false, error: { code: 'message-faulty' } });
    expect(await plan({ allowFindings: true })).toMatchObject({
      ok: true,
      value: { plan: { format: 'bootcard-plan/2' } },
    });
    expect(await plan({ allowFindings: 'yes' })).toMatchObject({ ok: false, error: { code: 'request-invalid' } });
  });
});
