import { useCoreReasons, useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import type { ShownTrace } from '../../stores/trace-store.ts';
import { formatCount } from '../../text/text.ts';

/** What the trace comes to, and how it is shown. */
export function TraceFoot({
  trace: { state, exporting },
  live,
}: {
  readonly trace: ShownTrace;
  readonly live: boolean;
}) {
  const t = useText();
  const say = useCoreReasons();
  return (
    <div className="trace-foot" data-testid="trace-foot">
      {live && <span className="trace-live">{t('trace.live')}</span>}
      {state.format !== 'session' && <span className="cut">{say(state.format)}</span>}
      {exporting !== null && <span role="status">{t('trace.exporting', { lines: formatCount(exporting) })}</span>}
      {state.notes.length > 0 && (
        <span className="cut" title={state.notes.map(say).join('\n')}>
          {t('trace.notes', { notes: state.notes.map(say).join(t('trace.notesGap')) })}
        </span>
      )}
      <span className="status-space" />
      {state.failed > 0 && (
        <span className="trace-failed">
          <VerdictGlyph kind="error" size={12} />
          {t('trace.failed', { count: formatCount(state.failed) })}
        </span>
      )}
      <span className="cut">{t('trace.foldedNote')}</span>
      <span className="num">{t('trace.sums', { sent: formatCount(state.sent), got: formatCount(state.got) })}</span>
    </div>
  );
}
