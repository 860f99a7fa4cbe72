import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { concat, fromHex, toHex, utf8 } from '../../core/base/bytes.ts';
import { defaultMessage, defaultMessageXml, NORDTEL } from '../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import { messageFromSource } from '../../core/bootstrap/message-source.ts';
import { parseMessageSource } from '../../core/bootstrap/message-source-text.ts';
import { type CliOptions, runCli } from '../support/run-cli.ts';

let folder = '';
const at = (name: string) => join(folder, name);

async function inFolder(args: readonly string[], { input = '', env = {} }: CliOptions = {}) {
  const run = await runCli(args, { cwd: folder, input, env: { BOOTCARD_DATA: at('data'), ...env } });
  return { code: run.code, out: run.stdout, err: run.stderr, json: <T>() => JSON.parse(run.stdout) as T };
}
const cli = (...args: string[]) => inFolder(args);

const MESSAGE = defaultMessage();
const OTHER_SECRET = 'Merlin-12345';
const SECRETS = [NORDTEL.clientSecret, NORDTEL.serverSecret, OTHER_SECRET].flatMap((text) => [
  text,
  toHex(utf8(text)),
  Buffer.from(text).toString('base64'),
]);
const NONCES = [NORDTEL.clientNonce, NORDTEL.serverNonce].flatMap((bytes) => [
  toHex(bytes),
  Buffer.from(bytes).toString('base64'),
]);
const leaks = (text: string) => [...SECRETS, ...NONCES].filter((secret) => text.includes(secret));

