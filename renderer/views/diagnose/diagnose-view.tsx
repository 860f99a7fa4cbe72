import { useEffect, useRef } from 'react';
import type { ReadResult } from '../../../core/bootstrap/read-result.ts';
import { diagnoseAgain } from '../../actions/diagnose-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { ProgressSaid } from '../../components/progress-said.tsx';
import { useCoreReasons, useText } from '../../components/use-text.ts';
import { diagnosedSteps } from '../../model/diagnose-findings.ts';
import { diagnose, showFinding } from '../../services/diagnose-service.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { useDiagnosis } from '../../stores/diagnose-store.ts';
import { Spine } from '../explore/spine.tsx';
import { ComparePart } from './compare-part.tsx';
import { DeviceSide } from './device-side.tsx';
import { DiagnoseFoot } from './diagnose-foot.tsx';
import { DiagnoseRunning } from './diagnose-running.tsx';
import { FindingCard } from './finding-card.tsx';
import { FindingLists } from './finding-lists.tsx';
import { GoodVerdict } from './good-verdict.tsx';

/** Why a device does not bootstrap from this card: the cause first, its evidence, its fix, and which devices would then. */
export function DiagnoseView({ tab, read }: { readonly tab: CardTab; readonly read: ReadResult }) {
  const t = useText();
  const say = useCoreReasons();
  const state = useDiagnosis(tab.id);
  const main = useRef<HTMLDivElement>(null);
  const due = tab.liveness === 'live' && tab.session !== null && state?.of !== read;
  // Whoever comes here wants to know: a card that was read anew is diagnosed anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each reading
  useEffect(() => {
    if (due) void diagnose(tab);
  }, [due, read]);
  const shown = state?.shown ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another finding is read from its beginning
  useEffect(() => {
    main.current?.scrollTo({ top: 0 });
  }, [shown]);
  const { diagnosis = null, error = null, phase = 'running' } = state ?? {};
  const running = phase === 'running' || phase === 'examining';
  const finding = shown === null ? undefined : diagnosis?.findings[shown];
  const steps = diagnosis === null ? read.steps : diagnosedSteps(read.steps, diagnosis);
  const toStep = (id: string) => {
    const at = diagnosis?.findings.findIndex((item) => item.step === id && item.under === null) ?? -1;
    if (at >= 0) showFinding(tab, at);
  };
  return (
    <div className={tab.liveness === 'live' ? 'explore' : 'explore stale'} data-testid="diagnose" data-phase={phase}>
      <Spine tab={tab} read={{ ...read, steps }} current={finding?.step ?? null} onStep={toStep} />
      <ProgressSaid
        words={running ? t('diagnose.running') : phase === 'failed' || state === undefined ? '' : t('diagnose.ended')}
      />
      {state !== undefined && running && <DiagnoseRunning tab={tab} state={state} />}
      {error !== null && tab.error === null && (
        <ErrorNote error={error}>
          <ActionButton action={diagnoseAgain} className="button small" />
        </ErrorNote>
      )}
      {state !== undefined && diagnosis !== null && (
        <div className="diagnose">
          <div className="diagnose-main">
            <div ref={main} className="diagnose-body scroll" data-pane="main" data-pane-focus tabIndex={-1}>
              {finding === undefined || shown === null ? (
                <GoodVerdict tab={tab} diagnosis={diagnosis} />
              ) : (
                <FindingCard tab={tab} state={state} diagnosis={diagnosis} at={shown} finding={finding} />
              )}
              <FindingLists tab={tab} state={state} diagnosis={diagnosis} />
              <ComparePart tab={tab} state={state} />
              {diagnosis.notes.length > 0 && (
                <ul className="diagnose-notes">
                  {diagnosis.notes.map((note) => (
                    <li key={note}>{say(note)}</li>
                  ))}
                </ul>
              )}
            </div>
            <DiagnoseFoot tab={tab} diagnosis={diagnosis} />
          </div>
          <DeviceSide state={state} />
        </div>
      )}
      {diagnosis === null && (
        <p className="diagnose-wait">{t(phase === 'failed' ? 'diagnose.stopped' : 'diagnose.nothingYet')}</p>
      )}
    </div>
  );
}
