import { ok, type Result } from '../../core/base/result.ts';
import { BUILTIN_CARDS, builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import type { ChildLauncher } from './pcsc/child-launcher.ts';
import { createAtPort } from './ports/at-port.ts';
import { createPcscPort } from './ports/pcsc-port.ts';
import { createReplayPort } from './ports/replay-port.ts';
import { createVirtualPort, type VirtualPort } from './ports/virtual-port.ts';
import { createReaderHub, type ReaderHub } from './reader-hub.ts';

export interface ReadersOptions {
  /** How children of the PC/SC port are started; default as processes of this Node. */
  readonly children?: ChildLauncher;
}

/** Every reader of this machine. */
export interface Readers {
  readonly hub: ReaderHub;
  readonly virtual: VirtualPort;
}

/** Has card images by path listed beside the built-in cards. Errors are those of reading an image. */
export async function listCards({ virtual }: Readers, paths: readonly string[]): Promise<Result<void>> {
  for (const path of paths) {
    // A reader named by path is in the list once it was used.
    const used = await virtual.connect(virtual.scheme + path);
    if (!used.ok) return used;
    await used.value.disconnect('leave');
  }
  return ok(undefined);
}

/** Nothing is started before it is needed: who names a virtual card never touches PC/SC. */
export function createReaders({ children }: ReadersOptions = {}): Readers {
  const virtual = createVirtualPort({ builtin: builtinCard, list: BUILTIN_CARDS });
  const pcsc = createPcscPort(children === undefined ? {} : { launch: children });
  return { hub: createReaderHub([pcsc, createAtPort(), virtual, createReplayPort()]), virtual };
}
