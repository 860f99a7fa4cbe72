import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { concat, fromHex, hex, toHex, utf8 } from '../../core/base/bytes.ts';
import { defaultMessage, defaultMessageXml, NORDTEL } from '../../core/bootstrap/default-message.ts';
import { type CardImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { cardWith, ICCID, withFile } from '../support/bootstrap-card.ts';
import { type CliRun, runCli } from '../support/run-cli.ts';

const ENTRY = fileURLToPath(new URL('../../cli/bootcard.mjs', import.meta.url));
const CONTENT = '3F007F506421';
const MESSAGE = defaultMessage();
const NEXT = defaultMessage({ ...NORDTEL, name: 'NordTel North', clientSecret: 'Merlin-1234567' });
const ADM = ['--key', 'adm1=hex:3132333435363738', '--tries-unknown', ICCID];
const posix = process.platform !== 'win32';

/** Every way in which the client's secret could show. */
const SECRET = utf8(NORDTEL.clientSecret);
const leaks = (text: string) =>
  [NORDTEL.clientSecret, toHex(SECRET), toHex(SECRET, ' '), toHex(SECRET).toLowerCase()].filter((form) =>
    text.includes(form),
  );

let folder = '';
const at = (name: string) => join(folder, name);
const cli = (...args: string[]) => runCli(args, { cwd: folder, env: { BOOTCARD_DATA: at('data') } });
const fed = (input: string | Uint8Array, ...args: string[]) =>
  runCli(args, { cwd: folder, env: { BOOTCARD_DATA: at('data') }, input });
const json = (run: CliRun) => JSON.parse(run.stdout) as Record<string, unknown>;
const codeOf = (run: CliRun) => (json(run).error as { code: string } | undefined)?.code;

/** Puts a card in the folder of these tests. @returns its reader and its path */
function card(name: string, image: CardImage): { reader: string; path: string } {
  const path = at(`${name}.card.json`);
  writeFileSync(path, serializeCardImage(image));
  return { reader: `virtual:${path}`, path };
}

const imageIn = (path: string) =>
  JSON.parse(readFileSync(path, 'utf8')) as {
    credentials: { ref: string; tries: number }[];
    files: { path: string; data?: string }[];
  };
const triesOf = (path: string, ref: string) => imageIn(path).credentials.find((item) => item.ref === ref)?.tries;
const kept = () => (existsSync(at('data')) ? readdirSync(at('data'), { recursive: true }).sort() : []);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootcard-verbs-'));
  writeFileSync(at('next.wbxml'), NEXT);
  writeFileSync(at('same.wbxml'), MESSAGE);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a dry run', () => {
  it('sends no key, costs no try, and keeps nothing', async () => {
    const { reader, path } = card('dry-pin', cardWith({ pin1Enabled: true }));
    const fresh = readFileSync(path, 'utf8');
    const before = kept();
    for (const key of ['pin1=ascii:9876', 'pin1=ascii:1234']) {
      const run = await cli('flash', reader, 'next.wbxml', '--dry-run', '--json', '--key', key);
      expect([run.code, codeOf(run)]).toEqual([4, 'key-not-sent']);
      expect(run.stderr).toContain(`${CONTENT} needs pin1`);
    }
    const without = await cli('flash', reader, 'next.wbxml', '--dry-run', '--json');
    expect([without.code, codeOf(without)]).toEqual([4, 'key-missing']);
    expect(triesOf(path, 'pin1')).toBe(3);
    expect([readFileSync(path, 'utf8'), kept()]).toEqual([fresh, before]);
  });

  it('tells which key the real run would ask for', async () => {
    const { reader } = card('dry-adm', cardWith());
    const bare = await cli('flash', reader, 'next.wbxml', '--dry-run', '--json');
    expect(bare.code).toBe(4);
    expect(json(bare)).toMatchObject({
      result: 'verified',
      dryRun: true,
      unmet: [{ file: CONTENT, act: 'update', refs: ['adm1'], triesLeft: 3 }],
    });
    const said = await cli('flash', reader, 'next.wbxml', '--dry-run');
    expect([said.code, said.stdout]).toEqual([4, expect.stringContaining('asks for adm1, 3 tries left')]);
    const given = await cli('flash', reader, 'next.wbxml', '--dry-run', '--json', ...ADM);
    expect([given.code, json(given).unmet]).toEqual([0, []]);
    const same = await cli('flash', reader, 'same.wbxml', '--dry-run', '--json');
    expect([same.code, json(same)]).toEqual([0, expect.objectContaining({ result: 'unchanged', unmet: [] })]);
  });
});

