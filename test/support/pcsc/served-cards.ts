import { setTimeout as delay } from 'node:timers/promises';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';
import { type ServedCard, serveCard } from '../../../electron/card-host/vpcd-client.ts';
import { runCli } from '../run-cli.ts';
import { type PcscStack, startPcscStack } from './stack.ts';

/** Cards of ours in the readers of a pcscd of a test's own. */
export interface ServedCards {
  readonly stack: PcscStack;
  readonly images: readonly CardImage[];
  /** What a PC/SC program is run with. */
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

interface ReaderList {
  readonly readers: readonly { readonly name: string; readonly card: string }[];
}

/** Waits until pcscd, which polls, has seen the cards; the test's own time limit ends a wait that nothing ends. */
export async function untilSeen(stack: PcscStack, names: readonly string[]): Promise<void> {
  for (;;) {
    const { stdout, code } = await runCli(['readers', '--json'], { env: stack.env });
    const { readers } = code === 0 ? (JSON.parse(stdout) as ReaderList) : { readers: [] };
    if (names.every((name) => readers.some((row) => row.name === `pcsc:${name}` && row.card === 'present'))) return;
    await delay(50);
  }
}

/** Serves built-in cards, by name, or images. */
export async function serveCards(cards: readonly (string | CardImage)[], dropLe = false): Promise<ServedCards> {
  const stack = await startPcscStack(cards.length);
  const images: CardImage[] = [];
  const served: ServedCard[] = [];
  for (const [index, card] of cards.entries()) {
    const image = typeof card === 'string' ? builtinCard(card) : card;
    if (image === undefined) throw new Error(`no built-in ${String(card)}`);
    images.push(image);
    const port = stack.readers[index]?.port ?? 0;
    const server = await serveCard(new VirtualCard(image), { host: '127.0.0.1', port, dropLe });
    if (!server.ok) throw new Error(server.error.code);
    served.push(server.value);
  }
  await untilSeen(
    stack,
    stack.readers.slice(0, cards.length).map((reader) => reader.name),
  );
  return {
    stack,
    images,
    env: { ...process.env, ...stack.env },
    async stop() {
      for (const server of served) server.close();
      await stack.stop();
    },
  };
}
