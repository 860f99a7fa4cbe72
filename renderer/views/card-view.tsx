import type { AppError } from '../../core/base/app-error.ts';
import { rereadCard } from '../actions/reader-acts.ts';
import { ActionButton } from '../components/action-button.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { ProgressSaid } from '../components/progress-said.tsx';
import { useText } from '../components/use-text.ts';
import { VerdictGlyph } from '../components/verdict-glyph.tsx';
import { describeExchange } from '../model/exchange-text.ts';
import type { CardTab } from '../stores/cards-store.ts';
import { CardHead } from './card-head.tsx';
import { DiagnoseView } from './diagnose/diagnose-view.tsx';
import { EditView } from './edit/edit-view.tsx';
import { ExploreView } from './explore/explore-view.tsx';
import { ObjectsView } from './provision/objects-view.tsx';
import { ProvisionView } from './provision/provision-view.tsx';
import { RecoverView } from './recover/recover-view.tsx';
import { TraceView } from './trace/trace-view.tsx';
import { WriteView } from './write/write-view.tsx';

/** Names the exchange that is running: what the user waits for is never hidden behind a spinner. */
function Running({ tab }: { readonly tab: CardTab }) {
  const t = useText();
  const last = tab.trace[tab.trace.length - 1];
  const text = last && describeExchange(last);
  return (
    <div className="running" data-testid="reading">
      <VerdictGlyph kind="running" size={16} />
      <span>{t('card.reading')}</span>
      {text && (
        <span className="mono cut">
          {text.name} {text.offset} {text.sw}
        </span>
      )}
      {text && <span className="num">{t('card.exchange', { count: tab.trace.length })}</span>}
    </div>
  );
}

/** People know a reader by its title, not by the name with its scheme. */
function named(error: AppError, tab: CardTab): AppError {
  return error.details.reader === tab.reader ? { ...error, details: { ...error.details, reader: tab.title } } : error;
}

/** Everything about one card: head, what is wrong with the session, and the chosen view. */
export function CardView({ tab }: { readonly tab: CardTab }) {
  const t = useText();
  const reading = tab.liveness === 'reading';
  return (
    <div className="card-view">
      <CardHead tab={tab} />
      <ProgressSaid words={reading ? t('card.reading') : tab.read === null ? '' : t('card.wasRead')} />
      {reading && <Running tab={tab} />}
      {tab.error && (
        <ErrorNote error={named(tab.error, tab)}>
          <ActionButton action={rereadCard} className="button small" testId="reread" />
        </ErrorNote>
      )}
      {tab.refusal && <ErrorNote error={named(tab.refusal, tab)} />}
      {tab.view === 'trace' && tab.traced !== null ? (
        <TraceView tab={tab} />
      ) : tab.read === null ? (
        <div className="card-blank" />
      ) : tab.view === 'edit' ? (
        <EditView tab={tab} />
      ) : tab.view === 'recover' && tab.recovery !== null ? (
        <RecoverView tab={tab} recovery={tab.recovery} />
      ) : tab.view === 'provision' ? (
        <ProvisionView tab={tab} />
      ) : tab.view === 'objects' ? (
        <ObjectsView tab={tab} read={tab.read} />
      ) : tab.view === 'write' ? (
        <WriteView tab={tab} />
      ) : tab.view === 'diagnose' ? (
        <DiagnoseView tab={tab} read={tab.read} />
      ) : (
        <ExploreView tab={tab} read={tab.read} />
      )}
    </div>
  );
}