describe('masked XML', () => {
  it('is never encoded, planned or written', async () => {
    const { reader, path } = card('masked', cardWith());
    const fresh = readFileSync(path, 'utf8');
    const masked = await cli('decode', 'same.wbxml');
    writeFileSync(at('masked.xml'), masked.stdout);
    for (const args of [
      ['encode', 'masked.xml'],
      ['plan', reader, 'masked.xml'],
      ['flash', reader, 'masked.xml', '--allow-findings', ...ADM],
      ['verify', reader, 'masked.xml'],
    ]) {
      const run = await cli(...args, '--json');
      expect([args[0], run.code, codeOf(run)]).toEqual([args[0], 2, 'message-masked']);
    }
    expect(readFileSync(path, 'utf8')).toBe(fresh);
  });

  it('is marked by its first line; in clear, and with nothing to mask, XML has no mark', async () => {
    const [masked, clear] = await Promise.all([
      cli('decode', 'same.wbxml'),
      cli('decode', 'same.wbxml', '--show-secrets'),
    ]);
    expect(masked.stdout.split('\n')[0]).toBe('<?bootcard masked?>');
    expect(masked.stdout.split('\n')[1]).toBe(clear.stdout.split('\n')[0]);
    expect(clear.stdout).not.toContain('<?bootcard');
    const bare = await fed('<SyncML><SyncBody><Final/></SyncBody></SyncML>', 'encode', '-');
    expect((await fed(bare.stdout, 'decode', '-')).stdout).not.toContain('<?bootcard');
  });

  it('stars that came to the card all the same are told', async () => {
    const stars = defaultMessage({ ...NORDTEL, clientSecret: '*'.repeat(NORDTEL.clientSecret.length) });
    const { reader } = card('stars', withFile(cardWith(), CONTENT, stars));
    const run = await cli('read', reader, '--json');
    expect(json(run).findings).toMatchObject([
      { code: 'profile-secret-masked', severity: 'warning', where: { file: CONTENT } },
    ]);
  });
});

describe('what is no message for a device', () => {
  const emptyBody = defaultMessageXml().replace(/<Add>[\s\S]*<\/Add>/, '');

  it('is not written, unless that is asked for by name', async () => {
    const { reader, path } = card('faulty', cardWith());
    writeFileSync(at('faulty.xml'), emptyBody);
    for (const verb of ['plan', 'flash']) {
      const run = await cli(verb, reader, 'faulty.xml', '--json', ...ADM);
      expect([verb, run.code, codeOf(run)]).toEqual([verb, 2, 'message-faulty']);
      expect(run.stderr).toContain('dm-no-account');
    }
    const allowed = await cli('flash', reader, 'faulty.xml', '--json', '--allow-findings', ...ADM);
    expect([allowed.code, json(allowed).result]).toEqual([0, 'verified']);
    writeFileSync(at('noise.bin'), hex('02DEADBEEF0102'));
    const noise = await cli('flash', reader, 'noise.bin', '--json', '--allow-findings', ...ADM);
    expect([noise.code, json(noise).result]).toEqual([0, 'verified']);
    expect(imageIn(path).files.find((file) => file.path === CONTENT)?.data).toMatch(/^02DEADBEEF0102/);
  });

  it('and no bytes at all never are', async () => {
    const { reader } = card('nothing', cardWith());
    writeFileSync(at('empty.bin'), '');
    for (const more of [[], ['--allow-findings']]) {
      const run = await cli('flash', reader, 'empty.bin', '--json', ...more, ...ADM);
      expect([run.code, codeOf(run)]).toEqual([2, 'message-invalid']);
    }
  });

  it('bytes behind the message belong to it no longer', async () => {
    const { reader } = card('behind', cardWith());
    writeFileSync(at('padded.wbxml'), concat(NEXT, hex('FFFFFF')));
    const run = await cli('plan', reader, 'padded.wbxml', '--json');
    expect([run.code, codeOf(run)]).toEqual([2, 'message-invalid']);
    expect(run.stderr).toContain(`offset ${NEXT.length}: 3 bytes follow`);
  });
});

