import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toHex } from '../../core/base/bytes.ts';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { defaultMessage } from '../../core/bootstrap/default-message.ts';
import { parseCardImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { VirtualCard } from '../../core/virtual-card/virtual-card.ts';
import { type ServedCard, serveCard } from '../../electron/card-host/vpcd-client.ts';
import { untilSeen } from '../support/pcsc/served-cards.ts';
import { type PcscStack, startPcscStack } from '../support/pcsc/stack.ts';
import { describeWith } from '../support/requires.ts';
import { runCli } from '../support/run-cli.ts';

const run = promisify(execFile);
const MESSAGE = defaultMessage();
const AID = ['--aid', 'A000000063504B43532D3135'];
const SCRIPT = join(import.meta.dirname, 'retrieve-dm-bootstrap.py');
/** OpenSC knows no driver for our ATR; its PKCS#15 layer works on any ISO card. */
const OPENSC_CONF = 'app default { enable_default_driver = true; framework pkcs15 { use_file_caching = no; } }\n';

/** A copy of a blank card, provisioned by the command line and put into a reader of pcscd. */
async function provisioned(name: string, profile: string, folder: string) {
  const image = join(folder, `${name}.card.json`);
  const blank = builtinCard(name);
  if (blank?.iccid == null) throw new Error('no built-in');
  writeFileSync(image, serializeCardImage(blank));
  writeFileSync(join(folder, 'message.wbxml'), MESSAGE);
  const done = await runCli(
    [
      ...['provision', `virtual:${image}`, profile, '--message', join(folder, 'message.wbxml')],
      ...['--key', 'adm1=ascii:12345678', '--tries-unknown', blank.iccid, '--json'],
    ],
    { env: { BOOTCARD_DATA: join(folder, 'data') } },
  );
  expect([done.code, done.stderr]).toEqual([0, '']);
  expect(JSON.parse(done.stdout)).toMatchObject({ result: 'verified', firstDifference: null });
  const written = parseCardImage(readFileSync(image, 'utf8'), image);
  if (!written.ok) throw new Error(written.error.code);
  const stack = await startPcscStack(1);
  const server = await serveCard(new VirtualCard(written.value), {
    host: '127.0.0.1',
    port: stack.readers[0]?.port ?? 0,
  });
  if (!server.ok) throw new Error(server.error.code);
  await untilSeen(stack, [stack.readers[0]?.name ?? '']);
  return { stack, served: server.value };
}

describeWith(['pcscd', 'opensc'], 'uicc-3g-blank, provisioned, read by OpenSC', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bootcard-provision-'));
  const conf = join(folder, 'opensc.conf');
  let stack: PcscStack;
  let served: ServedCard;

  beforeAll(async () => {
    writeFileSync(conf, OPENSC_CONF);
    ({ stack, served } = await provisioned('uicc-3g-blank', 'create', folder));
  });

  afterAll(async () => {
    served?.close();
    await stack?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const pkcs15Tool = (...args: string[]) =>
    run('pkcs15-tool', ['-r', '0', ...AID, ...args], {
      env: { ...process.env, ...stack.env, OPENSC_CONF: conf },
      encoding: 'utf8',
    });

  it('lists the object', async () => {
    const { stdout } = await pkcs15Tool('--list-data-objects');
    expect(stdout).toMatch(/DM Bootstrap/);
    expect(stdout).toMatch(/2\.23\.43\.7\.1/);
  });

  it('reads the very bytes', async () => {
    const out = join(folder, 'read.bin');
    await pkcs15Tool('--read-data-object', '2.23.43.7.1', '--raw', '-o', out);
    const read = new Uint8Array(readFileSync(out));
    expect(toHex(read.subarray(0, MESSAGE.length))).toBe(toHex(MESSAGE));
  });

  it('shows the token', async () => {
    const { stdout } = await pkcs15Tool('--list-info');
    expect(stdout).toMatch(/DM Bootstrap/);
  });
});

describeWith(['pcscd', 'pyscard'], 'sim-blank, provisioned, read by the raw sequence of class A0', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bootcard-provision-'));
  let stack: PcscStack;
  let served: ServedCard;

  beforeAll(async () => {
    ({ stack, served } = await provisioned('sim-blank', 'fixed', folder));
  });

  afterAll(async () => {
    served?.close();
    await stack?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('gives the message', async () => {
    const { stdout } = await run('/usr/bin/python3', [SCRIPT, stack.readers[0]?.name ?? '', '2g'], {
      env: { ...process.env, ...stack.env },
    });
    const { files } = JSON.parse(stdout) as { readonly files: Readonly<Record<string, string>> };
    expect(files.DM_Bootstrap).toBe(toHex(MESSAGE).padEnd(2 * 2048, 'F'));
    expect(files.ODF).toBe('A706300404026420'.padEnd(64, 'F'));
  });
});
