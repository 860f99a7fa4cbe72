import type { CSSProperties } from 'react';
import { stepTitle } from '../../../core/bootstrap/chain.ts';
import { CHAIN_STEPS } from '../../../core/bootstrap/read-result.ts';
import { useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { useApp } from '../../stores/app-store.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { Running } from '../running.tsx';
import { NotRead } from './not-read.tsx';

/** The nine steps, none of them reached: where the verdicts will stand. */
function EmptySpine({ reading }: { readonly reading: boolean }) {
  const t = useText();
  return (
    <ol className="spine" aria-label={t('spine.label')}>
      {CHAIN_STEPS.map((id) => (
        <li key={id} className="step">
          <div className="step-empty">
            <span className={reading ? 'step-line' : 'step-line dashed'}>
              <VerdictGlyph kind="notReached" />
            </span>
            <span className="step-name cut quiet">{stepTitle(id)}</span>
            {reading ? (
              <span className="blank-words" />
            ) : (
              <span className="step-fact cut">{t('spine.notReached')}</span>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}

const PANES = [
  ['tree', 'pane.tree', 'pane-body'],
  ['hex', 'pane.hex', 'pane-body hex-body'],
  ['meaning', 'pane.meaning', 'pane-body'],
] as const;

/** The panes of Explore before there is anything in them: as wide and as high as they will be. */
function EmptyPanes() {
  const t = useText();
  const width = useApp((state) => state.treeWidth);
  const style = width === null ? undefined : ({ '--tree-width': `${width}px` } as CSSProperties);
  return (
    <>
      <div className="panes" style={style} aria-hidden="true">
        {PANES.map(([id, title, body], at) => [
          at > 0 && <span key={`${id} gutter`} className={at === 1 ? 'gutter gutter-tree' : 'gutter gutter-hex'} />,
          <section key={id} className={`pane ${id}-pane`}>
            <div className="pane-head">
              <h2>{t(title)}</h2>
            </div>
            <div className={body} />
          </section>,
        ])}
      </div>
      <div className="inspector" aria-hidden="true">
        <div className="path-bar" />
      </div>
    </>
  );
}

/** A card that nothing was read of: it is being read for the first time, or that failed. The layout is the one that comes. */
export function UnreadView({ tab }: { readonly tab: CardTab }) {
  const reading = tab.liveness === 'reading';
  const explore = tab.view !== 'edit' && tab.view !== 'write';
  return (
    <div className="explore first-read" data-testid="unread" data-state={reading ? 'reading' : 'failed'}>
      {(explore || !reading) && <EmptySpine reading={reading} />}
      {reading ? (
        <>
          {explore && tab.view !== 'diagnose' && <EmptyPanes />}
          <Running tab={tab} className="reading-now" />
        </>
      ) : (
        <NotRead tab={tab} />
      )}
    </div>
  );
}
