import { useEffect } from 'react';
import { ErrorNote } from '../../components/error-note.tsx';
import { useText } from '../../components/use-text.ts';
import { watchTrace } from '../../services/trace-service.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { useTrace } from '../../stores/trace-store.ts';
import { formatCount } from '../../text/text.ts';
import { PhonePane } from './phone-pane.tsx';
import { ReplayPane } from './replay-pane.tsx';
import { TraceBars } from './trace-bars.tsx';
import { TraceDetailPane } from './trace-detail-pane.tsx';
import { TraceFilter } from './trace-filter.tsx';
import { TraceFoot } from './trace-foot.tsx';
import { TraceTable } from './trace-table.tsx';

/** Every exchange of a session or a file, decoded: filter, bytes over time, the table, and everything about one of them. */
export function TraceView({ tab }: { readonly tab: CardTab }) {
  const t = useText();
  const { traced } = tab;
  const trace = useTrace(traced);
  useEffect(() => (traced === null ? undefined : watchTrace(traced)), [traced]);
  if (traced === null || trace === undefined) return <div className="card-blank" />;
  const { state } = trace;
  const error = trace.error ?? state.error;
  const opening = state.format !== 'session' && state.error === null && state.lines < (state.total ?? 0);
  return (
    <div className="trace-view" data-testid="trace">
      <TraceFilter trace={trace} />
      {error !== null && <ErrorNote error={error} />}
      <div className="trace-panes">
        <div className="trace-main">
          <TraceBars trace={trace} />
          {opening && (
            <div className="trace-opening" role="status" data-testid="trace-opening">
              <progress max={state.total ?? 1} value={state.lines} aria-label={t('trace.table')} />
              {t('trace.indexing', { lines: formatCount(state.lines), total: formatCount(state.total ?? 0) })}
            </div>
          )}
          <TraceTable trace={trace} live={tab.session !== null} reading={tab.liveness === 'reading'} />
          <TraceFoot trace={trace} live={tab.session !== null} />
        </div>
        {trace.side === 'phone' && <PhonePane trace={trace} />}
        {trace.side === 'replay' && <ReplayPane trace={trace} />}
        {trace.side === 'detail' && <TraceDetailPane tab={tab} trace={trace} />}
      </div>
    </div>
  );
}