describe('backup', () => {
  it('of a card that shows its message only for a PIN lacks it, and says so', async () => {
    const { reader } = card('backup-pin', cardWith({ pin1Enabled: true }));
    const run = await cli('backup', reader, '--json', '-o', 'pin.backup.json');
    expect(run.code).toBe(4);
    expect(json(run)).toMatchObject({ missing: [{ file: CONTENT, refs: ['pin1'] }] });
    const said = await cli('backup', reader, '-o', 'pin2.backup.json');
    expect([said.code, said.stdout]).toEqual([4, expect.stringContaining(`Not in it: ${CONTENT}`)]);
    const whole = await cli('backup', reader, '--json', '-o', 'pin3.backup.json', '--key', 'pin1=ascii:1234');
    expect([whole.code, json(whole).missing]).toEqual([0, []]);
  });

  it('of a card without a DM object keeps what there is', async () => {
    const run = await cli('backup', 'virtual:uicc-blank', '--json');
    expect(run.code).toBe(0);
    expect(json(run)).toMatchObject({ files: [{ path: '3F002F00' }], missing: [] });
  });
});

describe('apdu', () => {
  const read = [
    'A0A40000023F00',
    'A0A40000027F50',
    'A0A40000026421',
    'A0B00000FF',
    'A0B000FFFF',
    'A0B001FEFF',
    'A0B002FDFF',
    'A0B003FCFF',
  ];

  it('shows and saves nothing of what files hold, unless asked', async () => {
    const shown = await cli('apdu', 'virtual:sim', ...read, '--trace', 'apdu.trace.jsonl');
    const listed = await cli('apdu', 'virtual:sim', ...read, '--json');
    expect([shown.code, listed.code]).toEqual([0, 0]);
    expect(leaks(shown.stdout + listed.stdout + readFileSync(at('apdu.trace.jsonl'), 'utf8'))).toEqual([]);
    const [, , , first] = (json(listed).exchanges as { r: string; masked: unknown }[]) ?? [];
    expect(first).toMatchObject({ r: '2A'.repeat(255), masked: [{ offset: 0, length: 255 }] });
    const clear = await cli('apdu', 'virtual:sim', ...read, '--json', '--show-secrets', '--trace', 'clear.trace.jsonl');
    const bytes = (json(clear).exchanges as { r: string }[]).map(({ r }) => r).join('');
    expect(bytes).toContain(toHex(SECRET));
    expect(readFileSync(at('clear.trace.jsonl'), 'utf8')).not.toContain('"masked"');
  });

  it('shows EF(ICCID) and EF(DIR): they hold no secret', async () => {
    const run = await cli('apdu', 'virtual:sim', 'A0A40000023F00', 'A0A40000022FE2', 'A0B000000A', '--json');
    expect((json(run).exchanges as unknown[]).at(-1)).toMatchObject({ r: '98000101000000000024', masked: [] });
  });

  it('sends a command with data and Le as T=0 has it', async () => {
    const run = await cli('apdu', 'virtual:uicc-3g', '00A40004023F0000', '00C0000000', '--json');
    expect([run.code, (json(run).exchanges as { c: string; sw: string }[])[0]]).toEqual([
      0,
      expect.objectContaining({ c: '00A40004023F00', sw: expect.stringMatching(/^61/) }),
    ]);
  });

  it('explains the header that a SELECT answers with', async () => {
    const run = await cli('apdu', 'virtual:sim', 'A0A40000023F00', 'A0C0000017', '--json');
    const [selected, fetched] = json(run).exchanges as { header: { label: string; preview: string } | null }[];
    expect([selected?.header, fetched?.header]).toMatchObject([null, { label: 'SELECT response', preview: 'MF' }]);
    const text = await cli('apdu', 'virtual:sim', 'A0A40000023F00', 'A0C0000017');
    expect(text.stdout).toContain('chv1: 3 tries left');
  });

  it.each(['00A4000405 3F00', '00B0000000000A', '0070010000'])(
    'refuses %s before any card is touched',
    async (text) => {
      const run = await cli('apdu', 'virtual:uicc-3g', '00A40004023F00', text, '--json');
      expect([run.code, codeOf(run)]).toEqual([2, 'usage-invalid']);
    },
  );

  it('closes the channels that it opened, and no others', async () => {
    const trace = () => readFileSync(at('channel.trace.jsonl'), 'utf8').trim().split('\n').slice(1);
    const commands = () => trace().map((line) => (JSON.parse(line) as { c: string }).c);
    const opened = await cli('apdu', 'virtual:uicc-3g', '0070000001', '--trace', 'channel.trace.jsonl');
    expect([opened.code, commands()]).toEqual([0, ['0070000001', '0070800100']]);
    const closed = await cli('apdu', 'virtual:uicc-3g', '0070000001', '00708001', '--trace', 'channel.trace.jsonl');
    expect([closed.code, commands()]).toEqual([0, ['0070000001', '0070800100']]);
    const other = await cli('apdu', 'virtual:uicc-3g', '00708001', '--json', '--trace', 'channel.trace.jsonl');
    expect([other.code, codeOf(other), commands()]).toEqual([2, 'usage-invalid', []]);
    expect(other.stderr).toContain('Channel 1 was not opened here');
  });

  it('says what an empty VERIFY tells', async () => {
    const { reader } = card('asks', cardWith({ pin1Enabled: true }));
    const run = await cli('apdu', reader, '0020000100', '--json');
    expect(json(run).exchanges).toMatchObject([{ sw: '63C3', meaning: '3 tries left' }]);
  });
});

