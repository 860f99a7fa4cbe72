import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHex, utf8 } from '../../core/base/bytes.ts';
import { sha256 } from '../../core/base/sha256.ts';
import { BUILTIN_CARDS } from '../../core/bootstrap/builtin-cards.ts';
import { defaultMessage, defaultMessageXml, NORDTEL } from '../../core/bootstrap/default-message.ts';
import { serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { cardWith, ICCID } from '../support/bootstrap-card.ts';
import { type CliOptions, runCli } from '../support/run-cli.ts';

let folder = '';
const at = (name: string) => join(folder, name);

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** Standard output as JSON. */
  json<T = Record<string, unknown>>(): T;
}

/** Runs `bootcard` in the folder of these tests, with its data there too. */
async function inFolder(args: readonly string[], { input = '', env = {} }: CliOptions = {}): Promise<Run> {
  const run = await runCli(args, { cwd: folder, input, env: { BOOTCARD_DATA: at('data'), ...env } });
  return { code: run.code, out: run.stdout, err: run.stderr, json: <T>() => JSON.parse(run.stdout) as T };
}
const cli = (...args: string[]) => inFolder(args);

const MESSAGE = defaultMessage();
const NEXT = defaultMessage({ ...NORDTEL, name: 'NordTel North', clientSecret: 'Merlin-1234567' });
const KEY = ['--key', 'adm1=hex:3132333435363738', '--tries-unknown'];
const SIM_ICCID = '89001010000000000042';

