import { hexWord } from '../../../core/base/bytes.ts';
import type { PlanStep } from '../../../core/plan/write-plan.ts';
import { showExplore } from '../../actions/app-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Icon } from '../../components/icon.tsx';
import { useText } from '../../components/use-text.ts';
import { type GlyphKind, VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { planStages, type Stage, stageState } from '../../model/plan-stages.ts';
import { dropPlan } from '../../services/write-service.ts';
import type { CardTab, RunState, WriteState } from '../../stores/cards-store.ts';
import { formatCount } from '../../text/text.ts';
import { ColumnHead } from './column-head.tsx';

function StageLine({
  stage,
  glyph,
  progress,
}: {
  readonly stage: Stage;
  readonly glyph: GlyphKind;
  readonly progress: string | null;
}) {
  const t = useText();
  const first = stage.steps[0];
  return (
    <li className="stage-line" data-testid={`stage-${stage.kind}`} data-state={glyph}>
      <VerdictGlyph kind={glyph} size={16} />
      <div>
        <p className="stage-title">
          {t(`stage.${stage.kind}`, { count: stage.steps.length, fid: first?.file.slice(-4) ?? '' })}
        </p>
        <p className="quiet">{progress ?? (first === undefined ? '' : detail(t, stage, first))}</p>
      </div>
    </li>
  );
}

function detail(t: ReturnType<typeof useText>, { kind, steps }: Stage, first: PlanStep): string {
  const bytes = steps.reduce((sum, step) => sum + step.data.length / 2, 0);
  return t(`stage.${kind}.detail`, {
    offset: hexWord(first.offset),
    bytes: formatCount(bytes),
    data: first.data.slice(0, 8),
  });
}

function Result({ run, write }: { readonly run: RunState; readonly write: WriteState }) {
  const t = useText();
  if (run.state === 'running') return null;
  if (run.state === 'failed') {
    return (
      <div className="result error" data-testid="write-result" data-result={run.error.code} role="alert">
        <ErrorNote error={run.error} />
      </div>
    );
  }
  const { flash, backup, error } = run;
  const good = flash.result === 'verified' || flash.result === 'unchanged';
  return (
    <div
      className={good ? 'result ok' : 'result error'}
      data-testid="write-result"
      data-result={flash.result}
      role={good ? 'status' : 'alert'}
    >
      <h3>
        <VerdictGlyph kind={good ? 'ok' : 'error'} size={20} />
        {t(`result.${flash.result}`)}
      </h3>
      <p>
        {flash.result === 'failed' && flash.firstDifference !== null
          ? t('result.difference', { offset: hexWord(flash.firstDifference) })
          : good && t('result.equal', { total: formatCount(write.plan.capacity) })}{' '}
        {t('result.cost', { bytes: formatCount(flash.bytesWritten), exchanges: formatCount(flash.exchanges) })}
      </p>
      {error && <ErrorNote error={error} />}
      <p className="backup">
        {t('result.backup')}{' '}
        <span className="mono" data-testid="backup-path">
          {backup}
        </span>
      </p>
    </div>
  );
}

/** The steps as they happen, and what reading back proved. */
export function ProveColumn({ tab, write }: { readonly tab: CardTab; readonly write: WriteState }) {
  const t = useText();
  const { plan, run } = write;
  const stages = planStages(plan.steps);
  const proven = run?.state === 'done' && (run.flash.result === 'verified' || run.flash.result === 'unchanged');
  return (
    <section className="column prove" aria-label={t('write.prove')} data-pane="side">
      <ColumnHead
        at={3}
        state={proven ? 'done' : run?.state === 'running' ? 'now' : 'later'}
        title={t('write.prove')}
      />
      <div className="column-body scroll">
        {run !== null && <Result run={run} write={write} />}
        {run !== null && run.state !== 'running' && (
          <p className="view-acts">
            <ActionButton action={showExplore} />
            <button type="button" className="button" data-testid="new-plan" onClick={() => void dropPlan(tab)}>
              {t('write.backToEdit')}
            </button>
          </p>
        )}
        <ol className="stages" aria-live="polite">
          {stages.map((stage) => {
            const state = stageState(stage, run);
            const progress =
              run?.state === 'running' && run.progress && state === 'running'
                ? t('stage.progress', {
                    step: run.progress.step,
                    total: run.progress.total,
                    offset: hexWord(run.progress.offset),
                  })
                : null;
            return <StageLine key={stage.first} stage={stage} glyph={state} progress={progress} />;
          })}
        </ol>
        {run === null && (
          <div className="price">
            <p>
              <Icon name="clock" />
              <strong>
                {t('write.price', { seconds: plan.seconds.toFixed(1), exchanges: formatCount(plan.exchanges) })}
              </strong>
            </p>
            <p>{t('write.halfway')}</p>
          </div>
        )}
      </div>
    </section>
  );
}