describe('plans that are shown or kept', () => {
  it('list what they mask', async () => {
    const run = await cli('plan', 'virtual:sim', 'next.wbxml', '--json');
    const plan = json(run) as {
      ranges: { old: string; new: string }[];
      steps: { data: string }[];
      masked: { range?: number; step?: number; of: string; offset: number; length: number }[];
    };
    expect(plan.masked.length).toBeGreaterThan(0);
    const values = plan.masked.map(({ range, step, of, offset, length }) => {
      const text = range === undefined ? plan.steps[step ?? -1]?.data : plan.ranges[range]?.[of as 'old' | 'new'];
      return fromHex(text ?? '')?.subarray(offset, offset + length);
    });
    for (const [i, value] of values.entries()) {
      expect(value?.length).toBe(plan.masked[i]?.length);
      expect(value?.every((byte) => byte === 0x2a)).toBe(true);
    }
    const shown = await cli('plan', 'virtual:sim', 'next.wbxml', '--json', '--show-secrets');
    expect(json(shown).masked).toEqual([]);
  });

  it('go to standard output only where secrets may be shown, and as one document', async () => {
    const refused = await cli('plan', 'virtual:sim', 'next.wbxml', '-o', '-');
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    const shown = await cli('plan', 'virtual:sim', 'next.wbxml', '-o', '-', '--show-secrets', '--json');
    expect([shown.code, json(shown).format]).toEqual([0, 'bootcard-plan/2']);
  });
});

describe.runIf(posix)('files with secrets', () => {
  it('are the owner’s alone, also where an old file was not', async () => {
    for (const name of ['old.json', 'old.xml', 'old.trace.jsonl']) {
      writeFileSync(at(name), 'old');
      chmodSync(at(name), 0o644);
    }
    await cli('plan', 'virtual:sim', 'next.wbxml', '-o', 'old.json');
    await cli('decode', 'same.wbxml', '-o', 'old.xml', '--show-secrets');
    await cli('read', 'virtual:sim', '--trace', 'old.trace.jsonl', '--show-secrets');
    for (const name of ['old.json', 'old.xml', 'old.trace.jsonl']) {
      expect([name, statSync(at(name)).mode & 0o777]).toEqual([name, 0o600]);
      expect(readFileSync(at(name), 'utf8').length).toBeGreaterThan(100);
    }
  });
});

