import { afterAll, beforeAll, expect, it } from 'vitest';
import { hex } from '../../../core/base/bytes.ts';
import { createPcscPort } from '../../../electron/card-host/ports/pcsc-port.ts';
import { type FakeCard, fakeCard } from '../../support/pcsc/fake-card.ts';
import { connected, until, untilCard } from '../../support/pcsc/reader-wait.ts';
import { type PcscStack, startPcscStack } from '../../support/pcsc/stack.ts';
import { describeWith } from '../../support/requires.ts';

const READERS = 8;
const MUTE = 5;
const EXCHANGES = 200;
const MUTE_AFTER = 6000;
const COMMAND = hex('00B0000010');
const GOOD = hex('9000');

describeWith(['pcscd'], 'eight readers, five of them with mute cards', () => {
  let stack: PcscStack;
  let cards: FakeCard[];
  const silent = new Set<number>();
  beforeAll(async () => {
    stack = await startPcscStack(READERS);
    cards = stack.readers.map(({ port }, index) =>
      fakeCard({ port, answer: () => (silent.has(index) ? 'mute' : GOOD) }),
    );
    await Promise.all(cards.map((card) => card.insert()));
  });
  afterAll(() => stack.stop());

  it('the other three go on, and the five come back without a restart', async () => {
    const port = createPcscPort({ env: stack.env });
    const names = stack.readers.map(({ name }) => `pcsc:${name}`);
    await Promise.all(names.map((name) => untilCard(port, name, 'present')));
    const transports = await Promise.all(names.map((name) => connected(port, name, MUTE_AFTER)));

    for (let index = 0; index < MUTE; index++) silent.add(index);
    let given = 0;
    const hanging = transports.slice(0, MUTE).map(async (transport) => {
      const answer = await transport.transmit(COMMAND);
      given += 1;
      return answer.ok ? 'answered' : answer.error.code;
    });
    await until(() => cards.slice(0, MUTE).every(({ received }) => received === 1));

    const completed = await Promise.all(
      transports.slice(MUTE).map(async (transport) => {
        let count = 0;
        for (let left = EXCHANGES; left > 0; left--) if ((await transport.transmit(COMMAND)).ok) count += 1;
        return count;
      }),
    );
    expect(completed).toEqual([EXCHANGES, EXCHANGES, EXCHANGES]);
    // All of that happened while the five were hanging: none has been given up yet.
    expect(given).toBe(0);

    expect(await Promise.all(hanging)).toEqual(Array(MUTE).fill('card-mute'));
    const list = await port.list();
    expect(list.ok && list.value.map(({ card }) => card)).toEqual([
      ...Array(MUTE).fill('mute'),
      ...Array(READERS - MUTE).fill('present'),
    ]);
    expect(await transports[0]?.transmit(COMMAND)).toMatchObject({ ok: false, error: { code: 'card-mute' } });

    silent.clear();
    for (const card of cards.slice(0, MUTE)) card.remove();
    await Promise.all(names.slice(0, MUTE).map((name) => untilCard(port, name, 'empty')));
    await Promise.all(cards.slice(0, MUTE).map((card) => card.insert()));
    await Promise.all(names.slice(0, MUTE).map((name) => untilCard(port, name, 'present')));
    for (const name of names.slice(0, MUTE)) {
      const again = await connected(port, name, MUTE_AFTER);
      expect(await again.transmit(COMMAND)).toEqual({ ok: true, value: GOOD });
    }
    expect((await transports[MUTE]?.transmit(COMMAND))?.ok).toBe(true);
    await port.close();
  });
});
