import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toHex } from '../../core/base/bytes.ts';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { defaultMessage } from '../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import { editMessage } from '../../core/bootstrap/message-edit.ts';
import { parseCardImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { VirtualCard } from '../../core/virtual-card/virtual-card.ts';
import { type ServedCard, serveCard } from '../../electron/card-host/vpcd-client.ts';
import { untilSeen } from '../support/pcsc/served-cards.ts';
import { type PcscStack, startPcscStack } from '../support/pcsc/stack.ts';
import { describeWith } from '../support/requires.ts';
import { runCli } from '../support/run-cli.ts';

const run = promisify(execFile);
const AID = ['--aid', 'A000000063504B43532D3135'];
/** OpenSC knows no driver for our ATR; its PKCS#15 layer works on any ISO card. */
const OPENSC_CONF = 'app default { enable_default_driver = true; framework pkcs15 { use_file_caching = no; } }\n';

/** The message of a card with another server address, as a lab engineer would write it. */
function edited(): Uint8Array {
  const view = decodeMessage(defaultMessage());
  const addr = view.fields.find((field) => field.path.endsWith('AppAddr/1/Addr'));
  const message = editMessage(view, [
    { path: addr?.path ?? '', value: 'https://dm9.nordtel.example/' },
    { path: 'SyncHdr/Source/LocURI', value: 'https://dm9.nordtel.example/' },
  ]);
  if (!message.ok) throw new Error(message.error.code);
  return message.value;
}

describeWith(['pcscd', 'opensc'], 'a card written by Bootcard, read by OpenSC', () => {
  let stack: PcscStack;
  let served: ServedCard;
  const folder = mkdtempSync(join(tmpdir(), 'bootcard-opensc-'));
  const image = join(folder, 'uicc.card.json');
  const conf = join(folder, 'opensc.conf');
  const message = edited();

  const pkcs15Tool = (...args: string[]) =>
    run('pkcs15-tool', ['-r', '0', ...AID, ...args], {
      env: { ...process.env, ...stack.env, OPENSC_CONF: conf },
      encoding: 'utf8',
    });

  beforeAll(async () => {
    writeFileSync(conf, OPENSC_CONF);
    const builtin = builtinCard('uicc-3g');
    if (builtin === undefined) throw new Error('no built-in');
    writeFileSync(image, serializeCardImage(builtin));
    writeFileSync(join(folder, 'new.wbxml'), message);
    const flashed = await runCli(
      ['flash', `virtual:${image}`, join(folder, 'new.wbxml'), '--key', 'adm1=ascii:12345678', '--json'],
      { env: { BOOTCARD_DATA: join(folder, 'data') } },
    );
    expect(flashed.stderr).toBe('');
    expect(JSON.parse(flashed.stdout)).toMatchObject({ result: 'verified', firstDifference: null });
    stack = await startPcscStack(1);
    const written = parseCardImage(readFileSync(image, 'utf8'), image);
    if (!written.ok) throw new Error(written.error.code);
    const server = await serveCard(new VirtualCard(written.value), {
      host: '127.0.0.1',
      port: stack.readers[0]?.port ?? 0,
    });
    if (!server.ok) throw new Error(server.error.code);
    served = server.value;
    // `opensc-tool -w` waits for the next card: without end where this one was quicker.
    await untilSeen(stack, [stack.readers[0]?.name ?? '']);
  });

  afterAll(async () => {
    served?.close();
    await stack?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('lists the label and the OID of the DM object', async () => {
    const { stdout } = await pkcs15Tool('--list-data-objects');
    expect(stdout).toMatch(/DM Bootstrap/);
    expect(stdout).toMatch(/2\.23\.43\.7\.1/);
  });

  it('reads the very bytes that were written', async () => {
    const out = join(folder, 'read.bin');
    await pkcs15Tool('--read-data-object', '2.23.43.7.1', '--raw', '-o', out);
    const read = new Uint8Array(readFileSync(out));
    expect(toHex(read.subarray(0, message.length))).toBe(toHex(message));
    expect(decodeMessage(read).size).toBe(message.length);
  });

  it('shows the token', async () => {
    const { stdout } = await pkcs15Tool('--list-info');
    expect(stdout).toMatch(/DM Bootstrap/);
  });
});
