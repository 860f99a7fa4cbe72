import { hexWord } from '../../../core/base/bytes.ts';
import type { PlanFile, PlanStep } from '../../../core/plan/write-plan.ts';
import { showExplore } from '../../actions/app-actions.ts';
import { stopWriting, undoTheWrite } from '../../actions/recovery-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { Icon } from '../../components/icon.tsx';
import { useText } from '../../components/use-text.ts';
import { type GlyphKind, VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { planStages, type Stage, stageState } from '../../model/plan-stages.ts';
import { dropPlan } from '../../services/write-service.ts';
import type { CardTab, WriteState } from '../../stores/cards-store.ts';
import { formatCount } from '../../text/text.ts';
import { ColumnHead } from './column-head.tsx';
import { RunResult } from './run-result.tsx';

type StageAct = Stage['kind'] | 'hide' | 'show' | 'open';

/** Stages that are about one file; the others concern the whole plan. */
const PER_FILE: ReadonlySet<string> = new Set([
  'create',
  'resize',
  'activate',
  'delete',
  'invalidate',
  'update',
  'commit',
  'single',
  'readBack',
]);

/** A record of a directory is hidden and shown, where a message is closed and opened. */
function stageAct({ kind }: Stage, file: PlanFile | undefined): StageAct {
  // With several files, none is the last of all.
  if (file !== undefined && file.rule === 'message' && kind === 'commit') return 'open';
  const list = file?.rule === 'list' || file?.rule === 'records';
  if (list && kind === 'invalidate') return 'hide';
  return list && kind === 'commit' ? 'show' : kind;
}

function StageLine({
  stage,
  glyph,
  progress,
  file,
}: {
  readonly stage: Stage;
  readonly glyph: GlyphKind;
  readonly progress: string | null;
  /** The file that it is about, where the plan has several. */
  readonly file: PlanFile | undefined;
}) {
  const t = useText();
  const first = stage.steps[0];
  const act = stageAct(stage, file);
  return (
    <li className="stage-line" data-testid={`stage-${stage.kind}`} data-state={glyph}>
      <VerdictGlyph kind={glyph} size={16} />
      <div>
        <p className="stage-title">
          {t(`stage.${act}`, { count: stage.steps.length, fid: first?.file.slice(-4) ?? '' })}
        </p>
        {file && PER_FILE.has(stage.kind) && (
          <p className="stage-file cut">
            {file.name} <span className="mono">{file.path.slice(-4)}</span>
          </p>
        )}
        <p className="quiet">{progress ?? (first === undefined ? '' : detail(t, act, stage, first))}</p>
      </div>
    </li>
  );
}

function detail(t: ReturnType<typeof useText>, act: StageAct, { steps }: Stage, first: PlanStep): string {
  const bytes = steps.reduce((sum, step) => sum + step.data.length / 2, 0);
  return t(`stage.${act}.detail`, {
    fid: first.file.slice(-4),
    offset: hexWord(first.offset),
    bytes: formatCount(bytes),
    data: first.data.slice(0, 8),
  });
}

/** The steps as they happen, and what reading back proved. */
export function ProveColumn({ tab, write }: { readonly tab: CardTab; readonly write: WriteState }) {
  const t = useText();
  const { plan, run } = write;
  const stages = planStages(plan.steps);
  const several = plan.files.length > 1;
  const proven = run?.state === 'done' && (run.flash.result === 'verified' || run.flash.result === 'unchanged');
  return (
    <section className="column prove" aria-label={t('write.prove')} data-pane="side">
      <ColumnHead
        at={3}
        state={proven ? 'done' : run?.state === 'running' ? 'now' : 'later'}
        title={t('write.prove')}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keys too */}
      {/* biome-ignore lint/a11y/useSemanticElements: no form */}
      <div className="column-body scroll" role="group" aria-label={t('write.prove')} tabIndex={0}>
        {run !== null && <RunResult run={run} write={write} />}
        {run?.state === 'running' && (
          <div className="stop" data-focus="stop">
            <p className="quiet">{t(write.stopping ? 'write.stopping' : 'write.stopHint')}</p>
            <ActionButton action={stopWriting} testId="stop" />
          </div>
        )}
        {run !== null && run.state !== 'running' && (
          <p className="view-acts">
            <ActionButton action={undoTheWrite} testId="undo-write" />
            <ActionButton action={showExplore} />
            <button type="button" className="button" data-testid="new-plan" onClick={() => void dropPlan(tab)}>
              {t(write.kind === 'edit' ? 'write.backToEdit' : 'write.close')}
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
            const file = several ? plan.files.find(({ path }) => path === stage.steps[0]?.file) : undefined;
            return <StageLine key={stage.first} stage={stage} glyph={state} progress={progress} file={file} />;
          })}
        </ol>
        {run === null && (
          <div className="price">
            <p>
              <Icon name="clock" />
              <strong>
                {t('write.price', {
                  seconds: Math.max(0.1, plan.seconds).toFixed(1),
                  exchanges: formatCount(plan.exchanges),
                })}
              </strong>
            </p>
            <p>{t(several ? 'write.halfwaySeveral' : 'write.halfway')}</p>
          </div>
        )}
      </div>
    </section>
  );
}
