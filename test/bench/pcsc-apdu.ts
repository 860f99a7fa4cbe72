import { execFile, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hex } from '../../core/base/bytes.ts';
import type { CardTransport, ReaderPort } from '../../core/transport/card-transport.ts';
import { createPcscPort } from '../../electron/card-host/ports/pcsc-port.ts';
import { type PcscStack, startPcscStack } from '../support/pcsc/stack.ts';

/**
 * What the host itself spends on an APDU through pcscd: the whole port, asynchronously, against a C program that does the
 * same exchange. Both talk to the same card in turns, because medians move from run to run. Prints one line of JSON.
 */
const COMMAND = '00B0000010';
const ANSWER = '000102030405060708090A0B0C0D0E0F9000';
const ROUNDS = 8;
const EXCHANGES = 500;
const WARM_UP = 1000;

const NEEDED = ['/usr/sbin/pcscd', '/usr/lib/pcsc/drivers/serial/libifdvpcd.so', '/usr/bin/gcc', '/usr/bin/pkg-config'];
const INSTALL = 'apt install pcscd vsmartcard-vpcd libpcsclite-dev gcc pkg-config python3';

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function compileFloor(folder: string): string {
  const flags = execFileSync('pkg-config', ['--cflags', '--libs', 'libpcsclite'], { encoding: 'utf8' });
  const program = join(folder, 'floor');
  execFileSync('gcc', ['-O2', '-o', program, join(import.meta.dirname, 'floor.c'), ...flags.trim().split(/\s+/)]);
  return program;
}

async function floorRound(program: string, reader: string, stack: PcscStack): Promise<number[]> {
  const run = promisify(execFile);
  const { stdout } = await run(program, [reader, String(EXCHANGES), COMMAND], {
    env: { ...process.env, ...stack.env },
  });
  return stdout.trim().split('\n').map(Number);
}

async function portRound(card: CardTransport, count: number): Promise<number[]> {
  const command = hex(COMMAND);
  const took: number[] = [];
  for (let left = count; left > 0; left--) {
    const began = performance.now();
    const answer = await card.transmit(command);
    took.push((performance.now() - began) * 1000);
    if (!answer.ok) throw new Error(answer.error.code);
  }
  return took;
}

async function connected(port: ReaderPort, reader: string): Promise<CardTransport> {
  // pcscd looks for cards a few times a second.
  for (let left = 100; ; left--) {
    const card = await port.connect(`pcsc:${reader}`);
    if (card.ok) return card.value;
    if (card.error.code !== 'card-absent' || left === 0) throw new Error(card.error.code);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function measure(stack: PcscStack, folder: string) {
  const [reader] = stack.readers;
  if (reader === undefined) throw new Error('no reader');
  const card = fork(join(import.meta.dirname, '../support/pcsc/card-process.ts'), [String(reader.port), ANSWER]);
  const port = createPcscPort({ env: stack.env });
  try {
    await once(card, 'message');
    const program = compileFloor(folder);
    const transport = await connected(port, reader.name);
    await portRound(transport, WARM_UP);
    const [c, ours]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      c.push(...(await floorRound(program, reader.name, stack)));
      ours.push(...(await portRound(transport, EXCHANGES)));
    }
    const [cost, floor] = [median(ours), median(c)];
    return {
      name: 'pcsc-apdu',
      c_us: Math.round(floor),
      port_us: Math.round(cost),
      extra_us: Math.round(cost - floor),
    };
  } finally {
    await port.close();
    card.disconnect();
  }
}

if (!NEEDED.every((path) => existsSync(path))) {
  console.log(`pcsc-apdu: skipped, this needs: ${INSTALL}`);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'bootcard-floor-'));
  const stack = await startPcscStack(2);
  try {
    console.log(JSON.stringify(await measure(stack, folder)));
  } finally {
    await stack.stop();
    rmSync(folder, { recursive: true });
  }
}
