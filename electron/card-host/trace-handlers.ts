import { ok, type Result } from '../../core/base/result.ts';
import { cardFromBook } from '../../core/trace/trace-card.ts';
import type { ClientState } from './client-state.ts';
import { withRead } from './handler-scope.ts';
import type { HostTrace } from './host-trace.ts';
import type { Handlers } from './request-handlers.ts';
import { traceDocuments } from './trace-documents.ts';
import { exportName, TraceExport, TraceExports } from './trace-export.ts';
import { phoneStory } from './trace-phone.ts';
import { replayOn } from './trace-replay.ts';
import { copiedRow } from './trace-shown.ts';

type TraceHandlers = Pick<Handlers, Exclude<Extract<keyof Handlers, `trace.${string}`>, 'trace.slice'>>;

/** What the requests about traces do. */
export function traceHandlers(client: ClientState): TraceHandlers {
  const documents = traceDocuments(client);
  const exports = new TraceExports();
  const withTrace = async <T>(
    id: string,
    act: (trace: HostTrace) => Result<T> | Promise<Result<T>>,
  ): Promise<Result<T>> => {
    const trace = documents.find(id);
    return trace.ok ? act(trace.value) : trace;
  };

  return {
    'trace.watch': ({ trace }) => withTrace(trace, (found) => ok(found.watch())),

    'trace.unwatch': ({ trace }) =>
      withTrace(trace, (found) => {
        found.unwatch();
        return ok({});
      }),

    'trace.close': async ({ trace }) => {
      documents.close(trace);
      return ok({});
    },

    'trace.page': ({ trace, view, from, count }) =>
      withTrace(trace, async (found) => ok(await found.page(view, from, count))),

    'trace.filter': ({ trace, filter }) => withTrace(trace, (found) => found.filter(filter)),

    'trace.detail': ({ trace, line }) => withTrace(trace, (found) => found.detail(line)),

    'trace.failure': ({ trace, line, back }) =>
      withTrace(trace, async (found) => ok({ line: await found.failure(line, back) })),

    'trace.lineOf': ({ trace, exchange }) =>
      withTrace(trace, async (found) => {
        await found.settled();
        return ok({ line: found.index.jumpTo(exchange) });
      }),

    'trace.bars': ({ trace }) => withTrace(trace, (found) => ok(found.bars())),

    'trace.phone': ({ trace }) => withTrace(trace, phoneStory),

    'trace.copy': ({ trace, line, form }) =>
      withTrace(trace, (found) => {
        const text = copiedRow(found.index, found.rows.lines(found.rows.rowOf(line)), form);
        return text.ok ? ok({ text: text.value }) : text;
      }),

    'trace.export': ({ trace, form, filtered }) =>
      withTrace(trace, async (found) => {
        await found.settled();
        const job = exports.begin(new TraceExport(found, form, filtered));
        return ok({ job, name: exportName(found.feed.title, form) });
      }),

    'trace.exportPart': ({ job }) => exports.piece(job),

    'trace.card': ({ trace }) =>
      withTrace(trace, async (found) => {
        await found.settled();
        const { image, notes } = cardFromBook(found.index.book, found.index.header);
        const title = found.feed.title.replace(/^.*[/\\:]/, '');
        const reader = client.options.desk.documents.addCard(title, image);
        return ok({ reader, title, notes: [...notes] });
      }),

    'trace.replay': ({ trace, session }) =>
      withTrace(trace, (found) =>
        withRead(client, session, async (card) => {
          const replayed = await replayOn(found, card.transport);
          // The card was reset: what was verified on it is gone.
          card.disarm();
          return replayed;
        }),
      ),
  };
}