describe('--show-secrets', () => {
  const log = () => readFileSync(at('shown/shown-secrets.log'), 'utf8').trim().split('\n');
  const logging = (...args: string[]) => runCli(args, { cwd: folder, env: { BOOTCARD_DATA: at('shown') } });

  it('is on record, with the card where there is one', async () => {
    await logging('read', 'virtual:sim');
    expect(existsSync(at('shown/shown-secrets.log'))).toBe(false);
    const runs = [
      await logging('read', 'virtual:sim', '--show-secrets'),
      await logging('plan', 'virtual:uicc', 'next.wbxml', '--show-secrets'),
      await logging('decode', 'same.wbxml', '--show-secrets'),
      await logging('apdu', 'virtual:sim', 'A0F2000016', '--show-secrets'),
    ];
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(log().map((line) => JSON.parse(line))).toEqual([
      { t: expect.any(String), event: 'show-secrets', verb: 'read', iccid: '89001010000000000042' },
      { t: expect.any(String), event: 'show-secrets', verb: 'plan', iccid: '89001010000000000018' },
      { t: expect.any(String), event: 'show-secrets', verb: 'decode' },
      { t: expect.any(String), event: 'show-secrets', verb: 'apdu' },
    ]);
    if (posix) expect(statSync(at('shown/shown-secrets.log')).mode & 0o777).toBe(0o600);
  });

  it('shows nothing where that cannot be recorded', async () => {
    writeFileSync(at('no-folder'), '');
    for (const args of [
      ['decode', 'same.wbxml'],
      ['read', 'virtual:sim'],
      ['apdu', 'virtual:sim', 'A0F2000016'],
    ]) {
      const run = await runCli([...args, '--show-secrets'], { cwd: folder, env: { BOOTCARD_DATA: at('no-folder') } });
      expect([args[0], run.code, run.stdout]).toEqual([args[0], 2, '']);
      expect(run.stderr).toContain('no-folder cannot be written');
    }
  });
});

describe('keys by reference', () => {
  it.each(['0A=hex:3132333435363738', '0a=ascii:12345678', 'ADM1=ascii:12345678'])('%s is adm1', async (key) => {
    const { reader } = card('by-reference', cardWith());
    const run = await cli('flash', reader, 'next.wbxml', '--json', '--key', key, '--tries-unknown', ICCID);
    expect([run.code, run.stderr]).toEqual([0, '']);
  });

  it.each(['01=ascii:1234', '01=hex:31323334FFFFFFFF'])('%s is pin1', async (key) => {
    const { reader } = card('by-reference-pin', cardWith({ pin1Enabled: true }));
    const run = await cli('read', reader, '--json', '--key', key);
    expect([run.code, run.stderr]).toEqual([0, '']);
  });

  it('an unknown name is told what names there are', async () => {
    const run = await cli('flash', 'virtual:sim', 'next.wbxml', '--json', '--key', 'nobody=hex:3132333435363738');
    expect([run.code, codeOf(run)]).toEqual([2, 'credential-unknown']);
    expect(run.stderr).toMatch(/pin1 .*adm10/);
    expect(run.stderr).not.toContain('16 bytes');
  });
});