/** Every way in which the message's secrets could show. */
const SECRETS = [NORDTEL.clientSecret, NORDTEL.serverSecret, 'Merlin-1234567'].flatMap((text) => [
  text,
  toHex(utf8(text)),
  toHex(utf8(text), ' '),
  toHex(utf8(text)).toLowerCase(),
  Buffer.from(text).toString('base64'),
]);
const NONCES = [NORDTEL.clientNonce, NORDTEL.serverNonce].flatMap((bytes) => [
  toHex(bytes),
  Buffer.from(bytes).toString('base64'),
]);
const leaks = (text: string) => [...SECRETS, ...NONCES].filter((secret) => text.includes(secret));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootcard-cli-'));
  writeFileSync(at('next.wbxml'), NEXT);
  writeFileSync(at('same.wbxml'), MESSAGE);
  writeFileSync(at('same.hex'), `${toHex(MESSAGE, ' ')}\n`);
  writeFileSync(at('same.xml'), defaultMessageXml());
  writeFileSync(at('garbage.bin'), Uint8Array.of(0xde, 0xad, 0xbe, 0xef, 1, 2, 3));
  writeFileSync(at('pin.card.json'), serializeCardImage(cardWith({ pin1Enabled: true })));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('read', () => {
  it.each(['sim', 'ruim', 'uicc', 'uicc-2g', 'uicc-3g'])('virtual:%s --json is the contract', async (name) => {
    const run = await cli('read', `virtual:${name}`, '--json');
    expect([run.code, run.err]).toEqual([0, '']);
    const row = BUILTIN_CARDS.find((card) => card.name === name);
    const mode = name === 'uicc' || name === 'uicc-3g' ? '3g' : '2g';
    expect(run.json()).toMatchObject({
      card: { platform: row?.platform, mode, atr: expect.stringMatching(/^([0-9A-F]{2})+$/), iccid: row?.iccid },
      objects: [
        {
          label: 'DM Bootstrap',
          oid: '2.23.43.7.1',
          form: 'opaque',
          path: '3F007F506421',
          length: MESSAGE.length,
          sha256: sha256(MESSAGE),
          hex: expect.stringMatching(/^02A4016A/),
          message: { profile: 'dm' },
        },
      ],
      message: {
        profile: 'dm',
        accounts: [
          {
            serverId: 'nordtel',
            name: 'NordTel',
            addresses: [{ addr: 'https://dm.nordtel.example/', addrType: 'URI', port: '443' }],
            auth: [
              { level: 'CLCRED', type: 'DIGEST', name: 'device' },
              { level: 'SRVCRED', type: 'DIGEST', name: 'nordtel' },
            ],
          },
        ],
        xml: expect.stringContaining('<SyncML'),
      },
      findings: [],
      exchanges: { count: expect.any(Number), sent: expect.any(Number), received: expect.any(Number) },
    });
  });

  it('masks secrets by as many stars, lists where; --show-secrets does not', async () => {
    const [masked, shown] = await Promise.all([
      cli('read', 'virtual:sim', '--json'),
      cli('read', 'virtual:sim', '--json', '--show-secrets'),
    ]);
    interface Objects {
      objects: { hex: string; sha256: string; masked: { offset: number; length: number }[] }[];
    }
    const [hidden] = masked.json<Objects>().objects;
    const [clear] = shown.json<Objects>().objects;
    expect(clear?.hex).toBe(toHex(MESSAGE));
    expect(hidden?.sha256).toBe(clear?.sha256);
    const expected = MESSAGE.slice();
    expect(hidden?.masked.length).toBeGreaterThan(0);
    for (const { offset, length } of hidden?.masked ?? []) expected.fill(0x2a, offset, offset + length);
    expect(hidden?.hex).toBe(toHex(expected));
    expect(clear?.masked).toEqual([]);
    expect(masked.out).toContain('*'.repeat(NORDTEL.clientSecret.length));
  });

  it.each([
    ['read virtual:sim'],
    ['read virtual:uicc --all --hex'],
    ['read virtual:uicc --json --all'],
    ['decode same.wbxml'],
    ['decode same.wbxml --json'],
    ['decode same.hex --json'],
    ['plan virtual:sim next.wbxml'],
    ['plan virtual:sim next.wbxml --json'],
    [`flash virtual:uicc next.wbxml --dry-run --json`],
    ['verify virtual:sim next.wbxml --json'],
    ['card show virtual:sim --json'],
  ])('no secret in the output of "%s"', async (line) => {
    const run = await cli(...line.split(' '));
    expect(run.out.length).toBeGreaterThan(0);
    expect(leaks(run.out + run.err)).toEqual([]);
  });

  it('--show-secrets shows them', async () => {
    const run = await cli('read', 'virtual:sim', '--show-secrets');
    expect(run.out).toContain(NORDTEL.clientSecret);
  });

  it('a trace is masked, and its replay gives the same but for masked values', async () => {
    const [card, traced] = ['virtual:uicc', 'uicc.trace.jsonl'];
    const run = await cli('read', card, '--json', '--trace', traced);
    expect(run.code).toBe(0);
    expect(leaks(readFileSync(at(traced), 'utf8'))).toEqual([]);
    const replay = await cli('read', `replay:${at(traced)}`, '--json');
    expect([replay.code, replay.err]).toEqual([0, '']);
    interface Read {
      objects: { sha256?: string; masked?: unknown }[];
      steps: unknown;
    }
    const strip = ({ objects, ...rest }: Read) => ({
      ...rest,
      objects: objects.map(({ sha256: _, ...object }) => object),
    });
    expect(strip(replay.json<Read>())).toEqual(strip(run.json<Read>()));
  });

  it('a trace of a read that broke off shows no secret either', async () => {
    const image = { ...cardWith(), faults: [{ kind: 'remove' as const, at: 10, ins: 'B0' }] };
    writeFileSync(at('leaving.card.json'), serializeCardImage(image));
    const run = await cli('read', `virtual:${at('leaving.card.json')}`, '--trace', 'broken.trace.jsonl');
    expect(run.code).toBe(3);
    const text = readFileSync(at('broken.trace.jsonl'), 'utf8');
    expect(text.split('\n').length).toBeGreaterThan(15);
    expect(leaks(text)).toEqual([]);
    expect(leaks(run.out + run.err)).toEqual([]);
  });
});

