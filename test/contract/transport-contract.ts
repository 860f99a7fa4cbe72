import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hex, toHex } from '../../core/base/bytes.ts';
import type { CardTransport, ReaderPort, ReaderState } from '../../core/transport/card-transport.ts';

/** A reader that holds a card made from `contractImage()`. */
export interface ContractReader {
  readonly port: ReaderPort;
  /** Full name with its scheme. */
  readonly reader: string;
  readonly expectAtr: Uint8Array;
  /** Takes the card out; the port must tell within the test's time. */
  readonly remove?: () => Promise<void>;
  /** Puts it back. */
  readonly insert?: () => Promise<void>;
  /** Ends what the factory started; the port is closed before. */
  readonly dispose?: () => Promise<void>;
}

/** Commands of the suite with the answers of the contract card, in an order that makes sense on a fresh card. */
const FLOW = [
  ['an ISO SELECT chooses the ISO class', '00A4000C023F00', '9000'],
  ['another class is refused', 'F0A4000C023F00', '6E00'],
  ['class A0 is refused then', 'A0A40000023F00', '6E00'],
  ['61xx comes through untouched', '00A40004022FE2', '6119'],
  ['GET RESPONSE is ours to send', '00C0000019', '6217 82024121 83022FE2 8A0105 8B032F0603 8002000A 880110 9000'],
  ['6Cxx comes through untouched', '00B0000000', '6C0A'],
  ['the command is ours to repeat', '00B000000A', '98000121436587092193 9000'],
] as const;

/** Runs the suite's commands once: what a trace for the replay transport is recorded from. */
export async function contractSession(transport: CardTransport): Promise<void> {
  for (const [, command] of FLOW) await transmit(transport, command);
  await transport.reset('cold');
  await transmit(transport, '00B000000A');
}

async function transmit(transport: CardTransport, command: string): Promise<string> {
  const answer = await transport.transmit(hex(command));
  return answer.ok ? toHex(answer.value) : answer.error.code;
}

/** Waits for a state of the reader; the test's own time limit ends a wait that nothing ends. */
function seen(
  readers: () => readonly ReaderState[] | undefined,
  reader: string,
  card: ReaderState['card'][],
): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      const state = readers()?.find(({ name }) => name === reader)?.card;
      if (state !== undefined && card.includes(state)) resolve();
      else setTimeout(look, 5);
    };
    look();
  });
}

/**
 * What every `ReaderPort` and `CardTransport` must do, whatever stands behind it.
 * @param makeReader a fresh reader for every test
 * @param removable whether `remove` and `insert` are there: their tests run only then
 */
export function transportContract(
  name: string,
  makeReader: () => Promise<ContractReader>,
  { removable }: { readonly removable: boolean },
): void {
  describe(`transport contract: ${name}`, () => {
    let it0: ContractReader;
    beforeEach(async () => {
      it0 = await makeReader();
    });
    afterEach(async () => {
      await it0.port.close();
      await it0.dispose?.();
    });

    const connect = async (): Promise<CardTransport> => {
      const connected = await it0.port.connect(it0.reader);
      if (!connected.ok) throw new Error(connected.error.code);
      return connected.value;
    };

    it('connects, and tells reader, ATR and protocol', async () => {
      const card = await connect();
      expect(it0.reader.startsWith(it0.port.scheme)).toBe(true);
      expect(card.reader).toBe(it0.reader);
      expect(toHex(card.atr)).toBe(toHex(it0.expectAtr));
      expect(card.protocol).toBe('T=0');
      const list = await it0.port.list();
      expect(list.ok && list.value.map((state) => state.name)).toContain(it0.reader);
    });

    it('hands TPDUs and answers through untouched', async () => {
      const card = await connect();
      for (const [what, command, answer] of FLOW) {
        expect(`${what}: ${await transmit(card, command)}`).toBe(`${what}: ${answer.replaceAll(' ', '')}`);
      }
    });

    it('answers calls in their order though nobody waits between them', async () => {
      const card = await connect();
      const answers = await Promise.all(FLOW.map(([, command]) => transmit(card, command)));
      expect(answers).toEqual(FLOW.map(([, , answer]) => answer.replaceAll(' ', '')));
    });

    it('loses what was selected at a reset', async () => {
      const card = await connect();
      for (const [, command] of FLOW) await transmit(card, command);
      expect((await card.reset('cold')).ok).toBe(true);
      expect(toHex(card.atr)).toBe(toHex(it0.expectAtr));
      expect(await transmit(card, '00B000000A')).toBe('6986');
    });

    it('begins and ends a transaction', async () => {
      const card = await connect();
      expect((await card.beginTransaction()).ok).toBe(true);
      expect(await transmit(card, FLOW[0][1])).toBe(FLOW[0][2]);
      expect((await card.endTransaction()).ok).toBe(true);
    });

    it('may be disconnected twice, and is dead then', async () => {
      const card = await connect();
      await card.disconnect('reset');
      await card.disconnect('leave');
      expect((await card.transmit(hex(FLOW[0][1]))).ok).toBe(false);
      const again = await connect();
      expect(await transmit(again, FLOW[0][1])).toBe(FLOW[0][2]);
    });

    it('does not know a reader that is not there', async () => {
      const connected = await it0.port.connect(`${it0.port.scheme}no such reader`);
      expect(connected.ok).toBe(false);
      expect(!connected.ok && connected.error.code).toMatch(/^(reader-unknown|file-unreadable)$/);
    });

    if (!removable) return;

    const take = async () => {
      if (it0.remove === undefined || it0.insert === undefined)
        throw new Error('a removable reader needs remove and insert');
      return { remove: it0.remove, insert: it0.insert };
    };

    it('tells when a card goes and comes', async () => {
      const { remove, insert } = await take();
      let latest: readonly ReaderState[] | undefined;
      const end = it0.port.watch((readers) => {
        if (readers.ok) latest = readers.value;
      });
      await seen(() => latest, it0.reader, ['present']);
      await remove();
      await seen(() => latest, it0.reader, ['empty']);
      expect(latest?.find(({ name: other }) => other === it0.reader)?.atr).toBeUndefined();
      await insert();
      await seen(() => latest, it0.reader, ['present']);
      end();
    });

    it('has a word for an empty reader', async () => {
      const { remove } = await take();
      await remove();
      const connected = await it0.port.connect(it0.reader);
      expect(!connected.ok && connected.error.code).toBe('card-absent');
    });

    it('has a word for a card pulled in mid-session, and takes it back', async () => {
      const { remove, insert } = await take();
      const card = await connect();
      expect(await transmit(card, FLOW[0][1])).toBe(FLOW[0][2]);
      await remove();
      // A reader may report the broken exchange first and the missing card next.
      let answer = await transmit(card, FLOW[0][1]);
      for (let n = 0; n < 20 && answer === 'card-link'; n++) answer = await transmit(card, FLOW[0][1]);
      expect(answer).toBe('card-removed');
      await card.disconnect('leave');
      await insert();
      const again = await it0.port.connect(it0.reader);
      expect(again.ok).toBe(true);
      expect(again.ok && (await transmit(again.value, FLOW[0][1]))).toBe(FLOW[0][2]);
    });
  });
}
