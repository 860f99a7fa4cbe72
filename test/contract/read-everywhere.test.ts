import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { VirtualCard } from '../../core/virtual-card/virtual-card.ts';
import { type ServedCard, serveCard } from '../../electron/card-host/vpcd-client.ts';
import { type PcscStack, startPcscStack } from '../support/pcsc/stack.ts';
import { describeWith } from '../support/requires.ts';
import { runCli } from '../support/run-cli.ts';

const CARDS = ['sim', 'uicc-2g', 'uicc-3g', 'ruim'] as const;
const folder = mkdtempSync(join(tmpdir(), 'bootcard-read-'));
const env = { BOOTCARD_DATA: folder };

interface ReadJson {
  readonly card: { readonly platform: string; readonly mode: string };
  readonly message: unknown;
  readonly exchanges: unknown;
}

async function read(reader: string, more: Readonly<Record<string, string>> = {}): Promise<ReadJson> {
  const { code, stdout, stderr } = await runCli(['read', reader, '--json'], { env: { ...env, ...more } });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout) as ReadJson;
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('bootcard read', () => {
  it('prints the same message from every built-in card', async () => {
    const reads = await Promise.all(CARDS.map((card) => read(`virtual:${card}`)));
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
      const direct = await read(`virtual:${name}`);
      const through = await read(`pcsc:${stack.readers[i]?.name}`, stack.env);
      expect(through.message).toEqual(direct.message);
      expect(through.card).toEqual(direct.card);
      expect(through.exchanges).toEqual(direct.exchanges);
    },
  );
});
