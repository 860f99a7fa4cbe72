import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHex, utf8 } from '../../core/base/bytes.ts';
import { defaultMessage, NORDTEL } from '../../core/bootstrap/default-message.ts';
import { runCli } from '../support/run-cli.ts';

const IMPORTS = fileURLToPath(new URL('../fixtures/card-imports', import.meta.url));
let folder = '';
const cli = (...args: string[]) => runCli(args, { cwd: folder, env: { BOOTCARD_DATA: join(folder, 'data') } });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootcard-compare-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('compare of two cards', () => {
  it('says that a card is itself', async () => {
    const same = await cli('compare', 'virtual:uicc', 'virtual:uicc');
    expect(same).toMatchObject({ code: 0, stdout: 'The same card: files, access and PIN states.\n' });
  });

  it('tells what differs by file and field, the bytes where they are asked for, and exits with 1', async () => {
    const run = await cli('compare', 'virtual:uicc', 'virtual:uicc-blank');
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('- 3F007F505031 EF(ODF)');
    expect(run.stdout).toContain('~ 3F002FE2 EF(ICCID)\n    ICCID: 8900');
    expect(run.stdout).not.toContain(' →  ');
    const bytes = await cli('compare', 'virtual:uicc', 'virtual:uicc-blank', '--bytes');
    expect(bytes.stdout).toMatch(/\n {6}9: [0-9A-F]{2} → [0-9A-F]{2}\n/);
  });

  it('compares images by their path, and still messages where it is told to', async () => {
    await cli('card', 'new', 'uicc', '-o', 'a.card.json');
    const image = JSON.parse(readFileSync(join(folder, 'a.card.json'), 'utf8')) as {
      files: { path: string; data?: string }[];
    };
    const content = image.files.find(({ path }) => path === '3F007F506421');
    const secret = 'Merlin-1234567';
    if (content !== undefined) content.data = toHex(defaultMessage({ ...NORDTEL, clientSecret: secret }));
    writeFileSync(join(folder, 'b.card.json'), JSON.stringify(image));
    for (const extra of [[], ['--json'], ['--bytes'], ['--message'], ['--message', '--json']]) {
      const run = await cli(
        'compare',
        'a.card.json',
        'virtual:b.card.json',
        ...extra.filter((item) => item !== '--message'),
      );
      expect(run.code).toBe(1);
      for (const form of [secret, toHex(utf8(secret)), NORDTEL.clientSecret, toHex(utf8(NORDTEL.clientSecret))])
        expect(run.stdout, extra.join(' ')).not.toContain(form);
    }
    const shown = await cli('compare', 'a.card.json', 'b.card.json', '--show-secrets');
    expect(shown.stdout).toContain(secret);
    const messages = await cli('compare', 'virtual:a.card.json', 'virtual:b.card.json', '--message', '--json');
    expect(JSON.parse(messages.stdout)).toMatchObject({ equal: false, identical: false });
  });
});

describe('card import', () => {
  it.each(['fsdump.json', 'export.script', 'swsim.json', 'tree'])('makes a readable card of %s', async (name) => {
    const image = `${name}.card.json`;
    const run = await cli('card', 'import', join(IMPORTS, name), '-o', image);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain('ICCID 89010123456789012345');
    const files = await cli('files', `virtual:${image}`);
    expect(files.stdout).toContain('EF(IMSI)');
    const again = await cli('card', 'import', join(IMPORTS, name), '-o', image);
    expect(again.code).toBe(2);
  });

  it('says what it is that it does not understand', async () => {
    writeFileSync(join(folder, 'x.txt'), 'no card');
    const run = await cli('card', 'import', 'x.txt', '-o', 'x.card.json', '--json');
    expect(run.code).toBe(2);
    expect(JSON.parse(run.stdout)).toMatchObject({ error: { code: 'card-import-invalid' } });
    expect((await cli('card', 'import', 'absent', '-o', 'y.card.json')).code).toBe(2);
  });
});