describe('exit codes', () => {
  it.each([
    [0, 'read virtual:sim'],
    [0, 'readers'],
    [0, 'card list'],
    [0, 'verify virtual:sim same.wbxml'],
    [1, 'read virtual:sim-blank'],
    [1, 'verify virtual:sim next.wbxml'],
    [1, 'decode garbage.bin'],
    [2, 'read'],
    [2, 'no-such-verb'],
    [2, 'read virtual:sim --no-such-option'],
    [2, 'read virtual:sim --mode 4g'],
    [2, 'decode missing.wbxml'],
    [2, 'read virtual:./missing.card.json'],
    [2, 'plan virtual:sim garbage.bin'],
    [2, 'flash virtual:sim garbage.bin --key adm1=hex:3132333435363738'],
    [2, 'encode garbage.bin'],
    [2, 'restore virtual:sim same.wbxml'],
    [3, 'read virtual:nobody'],
    [3, 'read pcsc:No such reader 00 00'],
    [4, 'flash virtual:sim next.wbxml'],
    [4, 'flash virtual:uicc next.wbxml --key adm1=hex:0000000000000000'],
    [4, 'flash virtual:sim next.wbxml --key adm1=hex:3132333435363738'],
    [4, 'read virtual:pin.card.json'],
    [5, 'read virtual:sim --mode 3g'],
  ])('%i: %s', async (code, line) => {
    const args = line.startsWith('read pcsc:') ? ['read', line.slice(5)] : line.split(' ');
    const run = await cli(
      ...args.map((word) => (word === 'virtual:pin.card.json' ? `virtual:${at('pin.card.json')}` : word)),
    );
    expect([run.code, run.err.trim()]).toEqual([
      code,
      code > 1 && !line.startsWith('read virtual:pin') ? expect.stringMatching(/./) : run.err.trim(),
    ]);
    expect(run.err).not.toMatch(/\bat .*\.ts:\d+/);
  });

  it('6: the card leaves in the middle of a write; put back, it is written and read', async () => {
    const image = { ...cardWith(), faults: [{ kind: 'remove' as const, at: 3, ins: 'D6' }] };
    const path = at('cut.card.json');
    writeFileSync(path, serializeCardImage(image));
    const cut = await cli('flash', `virtual:${path}`, 'next.wbxml', '--json', ...KEY, ICCID);
    expect(cut.code).toBe(6);
    expect(cut.json()).toMatchObject({ result: 'interrupted', bytesWritten: expect.any(Number) });
    expect(leaks(cut.out + cut.err)).toEqual([]);
    const half = await cli('read', `virtual:${path}`, '--json', '--all');
    expect(half.code).toBe(1);
    expect(half.json<{ message: unknown }>().message).toBeNull();
    expect(leaks(half.out)).toEqual([]);
    const [first] = half.json<{ findings: { code: string; fix: string }[] }>().findings;
    expect(first?.code).toBe('card-half-written');
    expect(first?.fix).toContain(`bootcard recover virtual:${path} --finish --key adm1=…`);
    expect(first?.fix).toContain(`bootcard recover virtual:${path} --roll-back --key adm1=…`);
    const again = await cli('flash', `virtual:${path}`, 'next.wbxml', '--json', ...KEY, ICCID);
    expect([again.code, again.json()]).toMatchObject([0, { result: 'verified' }]);
    expect(again.err).toContain('card-half-written');
    const whole = await cli('verify', `virtual:${path}`, 'next.wbxml');
    expect([whole.code, whole.err]).toEqual([0, '']);
  });

  it('errors with --json are an object on standard output', async () => {
    const run = await cli('read', 'virtual:nobody', '--json');
    expect(run.json()).toMatchObject({
      error: { code: 'reader-unknown', message: expect.any(String), next: expect.any(String) },
    });
  });
});

describe('credentials', () => {
  it.each([
    ['adm1=12345678', '12345678'],
    ['adm1=3132333435363738', '3132333435363738'],
    ['98765432', '98765432'],
    ['adm1:hex:3132333435363738', '3132333435363738'],
    ['adm1=hex:31323334353637', '31323334353637'],
    ['adm1=hex:31323334353637ZZ', '31323334353637ZZ'],
    ['pin1=ascii:12', 'ascii:12'],
    ['nobody=hex:3132333435363738', '3132333435363738'],
  ])('--key %s is refused without its value', async (key, value) => {
    const run = await cli('flash', 'virtual:sim', 'next.wbxml', '--json', '--key', key);
    expect(run.code).toBe(2);
    expect(run.out + run.err).not.toContain(value);
  });

  it.each([
    ['hex', 'pin1=hex:31323334FFFFFFFF'],
    ['ascii', 'pin1=ascii:1234'],
    ['the other name', 'chv1=ascii:1234'],
    ['a file', 'pin1=file:pin.txt'],
    ['the environment', 'pin1=env:MY_PIN'],
  ])('a PIN given as %s opens the card', async (_title, key) => {
    writeFileSync(at('pin.txt'), 'ascii:1234\n');
    const args = ['read', `virtual:${at('pin.card.json')}`, '--json', '--key', key];
    const run = await inFolder(args, { env: { MY_PIN: 'hex:31323334FFFFFFFF' } });
    expect([run.code, run.err]).toEqual([0, '']);
    expect(run.json()).toMatchObject({ message: { profile: 'dm' } });
  });

  it('a wrong one costs one try in all, however often it is given', async () => {
    const path = at('wrong.card.json');
    writeFileSync(path, serializeCardImage(cardWith({ pin1Enabled: true })));
    const read = () => cli('read', `virtual:${path}`, '--json', '--key', 'pin1=ascii:9876', '--trace', 'w.trace.jsonl');
    const first = await read();
    const second = await read();
    expect([first.code, second.code]).toEqual([4, 4]);
    const code = (run: Run) => run.json<{ error: { code: string } }>().error.code;
    expect([code(first), code(second)]).toEqual(['key-refused', 'key-known-refused']);
    const image = JSON.parse(readFileSync(path, 'utf8')) as { credentials: { ref: string; tries: number }[] };
    expect(image.credentials.find((item) => item.ref === 'pin1')?.tries).toBe(2);
    expect(readFileSync(at('w.trace.jsonl'), 'utf8')).not.toContain('39383736');
  });
});

