import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { createAtPort } from '../../electron/card-host/ports/at-port.ts';
import { PERSONALITIES, type Personality } from '../support/modem/personality.ts';
import { startModem, TEST_WAIT } from '../support/modem/pty-modem.ts';
import { describeWith } from '../support/requires.ts';
import { type ContractReader, type ReaderManners, transportContract } from './transport-contract.ts';

/** A modem on a pseudo-terminal; its card cannot be reset, and nobody hears of it going before the next exchange. */
const modemReader =
  (personality: Personality) =>
  async (image: CardImage): Promise<ContractReader> => {
    const modem = await startModem(personality, image);
    return {
      port: createAtPort({ list: async () => [], wait: TEST_WAIT }),
      reader: modem.reader,
      expectAtr: new Uint8Array(),
      remove: async () => modem.pullCard(),
      insert: async () => modem.putCard(),
      dispose: async () => modem.unplug(),
    };
  };

const MANNERS: ReaderManners = { removal: 'noticed', resets: false, second: 'refused', impatient: { muteAfter: 300 } };

describeWith(['pty'], 'AT modems', () => {
  const { plain, chatty, lineFeeds, following, apduStack, byApplication, channelZero, bareNumbers } = PERSONALITIES;
  for (const personality of [plain, chatty, lineFeeds]) {
    transportContract(personality.name, modemReader(personality), MANNERS);
  }
  // What these do of themselves a raw TPDU shows; the link must not.
  for (const personality of [following, apduStack, byApplication, channelZero, bareNumbers]) {
    transportContract(personality.name, modemReader(personality), { ...MANNERS, untouched: false });
  }
});
