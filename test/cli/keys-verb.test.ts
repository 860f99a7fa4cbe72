import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hex, toHex, utf8 } from '../../core/base/bytes.ts';
import { Secret } from '../../core/base/secret.ts';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { diversify } from '../../core/card/diversify.ts';
import { diversifyMethod } from '../../core/card/diversify-methods.ts';
import { type KeyRing, NO_RING } from '../../core/card/key-ring.ts';
import { type CardImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { saveKeyFile } from '../../electron/storage/key-file.ts';
import { tripleDes } from '../../electron/storage/triple-des.ts';
import { describeWith } from '../support/requires.ts';
import { type CliRun, runCli } from '../support/run-cli.ts';

const ICCID = '89001010000000000018';
const PHRASE = 'Kennwort für Zürich';
/** Of the card: as ASCII, as hex and as BCD none of it is anything else that a verb prints. */
const ADM1 = 'E1F2A3B4C5D6E7F8';
const PIN1 = '73918264';
const MASTER = '2B7E151628AED2A6ABF7158809CF4F3C';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootcard-keys-verb-'));
  await writeFile(join(folder, 'phrase'), `${PHRASE}\n`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let runs: CliRun[];
let file: string;
let data: string;
let count = 0;
beforeEach(() => {
  count += 1;
  runs = [];
  file = join(folder, `${count}.keys`);
  data = join(folder, `${count}-data`);
});

const phraseArg = () => ['--passphrase', `file:${join(folder, 'phrase')}`];

async function bootcard(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliRun> {
  const run = await runCli(args, { env: { BOOTCARD_DATA: data, ...env }, cwd: folder });
  runs.push(run);
  return run;
}

async function keys(act: string, ...args: string[]): Promise<CliRun> {
  return bootcard(['keys', act, file, ...args, ...phraseArg()], { CARD_KEY: `hex:${ADM1}`, MASTER: `hex:${MASTER}` });
}

/** A key file made here, at the least cost: starting the program for each entry takes seconds. */
async function keep(ring: Partial<KeyRing>): Promise<void> {
  const cost = { n: 1 << 15, r: 8, p: 1 };
  const phrase = new Secret(utf8(PHRASE.normalize('NFC')));
  const saved = await saveKeyFile(file, { ...NO_RING, ...ring }, phrase, { before: undefined, cost });
  if (!saved.ok) throw new Error(saved.error.code);
}

const ADM1_ROW = () => new Map([['adm1', new Secret(hex(ADM1))]]);
const BOTH_ROW = () => new Map([...ADM1_ROW(), ['pin1', new Secret(Uint8Array.from(Buffer.from(PIN1)))]]);

/** A UICC of its own whose ADM1 and PIN1 have these values; PIN1 is asked for. */
async function card(adm1 = ADM1, pin1 = PIN1): Promise<{ reader: string; tries(ref: string): Promise<number> }> {
  const image = structuredClone(builtinCard('uicc'));
  if (image === undefined) throw new Error('no such built-in');
  for (const credential of image.credentials) {
    if (credential.ref === 'adm1') Object.assign(credential, { value: adm1 });
    if (credential.ref === 'pin1')
      Object.assign(credential, { value: Buffer.from(pin1).toString('hex').toUpperCase(), enabled: true });
  }
  const path = join(folder, `${count}.card.json`);
  await writeFile(path, serializeCardImage(image));
  return {
    reader: `virtual:${path}`,
    tries: async (ref) =>
      (JSON.parse(await readFile(path, 'utf8')) as CardImage).credentials.find((item) => item.ref === ref)?.tries ?? -1,
  };
}

/** All ways that a value could be written down. */
function spellings(value: Uint8Array): readonly string[] {
  const buffer = Buffer.from(value);
  const upper = toHex(value);
  return [
    buffer.toString('latin1'),
    upper,
    toHex(value, ' '),
    upper.toLowerCase(),
    upper.replace(/(.)(.)/g, '$2$1'),
    buffer.toString('base64').replace(/=+$/, ''),
    buffer.toString('base64url').replace(/=+$/, ''),
    JSON.stringify([...value]).slice(1, -1),
  ];
}

async function filesBelow(path: string): Promise<readonly string[]> {
  const found = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  return Promise.all(
    found.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')),
  );
}

/** Nothing that was printed, and no file that was kept, has one of these values. */
async function expectNoLeak(values: readonly Uint8Array[], ...more: readonly string[]): Promise<void> {
  const texts = [
    ...runs.flatMap(({ stdout, stderr }) => [stdout, stderr]),
    ...(await filesBelow(data)),
    await readFile(file, 'latin1'),
    ...more,
  ];
  for (const value of values)
    for (const spelling of spellings(value))
      expect(
        texts.findIndex((text) => text.includes(spelling) || text.includes(Buffer.from(spelling, 'latin1').toString())),
      ).toBe(-1);
}

const allValues = () => [
  hex(ADM1),
  Uint8Array.from(Buffer.from(PIN1)),
  hex(PIN1),
  hex(MASTER),
  Uint8Array.from(Buffer.from(PHRASE)),
];

describe('bootcard keys', () => {
  it('makes, fills, lists and empties a file, and shows no value of it', async () => {
    expect(await keys('new')).toMatchObject({ code: 0, stderr: '' });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(
      await keys('add', '--iccid', ICCID, '--key', 'adm1=env:CARD_KEY', '--key', `pin1=ascii:${PIN1}`),
    ).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect((await keys('add', '--prefix', '890010', '--key', 'adm2=env:CARD_KEY')).code).toBe(0);
    const master = [
      '--master',
      'batch 7',
      '--prefix',
      '8900',
      '--method',
      'aes-cmac-bcd-8',
      '--key',
      'adm3=env:MASTER',
    ];
    expect((await keys('add', ...master)).code).toBe(0);
    expect(JSON.parse((await keys('list', '--json')).stdout)).toEqual({
      cards: [{ iccid: ICCID, keys: ['adm1', 'pin1'] }],
      issuers: [{ prefix: '890010', keys: ['adm2'] }],
      masters: [{ name: 'batch 7', prefix: '8900', ref: 'adm3', method: 'aes-cmac-bcd-8' }],
    });
    const listed = (await keys('list')).stdout;
    for (const word of [ICCID, 'adm1 pin1', '890010…', 'batch 7']) expect(listed).toContain(word);
    expect((await keys('remove', '--iccid', ICCID, '--ref', 'ADM1')).code).toBe(0);
    expect(JSON.parse((await keys('list', '--json')).stdout).cards).toEqual([{ iccid: ICCID, keys: ['pin1'] }]);
    await expectNoLeak(allValues());
  });

  it('takes another passphrase', async () => {
    await keep({ cards: new Map([[ICCID, ADM1_ROW()]]) });
    const short = await bootcard(['keys', 'passphrase', file, ...phraseArg(), '--new-passphrase', 'env:NEXT'], {
      NEXT: 'seven77',
    });
    expect(short.stderr).toContain('fewer than 8');
    const changed = await bootcard(['keys', 'passphrase', file, ...phraseArg(), '--new-passphrase', 'env:NEXT'], {
      NEXT: 'another phrase',
    });
    expect(changed.code).toBe(0);
    expect((await keys('list')).code).toBe(4);
    const listed = await bootcard(['keys', 'list', file, '--passphrase', 'env:NEXT'], { NEXT: 'another phrase' });
    expect(listed.stdout).toContain(ICCID);
  });

  it('is the same passphrase composed and decomposed', async () => {
    await keep({});
    const apart = await bootcard(['keys', 'list', file, '--passphrase', 'env:P'], { P: PHRASE.normalize('NFD') });
    expect(apart.code).toBe(0);
  });

  it('says why there is no passphrase, and never what was given for one', async () => {
    await keep({});
    for (const [args, words] of [
      [[], 'nobody can type it here'],
      [['--passphrase', PHRASE], 'neither file:PATH nor env:NAME'],
      [['--passphrase', 'env:NOT_THERE'], 'no NOT_THERE'],
      [['--passphrase', 'file:nowhere'], 'cannot be read'],
    ] as const) {
      const run = await bootcard(['keys', 'list', file, ...args]);
      expect([run.code, run.stderr]).toEqual([2, expect.stringContaining(words)]);
    }
    await expectNoLeak(allValues());
  });

  it('tells the ways from a master key', async () => {
    const run = await bootcard(['keys', 'methods', '--json']);
    expect(JSON.parse(run.stdout)).toContainEqual(
      expect.objectContaining({ name: '3des-bcd-16', keyLengths: [16, 24], length: 16 }),
    );
  });
});

describe('bootcard keys import', () => {
  it('takes all rows or none, and reminds of the table', async () => {
    await keep({});
    const table = join(folder, 'table.csv');
    await writeFile(
      table,
      `iccid,adm1:hex,pin1\n${ICCID},${ADM1},ascii:${PIN1}\n89001010000000000026,${ADM1},12345678\n`,
    );
    const bad = await keys('import', table);
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain('line 3: pin1 does not say how it is written');
    expect(JSON.parse((await keys('list', '--json')).stdout).cards).toEqual([]);
    await writeFile(table, `iccid,adm1:hex,pin1\n${ICCID},${ADM1},ascii:${PIN1}\n`);
    const good = await keys('import', table, '--json');
    expect(JSON.parse(good.stdout)).toEqual({ cards: 1, file });
    expect(good.stderr).toContain(`${table} has these keys in clear`);
    await writeFile(table, `iccid,adm1:hex\n${ICCID},A1A2A3A4A5A6A7A8\n`);
    expect((await keys('import', table)).stderr).toContain('--replace');
    expect((await keys('import', table, '--replace')).code).toBe(0);
    expect(JSON.parse((await keys('list', '--json')).stdout).cards).toEqual([{ iccid: ICCID, keys: ['adm1', 'pin1'] }]);
    await expectNoLeak(allValues());
  });
});

describe('keys from a file', () => {
  it('open a card, the typed one before the file’s; where it comes from is told, its value never', async () => {
    await keep({ cards: new Map([[ICCID, BOTH_ROW()]]) });
    const { reader, tries } = await card();
    const from = ['--keys', file, ...phraseArg()];
    const verified = await bootcard(['key', 'verify', reader, 'adm1', ...from]);
    expect(verified).toMatchObject({ code: 0, stderr: `Key adm1: the row of this card in ${file}.\n` });
    // The same by the environment alone.
    const env = { BOOTCARD_KEYS: file, BOOTCARD_PASSPHRASE: `file:${join(folder, 'phrase')}` };
    expect((await bootcard(['key', 'verify', reader, 'pin1'], env)).code).toBe(0);
    const typed = await bootcard(['key', 'verify', reader, 'adm1', '--key', 'adm1=ascii:87654321', ...from]);
    expect(typed).toMatchObject({ code: 4, stderr: expect.not.stringContaining('Key adm1:') });
    expect(await tries('adm1')).toBe(2);
    expect((await bootcard(['key', 'verify', reader, 'adm2', ...from])).stderr).toContain('No adm2 is given');
  });

  it('that were wrong are not sent twice', async () => {
    await keep({ issuers: new Map([['8900', ADM1_ROW()]]) });
    const { reader, tries } = await card('A1A2A3A4A5A6A7A8');
    const again = ['key', 'verify', reader, 'adm1', '--keys', file, ...phraseArg()];
    const first = await bootcard(again);
    expect(first).toMatchObject({ code: 4, stderr: expect.stringContaining('for all cards 8900…') });
    const second = await bootcard([...again, '--few-tries', ICCID]);
    expect(second).toMatchObject({ code: 4, stderr: expect.stringContaining('refused') });
    expect(await tries('adm1')).toBe(2);
    await expectNoLeak(allValues());
  });

  it.each(['aes-cmac-bcd-8', '3des-swapped-8'])('are made from a master key (%s)', async (name) => {
    const method = diversifyMethod(name);
    if (method === undefined) throw new Error(name);
    const own = diversify(method, ICCID, new Secret(hex(MASTER)), tripleDes).reveal((bytes) => bytes.slice());
    const value = new Secret(hex(MASTER));
    await keep({ masters: [{ name: 'm', prefix: '8900', ref: 'adm1', method, value }] });
    const { reader } = await card(toHex(own));
    const run = await bootcard(['key', 'verify', reader, 'adm1', '--keys', file, ...phraseArg()]);
    expect(run).toMatchObject({ code: 0, stderr: `Key adm1: made from the master key m (${name}) in ${file}.\n` });
    await expectNoLeak([...allValues(), own]);
  });

  it('are never asked for in a dry run', async () => {
    await keep({ cards: new Map([[ICCID, ADM1_ROW()]]) });
    const { reader } = await card('A1A2A3A4A5A6A7A8');
    const run = await bootcard(['key', 'verify', reader, 'adm1', '--dry-run', '--keys', file, ...phraseArg()]);
    expect(run.stdout).toContain('Nothing sent');
    expect(await filesBelow(data)).toEqual([]);
  });

  it('leave no trace of a value, whatever verb takes them', async () => {
    await keep({ cards: new Map([[ICCID, BOTH_ROW()]]) });
    const { reader } = await card();
    const from = ['--keys', file, ...phraseArg()];
    const trace = join(folder, `${count}.trace.jsonl`);
    const dump = join(folder, `${count}.dump.card.json`);
    const message = join(folder, `${count}.wbxml`);
    const done = async (...args: string[]) => {
      const run = await bootcard([...args, ...from]);
      expect([args[0], args[1], run.code, run.stderr]).toEqual([
        args[0],
        args[1],
        expect.toBeOneOf([0, 1]),
        expect.anything(),
      ]);
      return run;
    };
    const read = JSON.parse((await done('read', reader, '--all', '--json', '--trace', trace, '--show-secrets')).stdout);
    await writeFile(message, Buffer.from(read.objects[0].hex, 'hex').fill(0x41, 60, 62));
    await done('files', reader, '--content', '--json');
    await done('dump', reader, '-o', dump);
    await done('compare', reader, 'virtual:uicc-blank');
    await done('plan', reader, message, '--json', '--allow-findings');
    await done('verify', reader, message, '--json');
    await done('backup', reader, '--json');
    await done('flash', reader, message, '--allow-findings', '--json');
    await done('admin', reader, 'deactivate', '3F007F506421', `--i-know=${ICCID}`, '--json');
    await done('key', 'verify', reader, 'adm1', '--json');
    const used = runs.filter(({ stderr }) => stderr.includes('Key adm1: the row of this card'));
    expect(used.length).toBeGreaterThanOrEqual(3);
    // Journals, a backup, the memory of refused values.
    expect((await filesBelow(data)).length).toBeGreaterThanOrEqual(5);
    await expectNoLeak(allValues(), await readFile(trace, 'latin1'), await readFile(dump, 'latin1'));
  });
});

describeWith(['pty'], 'a passphrase typed at a terminal', () => {
  const ENTRY = fileURLToPath(new URL('../../cli/bootcard.mjs', import.meta.url));

  /** Types each answer when its prompt is there; all that the terminal showed. */
  function atTerminal(args: readonly string[], answers: readonly (readonly [prompt: string, typed: string])[]) {
    const command = [process.execPath, ENTRY, ...args].map((arg) => `'${arg}'`).join(' ');
    const child = spawn('script', ['-qefc', command, '/dev/null'], {
      env: { ...process.env, BOOTCARD_DATA: data },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let screen = '';
    const left = [...answers];
    child.stdout.on('data', (chunk: Buffer) => {
      screen += chunk.toString('utf8');
      const [next] = left;
      if (next === undefined || !screen.includes(next[0])) return;
      left.shift();
      child.stdin.write(next[1]);
    });
    return new Promise<{ code: number | null; screen: string }>((resolve) =>
      child.once('close', (code) => resolve({ code, screen })),
    );
  }

  it('is asked for twice, corrected with backspace, and never shown', async () => {
    const typed = 'geheim-ü\u007fu 42';
    const made = await atTerminal(
      ['keys', 'new', file],
      [
        ['New passphrase', `${typed}\r`],
        ['Once more', 'geheim-u 42\r'],
      ],
    );
    expect(made).toMatchObject({ code: 0, screen: expect.stringContaining('is made') });
    const listed = await atTerminal(['keys', 'list', file], [['Passphrase of', 'geheim-u 42\r']]);
    expect(listed).toMatchObject({ code: 0, screen: expect.stringContaining('0 cards') });
    expect(`${made.screen}${listed.screen}`).not.toMatch(/geheim|42\b/);
  });

  it('is not taken when the two differ, or when the user gives up', async () => {
    const differ = await atTerminal(
      ['keys', 'new', file],
      [
        ['New passphrase', 'one passphrase\r'],
        ['Once more', 'another phrase\r'],
      ],
    );
    expect(differ).toMatchObject({ code: 2, screen: expect.stringContaining('differ') });
    const given = await atTerminal(['keys', 'new', file], [['New passphrase', 'half a phra\u0003']]);
    expect(given).toMatchObject({ code: 2, screen: expect.stringContaining('none was typed') });
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });
});
