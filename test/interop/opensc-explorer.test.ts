import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toHex } from '../../core/base/bytes.ts';
import type { FileImage } from '../../core/virtual-card/card-image.ts';
import { type ServedCards, serveCards } from '../support/pcsc/served-cards.ts';
import { describeWith } from '../support/requires.ts';

const run = promisify(execFile);
const AID = ['--aid', 'A000000063504B43532D3135'];
/** OpenSC knows no driver for our ATR; its PKCS#15 layer works on any ISO card. */
const OPENSC_CONF = 'app default { enable_default_driver = true; framework pkcs15 { use_file_caching = no; } }\n';

/** The bytes of a hex dump: groups of two digits between the offset and the text. */
function dumped(text: string): string {
  return [...text.matchAll(/^[0-9A-F]{8}: ((?:[0-9A-F]{2} )+)/gm)].map((row) => row[1]?.replace(/ /g, '')).join('');
}

/** What each command of a scripted opensc-explorer printed, without its prompt. */
function answers(stdout: string, commands: readonly string[]): readonly string[] {
  const parts = stdout.split(/^OpenSC \[[^\]]*\]> /m).slice(1);
  return commands.map((command, index) => (parts[index] ?? '').replace(`${command}\n`, ''));
}

describeWith(['pcscd', 'opensc'], 'a served UICC in the hands of OpenSC', () => {
  let cards: ServedCards;
  const folder = mkdtempSync(join(tmpdir(), 'bootcard-explorer-'));
  const conf = join(folder, 'opensc.conf');
  const env = () => ({ ...cards.env, OPENSC_CONF: conf });

  /** A scripted session of opensc-explorer. @returns what each line printed */
  async function explore(commands: readonly string[]): Promise<readonly string[]> {
    // One unbuffered stream: what goes to the other one must stand behind the command that it answers.
    const child = spawn('sh', ['-c', 'exec stdbuf -o0 opensc-explorer -r 0 2>&1'], {
      env: env(),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let stdout = '';
    child.stdout.setEncoding('latin1').on('data', (chunk: string) => {
      stdout += chunk;
    });
    child.stdin.end(`${[...commands, 'quit'].join('\n')}\n`);
    await new Promise((resolve) => child.once('close', resolve));
    return answers(stdout, commands);
  }

  function file(path: string): FileImage & { data: string } {
    const found = cards.images[0]?.files.find((item) => item.path === path);
    if (found?.data === undefined) throw new Error(`no ${path}`);
    return { ...found, data: found.data.padEnd(2 * (found.size ?? 0), 'F') };
  }

  beforeAll(async () => {
    writeFileSync(conf, OPENSC_CONF);
    cards = await serveCards(['uicc-3g']);
  });

  afterAll(async () => {
    await cards?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows its ATR and answers raw SELECT and READ RECORD', async () => {
    const atr = await run('opensc-tool', ['-r', '0', '-a'], { env: env() });
    expect(atr.stdout.trim().replace(/:/g, '').toUpperCase()).toBe(cards.images[0]?.atr);
    const apdus = ['00A4000C023F00', '00A40004022F00', '00B2020430', '00A40004026F99'];
    const { stdout } = await run('opensc-tool', ['-r', '0', ...apdus.flatMap((apdu) => ['-s', apdu])], { env: env() });
    expect([...stdout.matchAll(/SW1=0x(..), SW2=0x(..)/g)].map(([, a, b]) => `${a}${b}`)).toEqual([
      '9000',
      '9000',
      '9000',
      '6A82',
    ]);
    const bytes = [...stdout.matchAll(/^((?:[0-9A-F]{2} ){3,16})/gm)].map((row) => row[1]?.replace(/ /g, '')).join('');
    expect(bytes).toBe(file('3F002F00').data.slice(96, 192));
  });

  it('is walked: folders and files with their kind and size', async () => {
    const [root, , application, odf, , record] = await explore([
      'info',
      'cd 7F50',
      'info',
      'info 5031',
      'cd ..',
      'info 2F00',
    ]);
    expect(root).toMatch(/Dedicated File {2}ID 3F00/);
    expect(application).toMatch(/DF name: +\\xA0\\x00\\x00\\x00cPKCS-15/);
    expect(odf).toMatch(/Working Elementary File {2}ID 5031/);
    expect(odf).toMatch(/File size: +32 bytes/);
    expect(odf).toMatch(/EF structure: +Transparent/);
    expect(record).toMatch(/EF structure: +Linear fixed/i);
    expect(record).toMatch(/operational, activated/i);
  });

  it('has no command that lists files: ls says so, as on any telecom card', async () => {
    const [listed] = await explore(['ls']);
    expect(listed).toMatch(/Not supported/); // its words, for 6D00
  });

  it.each([
    ['EF(ODF)', '3F007F505031'],
    ['EF(TokenInfo)', '3F007F505032'],
    ['EF(DODF-bootstrap)', '3F007F506420'],
    ['EF(DM_Bootstrap)', '3F007F506421'],
  ])('is read: cat of %s', async (_name, path) => {
    const [, text = ''] = await explore(['cd 7F50', `cat ${path.slice(-4)}`]);
    expect(dumped(text)).toBe(file(path).data);
  });

  it('is read: cat of the records of EF(DIR)', async () => {
    const [text = ''] = await explore(['cat 2F00']);
    expect(dumped(text)).toBe(file('3F002F00').data);
  });

  it('is read: get of EF(DM_Bootstrap) into a file', async () => {
    const out = join(folder, 'message.bin');
    await explore(['cd 7F50', `get 6421 ${out}`]);
    expect(toHex(new Uint8Array(readFileSync(out)))).toBe(file('3F007F506421').data);
  });

  it('is a PKCS#15 token: pkcs15-tool -D and -C, and the object by its OID', async () => {
    const dump = await run('pkcs15-tool', ['-r', '0', ...AID, '-D'], { env: env() });
    expect(dump.stdout).toMatch(/Manufacturer ID: Bootcard/);
    expect(dump.stdout).toMatch(/Data object 'DM Bootstrap'/);
    expect(dump.stdout).toMatch(/Path: +3f007f506421/);
    const objects = await run('pkcs15-tool', ['-r', '0', ...AID, '-C'], { env: env() });
    expect(objects.stdout).toMatch(/applicationOID: +2\.23\.43\.7\.1/);
    const out = join(folder, 'object.bin');
    await run('pkcs15-tool', ['-r', '0', ...AID, '--read-data-object', '2.23.43.7.1', '--raw', '-o', out], {
      env: env(),
    });
    expect(toHex(new Uint8Array(readFileSync(out)))).toBe(file('3F007F506421').data);
  });
});
