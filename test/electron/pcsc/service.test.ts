import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hex } from '../../../core/base/bytes.ts';
import type { Result } from '../../../core/base/result.ts';
import type { ReaderState } from '../../../core/transport/card-transport.ts';
import { loadWinscard } from '../../../electron/card-host/pcsc/winscard.ts';
import { createPcscPort } from '../../../electron/card-host/ports/pcsc-port.ts';
import { type FakeCard, fakeCard, type Reply } from '../../support/pcsc/fake-card.ts';
import { connected, until, untilCard } from '../../support/pcsc/reader-wait.ts';
import { type PcscStack, startPcscStack } from '../../support/pcsc/stack.ts';
import { describeWith } from '../../support/requires.ts';

const COMMAND = hex('00B0000010');
const GOOD = hex('9000');

describeWith(['pcscd'], 'the PC/SC service', () => {
  let stack: PcscStack;
  let card: FakeCard;
  let reply: Reply = GOOD;
  let reader: string;
  beforeAll(async () => {
    stack = await startPcscStack(2);
    const [slot] = stack.readers;
    if (slot === undefined) throw new Error('no reader');
    reader = `pcsc:${slot.name}`;
    card = fakeCard({ port: slot.port, answer: () => reply });
    await card.insert();
  });
  afterAll(() => stack.stop());
  beforeEach(() => {
    reply = GOOD;
  });

  it('may be killed and started again: a typed outcome, and then everything works as before', async () => {
    const port = createPcscPort({ env: stack.env });
    let seen: Result<readonly ReaderState[]> | undefined;
    port.watch((readers) => {
      seen = readers;
    });
    await untilCard(port, reader, 'present');
    const transport = await connected(port, reader);
    expect((await transport.transmit(COMMAND)).ok).toBe(true);

    await stack.kill();
    expect(await transport.transmit(COMMAND)).toMatchObject({ ok: false, error: { code: 'pcsc-unavailable' } });
    expect(await port.connect(reader)).toMatchObject({ ok: false, error: { code: 'pcsc-unavailable' } });
    expect(await port.list()).toMatchObject({ ok: false, error: { code: 'pcsc-unavailable' } });
    await until(() => seen?.ok === false && seen.error.code === 'pcsc-unavailable');

    await stack.start();
    await until(() => seen?.ok === true);
    await card.insert();
    await until(() => seen?.ok === true && seen.value.some(({ name, card }) => name === reader && card === 'present'));
    const again = await connected(port, reader);
    expect((await again.transmit(COMMAND)).ok).toBe(true);
    await port.close();
  });

  it('may be killed in the middle of an exchange', async () => {
    const port = createPcscPort({ env: stack.env });
    await untilCard(port, reader, 'present');
    const transport = await connected(port, reader, 30_000);
    reply = 'mute';
    const before = card.received;
    const answer = transport.transmit(COMMAND);
    await until(() => card.received > before);
    await stack.kill();
    expect(await answer).toMatchObject({ ok: false, error: { code: 'pcsc-unavailable' } });
    await port.close();
    await stack.start();
    await card.insert();
  });
});

describe('a machine without PC/SC', () => {
  it('gives a typed outcome, in the list and when connecting', async () => {
    const port = createPcscPort({ env: { PCSCLITE_CSOCK_NAME: '/nonexistent/bootcard/pcscd.comm' } });
    const list = await port.list();
    const connection = await port.connect('pcsc:any');
    // Without the library as such it is `pcsc-binding`.
    expect(!list.ok && list.error.code).toMatch(/^pcsc-(unavailable|binding)$/);
    expect(connection).toEqual(list);
    await port.close();
  });

  it('names the library that is missing', async () => {
    const elsewhere = process.platform === 'darwin' ? 'win32' : 'darwin';
    await expect(loadWinscard(elsewhere)).rejects.toThrow(elsewhere === 'darwin' ? /PCSC\.framework/ : /winscard/);
  });
});