describe('messages', () => {
  it('decode --json is the contract, from WBXML, its hex, and standard input', async () => {
    const wbxml = await cli('decode', 'same.wbxml', '--json');
    expect(wbxml.json()).toMatchObject({
      profile: 'dm',
      version: '1.2',
      publicId: '-//SYNCML//DTD SyncML 1.2//EN',
      charset: 'UTF-8',
      size: MESSAGE.length,
      xml: expect.stringContaining('<SyncML'),
      tree: { label: 'SyncML', span: { offset: expect.any(Number), length: expect.any(Number) } },
      findings: [],
    });
    const [text, piped] = await Promise.all([
      cli('decode', 'same.hex', '--json'),
      inFolder(['decode', '-', '--json'], { input: MESSAGE }),
    ]);
    expect([text.out, piped.out]).toEqual([wbxml.out, wbxml.out]);
  });

  it('what decode writes, encode makes the same bytes of', async () => {
    const xml = await cli('decode', 'same.wbxml', '--show-secrets');
    const back = await inFolder(['encode', '-'], { input: xml.out });
    expect([back.code, back.out.trim()]).toEqual([0, toHex(MESSAGE)]);
    const file = await cli('encode', 'same.xml', '-o', 'made.wbxml');
    expect([file.code, file.out]).toEqual([0, '']);
    expect(toHex(readFileSync(at('made.wbxml')))).toBe(toHex(MESSAGE));
  });

  it('a message is taken from a pipe, as WBXML or XML', async () => {
    const inputs = [
      NEXT,
      toHex(NEXT),
      defaultMessageXml({ ...NORDTEL, name: 'NordTel North', clientSecret: 'Merlin-1234567' }),
    ];
    const runs = await Promise.all(inputs.map((input) => inFolder(['plan', 'virtual:sim', '-', '--json'], { input })));
    expect(runs.map((run) => run.code)).toEqual([0, 0, 0]);
    expect(new Set(runs.map((run) => run.out)).size).toBe(1);
  });
});

