import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultMessageXml } from '../../core/bootstrap/default-message.ts';
import { CLIENT_PROFILES } from '../../core/device/client-profiles.ts';
import { serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { cardWith, ICCID } from '../support/bootstrap-card.ts';
import { runCli } from '../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'bootcard-simulate-'));
const env = { BOOTCARD_DATA: folder };
const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

interface DeviceLine {
  readonly profile: string;
  readonly outcome: string;
  readonly step: string | null;
  readonly reason: string | null;
}

describe('simulate', () => {
  it('prints the device table of a built-in card, and ends with 0 where a conforming device bootstraps', async () => {
    const run = await runCli(['simulate', 'virtual:uicc'], { env });
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/^✔ conforming +Conforming +accepted$/m);
    expect(run.stdout).toMatch(/^✖ oid-only .*rejected at step 5: The object is an opaqueDO/m);
    expect(run.stdout).toContain(`of ${CLIENT_PROFILES.length} clients bootstrap from this card.`);
  });

  it('gives the devices of the JSON contract, and ends with 1 where a conforming device does not bootstrap', async () => {
    const run = await runCli(['simulate', 'virtual:uicc-blank', '--json'], { env });
    expect(run.code).toBe(1);
    const { devices } = JSON.parse(run.stdout) as { devices: readonly DeviceLine[] };
    expect(devices.map(({ profile }) => profile)).toEqual(CLIENT_PROFILES.map(({ name }) => name));
    expect(devices[0]).toMatchObject({ profile: 'conforming', outcome: 'rejected', step: 'efDir', stepNumber: 2 });
    expect(devices[0]?.reason).toContain('no PKCS#15 application template');
  });

  it('shows one client step by step, secrets masked unless asked for', async () => {
    const masked = await runCli(['simulate', 'virtual:sim', '--profile', 'conforming'], { env });
    expect(masked.code).toBe(0);
    expect(masked.stdout).toContain('✔ 3 Select the PKCS#15 application  [D.2.5]');
    expect(masked.stdout).toContain('      SELECT 7F50 → 9000');
    expect(masked.stdout).toContain('PrefConRef  ./NAP/NordTelNet');
    expect(masked.stdout).toContain(`AAuthSecret  ${'*'.repeat('Kestrel-4711'.length)}`);
    expect(masked.stdout).not.toContain('Kestrel');
    const shown = await runCli(['simulate', 'virtual:sim', '--profile', 'conforming', '--show-secrets'], { env });
    expect(shown.stdout).toContain('AAuthSecret  Kestrel-4711');
  });

  it('takes a message alone, and tells what is wrong with it', async () => {
    const bad = file('bad.xml', defaultMessageXml().replace('./Inbox/NordTelNet', './Inbox/Elsewhere'));
    const run = await runCli(['simulate', bad, '--profile', 'conforming'], { env });
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('✖ 10 Put them into the management tree');
    expect(run.stdout).toContain('which the TNDS does not bring [5.5.5]');
  });

  it('takes an image with a PIN, and leaves the file as it is', async () => {
    const text = serializeCardImage(cardWith({ pin1Enabled: true }));
    const path = file('pin.card.json', text);
    const without = await runCli(['simulate', path, '--profile', 'conforming'], { env });
    expect(without.code).toBe(1);
    expect(without.stdout).toContain('The user is asked for pin1 and gives none [D.2.4, D.3.4]');
    const given = await runCli(['simulate', path, '--profile', 'conforming', '--key', 'pin1=ascii:1234'], { env });
    expect(given.code).toBe(0);
    expect(given.stdout).not.toMatch(/31323334|ascii:1234/);
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(given.stdout).toContain(`ICCID ${ICCID}`);
  });

  it('tells with --was what a device does about servers that are gone', async () => {
    const blank = ['simulate', 'virtual:uicc-blank', '--was', 'virtual:uicc'];
    const table = await runCli(blank, { env });
    expect(table.stdout).toMatch(/^✖ conforming .*; removes \.\/DMAcc\/NordTel, \.\/NAP\/NordTelNet$/m);
    expect(table.stdout).toMatch(/^✖ keeps-servers /m);
    expect(table.stdout).not.toMatch(/^✖ keeps-servers .*removes/m);
  });

  it('tells what leaves with the card, of Client Provisioning (5.4.5)', async () => {
    const parms = [
      ['APPID', 'w7'],
      ['PROVIDER-ID', 'a'],
      ['ADDR', 'https://a/'],
    ].map(([name, value]) => `<parm name="${name}" value="${value}"/>`);
    const xml = `<wap-provisioningdoc><characteristic type="APPLICATION">${parms.join('')}</characteristic></wap-provisioningdoc>`;
    const run = await runCli(['simulate', file('cp.xml', xml), '--profile', 'cp-only'], { env });
    expect(run.stdout).toContain('When the card is taken out (5.4.5):\n- ./DMAcc/1, server a');
    expect(run.code).toBe(0);
  });

  it('refuses a client that it does not know', async () => {
    const run = await runCli(['simulate', 'virtual:uicc', '--profile', 'nobody'], { env });
    expect(run.code).toBe(2);
  });
});
