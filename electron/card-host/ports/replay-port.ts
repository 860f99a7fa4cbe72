import { readFile } from 'node:fs/promises';
import { appError } from '../../../core/base/app-error.ts';
import { fromHex } from '../../../core/base/bytes.ts';
import { err, ok, type Result } from '../../../core/base/result.ts';
import { importing } from '../../../core/trace/import-trace.ts';
import { readTraceOf } from '../../../core/trace/trace-source.ts';
import type { CardTransport, ReaderPort, ReaderState } from '../../../core/transport/card-transport.ts';
import { replayTransport } from '../../../core/transport/replay.ts';
import type { TraceFile } from '../../../core/transport/trace-file.ts';
import { reasonOf } from '../../storage/error-reason.ts';
import { inSlices } from '../time-slice.ts';

const SCHEME = 'replay:';

/** A trace file of any form. */
export async function loadTrace(path: string): Promise<Result<TraceFile>> {
  try {
    const opened = await inSlices(importing(await readFile(path), path));
    return opened.ok ? await inSlices(readTraceOf(opened.value.source)) : opened;
  } catch (problem) {
    return err(appError('file-unreadable', { path, reason: reasonOf(problem) }));
  }
}

function stateOf(name: string, trace: TraceFile): ReaderState {
  const atr = fromHex(trace.header.atr);
  const state = { name, title: `Trace of ${trace.header.reader}`, kind: 'replay', card: 'present' } as const;
  return atr === undefined ? state : { ...state, atr };
}

/** The readers `replay:<trace file>`. A trace is listed once it was opened; every connection starts at its beginning. */
export function createReplayPort(): ReaderPort {
  const known = new Map<string, ReaderState>();
  const open = new Set<CardTransport>();
  const listeners = new Set<(readers: Result<readonly ReaderState[]>) => void>();
  const states = () => ok([...known.values()]);

  return {
    scheme: SCHEME,
    list: async () => states(),
    watch: (listener) => {
      listeners.add(listener);
      queueMicrotask(() => {
        if (listeners.has(listener)) listener(states());
      });
      return () => {
        listeners.delete(listener);
      };
    },
    connect: async (name) => {
      if (!name.startsWith(SCHEME)) return err(appError('reader-unknown', { reader: name }));
      const trace = await loadTrace(name.slice(SCHEME.length));
      if (!trace.ok) return trace;
      const fresh = !known.has(name);
      known.set(name, stateOf(name, trace.value));
      if (fresh) for (const listener of listeners) listener(states());
      const transport = replayTransport(trace.value, name);
      open.add(transport);
      return ok(transport);
    },
    close: async () => {
      listeners.clear();
      for (const transport of open) await transport.disconnect('leave');
      open.clear();
    },
  };
}
