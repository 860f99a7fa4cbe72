import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { CardState, CardTransport, ReaderPort } from '../../../core/transport/card-transport.ts';

/** Waits until the port shows the reader in this state; the test's own time limit ends a wait that nothing ends. */
export async function untilCard(port: ReaderPort, reader: string, wanted: CardState): Promise<void> {
  for (;;) {
    const list = await port.list();
    if (list.ok && list.value.some(({ name, card }) => name === reader && card === wanted)) return;
    await delay(20);
  }
}

/** Waits until `seen` holds. */
export async function until(seen: () => boolean): Promise<void> {
  while (!seen()) await delay(10);
}

/** The connection, or an exception with the code that came instead. */
export async function connected(port: ReaderPort, reader: string, muteAfter?: number): Promise<CardTransport> {
  const result = await port.connect(reader, muteAfter === undefined ? {} : { muteAfter });
  if (!result.ok) throw new Error(`${result.error.code} ${JSON.stringify(result.error.details)}`);
  return result.value;
}

/** True while the process runs; one that ended and only waits to be reaped does not. */
export function runs(pid: number): boolean {
  try {
    // The state follows the program's name, which stands in brackets and may hold anything.
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}
