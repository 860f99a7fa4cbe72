import { appError } from '../../core/base/app-error.ts';
import { toHex } from '../../core/base/bytes.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { type ImportedTrace, TRACE_FORMATS } from '../../core/trace/imported-trace.ts';
import type { TraceSource } from '../../core/trace/trace-source.ts';
import { traceLineOf } from '../../core/transport/trace-file.ts';
import type { Session } from './session.ts';

/** Where the lines of a trace come from. */
export interface TraceFeed {
  readonly title: string;
  /** What it was read from, in words; `session` where it is being recorded. */
  readonly format: string;
  readonly notes: readonly string[];
  /** Its count grows where a session goes on. */
  readonly source: TraceSource;
}

/** The exchanges of a session, as it keeps them: the trace of a card that left can still be looked at. */
export function sessionFeed(session: Session): TraceFeed {
  const { reader, atr, protocol } = session.transport;
  return {
    title: reader,
    format: 'session',
    notes: [],
    source: {
      header: { format: 'bootcard-trace/1', reader, atr: toHex(atr), protocol, created: session.began.toISOString() },
      get count() {
        return session.nextExchange();
      },
      line: (index) => {
        const [exchange] = session.exchangesFrom(index, 1);
        return exchange === undefined ? noExchange(reader, index) : ok(traceLineOf(exchange, reader));
      },
    },
  };
}

function noExchange(path: string, index: number): Result<never> {
  return err(appError('trace-invalid', { path, line: index + 1, reason: 'there is no such line' }));
}

/** What was opened as a file. */
export function fileFeed(title: string, { source, format, notes }: ImportedTrace): TraceFeed {
  return { title, format: TRACE_FORMATS[format], notes, source };
}
