import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hex } from '../../core/base/bytes.ts';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { OIDS } from '../../core/pkcs15/oids.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { cardWith, DM_OBJECT } from '../support/bootstrap-card.ts';
import { runCli } from '../support/run-cli.ts';
import { vectorIn, vectorsOf } from '../support/vectors.ts';

let folder: string;
const env = () => ({ BOOTCARD_DATA: join(folder, 'data') });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootcard-files-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...args: readonly string[]) => runCli(args, { env: env(), cwd: folder });

interface ShownFile {
  readonly path: string;
  readonly name: string;
  readonly content: null | {
    readonly hex?: string;
    readonly records?: readonly string[];
    readonly masked: readonly { readonly offset: number; readonly length: number }[];
    readonly fields: readonly { readonly label: string; readonly value: string }[] | null;
  };
}

function filesOf(stdout: string): readonly ShownFile[] {
  return (JSON.parse(stdout) as { files: readonly ShownFile[] }).files;
}

/** A built-in card on the disk, changed. */
async function imageWith(name: string, change: (image: CardImage) => CardImage): Promise<string> {
  const image = builtinCard(name);
  if (image === undefined) throw new Error(name);
  const path = join(folder, `${name}-${Math.random().toString(36).slice(2)}.card.json`);
  await writeFile(path, JSON.stringify(change(image)));
  return `virtual:${path}`;
}

const withPin1 = (image: CardImage): CardImage => ({
  ...image,
  credentials: image.credentials.map((item) => (item.ref === 'pin1' ? { ...item, enabled: true } : item)),
});

describe('the tree', () => {
  it('has every file with its structure and who may read and update it', async () => {
    const { code, stdout } = await run('files', 'virtual:uicc');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^UICC in 3G mode, ICCID 89001010000000000018$/m);
    expect(stdout).toMatch(/^ {2}EF\(ICCID\) +2FE2 +transparent, 10 +SFI 02 +read always +update never$/m);
    expect(stdout).toMatch(/^ {4}EF\(ODF\) +5031 +transparent, 32 +read always +update adm1$/m);
  });

  it('in class A0 says which applications it has no way to', async () => {
    const { stdout } = await run('files', 'virtual:uicc', '--mode', '2g');
    expect(stdout).toMatch(/^Application USIM A0000000871002FF86FF0389FFFFFFFF: not selected$/m);
  });

  it('as JSON holds no content unless it is asked for', async () => {
    const without = filesOf((await run('files', 'virtual:sim', '--json')).stdout);
    expect(without.every(({ content }) => content === null)).toBe(true);
    const whole = filesOf((await run('files', 'virtual:sim', '--json', '--content')).stdout);
    expect(whole.find(({ path }) => path === '3F002FE2')?.content?.hex).toBe('98000101000000000024');
    expect(whole.find(({ path }) => path === '3F002F00')?.content?.records).toHaveLength(4);
  });
});

describe('one file', () => {
  it.each(['3F002FE2', '3f002fe2', 'EF_ICCID', 'EF(ICCID)', 'iccid', '2FE2'])('by %s', async (wanted) => {
    const { code, stdout } = await run('files', 'virtual:sim', wanted);
    expect(code).toBe(0);
    expect(stdout).toContain('ICCID: 89001010000000000042');
    expect(stdout).toContain('98 00 01 01 00 00 00 00 00 24');
  });

  it('by a name that stands in several places: all of them', async () => {
    const files = filesOf((await run('files', 'virtual:uicc', 'EF_IMSI', '--json')).stdout);
    expect(files.map(({ path }) => path).toSorted()).toEqual(['3F007F206F07', '3F007FF06F07']);
    for (const { content } of files) expect(content?.fields?.at(-1)?.value).toBe('001010123456789');
  });

  it('that is a folder: what is in it, nothing read', async () => {
    const { stdout, code } = await run('files', 'virtual:uicc', '3F007F50');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {4}EF\(ODF\) +5031/m);
    expect(stdout).not.toContain('EF(ICCID)');
    expect(filesOf((await run('files', 'virtual:uicc', 'ADF(USIM)', '--json')).stdout).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['ADF(USIM)', 'EF(IMSI)', 'EF(UST)']),
    );
  });

  it('that the card does not have: usage', async () => {
    const { code, stderr } = await run('files', 'virtual:sim', '3F006FFF');
    expect(code).toBe(2);
    expect(stderr).toContain('3F006FFF');
  });

  it('behind a PIN: refused without the key, read with it', async () => {
    const reader = await imageWith('uicc', withPin1);
    const refused = await run('files', reader, 'EF_UST');
    expect(refused.code).toBe(4);
    expect(refused.stdout).toContain('6982');
    const opened = await run('files', reader, 'EF_UST', '--key', 'pin1=ascii:1234', '--json');
    expect(opened.code).toBe(0);
    expect(filesOf(opened.stdout)[0]?.content?.hex).toBe('020400040000000000');
  });
});

