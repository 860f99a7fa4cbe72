import { setTimeout as delay } from 'node:timers/promises';
import { toHex } from '../../../core/base/bytes.ts';
import { SCARD } from './abi.ts';
import type { RawReader, WatchReport } from './frames.ts';
import { RETURN_CODES, SUCCESS } from './return-codes.ts';
import type { Handle, ReaderEntry, Winscard } from './winscard.ts';

/** A reader of this name changes when readers come or go; the upper half of its state is the number of readers. */
const PLUG_AND_PLAY = '\\\\?PnP?\\Notification';
/** Upper bound of one wait: a new reader is found at the latest then, whatever the library tells. */
const LONGEST_WAIT = 5000;
/** Without plug and play, new readers are looked for this often. */
const POLL = 1000;
/** Stands for a wait that did not take place. */
const UNWATCHED = -1;
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
    const readers: RawReader[] = [];
    for (let at = 0; at < listed.names.length; at += api.abi.entries) {
      const some = listed.names.slice(at, at + api.abi.entries).map((name) => ({ name, current: 0 }));
      const states = api.getStatusChange(context, 0, some);
      if (states.rc !== SUCCESS) return { ask, rc: states.rc, readers: [] };
      for (const { name, event, atr } of states.readers) {
        if ((event & SCARD.STATE_UNKNOWN) === 0) readers.push({ name, state: event, atr: toHex(atr) });
      }
    }
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
  const { entries, plugAndPlay } = api.abi;
  const all: ReaderEntry[] = readers.map(({ name, state }) => ({ name, current: state }));
  if (plugAndPlay) all.push({ name: PLUG_AND_PLAY, current: readers.length << 16 });
  const watched = all.slice(0, entries);
  // What one call does not cover is looked for by the clock.
  const longest = plugAndPlay && all.length <= entries ? LONGEST_WAIT : POLL;
  const rc = watched.length === 0 ? UNWATCHED : await api.waitStatusChange(context, longest, watched);
  // A change, or none in all that time: the next report tells. Anything else would come back at once, again and again.
  if (rc !== SUCCESS && rc !== RETURN_CODES.SCARD_E_TIMEOUT.value) await delay(POLL);
  return api.isValidContext(context) !== SUCCESS;
}
