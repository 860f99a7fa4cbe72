import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { equalBytes, hex, toHex } from '../../core/base/bytes.ts';
import { openLink } from '../../core/card/card-link.ts';
import type { CardTransport, ConnectOptions, ReaderPort, ReaderState } from '../../core/transport/card-transport.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { contractImage } from './contract-image.ts';
import { LINK_FLOW, linkFlow } from './link-flow.ts';

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
  await linkFlow(openLink(transport));
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

/** In what readers of different kinds may differ. */
export interface ReaderManners {
  /**
   * How a card that goes is told: at once to who watches, at the next exchange with it, or never. `announced` and `noticed`
   * need `remove` and `insert`.
   */
  readonly removal: 'announced' | 'noticed' | 'never';
  /** Whether the card can be reset. Default true. */
  readonly resets?: boolean;
  /** Whether every TPDU and its answer pass untouched, as T=0 has them. Default true. */
  readonly untouched?: boolean;
  /** A second connection: shares the card and waits for transactions, is refused, or has a card of its own. */
  readonly second: 'waits' | 'refused' | 'apart';
  /** Options of connections to a card that falls silent. */
  readonly impatient?: ConnectOptions;
}

/** What every `ReaderPort` and `CardTransport` must do, whatever stands behind it. `makeReader` gives a fresh reader with a card made from the image. */
export function transportContract(
  name: string,
  makeReader: (image: CardImage) => Promise<ContractReader>,
  { removal, resets = true, untouched = true, second, impatient }: ReaderManners,
): void {
  describe(`transport contract: ${name}`, () => {
    let it0: ContractReader;
    const prepare = async (image: CardImage): Promise<void> => {
      it0 = await makeReader(image);
    };
    afterEach(async () => {
      await it0.port.close();
      await it0.dispose?.();
    });

    const connect = async (options?: ConnectOptions): Promise<CardTransport> => {
      const connected = await it0.port.connect(it0.reader, options);
      if (!connected.ok) throw new Error(connected.error.code);
      return connected.value;
    };

    it('tells a card that falls silent from a slow one, and the connection is dead then', async () => {
      const image = contractImage();
      image.faults = [{ kind: 'mute', at: 1, ins: 'B0' }];
      await prepare(image);
      const card = await connect(impatient);
      for (const [, command] of FLOW.slice(0, 5)) await transmit(card, command);
      expect(await transmit(card, FLOW[5][1])).toBe('card-mute');
      expect(await transmit(card, FLOW[5][1])).toBe('card-mute');
    });

    describe('with the contract card', () => {
      beforeEach(() => prepare(contractImage()));
      conversation({ connect, reader: () => it0, resets, untouched, second });
      if (removal !== 'never') removing({ connect, reader: () => it0, removal });
    });
  });
}

interface Suite {
  readonly connect: () => Promise<CardTransport>;
  readonly reader: () => ContractReader;
}

