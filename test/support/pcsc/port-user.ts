import { hex } from '../../../core/base/bytes.ts';
import type { ChildLauncher } from '../../../electron/card-host/pcsc/child-launcher.ts';
import { nodeLauncher } from '../../../electron/card-host/pcsc/node-launcher.ts';
import { createPcscPort } from '../../../electron/card-host/ports/pcsc-port.ts';
import { connected } from './reader-wait.ts';

/** `port-user.ts READER`: a program that waits for a card's answer, and tells which processes it started. */
const [reader = ''] = process.argv.slice(2);
const pids: (number | undefined)[] = [];
const inner = nodeLauncher();
const launch: ChildLauncher = {
  start: (role) => {
    const link = inner.start(role);
    pids.push(link.pid);
    return link;
  },
};

const port = createPcscPort({ launch });
port.watch(() => undefined);
const card = await connected(port, reader, 600_000);
const answer = card.transmit(hex('00B0000010'));
process.send?.(pids);
await answer;
