import { usePlan } from '../actions/document-actions.ts';
import { ActionButton } from '../components/action-button.tsx';
import { Gap } from '../components/gap.tsx';
import { Icon } from '../components/icon.tsx';
import { useErrorText, useText } from '../components/use-text.ts';
import { VerdictGlyph } from '../components/verdict-glyph.tsx';
import { iccidTail } from '../model/iccid.ts';
import { useApp } from '../stores/app-store.ts';
import { useCards } from '../stores/cards-store.ts';
import { dropProblem, type OpenProblem, useDesk } from '../stores/desk-store.ts';
import { formatCount } from '../text/text.ts';

function Problem({ problem }: { readonly problem: OpenProblem }) {
  const t = useText();
  const { message, next } = useErrorText(problem.error);
  return (
    <div className="error-note" role="alert" data-testid="open-problem" data-code={problem.error.code}>
      <VerdictGlyph kind="error" size={16} />
      <p>
        <strong>{message}</strong>
        <Gap />
        <span>{next}</span>
      </p>
      <button
        type="button"
        className="note-close"
        aria-label={t('open.dismiss')}
        data-testid="open-problem-close"
        onClick={() => dropProblem(problem.id)}
      >
        <Icon name="close" size={13} />
      </button>
    </div>
  );
}

function WaitingPlan() {
  const t = useText();
  const plan = useDesk((state) => state.plan);
  // The button looks at the tabs: it has to be drawn anew with them.
  useCards();
  if (plan?.plan === undefined) return null;
  const { iccid, ranges } = plan.plan.plan;
  const bytes = ranges.reduce((sum, range) => sum + range.new.length / 2, 0);
  return (
    <div className="stage-note" role="status" data-testid="plan-waits">
      <VerdictGlyph kind="info" size={16} />
      <p>
        <strong>{t('plan.waits', { name: plan.name, tail: iccidTail(iccid), bytes: formatCount(bytes) })}</strong>
        <Gap />
        <span>{t('plan.waitsNext')}</span>
      </p>
      <ActionButton action={usePlan} className="button small" testId="plan-use" />
      <button
        type="button"
        className="note-close"
        aria-label={t('open.dismiss')}
        onClick={() => useDesk.setState({ plan: null })}
      >
        <Icon name="close" size={13} />
      </button>
    </div>
  );
}

/** What concerns the window above every view: a lost card service, files on their way, files that were not opened. */
export function StageNotes() {
  const t = useText();
  const link = useApp((state) => state.link);
  const { opening, problems } = useDesk();
  return (
    <div className="stage-notes">
      {link === 'lost' && (
        <div className="stage-note lost" role="alert" data-testid="link-lost">
          <VerdictGlyph kind="running" size={16} />
          <p>
            <strong>{t('link.lostTitle')}</strong> <span>{t('link.lostHint')}</span>
          </p>
        </div>
      )}
      {opening !== null && (
        <div className="stage-note" role="status" data-testid="opening">
          <VerdictGlyph kind="running" size={16} />
          <p>
            <strong>{t('open.sending', { name: opening.name })}</strong>{' '}
            <span className="num">
              {t('open.bytes', { sent: formatCount(opening.sent), size: formatCount(opening.size) })}
            </span>
          </p>
          <progress className="open-progress" max={opening.size} value={opening.sent} aria-hidden="true" />
        </div>
      )}
      <WaitingPlan />
      {problems.map((problem) => (
        <Problem key={problem.id} problem={problem} />
      ))}
    </div>
  );
}