describe('writing', () => {
  it('plan --json is the contract', async () => {
    const run = await cli('plan', 'virtual:uicc', 'next.wbxml', '--json');
    expect(run.code).toBe(0);
    expect(run.json()).toMatchObject({
      iccid: '89001010000000000018',
      ranges: expect.arrayContaining([
        { file: '3F007F506421', offset: expect.any(Number), old: expect.any(String), new: expect.any(String) },
      ]),
      exchanges: expect.any(Number),
      bytes: expect.any(Number),
      seconds: expect.any(Number),
      credentials: [{ ref: 'adm1', triesLeft: 3 }],
    });
  });

  it('card new, flash, verify, flash again, restore: the image ends as it began', async () => {
    const path = at('sim.card.json');
    const card = `virtual:${path}`;
    const made = await cli('card', 'new', 'sim', '-o', path, '--json');
    expect(made.json()).toMatchObject({ image: path, iccid: SIM_ICCID, platform: 'sim' });
    const fresh = readFileSync(path, 'utf8');
    const again = await cli('card', 'new', 'ruim', '-o', path);
    expect([again.code, readFileSync(path, 'utf8')]).toEqual([2, fresh]);
    const kept = () => (existsSync(at('data')) ? readdirSync(at('data'), { recursive: true }).sort() : []);
    const before = kept();
    const dry = await cli('flash', card, 'next.wbxml', '--dry-run', '--json', ...KEY, SIM_ICCID);
    expect([dry.code, readFileSync(path, 'utf8')]).toEqual([0, fresh]);
    expect(kept()).toEqual(before);
    const flash = await cli('flash', card, 'next.wbxml', '--json', ...KEY, SIM_ICCID);
    expect([flash.code, flash.err]).toEqual([0, '']);
    const written = flash.json<{ result: string; bytesWritten: number; exchanges: number; backup: string }>();
    expect(written).toMatchObject({ result: 'verified', firstDifference: null });
    expect(dry.json()).toMatchObject({ result: 'verified', firstDifference: null, bytesWritten: written.bytesWritten });
    expect((await cli('verify', card, 'next.wbxml')).code).toBe(0);
    const same = await cli('flash', card, 'next.wbxml', '--json', ...KEY, SIM_ICCID);
    expect(same.json()).toMatchObject({ result: 'unchanged', firstDifference: null, bytesWritten: 0 });
    const elsewhere = await cli('restore', 'virtual:ruim', written.backup, ...KEY, '89001010000000000059');
    expect(elsewhere.code).toBe(2);
    const restored = await cli('restore', card, written.backup, '--json', ...KEY, SIM_ICCID);
    expect(restored.json()).toMatchObject({ result: 'verified' });
    const body = (text: string) =>
      (JSON.parse(text) as { files: { path: string; size: number; data: string }[] }).files
        .filter((file) => file.path === '3F007F506421')
        .map((file) => file.data.padEnd(2 * file.size, 'F'));
    expect(body(readFileSync(path, 'utf8'))).toEqual(body(fresh));
    if (process.platform !== 'win32')
      for (const entry of readdirSync(at('data'), { recursive: true, withFileTypes: true })) {
        const mode = statSync(join(entry.parentPath, entry.name)).mode & 0o777;
        expect([entry.name, mode]).toEqual([entry.name, entry.isDirectory() ? 0o700 : 0o600]);
      }
  });

  it('another card than the one that is meant is refused', async () => {
    const run = await cli('flash', 'virtual:uicc', 'next.wbxml', '--iccid', SIM_ICCID, ...KEY, SIM_ICCID);
    expect(run.code).toBe(3);
  });
});

describe('apdu', () => {
  it('sends what changes nothing', async () => {
    const run = await cli('apdu', 'virtual:sim', '--json', 'A0A40000023F00', 'a0 b0 00 00 01', 'A0F2000016');
    expect([run.code, run.json<{ exchanges: unknown[] }>().exchanges.length]).toEqual([0, 3]);
  });

  it.each([
    'A0200001083132333435363738',
    '00200001083132333435363738',
    'A020000100',
    '0020000108',
    'A0D6000001FF',
    '00D6000001FF',
    'A0DC010401FF',
    'A024000110',
    '002C0001',
    '00E20000',
    '0044000000',
    'A0',
    'zz',
  ])('refuses %s before any card is touched', async (command) => {
    const run = await cli('apdu', 'virtual:uicc', 'A0A40000023F00', command, '--trace', 'apdu.trace.jsonl');
    expect([run.code, run.out]).toEqual([2, '']);
    expect(run.err).not.toContain('3132333435363738');
    expect(existsSync(at('apdu.trace.jsonl'))).toBe(false);
  });
});

it('card list --json names every built-in card', async () => {
  const run = await cli('card', 'list', '--json');
  const rows = run.json<{ name: string; platform: string; title: string }[]>();
  for (const { name, platform, title } of BUILTIN_CARDS)
    expect(rows).toContainEqual(expect.objectContaining({ name, platform, title }));
});

it('card show tells what was written to the card', async () => {
  const wear = [
    { path: '3F007F506421', page: 0, writes: 1, bytes: 10 },
    { path: '3F007F506421', page: 3, writes: 7, bytes: 40 },
  ];
  writeFileSync(at('worn.card.json'), serializeCardImage({ ...cardWith(), memory: { wear } }));
  expect((await cli('card', 'show', at('worn.card.json'))).out).toMatch(
    /3F007F506421 +50 bytes +page 3 most often, 7 times/,
  );
  expect((await cli('card', 'show', 'sim')).out).not.toContain('Written so far');
});

it('card show keeps the credentials to itself', async () => {
  const run = await cli('card', 'show', 'sim', '--json');
  expect(run.json()).toMatchObject({ format: 'bootcard-card/1' });
  for (const value of ['31323334FFFFFFFF', '3132333435363738']) expect(run.out).not.toContain(value);
});
