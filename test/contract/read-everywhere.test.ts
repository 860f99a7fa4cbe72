import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { defaultMessage } from '../../core/bootstrap/default-message.ts';
import { VirtualCard } from '../../core/virtual-card/virtual-card.ts';
import { type ServedCard, serveCard } from '../../electron/card-host/vpcd-client.ts';
import { PERSONALITIES, type Personality } from '../support/modem/personality.ts';
import { type PtyModem, startModem } from '../support/modem/pty-modem.ts';
import { type PcscStack, startPcscStack } from '../support/pcsc/stack.ts';
import { describeWith } from '../support/requires.ts';
import { runCli } from '../support/run-cli.ts';

const CARDS = ['sim', 'uicc-2g', 'uicc-3g', 'ruim'] as const;
const folder = mkdtempSync(join(tmpdir(), 'bootcard-read-'));
const env = { BOOTCARD_DATA: folder };

interface ReadJson {
  readonly card: { readonly platform: string; readonly mode: string };
  readonly message: unknown;
  readonly objects: readonly { readonly hex: string }[];
  readonly findings: readonly { readonly code: string }[];
  readonly exchanges: unknown;
}

async function read(reader: string, more: Readonly<Record<string, string>> = {}, exit = 0): Promise<ReadJson> {
  const { code, stdout, stderr } = await runCli(['read', reader, '--json'], { env: { ...env, ...more } });
  expect(stderr).toBe('');
  expect(code).toBe(exit);
  return JSON.parse(stdout) as ReadJson;
}