describe('what goes wrong around a verb', () => {
  it('a serial port that is not there is an unknown reader', async () => {
    const run = await cli('read', 'at:/dev/no-such-port', '--json');
    expect([run.code, codeOf(run)]).toEqual([3, 'reader-unknown']);
  });

  it.each([
    [['read', '--json'], 'usage-invalid', 'read'],
    [['flash', 'virtual:sim', '--json'], 'usage-invalid', 'flash'],
    [['read', 'virtual:sim', '--json', '--no-such-option'], 'usage-invalid', 'read'],
    [['frobnicate', '--json'], 'usage-verb', undefined],
  ])('wrong usage is JSON too: %j', async (args, code, verb) => {
    const run = await cli(...args);
    expect([run.code, json(run)]).toEqual([2, { error: expect.objectContaining({ code }) }]);
    if (verb !== undefined) expect(json(run)).toMatchObject({ error: { details: { verb } } });
    expect(run.stderr).not.toMatch(/\.\.|\bat .*\.ts:\d+/);
  });

  it('a reader that has enough ends the output and nothing else', async () => {
    const child = spawn(process.execPath, [ENTRY, 'read', 'virtual:uicc', '--hex', '--all'], {
      env: { ...process.env, BOOTCARD_DATA: at('data') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    const errors: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect([code, Buffer.concat(errors).toString()]).toEqual([0, '']);
  });

  it.runIf(process.platform === 'linux')('a full device is told in one line', async () => {
    const child = spawn(process.execPath, [ENTRY, 'read', 'virtual:uicc'], {
      env: { ...process.env, BOOTCARD_DATA: at('data') },
      stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
    });
    const errors: Buffer[] = [];
    child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect([code, Buffer.concat(errors).toString().trim().split('\n')]).toEqual([
      2,
      [expect.stringContaining('ENOSPC')],
    ]);
  });

  it('sentences end once, and say what was not done', async () => {
    writeFileSync(at('other.xml'), '<Other/>');
    const runs = await Promise.all([
      cli('encode', 'other.xml'),
      cli('flash', 'virtual:uicc-blank', 'next.wbxml'),
      cli('apdu', 'virtual:sim', 'A0'),
      cli('card', 'serve', 'sim', '--port', 'x'),
    ]);
    for (const { code, stderr } of runs) {
      expect([code, stderr]).toEqual([2, expect.stringMatching(/\. \S/)]);
      expect(stderr).not.toContain('..');
    }
    expect(runs[1]?.stderr).toContain('Nothing written');
    expect(runs[1]?.stderr).not.toContain('Nothing sent');
  });

  it('a card is not served to another computer unasked', async () => {
    const run = await cli('card', 'serve', 'sim', '--host', '192.0.2.1');
    expect(run.code).toBe(4);
    expect(run.stderr).toContain('the card and its keys would leave this one, unprotected');
    expect(run.stderr).toContain('--remote');
    // Not of this computer, and nobody listens at it: with the user’s word it is tried.
    const asked = await cli('card', 'serve', 'sim', '--host', '0.0.0.0', '--port', '1', '--remote');
    expect([asked.code, asked.stderr]).toEqual([3, expect.stringContaining('vpcd')]);
  });

  it('read dumps bytes only for --hex, also of what does not decode', async () => {
    const { reader } = card('noise', withFile(cardWith(), CONTENT, hex('DEADBEEF0102')));
    const [plain, dumped] = await Promise.all([cli('read', reader), cli('read', reader, '--hex')]);
    expect(plain.stdout).not.toContain('DE AD BE EF');
    expect(plain.stdout).toContain('--hex shows the bytes');
    expect(dumped.stdout).toContain('DE AD BE EF');
  });
});

describe('a trace of a read that breaks off', () => {
  it('shows nothing of the file, whatever brought it', async () => {
    const image = { ...cardWith(), faults: [{ kind: 'remove' as const, at: 10, ins: 'B0' }] };
    const { reader } = card('broken', image);
    const run = await cli('read', reader, '--trace', 'broken.trace.jsonl');
    expect(run.code).toBe(3);
    const lines = readFileSync(at('broken.trace.jsonl'), 'utf8').trim().split('\n').slice(1);
    const records = lines.map((line) => JSON.parse(line) as { c: string; r: string });
    const body = ({ r }: { r: string }) => r.slice(0, -4);
    const dirRecords = records.filter(({ c }) => c.slice(2, 4) === 'B2');
    expect(dirRecords.length).toBeGreaterThan(0);
    const files = records.filter((entry) => entry.c.slice(2, 4) === 'B0' && body(entry).length > 20);
    expect(files.length).toBeGreaterThan(2);
    for (const entry of files) expect(body(entry)).toMatch(/^(2A)+$/);
  });
});