function conversation({
  connect,
  reader,
  resets,
  untouched,
  second,
}: Suite & Required<Pick<ReaderManners, 'resets' | 'untouched' | 'second'>>): void {
  it('connects, and tells reader, ATR and protocol', async () => {
    const card = await connect();
    const it0 = reader();
    expect(it0.reader.startsWith(it0.port.scheme)).toBe(true);
    expect(card.reader).toBe(it0.reader);
    expect(toHex(card.atr)).toBe(toHex(it0.expectAtr));
    expect(card.protocol).toBe('T=0');
    const list = await it0.port.list();
    expect(list.ok && list.value.map((state) => state.name)).toContain(it0.reader);
  });

  if (untouched)
    it('hands TPDUs and answers through untouched', async () => {
      const card = await connect();
      for (const [what, command, answer] of FLOW) {
        expect(`${what}: ${await transmit(card, command)}`).toBe(`${what}: ${answer.replaceAll(' ', '')}`);
      }
    });

  if (untouched)
    it('answers calls in their order though nobody waits between them', async () => {
      const card = await connect();
      const answers = await Promise.all(FLOW.map(([, command]) => transmit(card, command)));
      expect(answers).toEqual(FLOW.map(([, , answer]) => answer.replaceAll(' ', '')));
    });

  it('gives the link the same answers, waiting data and channels included', async () => {
    const card = await connect();
    expect(await linkFlow(openLink(card))).toEqual(LINK_FLOW);
  });

  it('keeps the bytes that it was given, whatever becomes of the buffer', async () => {
    const card = await connect();
    const command = hex(FLOW[0][1]);
    const answer = card.transmit(command);
    command.fill(0xff);
    const told = await answer;
    expect(told.ok && equalBytes(told.value, hex(FLOW[0][2]))).toBe(true);
  });

  if (!resets)
    it('says that the card cannot be reset, and goes on', async () => {
      const card = await connect();
      expect(await transmit(card, FLOW[0][1])).toBe(FLOW[0][2]);
      const reset = await card.reset('warm');
      expect(!reset.ok && reset.error.code).toBe('reset-unsupported');
      expect(await transmit(card, FLOW[0][1])).toBe(FLOW[0][2]);
    });

  if (resets)
    it('loses what was selected at a reset', async () => {
      const card = await connect();
      for (const [, command] of FLOW) await transmit(card, command);
      expect((await card.reset('cold')).ok).toBe(true);
      expect(toHex(card.atr)).toBe(toHex(reader().expectAtr));
      expect(await transmit(card, '00B000000A')).toBe('6986');
    });

  it('begins and ends a transaction', async () => {
    const card = await connect();
    expect((await card.beginTransaction()).ok).toBe(true);
    expect(await transmit(card, FLOW[0][1])).toBe(FLOW[0][2]);
    expect((await card.endTransaction()).ok).toBe(true);
  });

  it('keeps a second connection apart from the first one’s transaction', async () => {
    const card = await connect();
    const another = await reader().port.connect(reader().reader);
    expect((await card.beginTransaction()).ok).toBe(true);
    if (!another.ok) {
      expect([second, another.error.code]).toEqual(['refused', 'card-held']);
    } else {
      const other = another.value;
      const order: string[] = [];
      const waiting = transmit(other, FLOW[0][1]).then((answer) => order.push(`second ${answer}`));
      if (second === 'apart') await waiting;
      order.push(`first ${await transmit(card, FLOW[0][1])}`);
      await card.endTransaction();
      await waiting;
      const lines = ['first 9000', 'second 9000'];
      expect(order).toEqual(second === 'apart' ? lines.reverse() : lines);
    }
    await card.disconnect('leave');
    expect(await transmit(await connect(), FLOW[0][1])).toBe(FLOW[0][2]);
  });

  it('answers what was asked before it was disconnected, and nothing after', async () => {
    const card = await connect();
    const asked = transmit(card, FLOW[0][1]);
    const left = card.disconnect('leave');
    expect(await asked).toBe(FLOW[0][2]);
    await left;
    const dead = [await card.reset('cold'), await card.beginTransaction(), await card.endTransaction()];
    expect(dead.map(({ ok }) => ok)).toEqual([false, false, false]);
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
    const { port } = reader();
    const connected = await port.connect(`${port.scheme}no such reader`);
    expect(connected.ok).toBe(false);
    expect(!connected.ok && connected.error.code).toMatch(/^(reader-unknown|file-unreadable)$/);
  });
}

function removing({ connect, reader, removal }: Suite & Pick<ReaderManners, 'removal'>): void {
  const take = () => {
    const { port, reader: name, remove, insert } = reader();
    if (remove === undefined || insert === undefined) throw new Error('a removable reader needs remove and insert');
    /** What only an exchange shows is shown by one. */
    const look = async () => {
      if (removal !== 'noticed') return;
      const card = await port.connect(name);
      if (card.ok) await card.value.disconnect('leave');
    };
    return { port, name, remove, insert, look };
  };

  it('tells when a card goes and comes', async () => {
    const { port, name, remove, insert, look } = take();
    let latest: readonly ReaderState[] | undefined;
    await look();
    const end = port.watch((readers) => {
      if (readers.ok) latest = readers.value;
    });
    await seen(() => latest, name, ['present']);
    await remove();
    await look();
    // Where nobody sees a card come, a reader that was empty once is not said to be it for good.
    await seen(() => latest, name, [removal === 'noticed' ? 'unknown' : 'empty']);
    expect(latest?.find(({ name: other }) => other === name)?.atr).toBeUndefined();
    await insert();
    await look();
    await seen(() => latest, name, ['present']);
    end();
  });

  it('has a word for an empty reader', async () => {
    const { port, name, remove } = take();
    await remove();
    const connected = await port.connect(name);
    expect(!connected.ok && connected.error.code).toBe('card-absent');
  });

  it('has a word for a card pulled in mid-session, and takes it back', async () => {
    const { port, name, remove, insert } = take();
    const card = await connect();
    expect(await transmit(card, FLOW[0][1])).toBe(FLOW[0][2]);
    await remove();
    // A reader may report the broken exchange first and the missing card next.
    let answer = await transmit(card, FLOW[0][1]);
    for (let n = 0; n < 20 && answer === 'card-link'; n++) answer = await transmit(card, FLOW[0][1]);
    expect(answer).toBe('card-removed');
    await card.disconnect('leave');
    await insert();
    const again = await port.connect(name);
    expect(again.ok).toBe(true);
    expect(again.ok && (await transmit(again.value, FLOW[0][1]))).toBe(FLOW[0][2]);
  });
}
