import type { ReactNode } from 'react';
import type { AppError } from '../../core/base/app-error.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import { rereadCard } from '../actions/reader-acts.ts';
import { ActionButton } from '../components/action-button.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { ProgressSaid } from '../components/progress-said.tsx';
import { useText } from '../components/use-text.ts';
import { useApp } from '../stores/app-store.ts';
import type { CardTab, ViewId } from '../stores/cards-store.ts';
import { CardHead } from './card-head.tsx';
import { DiagnoseView } from './diagnose/diagnose-view.tsx';
import { EditView } from './edit/edit-view.tsx';
import { ExploreView } from './explore/explore-view.tsx';
import { ObjectsView } from './provision/objects-view.tsx';
import { ProvisionView } from './provision/provision-view.tsx';
import { RecoverView } from './recover/recover-view.tsx';
import { Running } from './running.tsx';
import { TraceView } from './trace/trace-view.tsx';
import { UnreadView } from './unread/unread-view.tsx';
import { WriteView } from './write/write-view.tsx';

/** People know a reader by its title, not by the name with its scheme. */
function named(error: AppError, tab: CardTab): AppError {
  return error.details.reader === tab.reader ? { ...error, details: { ...error.details, reader: tab.title } } : error;
}

interface ViewProps {
  readonly tab: CardTab;
  readonly read: ReadResult;
}

/** The views of a card that was read. */
const VIEWS: Readonly<Record<Exclude<ViewId, 'trace'>, (props: ViewProps) => ReactNode>> = {
  explore: ExploreView,
  edit: EditView,
  write: WriteView,
  diagnose: DiagnoseView,
  provision: ProvisionView,
  objects: ObjectsView,
  recover: ({ tab, read }) =>
    tab.recovery === null ? <ExploreView tab={tab} read={read} /> : <RecoverView tab={tab} recovery={tab.recovery} />,
};

/** A trace is there as soon as there was an exchange; all other views want a card that was read. */
function ChosenView({ tab }: { readonly tab: CardTab }) {
  if (tab.view === 'trace' && tab.traced !== null) return <TraceView tab={tab} />;
  if (tab.read === null) return <UnreadView tab={tab} />;
  const View = VIEWS[tab.view === 'trace' ? 'explore' : tab.view];
  return <View tab={tab} read={tab.read} />;
}

/** Everything about one card: head, what is wrong with the session, and the chosen view. */
export function CardView({ tab }: { readonly tab: CardTab }) {
  const t = useText();
  const reading = tab.liveness === 'reading';
  // While the window says that the service is gone, the card need not say it too.
  const gone = useApp(({ link }) => link === 'lost');
  const onTrace = tab.view === 'trace' && tab.traced !== null;
  return (
    <div className="card-view">
      <CardHead tab={tab} />
      <ProgressSaid words={reading ? t('card.reading') : tab.read === null ? '' : t('card.wasRead')} />
      {reading && (tab.read !== null || onTrace) && <Running tab={tab} className="running" />}
      {tab.error && !(gone && tab.error.code === 'host-lost') && (
        <ErrorNote error={named(tab.error, tab)}>
          {(tab.read !== null || onTrace) && (
            <ActionButton action={rereadCard} className="button small" testId="reread" />
          )}
        </ErrorNote>
      )}
      {tab.refusal && <ErrorNote error={named(tab.refusal, tab)} />}
      <ChosenView tab={tab} />
    </div>
  );
}
