import { closeActiveTab } from '../../actions/app-actions.ts';
import { showChecks } from '../../actions/document-actions.ts';
import { rereadCard } from '../../actions/reader-acts.ts';
import { showTrace } from '../../actions/trace-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { useText } from '../../components/use-text.ts';
import { describeExchange } from '../../model/exchange-text.ts';
import { titleIn } from '../../model/reader-name.ts';
import { readerState } from '../../model/reader-state.ts';
import { useApp } from '../../stores/app-store.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { formatCount } from '../../text/text.ts';

/** How far it came: how many exchanges there were, and the last of them. */
function Tried({ tab }: { readonly tab: CardTab }) {
  const t = useText();
  const last = tab.trace[tab.trace.length - 1];
  if (last === undefined) return t('unread.nothingSent');
  const { name, offset, sw } = describeExchange(last);
  return (
    <>
      {t(tab.trace.length === 1 ? 'unread.exchange' : 'unread.exchanges', { count: formatCount(tab.trace.length) })}{' '}
      <span className="mono">{[name, offset, sw].filter((word) => word !== null && word !== '').join(' ')}</span>
    </>
  );
}

/** After a first read that failed: what was tried on which reader, how that stands now, and what can be done. Why stands above. */
export function NotRead({ tab }: { readonly tab: CardTab }) {
  const t = useText();
  const app = useApp();
  const reader = app.readers.find(({ name }) => name === tab.reader);
  const state = reader && readerState(reader, tab);
  const ready = rereadCard.ready({ app, tab });
  return (
    <div className="not-read scroll" data-pane="main" data-testid="not-read">
      <section aria-labelledby="not-read">
        <h2 id="not-read">{t('unread.title')}</h2>
        <dl>
          <dt>{t('unread.reader')}</dt>
          <dd>
            <span className="wrap">{reader === undefined ? tab.title : titleIn(reader, app.language)}</span>
            <span className="mono quiet wrap">{tab.reader}</span>
          </dd>
          <dt>{t('unread.now')}</dt>
          <dd data-testid="unread-now">{state === undefined ? t('unread.readerGone') : t(state.text, state.values)}</dd>
          <dt>{t('unread.tried')}</dt>
          <dd>
            <Tried tab={tab} />
          </dd>
        </dl>
        <p className="view-acts">
          <ActionButton action={rereadCard} className="button primary" testId="reread" />
          {tab.trace.length > 0 && <ActionButton action={showTrace} testId="unread-trace" />}
          <ActionButton action={showChecks} testId="unread-checks" />
          <ActionButton action={closeActiveTab} testId="unread-close" />
        </p>
        {ready !== true && ready !== null && <p className="quiet">{t(ready)}</p>}
      </section>
    </div>
  );
}
