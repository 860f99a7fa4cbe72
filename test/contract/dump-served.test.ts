import { afterAll, beforeAll, expect, it } from 'vitest';
import { BUILTIN_CARDS, builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { type CardLink, openLink } from '../../core/card/card-link.ts';
import { dumpCard } from '../../core/files/dump.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { VirtualCard } from '../../core/virtual-card/virtual-card.ts';
import { createPcscPort } from '../../electron/card-host/ports/pcsc-port.ts';
import { serveCard } from '../../electron/card-host/vpcd-client.ts';
import { connected, untilCard } from '../support/pcsc/reader-wait.ts';
import { type PcscStack, startPcscStack } from '../support/pcsc/stack.ts';
import { describeWith } from '../support/requires.ts';
import { openVirtualLink } from '../support/virtual-link.ts';

async function dumpOf(link: CardLink): Promise<CardImage> {
  const dump = await dumpCard(link, { mode: 'auto' });
  if (!dump.ok) throw new Error(dump.error.code);
  return dump.value.image;
}

describeWith(['pcscd'], 'a card dumped through pcscd', () => {
  let stack: PcscStack;
  beforeAll(async () => {
    stack = await startPcscStack(2);
  });
  afterAll(() => stack.stop());

  /** Serves an image into the first reader and dumps what pcscd shows of it. */
  async function dumpServed(image: CardImage): Promise<CardImage> {
    const [slot] = stack.readers;
    if (slot === undefined) throw new Error('no reader');
    const port = createPcscPort({ env: stack.env });
    const reader = `pcsc:${slot.name}`;
    const served = await serveCard(new VirtualCard(image), { host: '127.0.0.1', port: slot.port });
    if (!served.ok) throw new Error(served.error.code);
    await untilCard(port, reader, 'present');
    const transport = await connected(port, reader);
    const dump = await dumpOf(openLink(transport));
    await transport.disconnect('reset');
    served.value.close();
    await untilCard(port, reader, 'empty');
    await port.close();
    return dump;
  }

  it.each(BUILTIN_CARDS.map(({ name }) => name))('%s: dump, serve, dump gives the same image', async (name) => {
    const image = builtinCard(name);
    if (image === undefined) throw new Error(name);
    const direct = await openVirtualLink(image);
    const first = await dumpOf(direct.link);
    await direct.close();
    expect(await dumpServed(image)).toEqual(first);
    expect(await dumpServed(first)).toEqual(first);
  });
});
