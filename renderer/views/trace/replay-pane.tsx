import { run } from '../../actions/action.ts';
import { replayTrace } from '../../actions/trace-actions.ts';
import { Icon } from '../../components/icon.tsx';
import { useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { swText } from '../../model/trace-row.ts';
import { selectLine } from '../../services/trace-service.ts';
import { type ShownTrace, updateTrace } from '../../stores/trace-store.ts';
import { formatCount } from '../../text/text.ts';

/** What a card answered when it was asked the same again: where it differs, and what was not asked. */
export function ReplayPane({ trace: { state, replay } }: { readonly trace: ShownTrace }) {
  const t = useText();
  const { trace } = state;
  const go = (line: number) => {
    updateTrace(trace, { side: 'detail' });
    void selectLine(trace, line);
  };
  return (
    <aside
      className="trace-side scroll"
      aria-label={t('trace.replay')}
      data-pane="side"
      tabIndex={-1}
      data-testid="replay"
    >
      <header className="td-head">
        <h2>{t('trace.replay')}</h2>
        <button
          type="button"
          className="head-icon"
          data-testid="replay-close"
          aria-label={t('trace.backToDetail')}
          title={t('trace.backToDetail')}
          onClick={() => updateTrace(trace, { side: 'detail' })}
        >
          <Icon name="close" size={13} />
        </button>
        {replay !== null && <p>{t('trace.replayedOn', { card: replay.on })}</p>}
      </header>
      {replay === null ? (
        <p className="pane-empty" role="status">
          {t('trace.replaying')}
        </p>
      ) : (
        <section>
          <p className="phone-end" data-testid="replay-end">
            <VerdictGlyph kind={replay.answers.same === replay.answers.asked ? 'ok' : 'warning'} size={16} />
            {replay.answers.same === replay.answers.asked
              ? t('trace.replaySame', { asked: formatCount(replay.answers.asked) })
              : t('trace.replayDiffers', {
                  asked: formatCount(replay.answers.asked),
                  different: formatCount(replay.answers.asked - replay.answers.same),
                })}
          </p>
          {replay.answers.left > 0 && (
            <p className="td-hint">{t('trace.replayLeft', { left: formatCount(replay.answers.left) })}</p>
          )}
          {replay.answers.stopped && (
            <p className="td-hint">{t('trace.replayStopped', { asked: formatCount(replay.answers.asked) })}</p>
          )}
          <ul className="phone-steps">
            {replay.answers.different.map(({ line, was, is, data }) => (
              <li key={line} data-testid="replay-difference">
                <VerdictGlyph kind="warning" size={14} />
                <div>
                  <button type="button" className="link" onClick={() => go(line)}>
                    {t('trace.line', { line })}
                  </button>
                  <p className="td-hint mono">
                    {was === is ? swText(is) : `${swText(was)} → ${swText(is)}`} {data && t('trace.replayData')}
                  </p>
                </div>
              </li>
            ))}
          </ul>
          <button type="button" className="button small" onClick={() => run(replayTrace)}>
            {t('trace.replayAgain')}
          </button>
        </section>
      )}
    </aside>
  );
}
