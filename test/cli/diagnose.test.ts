import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../core/base/bytes.ts';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { defaultMessage, defaultMessageXml } from '../../core/bootstrap/default-message.ts';
import { CLIENT_PROFILES } from '../../core/device/client-profiles.ts';
import { serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { runCli } from '../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'bootcard-diagnose-'));
const env = { BOOTCARD_DATA: folder };
const file = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const imageOf = (name: string) => {
  const image = builtinCard(name);
  if (image === undefined) throw new Error(`no card ${name}`);
  return serializeCardImage(image);
};

interface DiagnosisJson {
  readonly verdict: string;
  readonly root: string | null;
  readonly findings: readonly {
    readonly code: string;
    readonly under: string | null;
    readonly message: string;
    readonly evidence: { readonly hex: string; readonly marked: { readonly offset: number } } | null;
  }[];
  readonly steps: readonly { readonly clause: string; readonly title: string; readonly ok: boolean }[];
  readonly devices: readonly { readonly profile: string; readonly outcome: string }[];
}

async function diagnose(...args: readonly string[]) {
  const run = await runCli(['diagnose', ...args, '--json'], { env });
  return { code: run.code, text: run.stdout, json: JSON.parse(run.stdout) as DiagnosisJson };
}

describe('diagnose', () => {
  it('puts the cause first, with its bytes marked, and says which devices bootstrap', async () => {
    const run = await runCli(['diagnose', 'virtual:fault-mo-appid'], { env });
    expect(run.code).toBe(1);
    const [first, , cause, ...rest] = run.stdout.split('\n');
    expect(first).toBe('✖ The cause: AppID is not w7, asked in ISO class and class A0.');
    expect(cause).toBe('Cause');
    expect(rest[0]).toMatch(/^✖ mo-appid: .* {2}\[.+\]$/);
    expect(run.stdout).toMatch(/^ {6}0130 .* 6F 72\n {12}( {3}){14}\^\^ \^\^$/m);
    expect(run.stdout).toMatch(/^ {4}fix: /m);
    expect(run.stdout).toMatch(/^✖ conforming +Conforming +rejected at step 9/m);
    expect(run.stdout).toMatch(/^✖ strict .* rejected as conforming$/m);
  });

  it('folds symptoms under their cause, and shows what was not reached', async () => {
    const run = await runCli(['diagnose', 'virtual:fault-odf-truncated', '--no-devices'], { env });
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('└ follows from it: odf-no-dodf');
    expect(run.stdout).toMatch(/^○ DMAcc +not reached/m);
    expect(run.stdout).not.toContain('conforming');
  });

  it('gives the JSON contract, and ends with 0 on a healthy card', async () => {
    const { code, json } = await diagnose('virtual:uicc');
    expect(code).toBe(0);
    expect(json).toMatchObject({ verdict: 'ok', root: null });
    expect(json.steps).toHaveLength(9);
    for (const step of json.steps) expect(step).toMatchObject({ ok: true, clause: expect.stringMatching(/^(D|5)\./) });
    expect(json.devices.map(({ profile }) => profile)).toEqual(CLIENT_PROFILES.map(({ name }) => name));
  });

  it('takes an image, and the image that stood there before', async () => {
    const was = file('was.card.json', imageOf('uicc'));
    const now = file('now.card.json', imageOf('fault-dm-no-account'));
    const { code, json } = await diagnose(now, '--was', was, '--no-devices');
    expect([code, json.root]).toEqual([1, 'dm-no-account']);
    expect(json.findings.find((finding) => finding.code === 'card-swapped')?.message).toContain('nordtel');
  });

  it('takes a message alone: its own steps, and nothing of a card', async () => {
    const bad = utf8(defaultMessageXml().replace('./Inbox<', './DMAcc<'));
    const { code, json } = await diagnose(file('bad.xml', bad), '--no-devices');
    expect([code, json.root]).toEqual([1, 'tnds-target']);
    expect(json.findings.map((finding) => finding.code)).toEqual(['tnds-target']);
    expect(json.steps.map(({ title }) => title)).not.toContain('EF_DIR');
    const good = await diagnose(file('good.wbxml', defaultMessage()));
    expect([good.code, good.json.root]).toEqual([0, null]);
    expect(good.json.devices[0]).toMatchObject({ profile: 'conforming', outcome: 'accepted' });
  });

  it.each(['uicc', 'sim', 'fault-mo-appid', 'fault-odf-truncated'])('takes a recording of %s', async (name) => {
    const path = join(folder, `${name}.trace.jsonl`);
    await runCli(['read', `virtual:${name}`, '--show-secrets', '--trace', path], { env });
    const { json } = await diagnose(path, '--no-devices');
    expect(json.root).toBe(name.startsWith('fault-') ? name.slice('fault-'.length) : null);
    expect(json.findings.map(({ code }) => code)).not.toContain('class-2g-refused');
    const replayed = await diagnose(`replay:${path}`, '--no-devices');
    expect(replayed.json).toEqual(json);
  });

  it('shows no secret, on no card', async () => {
    for (const card of ['fault-access-secrets-open', 'fault-wbxml-plain-xml', 'fault-mo-tree-shape']) {
      for (const args of [[], ['--json']]) {
        const { stdout } = await runCli(['diagnose', `virtual:${card}`, '--no-devices', ...args], { env });
        for (const secret of ['Kestrel-4711', 'Aurora-0815']) {
          expect(stdout).not.toContain(secret);
          expect(stdout.replaceAll(' ', '')).not.toContain(Buffer.from(secret).toString('hex').toUpperCase());
        }
      }
    }
  });

  it('asks for a PIN that the card wants, and goes on with it', async () => {
    const without = await diagnose('virtual:fault-access-pin-not-verified', '--no-devices');
    expect([without.code, without.json.root]).toEqual([1, 'access-pin-not-verified']);
    const wrong = await diagnose(
      'virtual:fault-access-pin-not-verified',
      '--key',
      'pin1=hex:39393939FFFFFFFF',
      '--no-devices',
    );
    expect(wrong.code).toBe(4);
    const right = await diagnose(
      'virtual:fault-access-pin-not-verified',
      '--key',
      'pin1=hex:31323334FFFFFFFF',
      '--no-devices',
    );
    expect([right.code, right.json.root]).toEqual([0, null]);
  });
});

describe('diagnose --fix', () => {
  const ADM = ['--key', 'adm1=ascii:12345678'] as const;

  it('writes what makes the cause go; then nothing is wrong', async () => {
    const card = file('fix.card.json', imageOf('fault-dm-source-mismatch'));
    const dry = await runCli(['diagnose', `virtual:${card}`, '--fix', '--dry-run', ...ADM], { env });
    expect([dry.code, dry.stderr]).toEqual([0, '']);
    expect((await diagnose(card, '--no-devices')).json.root).toBe('dm-source-mismatch');
    const run = await runCli(['diagnose', `virtual:${card}`, '--fix', ...ADM], { env });
    expect(run.stdout).toContain('Fixing dm-source-mismatch');
    expect(run.stdout).toContain('Verified');
    expect(run.code).toBe(0);
    const after = await diagnose(card);
    expect([after.code, after.json.root]).toEqual([0, null]);
    expect(after.json.devices[0]).toMatchObject({ profile: 'conforming', outcome: 'accepted' });
  });

  it('says where there is no plan, and refuses a number that is none', async () => {
    const none = await runCli(['diagnose', 'virtual:fault-file-blank', '--fix', '--json'], { env });
    expect(none.code).toBe(2);
    expect(JSON.parse(none.stdout)).toMatchObject({ error: { code: 'fix-none' } });
    expect((await runCli(['diagnose', 'virtual:uicc', '--fix', 'x'], { env })).code).toBe(2);
    expect((await runCli(['diagnose', 'virtual:fault-file-blank', '--fix', '99'], { env })).code).toBe(2);
    const page = await runCli(['diagnose', 'virtual:uicc', '--fix', '--page-size', 'big'], { env });
    expect([page.code, page.stderr]).toEqual([2, expect.stringContaining('--page-size')]);
  });
});
