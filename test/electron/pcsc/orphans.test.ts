import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hex } from '../../../core/base/bytes.ts';
import type { ChildLauncher } from '../../../electron/card-host/pcsc/child-launcher.ts';
import { nodeLauncher } from '../../../electron/card-host/pcsc/node-launcher.ts';
import { createPcscPort } from '../../../electron/card-host/ports/pcsc-port.ts';
import { type FakeCard, fakeCard } from '../../support/pcsc/fake-card.ts';
import { connected, runs, until, untilCard } from '../../support/pcsc/reader-wait.ts';
import { type PcscStack, startPcscStack } from '../../support/pcsc/stack.ts';
import { describeWith } from '../../support/requires.ts';

const ROOT = join(import.meta.dirname, '../../..');

describeWith(['pcscd'], 'no process is left behind', () => {
  let stack: PcscStack;
  let card: FakeCard;
  let reader: string;
  beforeAll(async () => {
    stack = await startPcscStack(2);
    const [slot] = stack.readers;
    if (slot === undefined) throw new Error('no reader');
    reader = `pcsc:${slot.name}`;
    card = fakeCard({ port: slot.port, answer: () => 'mute' });
  });
  afterAll(() => stack.stop());

  const freshCard = async (): Promise<void> => {
    const look = createPcscPort({ env: stack.env });
    card.remove();
    await untilCard(look, reader, 'empty');
    await card.insert();
    await untilCard(look, reader, 'present');
    await look.close();
  };

  it('after close, though a card is silent', async () => {
    await freshCard();
    const pids: number[] = [];
    const inner = nodeLauncher({ env: stack.env });
    const launch: ChildLauncher = {
      start: (role) => {
        const link = inner.start(role);
        if (link.pid !== undefined) pids.push(link.pid);
        return link;
      },
    };
    const port = createPcscPort({ launch });
    await port.list();
    const transport = await connected(port, reader, 600_000);
    const before = card.received;
    const answer = transport.transmit(hex('00B0000010'));
    await until(() => card.received > before);
    expect(pids).toHaveLength(2);
    expect(pids.map(runs)).toEqual([true, true]);
    await port.close();
    expect(pids.map(runs)).toEqual([false, false]);
    expect((await answer).ok).toBe(false);
  });

  it('after the program that started them was killed, though a card is silent', async () => {
    await freshCard();
    const before = card.received;
    const user = fork(join(ROOT, 'test/support/pcsc/port-user.ts'), [reader], {
      env: { ...process.env, ...stack.env },
      execArgv: [],
    });
    const [pids] = (await once(user, 'message')) as [number[]];
    await until(() => card.received > before);
    expect(pids.map(runs)).toEqual([true, true]);
    user.kill('SIGKILL');
    await until(() => pids.every((pid) => !runs(pid)));
  });
});
