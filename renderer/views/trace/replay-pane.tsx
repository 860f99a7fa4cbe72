import { run } from '../../actions/action.ts';
import { replayTrace } from '../../actions/trace-actions.ts';
import { useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { swText } from '../../model/trace-row.ts';
import { showLine } from '../../services/trace-service.ts';
import { type ShownTrace, updateTrace } from '../../stores/trace-store.ts';
import { formatCount } from '../../text/text.ts';
import { SidePane } from './side-pane.tsx';

/** What a card answered when it was asked the same again: where it differs, and what was not asked. */
export function ReplayPane({ trace: { state, replay } }: { readonly trace: ShownTrace }) {
  const t = useText();
  const { trace } = state;
  return (
    <SidePane
      title={t('trace.replay')}
      about={replay && t('trace.replayedOn', { card: replay.on })}
      testId="replay"
      onClose={() => updateTrace(trace, { side: 'detail' })}
    >
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
                  <button type="button" className="link" onClick={() => void showLine(trace, line)}>
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
    </SidePane>
  );
}