const SOURCE = `profile: dm
accounts:
  - serverId: nordtel
    name: NordTel
    connection: NordTelNet
    addresses: [{addr: ${NORDTEL.addr}, port: 443}]
    authPref: DIGEST
    auth:
      - {level: CLCRED, type: DIGEST, name: device, secret: {env: CLIENT_SECRET}, data: {file: nonce.bin}}
      - {level: SRVCRED, type: DIGEST, name: nordtel, secret: {file: server.secret}, data: {base64: VGVsnyLgW8Q=}}
naps:
  - {id: NordTelNet, apn: dm.nordtel.example}
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootcard-messages-'));
  writeFileSync(at('same.wbxml'), MESSAGE);
  writeFileSync(at('same.xml'), defaultMessageXml());
  writeFileSync(at('padded.bin'), concat(MESSAGE, new Uint8Array(60).fill(0xff)));
  writeFileSync(at('next.wbxml'), defaultMessage({ ...NORDTEL, apn: 'north.example', clientSecret: OTHER_SECRET }));
  writeFileSync(at('garbage.bin'), Uint8Array.of(0xde, 0xad, 0xbe, 0xef, 1, 2, 3));
  writeFileSync(at('short.wbxml'), MESSAGE.subarray(0, 700));
  writeFileSync(at('huge.bin'), new Uint8Array((4 << 20) + 1).fill(0x20));
  writeFileSync(at('message.yaml'), SOURCE);
  writeFileSync(at('nonce.bin'), NORDTEL.clientNonce);
  writeFileSync(at('server.secret'), `${NORDTEL.serverSecret}\n`);
  const secret = parseMessageSource(`profile: cp\nnaps: [{id: N, apn: a, auth: {type: PAP, secret: ${OTHER_SECRET}}}]`);
  const document = secret.ok ? messageFromSource(secret.value) : secret;
  if (!document.ok) throw new Error(document.error.code);
  writeFileSync(at('secret.cp'), document.value);
  writeFileSync(at('words.txt'), 'these are words\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('new message', () => {
  it.each(['dm', 'cp'])('writes a %s source that builds without findings', async (profile) => {
    const made = await cli('new', 'message', '--profile', profile, '-o', `${profile}.yaml`);
    expect([made.code, made.err]).toEqual([0, '']);
    expect(statSync(at(`${profile}.yaml`)).mode & 0o777).toBe(0o600);
    const checked = await cli('check', `${profile}.yaml`, '--json');
    expect([checked.code, checked.json()]).toEqual([0, expect.objectContaining({ profile, errors: 0, findings: [] })]);
    const again = await cli('new', 'message', '-o', `${profile}.yaml`);
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('not overwritten')]);
  });

  it('goes through a pipe', async () => {
    const made = await cli('new', 'message');
    const built = await inFolder(['encode', '-', '--json'], { input: made.out });
    expect([built.code, built.json<{ findings: unknown[] }>().findings]).toEqual([0, []]);
  });
});

describe('encode', () => {
  it('takes YAML with values kept elsewhere, and gives the bytes that its XML gives', async () => {
    const [yaml, xml] = await Promise.all([
      inFolder(['encode', 'message.yaml'], { env: { CLIENT_SECRET: NORDTEL.clientSecret } }),
      cli('encode', 'same.xml'),
    ]);
    expect([yaml.code, yaml.err]).toEqual([0, '']);
    expect(yaml.out).toBe(xml.out);
    expect(fromHex(yaml.out)).toEqual(MESSAGE);
  });

  it('says what a variable or a file does not give', async () => {
    const unset = await cli('encode', 'message.yaml');
    expect([unset.code, unset.out]).toEqual([2, '']);
    expect(unset.err).toContain('accounts[0].auth[0].secret cannot be looked up: the environment has no CLIENT_SECRET');
    const gone = await inFolder(['encode', '-', '--json'], {
      input: SOURCE.replace('nonce.bin', 'no.bin').replace('{env: CLIENT_SECRET}', 'x'),
    });
    expect(gone.json()).toMatchObject({
      error: { code: 'source-secret', details: { where: 'accounts[0].auth[0].data' } },
    });
  });

  it('writes smaller on demand, tells the size against a capacity, and refuses what is too long', async () => {
    const small = await cli('encode', 'same.wbxml', '--style', 'smallest', '--capacity', '1500', '-o', 'small.wbxml');
    expect(small.code).toBe(0);
    const size = statSync(at('small.wbxml')).size;
    expect(size).toBeLessThan(1500);
    expect(small.err).toContain(`${size} of 1500 bytes, ${1500 - size} free`);
    expect(small.err).toContain(`${MESSAGE.length - size} fewer than compatible`);
    const same = await cli('compare', 'same.wbxml', 'small.wbxml');
    expect(same.code).toBe(0);
    const long = await cli('encode', 'same.xml', '--capacity', '1500', '-o', 'long.wbxml');
    expect([long.code, long.err]).toEqual([2, expect.stringContaining(`${MESSAGE.length - 1500} bytes too long`)]);
    expect(existsSync(at('long.wbxml'))).toBe(false);
  });

  it.each([
    ['garbage.bin', 'message-invalid', ''],
    ['words.txt', 'source-invalid', 'line 1, column 1'],
    ['huge.bin', 'input-too-long', ''],
    ['no-such-file', 'file-unreadable', ''],
  ])('%s is refused: %s', async (file, code, where) => {
    const run = await cli('encode', file, '--json');
    expect(run.code).toBe(2);
    expect(run.json()).toMatchObject({ error: { code } });
    expect(run.err).toContain(where);
  });

  it('shows where a source is wrong, and what is allowed there', async () => {
    const run = await inFolder(['encode', '-'], { input: SOURCE.replace('level: CLCRED', 'level: CLIENT') });
    expect([run.code, run.out]).toEqual([2, '']);
    expect(run.err).toContain(
      'line 9, column 10, accounts[0].auth[0].level: one of CLCRED, SRVCRED, OBEX, HTTP is expected',
    );
  });
});

describe('decode --source', () => {
  it('leaves secrets to variables, and makes the message again when they are set', async () => {
    const run = await cli('decode', 'same.wbxml', '--source');
    expect([run.code, run.err, leaks(run.out)]).toEqual([0, '', []]);
    const env = {
      BOOTCARD_SECRET_1: NORDTEL.clientSecret,
      BOOTCARD_SECRET_3: NORDTEL.serverSecret,
      BOOTCARD_SECRET_2: 'n',
      BOOTCARD_SECRET_4: 'n',
    };
    const built = await inFolder(['encode', '-'], { input: run.out, env });
    expect(built.code).toBe(0);
    const bytes = fromHex(built.out) ?? new Uint8Array();
    const kept = decodeMessage(bytes).fields.filter(({ path }) => !path.endsWith('AAuthData'));
    expect(kept.map(({ path, value }) => [path, value])).toEqual(
      decodeMessage(MESSAGE)
        .fields.filter(({ path }) => !path.endsWith('AAuthData'))
        .map(({ path, value }) => [path, value]),
    );
  });

  it('with --show-secrets gives the very bytes back through a pipe', async () => {
    const run = await cli('decode', 'same.wbxml', '--source', '--show-secrets');
    const built = await inFolder(['encode', '-'], { input: run.out });
    expect(fromHex(built.out)).toEqual(MESSAGE);
  });
});

describe('check', () => {
  it('is 0 and quiet for a good message, 1 for errors', async () => {
    const good = await cli('check', 'padded.bin');
    expect([good.code, good.out]).toEqual([0, `No findings: dm message of ${MESSAGE.length} bytes.\n`]);
    const bad = await cli('check', 'short.wbxml', '--json');
    expect([bad.code, bad.json()]).toEqual([1, expect.objectContaining({ errors: expect.any(Number), rules: '1.3' })]);
    const xml = await cli('check', 'same.xml');
    expect([xml.code, xml.out]).toEqual([1, expect.stringContaining('wbxml-plain-xml')]);
  });

  it('checks against a description that the user gives', async () => {
    const node = (name: string, format: string, inside = '') =>
      `<Node><NodeName>${name}</NodeName><DFProperties><AccessType><Get/></AccessType><DFFormat><${format}/></DFFormat><Occurrence><One/></Occurrence><DFType><DDFName>${inside === '' ? '' : 'urn:x:1.0'}</DDFName></DFType></DFProperties>${inside}</Node>`;
    writeFileSync(
      at('x.ddf'),
      `<MgmtTree><VerDTD>1.2</VerDTD>${node('X', 'node', node('Colour', 'chr') + node('Size', 'int'))}</MgmtTree>`,
    );
    const source = `${SOURCE.replace('{env: CLIENT_SECRET}', 'x')}nodes:\n  - {node: V, type: 'urn:x:1.0', nodes: [{node: Colour, value: red}]}\n`;
    writeFileSync(at('vendor.yaml'), source);
    const [without, with_] = await Promise.all([
      cli('check', 'vendor.yaml'),
      cli('check', 'vendor.yaml', '--ddf', 'x.ddf'),
    ]);
    expect([without.code, without.out]).toEqual([0, expect.not.stringContaining('Size')]);
    expect(with_.out).toContain('Size');
    expect((await cli('check', 'vendor.yaml', '--ddf', 'words.txt')).code).toBe(2);
  });

  it('takes the rules of either release', async () => {
    const old = await cli('check', 'same.wbxml', '--rules', '1.2', '--json');
    expect(old.json()).toMatchObject({ rules: '1.2' });
    expect((await cli('check', 'same.wbxml', '--rules', '2')).code).toBe(2);
  });
});

describe('edit', () => {
  it('takes the paths that decode --json lists', async () => {
    const run = await cli('decode', 'same.wbxml', '--json');
    const { fields } = run.json<{ fields: { path: string; value: string; secret: boolean }[] }>();
    expect(fields.map(({ path }) => path)).toEqual(decodeMessage(MESSAGE).fields.map(({ path }) => path));
    expect(fields.filter(({ secret }) => secret).map(({ value }) => /^\*+$/.test(value))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    const edits = fields.filter(({ secret }) => !secret).flatMap(({ path, value }) => ['--set', `${path}=${value}`]);
    const same = await cli('edit', 'same.wbxml', ...edits);
    expect(fromHex(same.out)).toEqual(MESSAGE);
  });

  it('sets, adds and removes in the order of the command line', async () => {
    const run = await cli(
      'edit',
      'padded.bin',
      '--set',
      'NordTel/Name=North=South',
      '--add',
      `NordTel/AppAddr/2/Addr=${NORDTEL.addr}`,
      '--remove',
      'NordTel/AppAddr/1',
      '--add',
      'NordTel/AppID?prop=ACL=Get=*',
      '-o',
      'edited.wbxml',
    );
    expect([run.code, run.out]).toEqual([0, '']);
    const values = new Map(
      decodeMessage(readFileSync(at('edited.wbxml'))).fields.map(({ path, value }) => [path, value]),
    );
    expect(values.get('NordTel/Name')).toBe('North=South');
    expect(values.get('NordTel/AppAddr/2/Addr')).toBe(NORDTEL.addr);
    expect(values.has('NordTel/AppAddr/1/Addr')).toBe(false);
    expect(values.get('NordTel/AppID?prop=ACL')).toBe('Get=*');
  });

  it('takes secrets from the environment and files only', async () => {
    const run = await inFolder(
      [
        'edit',
        'same.wbxml',
        '--set-secret',
        'NordTel/AppAuth/1/AAuthSecret=env:NEW',
        '--set-secret',
        'NordTel/AppAuth/2/AAuthSecret=file:server.secret',
      ],
      { env: { NEW: OTHER_SECRET } },
    );
    expect(run.code).toBe(0);
    const field = decodeMessage(fromHex(run.out) ?? new Uint8Array()).fields.find(
      ({ path }) => path === 'NordTel/AppAuth/1/AAuthSecret',
    );
    expect(field?.value).toBe(OTHER_SECRET);
    const bare = await cli('edit', 'same.wbxml', '--set-secret', `NordTel/AppAuth/1/AAuthSecret=${OTHER_SECRET}`);
    expect([bare.code, leaks(bare.out + bare.err)]).toEqual([2, []]);
  });

  it('applies a JSON Patch, all of it or nothing', async () => {
    writeFileSync(
      at('patch.json'),
      JSON.stringify([
        { op: 'replace', path: '/NordTel/Name', value: 'P' },
        { op: 'remove', path: '/NordTel/AAuthPref' },
      ]),
    );
    const run = await cli('edit', 'same.wbxml', '--json-patch', 'patch.json', '--json');
    expect([run.code, run.json()]).toEqual([0, expect.objectContaining({ changed: true, sizeBefore: MESSAGE.length })]);
    writeFileSync(
      at('bad.json'),
      JSON.stringify([
        { op: 'remove', path: '/NordTel/Name' },
        { op: 'remove', path: '/Nothing' },
      ]),
    );
    const bad = await cli('edit', 'same.wbxml', '--json-patch', 'bad.json', '-o', 'never.wbxml');
    expect([bad.code, existsSync(at('never.wbxml'))]).toEqual([2, false]);
    expect(bad.err).toContain('The edit of Nothing cannot be done: there is no such node');
  });

  it('back again gives the very bytes', async () => {
    const run = await cli('edit', 'same.wbxml', '--set', 'NordTel/Name=X', '--set', 'NordTel/Name=NordTel');
    expect(fromHex(run.out)).toEqual(MESSAGE);
  });

  it.each([
    [['edit', 'same.wbxml'], 'Nothing to do'],
    [['edit', 'same.wbxml', '--set', 'NordTel/Name'], 'PATH=VALUE'],
    [['edit', 'same.wbxml', '--set', 'Nord/Name=x'], 'no field Nord/Name'],
    [['edit', 'garbage.bin', '--set', 'a=b'], 'cannot be decoded'],
  ])('%j is wrong use', async (args, reason) => {
    const run = await cli(...args);
    expect([run.code, run.err]).toEqual([2, expect.stringContaining(reason)]);
  });
});

describe('compare', () => {
  it('files and cards, by what they mean', async () => {
    const same = await cli('compare', 'padded.bin', 'virtual:sim', '--json');
    expect([same.code, same.json()]).toEqual([
      0,
      expect.objectContaining({ equal: true, identical: true, differences: [] }),
    ]);
    const other = await cli('compare', 'same.wbxml', 'next.wbxml');
    expect(other.code).toBe(1);
    expect(other.out).toContain('~ ./Inbox/NordTelNet/Addr  dm.nordtel.example → north.example');
    expect(other.out).toContain(
      '~ ./Inbox/NordTel/AppAuth/1/AAuthSecret  ************ → ************  (secrets differ)',
    );
    expect(other.out).toContain('3 of 4 common secrets alike');
  });

  it('a card without a message is told', async () => {
    const run = await cli('compare', 'same.wbxml', 'virtual:sim-blank');
    expect([run.code, run.err]).toEqual([1, expect.stringContaining('No message was read from virtual:sim-blank')]);
  });
});

describe('map', () => {
  it('goes to the other profile and back, and tells what is lost', async () => {
    const cp = await cli('map', 'same.wbxml', '--to', 'cp', '-o', 'mapped.cp');
    expect([cp.code, cp.out]).toEqual([1, '']);
    expect(cp.err).toContain('lost: ');
    const document = await cli('decode', 'mapped.cp', '--json');
    expect([document.code, document.json()]).toEqual([0, expect.objectContaining({ profile: 'cp' })]);
    const back = await cli('map', 'mapped.cp', '--json');
    expect(back.code).toBe(0);
    const { profile, hex, lost } = back.json<{ profile: string; hex: string; lost: unknown[] }>();
    expect([profile, lost]).toEqual(['dm', []]);
    const [account] = decodeMessage(fromHex(hex) ?? new Uint8Array()).accounts;
    expect(account).toMatchObject({ serverId: 'nordtel', addresses: [{ addr: NORDTEL.addr, port: '443' }] });
  });

  it('a message of that profile already is told', async () => {
    const run = await cli('map', 'same.wbxml', '--to', 'dm', '--json');
    expect([run.code, run.json()]).toEqual([
      2,
      expect.objectContaining({ error: expect.objectContaining({ code: 'map-profile' }) }),
    ]);
  });
});

describe('a provisioning document', () => {
  it('is no fault in a file, and one where the file of DM messages is expected', async () => {
    const source = 'profile: cp\nnaps: [{id: N, apn: internet.example}]\n';
    const built = await inFolder(['encode', '-', '-o', 'nap.cp'], { input: source });
    expect(built.code).toBe(0);
    const plain = await cli('check', 'nap.cp');
    expect([plain.code, plain.out]).toEqual([0, expect.not.stringContaining('profile-cp-in-dm-file')]);
    const dm = await cli('check', 'nap.cp', '--expect', 'dm');
    expect([dm.code, dm.out]).toEqual([1, expect.stringContaining('profile-cp-in-dm-file')]);
    const edited = await cli('edit', 'nap.cp', '--set', 'NAPDEF[N]/NAP-ADDRESS=other.example');
    const again = await inFolder(['decode', '-', '--source'], { input: edited.out });
    expect([again.code, again.out]).toEqual([0, expect.stringContaining('apn: other.example')]);
  });

  it('takes parms in and gives them out again', async () => {
    const source = 'profile: cp\nnaps: [{id: N, apn: internet.example}]\n';
    await inFolder(['encode', '-', '-o', 'parms.cp'], { input: source });
    const before = await cli('edit', 'parms.cp', '--set', 'NAPDEF[N]/NAPID=N');
    const added = await cli('edit', 'parms.cp', '--add', 'NAPDEF[N]/NAPAUTHINFO/AUTHNAME=user');
    expect([added.code, added.out]).not.toEqual([before.code, before.out]);
    const both = ['--add', 'NAPDEF[N]/INTERNET=', '--remove', 'NAPDEF[N]/INTERNET'];
    expect((await cli('edit', 'parms.cp', ...both)).out).toBe(before.out);
    const unknown = await cli('edit', 'parms.cp', '--remove', 'NAPDEF[N]/NOTHING');
    expect([unknown.code, unknown.out, unknown.err]).toEqual([2, '', expect.stringContaining('no such parm')]);
  });
});

describe('explain', () => {
  it('says a finding and an error in words, in two languages', async () => {
    const finding = await cli('explain', 'wbxml-plain-xml');
    expect(finding.code).toBe(0);
    for (const words of ['The message is plain XML', '5.5.4', 'Rejects it', 'Encode the message as WBXML.'])
      expect(finding.out).toContain(words);
    const error = await cli('explain', 'plan-too-long', '--json');
    expect(error.json()).toMatchObject({ code: 'plan-too-long', what: 'error', exit: 2, next: expect.any(String) });
    expect((await cli('explain', 'wbxml-plain-xml', '--lang', 'zh')).out).toContain('消息是纯 XML');
  });

  it('says a status word in words, with the next step and what it cost', async () => {
    const refused = await cli('explain', '6982');
    expect(refused.code).toBe(0);
    for (const words of ['security status not satisfied', '--key', 'It cost a try where the command carried a PIN'])
      expect(refused.out).toContain(words);
    const both = await cli('explain', '9300', '--json');
    expect(both.json()).toMatchObject({ what: 'status', classes: [{ class: 'iso' }, { class: '2g' }] });
    expect((await cli('explain', '9804', '--lang', 'zh')).out).toContain('不满足访问条件');
    expect((await cli('explain', '1234')).code).toBe(2);
  });

  it('an unknown code gets suggestions', async () => {
    const run = await cli('explain', 'wbxml-plainxml');
    expect([run.code, run.err]).toEqual([2, expect.stringContaining('wbxml-plain-xml')]);
    expect((await cli('explain', 'constructor')).code).toBe(2);
  });
});

describe('pipes and secrets', () => {
  it('encode - | decode -', async () => {
    const encoded = await inFolder(['encode', '-'], { input: defaultMessageXml() });
    const decoded = await inFolder(['decode', '-', '--show-secrets'], { input: encoded.out });
    expect(decoded.code).toBe(0);
    const again = await inFolder(['encode', '-'], { input: decoded.out });
    expect(again.out).toBe(encoded.out);
  });

  it('no more is read from a pipe than a message can have', async () => {
    const run = await inFolder(['decode', '-'], { input: new Uint8Array(6 << 20) });
    expect([run.code, run.err]).toEqual([2, expect.stringContaining('standard input has more than')]);
  });

  it.each([
    'decode same.wbxml',
    'decode same.wbxml --json',
    'decode same.wbxml --source',
    'decode same.wbxml --source --json',
    'decode secret.cp',
    'decode secret.cp --json',
    'decode secret.cp --source',
    'compare secret.cp same.wbxml --json',
    'check same.wbxml',
    'check short.wbxml --json',
    'compare same.wbxml next.wbxml',
    'compare same.wbxml next.wbxml --json',
    'compare same.wbxml garbage.bin',
  ])('no secret in the output of "%s"', async (line) => {
    const run = await cli(...line.split(' '));
    expect(leaks(run.out + run.err)).toEqual([]);
  });
});
