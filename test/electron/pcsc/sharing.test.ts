import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { hex, toHex } from '../../../core/base/bytes.ts';
import type { ReaderPort } from '../../../core/transport/card-transport.ts';
import { createPcscPort } from '../../../electron/card-host/ports/pcsc-port.ts';
import { Session } from '../../../electron/card-host/session.ts';
import { type FakeCard, fakeCard, type Reply } from '../../support/pcsc/fake-card.ts';
import { connected, untilCard } from '../../support/pcsc/reader-wait.ts';
import { type PcscStack, startPcscStack } from '../../support/pcsc/stack.ts';
import { describeWith } from '../../support/requires.ts';

const GOOD = hex('9000');

describeWith(['pcscd'], 'a card that several programs use', () => {
  let stack: PcscStack;
  let card: FakeCard;
  let reader: string;
  let answer: (tpdu: Uint8Array) => Reply;
  let seen: string[];
  /** Ports have processes of their own each: to each other they are other programs. */
  let ours: ReaderPort;
  let theirs: ReaderPort;
  beforeAll(async () => {
    stack = await startPcscStack(2);
    const [slot] = stack.readers;
    if (slot === undefined) throw new Error('no reader');
    reader = `pcsc:${slot.name}`;
    card = fakeCard({
      port: slot.port,
      answer: (tpdu) => {
        seen.push(toHex(tpdu.subarray(0, 4)));
        return answer(tpdu);
      },
    });
    await card.insert();
  });
  afterAll(() => stack.stop());
  beforeEach(async () => {
    seen = [];
    answer = () => GOOD;
    ours = createPcscPort({ env: stack.env });
    theirs = createPcscPort({ env: stack.env });
    await untilCard(ours, reader, 'present');
  });
  afterEach(async () => {
    await Promise.all([ours.close(), theirs.close()]);
  });

  it('is held by who took it alone, and the holder is named', async () => {
    const taken = await theirs.connect(reader, { exclusive: true });
    if (!taken.ok) throw new Error(taken.error.code);
    const refused = await ours.connect(reader);
    expect(refused).toMatchObject({ ok: false, error: { code: 'card-held', details: { reader } } });
    const list = await ours.list();
    const shown = list.ok ? list.value.find(({ name }) => name === reader) : undefined;
    expect(shown).toMatchObject({ card: 'held' });
    if (process.platform === 'linux') {
      expect(!refused.ok && refused.error.details.holder).toMatch(/bootcard-reader \(\d+\)/);
      expect(shown?.holder).toMatch(/bootcard-reader \(\d+\)/);
    }
    expect(await theirs.connect(reader)).toMatchObject({
      ok: false,
      error: { code: 'card-held', details: { holder: 'Bootcard' } },
    });
    await taken.value.disconnect('leave');
    await untilCard(ours, reader, 'present');
    expect((await ours.connect(reader)).ok).toBe(true);
  });

  it('is told to be shared where another program uses it, and left as that one has it', async () => {
    const shown = async (port: ReaderPort) => {
      const list = await port.list();
      return list.ok ? list.value.find(({ name }) => name === reader) : undefined;
    };
    expect((await shown(ours))?.shared).toBeUndefined();
    const other = await connected(theirs, reader);
    expect(await shown(ours)).toMatchObject({ card: 'present', shared: true });
    if (process.platform === 'linux') expect((await shown(ours))?.holder).toMatch(/bootcard-reader \(\d+\)/);
    expect((await shown(theirs))?.shared).toBeUndefined();

    /** What the other program hears of its card after a session of ours sent this. */
    const after = async (tpdu: string) => {
      const listener = { exchange: () => undefined, ended: () => undefined };
      const session = new Session(await connected(ours, reader), 'auto', (transport) => transport, listener);
      expect((await session.transport.transmit(hex(tpdu))).ok).toBe(true);
      await session.close();
      const answer = await other.transmit(hex('00B0000010'));
      return answer.ok ? 'undisturbed' : answer.error.code;
    };
    expect(await after('00A4000C023F00')).toBe('undisturbed');
    // An empty VERIFY only asks for the tries left.
    expect(await after('0020000100')).toBe('undisturbed');
    expect(await after('002000010831323334FFFFFFFF')).toBe('card-reset');
    await other.disconnect('leave');
    expect((await shown(ours))?.shared).toBeUndefined();
  });

  it('tells when another program reset it, and goes on after a reset', async () => {
    const mine = await connected(ours, reader);
    const other = await connected(theirs, reader);
    expect((await mine.transmit(hex('00B0000010'))).ok).toBe(true);
    expect((await other.reset('warm')).ok).toBe(true);
    expect(await mine.transmit(hex('00B0000010'))).toMatchObject({ ok: false, error: { code: 'card-reset' } });
    expect((await mine.reset('warm')).ok).toBe(true);
    expect((await mine.transmit(hex('00B0000010'))).ok).toBe(true);
  });

  for (const where of ['the same port', 'another program']) {
    it(`waits for the end of a transaction of ${where}`, async () => {
      const mine = await connected(ours, reader);
      const other = await connected(where === 'the same port' ? ours : theirs, reader);
      expect((await mine.beginTransaction()).ok).toBe(true);
      const waiting = other.transmit(hex('00B0000210'));
      for (let n = 0; n < 20; n++) expect((await mine.transmit(hex('00B0000110'))).ok).toBe(true);
      expect(seen).not.toContain('00B00002');
      expect((await mine.endTransaction()).ok).toBe(true);
      expect((await waiting).ok).toBe(true);
      expect(seen.at(-1)).toBe('00B00002');
    });
  }

  it('goes on for the others when the one with the transaction leaves', async () => {
    const mine = await connected(ours, reader);
    const other = await connected(ours, reader);
    await mine.beginTransaction();
    const waiting = other.transmit(hex('00B0000210'));
    await mine.disconnect('leave');
    expect((await waiting).ok).toBe(true);
  });

  it('answers up to 64 KiB', async () => {
    const long = new Uint8Array(65_000).fill(0x5a);
    long.set(GOOD, long.length - 2);
    answer = () => long;
    const mine = await connected(ours, reader);
    const got = await mine.transmit(hex('00B00000000000'));
    expect(got.ok && toHex(got.value)).toBe(toHex(long));
  });

  it('that answers no status word has a broken link', async () => {
    answer = () => hex('90');
    const mine = await connected(ours, reader);
    expect(await mine.transmit(hex('00B0000010'))).toMatchObject({ ok: false, error: { code: 'card-link' } });
    expect((await ours.connect(reader)).ok).toBe(true);
  });

  it('that leaves in the middle of an exchange was removed', async () => {
    answer = () => 'leave';
    const mine = await connected(ours, reader);
    const answers = await Promise.all([mine.transmit(hex('00B0000010')), mine.transmit(hex('00B0000010'))]);
    expect(answers.map((result) => !result.ok && result.error.code)).toEqual(['card-removed', 'card-removed']);
    await card.insert();
    await untilCard(ours, reader, 'present');
  });
});