describe('files of a PKCS#15 application', () => {
  it.each([
    ['EF_ODF', 'path: 6420'],
    ['3F007F506420', 'applicationOID: 2.23.43.7.1, OMA DM bootstrap'],
    ['EF_TokenInfo', 'manufacturerID: Bootcard'],
    ['3F007F506421', 'SyncHdr'],
  ])('%s is explained', async (wanted, text) => {
    expect((await run('files', 'virtual:uicc', wanted)).stdout).toContain(text);
  });

  it('the message explained shows no secret', async () => {
    const { stdout } = await run('files', 'virtual:uicc', '3F007F506421');
    const shown = await run('files', 'virtual:uicc', '3F007F506421', '--show-secrets');
    const secrets = shown.stdout.split('\n').filter((line) => !stdout.includes(line.trim()) && line.includes(': '));
    expect(secrets.length).toBeGreaterThan(0);
    for (const line of secrets) expect(stdout).toContain(`${line.split(': ')[0]}: ***`);
  });
});

describe('secrets of the message', () => {
  it('LwM2M content is explained as such, its keys masked', async () => {
    const { bytes } = vectorIn(vectorsOf('lwm2m.json'), 'lwm2m-bootstrap-anjay');
    const object = { ...DM_OBJECT, label: 'LwM2M', oid: OIDS.lwm2mBootstrap, path: { path: hex('6432') } };
    const others = [{ fid: '6432', name: 'x', data: bytes, read: 'always', update: 'adm1' }] as const;
    const path = join(folder, 'lwm2m.card.json');
    await writeFile(path, JSON.stringify(cardWith({ dodf: [DM_OBJECT, object], others })));
    for (const json of [[], ['--json']]) {
      const { stdout } = await run('files', `virtual:${path}`, '3F007F506432', ...json);
      expect(stdout).toContain('LwM2M Server URI');
      expect(stdout).not.toContain('3x@mpl3P5K5');
      expect(stdout.replaceAll(' ', '')).not.toContain('3378406D706C3350');
    }
  });

  it('are masked, their places told; shown on demand', async () => {
    const [masked] = filesOf((await run('files', 'virtual:uicc', '3F007F506421', '--json')).stdout);
    const [shown] = filesOf((await run('files', 'virtual:uicc', '3F007F506421', '--json', '--show-secrets')).stdout);
    expect(masked?.content?.masked.length).toBeGreaterThan(0);
    expect(shown?.content?.masked).toEqual([]);
    for (const { offset, length } of masked?.content?.masked ?? []) {
      const at = masked?.content?.hex?.slice(2 * offset, 2 * (offset + length));
      expect(at).toBe('2A'.repeat(length));
      expect(shown?.content?.hex?.slice(2 * offset, 2 * (offset + length))).not.toBe(at);
    }
  });
});

it('goes to a file of its owner alone with -o', async () => {
  const path = join(folder, 'tree.json');
  expect((await run('files', 'virtual:sim', '--json', '-o', path)).code).toBe(0);
  expect(filesOf(await readFile(path, 'utf8')).length).toBeGreaterThan(10);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

it('finds what no standard names with --discover', async () => {
  const file = { path: '3F002F77', type: 'ef' as const, structure: 'transparent' as const, size: 2, data: 'CAFE' };
  const reader = await imageWith('sim', (image) => ({ ...image, files: [...image.files, file] }));
  expect(filesOf((await run('files', reader, '--json')).stdout).some(({ path }) => path === '3F002F77')).toBe(false);
  const found = filesOf((await run('files', reader, '--discover', '--json')).stdout);
  expect(found.find(({ path }) => path === '3F002F77')?.name).toBe('2F77');
});
