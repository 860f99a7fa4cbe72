import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toHex } from '../../core/base/bytes.ts';
import { defaultMessage } from '../../core/bootstrap/default-message.ts';
import { parseCardImage } from '../../core/virtual-card/card-image.ts';
import { VirtualCard } from '../../core/virtual-card/virtual-card.ts';
import { serveCard } from '../../electron/card-host/vpcd-client.ts';
import { untilSeen } from '../support/pcsc/served-cards.ts';
import { type PcscStack, startPcscStack } from '../support/pcsc/stack.ts';
import { describeWith } from '../support/requires.ts';
import { runCli } from '../support/run-cli.ts';
import { type ThirdPartyCard, type TreeFile, thirdPartyCard } from '../support/vpicc/third-party-card.ts';

const AID = 'A000000063504B43532D3135';
const MESSAGE = toHex(defaultMessage());

const padded = (hex: string, bytes: number) => hex.padEnd(2 * bytes, 'F');

/** DF 5015 as OpenSC lays it out: bare ids, the opaque form, padding; the message in a file that is longer. */
const TREE: readonly TreeFile[] = [
  { path: '2F00', records: [padded(`61144F0C${AID}51043F005015`, 40), padded('', 40)] },
  { path: '2FE2', data: '98000101000000000062' },
  { path: '5015', name: AID },
  { path: '50155031', data: padded('A70630040402' + '6420', 32) },
  {
    path: '50156420',
    data: padded(
      '30243012' + '0C0C444D20426F6F747374726170' + '03020780' + '30060604672B0701' + 'A106' + '300404026421',
      96,
    ),
  },
  { path: '50156421', data: padded(MESSAGE, 2048) },
];

describeWith(['pcscd', 'vpicc'], 'a card that others wrote (vsmartcard), read by Bootcard', () => {
  let stack: PcscStack;
  let card: ThirdPartyCard;
  let reader = '';
  const folder = mkdtempSync(join(tmpdir(), 'bootcard-vpicc-'));

  beforeAll(async () => {
    stack = await startPcscStack(2);
    const [first] = stack.readers;
    if (first === undefined) throw new Error('no reader');
    reader = `pcsc:${first.name}`;
    card = await thirdPartyCard(first.port, TREE, folder);
    await untilSeen(stack, [first.name]);
  });

  afterAll(async () => {
    await card?.remove();
    await stack?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const bootcard = (...args: string[]) => runCli(args, { env: { ...stack.env, BOOTCARD_DATA: join(folder, 'data') } });

  it('read finds the message, in channel 0 because it gives no other', async () => {
    const { stdout, stderr } = await bootcard('read', reader, '--json', '--show-secrets');
    expect(stderr).toBe('');
    const read = JSON.parse(stdout);
    expect(read.card).toMatchObject({ mode: '3g', iccid: '89001010000000000026' });
    expect(read.objects[0]).toMatchObject({ label: 'DM Bootstrap', oid: '2.23.43.7.1', form: 'opaque' });
    expect(read.objects[0].hex.startsWith(MESSAGE)).toBe(true);
    expect(read.message).toMatchObject({ profile: 'dm' });
  });

  it('apdu shows its answers as they come', async () => {
    const { code, stdout } = await bootcard('apdu', reader, '00A40000023F00', '00A4000C022FE2', '00B000000A', '--json');
    expect(code).toBe(0);
    const { exchanges } = JSON.parse(stdout) as { exchanges: { r: string; sw: string }[] };
    expect(exchanges.map(({ sw }) => sw.slice(0, 2))).toEqual(['61', '90', '90']);
  });

  it('dump, served, dumped again: the same image', async () => {
    const first = join(folder, 'first.card.json');
    const dumped = await bootcard('dump', reader, '-o', first, '--json');
    expect(dumped.stderr).toBe('');
    expect(JSON.parse(dumped.stdout)).toMatchObject({ complete: true, unread: [] });
    const image = parseCardImage(readFileSync(first, 'utf8'), first);
    if (!image.ok) throw new Error(JSON.stringify(image.error));
    const paths = image.value.files.map((file) => file.path);
    for (const { path } of TREE) expect(paths).toContain(`3F00${path}`);
    expect(image.value.files.find((file) => file.path === '3F0050156421')?.data).toBe(padded(MESSAGE, 2048));
    const [, second] = stack.readers;
    const served = await serveCard(new VirtualCard(image.value), { host: '127.0.0.1', port: second?.port ?? 0 });
    if (!served.ok) throw new Error(served.error.code);
    await untilSeen(stack, [second?.name ?? '']);
    const again = join(folder, 'again.card.json');
    const redumped = await bootcard('dump', `pcsc:${second?.name}`, '-o', again);
    served.value.close();
    expect(redumped.stderr).toBe('');
    expect(JSON.parse(readFileSync(again, 'utf8'))).toEqual(JSON.parse(readFileSync(first, 'utf8')));
  });
});
