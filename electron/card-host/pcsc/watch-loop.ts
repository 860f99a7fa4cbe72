import { setTimeout as delay } from 'node:timers/promises';
import { toHex } from '../../../core/base/bytes.ts';
import { SCARD } from './abi.ts';
import type { RawReader, WatchReport } from './frames.ts';
import { SUCCESS } from './return-codes.ts';
import type { Handle, ReaderEntry, Winscard } from './winscard.ts';

/** A reader of this name changes when readers come or go; the upper half of its state is the number of readers. */
const PLUG_AND_PLAY = '\\\\?PnP?\\Notification';
/** Upper bound of one wait: a new reader is found at the latest then, whatever the library tells. */
const LONGEST_WAIT = 5000;
/** Without plug and play, new readers are looked for this often. */
const POLL = 1000;
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 2000;

/**
 * The present state of all readers, through a context of its own: contexts do not outlive the service that gave them.
 * @param ask see {@link WatchReport}
 */
export function takeReport(api: Winscard, ask: number): WatchReport {
  const { rc, context } = api.establishContext();
  if (rc !== SUCCESS) return { ask, rc, readers: [] };
  try {
    const listed = api.listReaders(context);
    if (listed.rc !== SUCCESS || listed.names.length === 0) return { ask, rc: listed.rc, readers: [] };
    const states = api.getStatusChange(
      context,
      0,
      listed.names.map((name) => ({ name, current: 0 })),
    );
    if (states.rc !== SUCCESS) return { ask, rc: states.rc, readers: [] };
    const readers = states.readers
      .filter(({ event }) => (event & SCARD.STATE_UNKNOWN) === 0)
      .map(({ name, event, atr }): RawReader => ({ name, state: event, atr: toHex(atr) }));
    return { ask, rc, readers };
  } finally {
    api.releaseContext(context);
  }
}

/** Reports at once and after every change, for ever. A service that stopped is looked for at growing intervals. */
export async function watchReaders(api: Winscard, report: (report: WatchReport) => void): Promise<never> {
  let pause = FIRST_PAUSE;
  let context: Handle | undefined;
  for (;;) {
    const now = takeReport(api, 0);
    report(now);
    let rc = now.rc;
    if (rc === SUCCESS && context === undefined) {
      const established = api.establishContext();
      rc = established.rc;
      if (rc === SUCCESS) context = established.context;
    }
    if (rc === SUCCESS && context !== undefined) {
      pause = FIRST_PAUSE;
      const broken = await nextChange(api, context, now.readers);
      if (!broken) continue;
    }
    if (context !== undefined) api.releaseContext(context);
    context = undefined;
    await delay(pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}

/** @returns true when the context is of no use any more */
async function nextChange(api: Winscard, context: Handle, readers: readonly RawReader[]): Promise<boolean> {
  const entries: ReaderEntry[] = readers.map(({ name, state }) => ({ name, current: state }));
  if (api.abi.plugAndPlay) entries.push({ name: PLUG_AND_PLAY, current: readers.length << 16 });
  else if (entries.length === 0) {
    await delay(POLL);
    return api.isValidContext(context) !== SUCCESS;
  }
  await api.waitStatusChange(context, api.abi.plugAndPlay ? LONGEST_WAIT : POLL, entries);
  // Changed, timed out, or a reader became unknown: the next report tells. A dead service shows in the context.
  return api.isValidContext(context) !== SUCCESS;
}