/** Asks for something that is the same every time only once. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

const known = new Map<string, Promise<ReadJson>>();

/** What a built-in card gives when nothing stands between: the same every time, so it is read once. */
function readDirectly(card: string): Promise<ReadJson> {
  const one = known.get(card) ?? read(`virtual:${card}`);
  known.set(card, one);
  return one;
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('bootcard read', () => {
  it('prints the same message from every built-in card', async () => {
    const reads = await Promise.all(CARDS.map(readDirectly));
    for (const one of reads) {
      expect(one.message).not.toBeNull();
      expect(one.message).toEqual(reads[0]?.message);
    }
    expect(reads.map((one) => `${one.card.platform} ${one.card.mode}`)).toEqual([
      'sim 2g',
      'uicc 2g',
      'uicc 3g',
      'ruim 2g',
    ]);
  });
});

describeWith(['pcscd'], 'bootcard read through pcscd', () => {
  let stack: PcscStack;
  const served: ServedCard[] = [];

  beforeAll(async () => {
    stack = await startPcscStack(CARDS.length);
    for (const [i, name] of CARDS.entries()) {
      const image = builtinCard(name);
      const port = stack.readers[i]?.port;
      if (image === undefined || port === undefined) throw new Error(name);
      const server = await serveCard(new VirtualCard(image), { host: '127.0.0.1', port });
      if (!server.ok) throw new Error(server.error.code);
      served.push(server.value);
    }
    // pcscd polls its readers: wait until it has seen every card.
    await vi.waitFor(
      async () => {
        const { stdout } = await runCli(['readers', '--json'], { env: { ...env, ...stack.env } });
        const { readers } = JSON.parse(stdout) as { readers: { kind: string; card: string }[] };
        expect(readers.filter((reader) => reader.kind === 'pcsc' && reader.card === 'present')).toHaveLength(
          CARDS.length,
        );
      },
      { timeout: 20_000, interval: 100 },
    );
  });

  afterAll(async () => {
    for (const card of served) card.close();
    await stack?.stop();
  });

  it.each(CARDS.map((name, i) => [name, i] as const))(
    '%s gives what the virtual card gives, at the same cost',
    async (name, i) => {
      const direct = await readDirectly(name);
      const through = await read(`pcsc:${stack.readers[i]?.name}`, stack.env);
      expect(through.message).toEqual(direct.message);
      expect(through.card).toEqual(direct.card);
      expect(through.exchanges).toEqual(direct.exchanges);
    },
  );
});

describeWith(['pty'], 'bootcard through AT modems', () => {
  const modems: PtyModem[] = [];
  const modem = async (personality: Personality, card: string): Promise<PtyModem> => {
    const image = builtinCard(card);
    if (image === undefined) throw new Error(card);
    const started = await startModem(personality, image);
    modems.push(started);
    return started;
  };
  afterEach(() => {
    for (const one of modems.splice(0)) one.unplug();
  });

  const named = (rows: readonly (readonly [string, Personality])[]) =>
    rows.map(([card, personality]) => [card, personality.name, personality] as const);

  const everyCard = named([
    ...CARDS.map((card) => [card, PERSONALITIES.plain] as const),
    ['uicc-3g', PERSONALITIES.chatty],
    ['uicc-3g', PERSONALITIES.following],
    ['sim', PERSONALITIES.following],
  ]);

  it.each(everyCard)('%s gives what the virtual card gives: %s', async (card, _, personality) => {
    const direct = await readDirectly(card);
    const { reader } = await modem(personality, card);
    const through = await read(reader);
    expect(through.message).toEqual(direct.message);
    expect(through.findings).toEqual(direct.findings);
    expect(through.card).toEqual({ ...direct.card, atr: null });
    // What a modem follows itself costs nothing here.
    if (personality !== PERSONALITIES.following) expect(through.exchanges).toEqual(direct.exchanges);
  });

  const special = named([
    ['uicc-3g', PERSONALITIES.byApplication],
    ['uicc-3g', PERSONALITIES.channelZero],
    ['uicc-3g', PERSONALITIES.bareNumbers],
    ['uicc-3g', PERSONALITIES.apduStack],
    ['uicc-3g', PERSONALITIES.filesOnly],
    ['uicc-2g', PERSONALITIES.filesOnly],
    ['sim', PERSONALITIES.filesOnly],
    ['ruim', PERSONALITIES.filesOnly],
  ]);
  it.each(special)('%s is read and explained as ever: %s', async (card, _, personality) => {
    const direct = await readDirectly(card);
    const { reader, modem: inside } = await modem(personality, card);
    const through = await read(reader);
    expect(through.message).toEqual(direct.message);
    expect(through.findings).toEqual(direct.findings);
    expect(inside.openSessions).toBe(0);
  });

  it('a trace taken through a modem replays without one', async () => {
    const { reader } = await modem(PERSONALITIES.byApplication, 'uicc-3g');
    const path = join(folder, 'modem.trace.jsonl');
    expect(await runCli(['read', reader, '--json', '--trace', path], { env })).toMatchObject({ code: 0, stderr: '' });
    const [through, again] = [await read(reader), await read(`replay:${path}`)];
    expect(again.card).toEqual(through.card);
    expect(again.exchanges).toEqual(through.exchanges);
  });

  it('doctor and readers get along with serial ports, and open none', async () => {
    const { modem: inside } = await modem(PERSONALITIES.plain, 'sim');
    const doctor = await runCli(['doctor', '--json'], { env });
    const { checks } = JSON.parse(doctor.stdout) as { checks: { name: string; state: string }[] };
    expect(checks).toContainEqual(expect.objectContaining({ name: 'serial ports', state: 'ok' }));
    expect((await runCli(['readers', '--json'], { env })).code).toBe(0);
    expect(inside.heard).toEqual([]);
  });

  it('a modem that keeps the channels to itself is reported, and read in channel 0', async () => {
    const { reader } = await modem(PERSONALITIES.noChannels, 'uicc-3g');
    const through = await read(reader, {}, 1);
    expect(through.message).toEqual((await readDirectly('uicc-3g')).message);
    expect(through.findings.map(({ code }) => code)).toContain('channel-refused');
  });

  const written = named([
    ['sim', PERSONALITIES.plain],
    ['uicc-3g', PERSONALITIES.chatty],
    ['uicc-3g', PERSONALITIES.byApplication],
  ]);
  /** The message of the built-in cards with another name in it: made once. */
  const edited = once(async () => {
    const message = join(folder, 'next.wbxml');
    await writeFile(join(folder, 'now.wbxml'), defaultMessage());
    const edit = ['edit', join(folder, 'now.wbxml'), '--set', 'NordTel/Name=Through a modem', '-o', message];
    expect(await runCli(edit, { env })).toMatchObject({ code: 0, stderr: '' });
    return message;
  });

  it.each(written)('%s is written and proved as in a reader: %s', async (card, _, personality) => {
    const { reader, image } = await modem(personality, card);
    const before = image();
    const message = await edited();
    const key = ['--key', 'adm1=hex:3132333435363738', '--tries-unknown', String(before.iccid), '--json'];
    const flash = async (target: string, ...more: readonly string[]) => {
      const { code, stdout } = await runCli(['flash', target, message, ...key, ...more], { env });
      return { code, ...(JSON.parse(stdout) as { result: string; bytesWritten: number }) };
    };
    const virtual = await flash(`virtual:${card}`);
    const dry = await flash(reader, '--dry-run');
    expect(dry).toMatchObject({ code: 0, result: 'verified' });
    expect(image()).toEqual(before);
    const real = await flash(reader);
    expect(real).toMatchObject({ code: 0, result: 'verified', bytesWritten: virtual.bytesWritten });
    expect(await flash(reader)).toMatchObject({ code: 0, result: 'unchanged' });
  });
});
