import { afterAll, beforeAll, describe } from 'vitest';
import { fromHex, hex } from '../../core/base/bytes.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { VirtualCard } from '../../core/virtual-card/virtual-card.ts';
import { createPcscPort } from '../../electron/card-host/ports/pcsc-port.ts';
import { type ServedCard, serveCard } from '../../electron/card-host/vpcd-client.ts';
import { untilCard } from '../support/pcsc/reader-wait.ts';
import { type PcscStack, startPcscStack } from '../support/pcsc/stack.ts';
import { describeWith } from '../support/requires.ts';
import { contractImage } from './contract-image.ts';
import { type ContractReader, transportContract } from './transport-contract.ts';

describeWith(['pcscd'], 'PC/SC', () => {
  let stack: PcscStack;
  beforeAll(async () => {
    stack = await startPcscStack(2);
  });
  afterAll(() => stack.stop());

  const servedReader = async (image: CardImage): Promise<ContractReader> => {
    const [slot] = stack.readers;
    if (slot === undefined) throw new Error('no reader');
    const port = createPcscPort({ env: stack.env });
    const reader = `pcsc:${slot.name}`;
    const card = new VirtualCard(image);
    let served: ServedCard | undefined;
    // pcscd notices a card a few times a second: the suite goes on when it has.
    const insert = async () => {
      const result = await serveCard(card, { host: '127.0.0.1', port: slot.port });
      if (!result.ok) throw new Error(result.error.code);
      served = result.value;
      await untilCard(port, reader, 'present');
    };
    const remove = async () => {
      served?.close();
      await untilCard(port, reader, 'empty');
    };
    await insert();
    return {
      port,
      reader,
      expectAtr: fromHex(contractImage().atr) ?? hex(''),
      insert,
      remove,
      dispose: async () => {
        served?.close();
        const look = createPcscPort({ env: stack.env });
        await untilCard(look, reader, 'empty');
        await look.close();
      },
    };
  };

  describe('a virtual card served into vpcd', () => {
    transportContract('pcsc', servedReader, {
      removal: 'announced',
      second: 'waits',
      impatient: { muteAfter: 500 },
    });
  });
});
