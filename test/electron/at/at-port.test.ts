import { existsSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { errorText } from '../../../core/base/app-error.ts';
import { hex, toHex } from '../../../core/base/bytes.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { openLink } from '../../../core/card/card-link.ts';
import { identify } from '../../../core/card/identify.ts';
import type { CardTransport, ReaderState } from '../../../core/transport/card-transport.ts';
import type { Exchange } from '../../../core/transport/exchange.ts';
import { traceTransport } from '../../../core/transport/tracing.ts';
import { createAtPort } from '../../../electron/card-host/ports/at-port.ts';
import { contractImage } from '../../contract/contract-image.ts';
import { PERSONALITIES, type Personality } from '../../support/modem/personality.ts';
import { type PtyModem, startModem, TEST_WAIT } from '../../support/modem/pty-modem.ts';
import { describeWith } from '../../support/requires.ts';

const SELECT_MF = '00A4000C023F00';
const VERIFY_ADM1 = '0020000A083132333435363739';

describeWith(['pty'], 'a modem on a serial port', () => {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  const plug = async (personality: Personality, image = contractImage()) => {
    const modem = await startModem(personality, image);
    // Silence is waited for only by who is not answered.
    const wait = { ...TEST_WAIT, within: (personality.deaf ?? 0) > 0 || personality.garbage ? 300 : TEST_WAIT.within };
    const port = createAtPort({ list: async () => [], wait });
    ends.push(
      () => port.close(),
      () => modem.unplug(),
    );
    const connect = (muteAfter = 2000) => port.connect(modem.reader, { muteAfter });
    return { modem, port, connect };
  };
  const open = async (personality: Personality, image = contractImage()) => {
    const all = await plug(personality, image);
    const card = await all.connect();
    if (!card.ok) throw new Error(card.error.code);
    return { ...all, card: card.value };
  };
  const says = async (card: CardTransport, tpdu: string): Promise<string> => {
    const answer = await card.transmit(hex(tpdu));
    return answer.ok ? toHex(answer.value) : answer.error.code;
  };

  it.each([
    ['no card', {}, 'card-absent', (modem: PtyModem) => modem.pullCard()],
    ['a card locked by its PIN', { locked: true, pin: 'SIM PIN' }, 'at-sim-locked', undefined],
    ['a card that stays busy', { busy: 1000 }, 'at-sim-busy', undefined],
    ['noise', { garbage: true }, 'at-no-modem', undefined],
    ['a modem that is deaf', { deaf: 1000 }, 'at-no-modem', undefined],
    ['a modem without card commands', { csim: 'none' }, 'at-refused', undefined],
    ['a card that is mute from the start', { silentAt: 1 }, 'card-mute', undefined],
  ] as const)(
    '%s has its word, and the port is free afterwards',
    async (name, habits, code, act) => {
      const { modem, connect } = await plug({ name, ...habits });
      act?.(modem);
      const first = await connect(500);
      expect(!first.ok && first.error.code).toBe(code);
      const again = await connect(500);
      expect(['card-held', 'at-port-busy']).not.toContain(again.ok ? 'ok' : again.error.code);
      if (!first.ok) {
        const text = [errorText(first.error), errorText(first.error, 'zh')];
        expect(JSON.stringify(text)).not.toMatch(/\{\w+\}/);
      }
    },
    20_000,
  );

  it('is waited for while it is busy, slow or half awake', async () => {
    const { card } = await open({ name: 'slow', busy: 2, slow: 30, deaf: 1, echo: true });
    expect(await says(card, SELECT_MF)).toBe('9000');
  });

  it('gets echo and error reports back as they were', async () => {
    const { modem, card } = await open({ name: 'state', echo: true });
    expect([modem.modem.echo, modem.modem.reports]).toEqual([false, 1]);
    await card.disconnect('reset');
    expect([modem.modem.echo, modem.modem.reports]).toEqual([true, 0]);
    expect(modem.modem.heard.filter((line) => /^AT(\+CPIN=|\+CFUN|Z|&)/.test(line))).toEqual([]);
  });

  it('is left alone where it was as we want it', async () => {
    const { modem, connect } = await plug({ name: 'state' });
    modem.modem.reports = 1;
    const card = await connect();
    if (card.ok) await card.value.disconnect('leave');
    expect([card.ok, modem.modem.echo, modem.modem.reports]).toEqual([true, false, 1]);
    expect(modem.modem.heard.filter((line) => /^AT(\+CMEE=|E1)/.test(line))).toEqual([]);
  });

  it('gets its channels closed though nobody closed them', async () => {
    const { modem, card } = await open(PERSONALITIES.byApplication);
    expect(await says(card, '0070000001')).toBe('019000');
    expect(await says(card, '01A4040C0CA000000063504B43532D3135')).toBe('9000');
    expect(modem.modem.openSessions).toBe(1);
    await card.disconnect('leave');
    expect(modem.modem.openSessions).toBe(0);

    const plain = await open(PERSONALITIES.plain);
    for (const channel of ['01', '02', '03']) expect(await says(plain.card, '0070000001')).toBe(`${channel}9000`);
    await plain.card.disconnect('leave');
    const next = await plain.connect();
    expect(next.ok && (await says(next.value, '0070000001'))).toBe('019000');
  });

  it('may open three channels of its own by application, and another application on one', async () => {
    const { modem, card } = await open(PERSONALITIES.byApplication);
    for (const channel of ['01', '02', '03']) expect(await says(card, '0070000001')).toBe(`${channel}9000`);
    expect(await says(card, '0070000001')).toBe('6A81');
    expect(await says(card, '01A4040C0CA000000063504B43532D3135')).toBe('9000');
    expect(await says(card, '02A404040CA000000063504B43532D3135')).toMatch(/^62.*9000$/);
    expect(modem.modem.openSessions).toBe(2);
    expect(await says(card, '02A4040C07A0000000871002')).toBe('9000');
    expect(modem.modem.openSessions).toBe(2);
    expect(await says(card, '02A4040C05A000000999')).toBe('6A82');
    expect(await says(card, '0070800100')).toBe('9000');
    expect(modem.modem.openSessions).toBe(0);
  });

  it('pulled in the middle of an answer is a reader that is gone', async () => {
    const { port, modem, card } = await open({ name: 'dies', diesAt: 3 });
    expect(await says(card, SELECT_MF)).toBe('9000');
    expect(await says(card, '00A40004022FE2')).toBe('reader-gone');
    expect(await says(card, SELECT_MF)).toBe('reader-gone');
    await card.disconnect('reset');
    const list = await port.list();
    expect(list.ok && list.value).toEqual([]);
    const again = await port.connect(modem.reader);
    expect(!again.ok && again.error.code).toMatch(/^(reader-unknown|at-port-failed)$/);
  });

  it('pulled while nobody talks is told to who watches', async () => {
    const { port, modem } = await open(PERSONALITIES.plain);
    let latest: readonly ReaderState[] | undefined;
    const seen = new Promise<void>((resolve) => {
      port.watch((readers) => {
        latest = readers.ok ? readers.value : undefined;
        if (latest?.length === 0) resolve();
      });
    });
    modem.unplug();
    await seen;
    expect(latest).toEqual([]);
  });

  it('belongs to one program at a time', async () => {
    const { modem } = await open(PERSONALITIES.plain);
    const other = createAtPort({ list: async () => [], wait: TEST_WAIT });
    const refused = await other.connect(modem.reader);
    await other.close();
    expect(!refused.ok && refused.error).toMatchObject({
      code: 'at-port-busy',
      details: { holder: expect.stringContaining(`(${process.pid})`) },
    });
  });

  it('is named by itself once it was opened, and by nobody before', async () => {
    const modem = await startModem(PERSONALITIES.plain, contractImage());
    const path = modem.reader.slice(3);
    const port = createAtPort({ list: async () => [{ path, title: 'Some USB device' }], wait: TEST_WAIT });
    ends.push(
      () => port.close(),
      () => modem.unplug(),
    );
    const before = await port.list();
    expect(before.ok && before.value).toEqual([
      { name: modem.reader, title: 'Some USB device', kind: 'at', card: 'unknown' },
    ]);
    expect(modem.modem.heard).toEqual([]);
    await port.connect(modem.reader);
    const after = await port.list();
    expect(after.ok && after.value).toEqual([
      { name: modem.reader, title: `Contract Works M-27007 (${path})`, kind: 'at', card: 'present' },
    ]);
  });

  it('without a card may have one the next time: nobody sees it come', async () => {
    const { port, modem, connect } = await plug(PERSONALITIES.plain);
    const cards = async () => {
      const list = await port.list();
      return list.ok ? list.value.map(({ card }) => card) : list.error.code;
    };
    modem.pullCard();
    const none = await connect();
    expect(!none.ok && none.error.code).toBe('card-absent');
    expect(await cards()).toEqual(['unknown']);
    modem.putCard();
    const card = await connect();
    expect([card.ok, await cards()]).toEqual([true, ['present']]);
    modem.pullCard();
    if (card.ok) expect(await says(card.value, SELECT_MF)).toBe('card-removed');
    await expect.poll(cards).toEqual(['unknown']);
    modem.putCard();
    expect((await connect()).ok).toBe(true);
  });

  it('is forgotten with its port: the next one there may be another', async () => {
    const modem = await startModem(PERSONALITIES.plain, contractImage());
    const path = modem.reader.slice(3);
    let ports = [{ path, title: 'Some USB device' }];
    const port = createAtPort({ list: async () => ports, wait: TEST_WAIT });
    ends.push(() => port.close());
    const card = await port.connect(modem.reader);
    if (card.ok) await card.value.disconnect('leave');
    modem.unplug();
    await expect.poll(() => existsSync(path)).toBe(false);
    const named = await port.list();
    expect(named.ok && named.value).toMatchObject([{ title: 'Some USB device', card: 'unknown' }]);
    ports = [];
    const gone = await port.list();
    expect(gone.ok && gone.value).toEqual([]);
  });

  it('keeps its card’s mode: the other one is refused with the reason', async () => {
    const image = builtinCard('uicc');
    const { card } = await open(PERSONALITIES.plain, image);
    const face = await identify(openLink(card), '2g');
    expect(!face.ok && face.error.code).toBe('card-mode-held');
    const auto = await identify(openLink(card), 'auto');
    expect(auto.ok && auto.value.mode).toBe('3g');
  });

  it('leaves no trace of a PIN, whatever goes wrong with it', async () => {
    const secret = '3132333435363739';
    for (const habits of [{}, { silentAt: 2 }, { diesAt: 2 }] satisfies readonly Partial<Personality>[]) {
      const { modem, connect } = await plug({ name: 'secret', ...habits });
      const card = await connect(300);
      if (!card.ok) throw new Error(card.error.code);
      const kept: Exchange[] = [];
      const traced = traceTransport(card.value, { clock: () => 0, record: (exchange) => kept.push(exchange) });
      const answer = await traced.transmit(hex(VERIFY_ADM1));
      expect(modem.modem.heard.at(-1)).toContain(secret);
      const told = JSON.stringify([answer, kept.map(({ command, response }) => [toHex(command), toHex(response)])]);
      expect(told).not.toContain(secret);
      expect(told).not.toContain('12345679');
      if (!answer.ok) expect(JSON.stringify(errorText(answer.error))).not.toContain('12345679');
    }
  });

  it('that is busy gets no credential twice', async () => {
    const { modem, card } = await open({ name: 'busy later' });
    modem.modem.busy = 3;
    const before = modem.modem.heard.length;
    expect(await says(card, VERIFY_ADM1)).toBe('at-sim-busy');
    expect(modem.modem.heard.length).toBe(before + 1);
    expect(await says(card, SELECT_MF)).toBe('9000');
    expect(await says(card, '0020000A00')).toBe('63C3');
  });

  it('that offers +CRSM alone says what it cannot do, and goes on', async () => {
    const { card, modem } = await open(PERSONALITIES.filesOnly);
    expect(await says(card, '0020000A00')).toBe('6D00');
    expect(await says(card, VERIFY_ADM1)).toBe('at-out-of-reach');
    expect(await says(card, '0044000000')).toBe('at-out-of-reach');
    expect(modem.modem.heard.join()).not.toContain('3132333435363739');
    expect(await says(card, 'A0A40000023F00')).toBe('6E00');
    // USIM has no path in EF(DIR), an application that is not listed is not found.
    expect(await says(card, '00A4040C07A0000000871002')).toBe('at-out-of-reach');
    expect(await says(card, '00A4040C05A000000999')).toBe('6A82');
    expect(await says(card, '00B0000001')).toBe('6986');
    expect(await says(card, '00A40804047F505031')).toMatch(/^61/);
    expect(await says(card, '00B0000008')).toBe('A7063004040264209000');
    expect(await says(card, '00A4030C00')).toBe('9000');
    expect(await says(card, '00A4000C022FE2')).toBe('9000');
    expect(await says(card, '00B000000A')).toBe('980001214365870921939000');
    expect(await says(card, '00A4000C026F99')).toBe('6A82');
  });
});
