import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hex } from '../../../core/base/bytes.ts';
import type { ChildLauncher } from '../../../electron/card-host/pcsc/child-launcher.ts';
import { createPcscPort } from '../../../electron/card-host/ports/pcsc-port.ts';
import { fakeCard } from '../../support/pcsc/fake-card.ts';
import { connected, untilCard } from '../../support/pcsc/reader-wait.ts';
import { type PcscStack, startPcscStack } from '../../support/pcsc/stack.ts';
import { describeWith } from '../../support/requires.ts';

const HOST = join(import.meta.dirname, '../../support/pcsc/parent-port.ts');

describeWith(['pcscd'], 'children over message ports, as in Electron', () => {
  let stack: PcscStack;
  beforeAll(async () => {
    stack = await startPcscStack(2);
  });
  afterAll(() => stack.stop());

  const launch: ChildLauncher = {
    start: (role) => {
      const child = fork(HOST, [role], {
        env: { ...process.env, ...stack.env },
        execArgv: [],
        serialization: 'advanced',
      });
      return {
        send: (frame) => void child.send(Buffer.from(frame)),
        onFrame: (listener) => child.on('message', (frame) => listener(frame as unknown as Uint8Array)),
        onExit: (listener) => child.once('exit', listener),
        kill: () => void child.kill('SIGKILL'),
        hold: () => undefined,
      };
    },
  };

  it('serve a card and watch the readers', async () => {
    const [slot] = stack.readers;
    if (slot === undefined) throw new Error('no reader');
    const card = fakeCard({ port: slot.port, answer: (tpdu) => Uint8Array.of(tpdu[3] ?? 0, 0x90, 0x00) });
    await card.insert();
    const port = createPcscPort({ launch });
    const reader = `pcsc:${slot.name}`;
    await untilCard(port, reader, 'present');
    const transport = await connected(port, reader);
    const answers = await Promise.all([1, 2, 3].map((n) => transport.transmit(Uint8Array.of(0, 0xb0, 0, n, 1))));
    expect(answers.map((answer) => answer.ok && [...answer.value])).toEqual([1, 2, 3].map((n) => [n, 0x90, 0x00]));
    card.remove();
    await untilCard(port, reader, 'empty');
    expect(await transport.transmit(hex('00B0000000'))).toMatchObject({ ok: false, error: { code: 'card-removed' } });
    await port.close();
  });

  it('end with their port', async () => {
    const child = fork(HOST, ['card'], { env: { ...process.env, ...stack.env }, execArgv: [] });
    await once(child, 'spawn');
    child.disconnect();
    expect((await once(child, 'exit'))[1]).toBe('SIGKILL');
  });
});
