import type { PlanStep, PlanStepKind } from '../../core/plan/write-plan.ts';
import type { RunState } from '../stores/cards-store.ts';

/** Plan steps of one kind for one file that follow each other, shown as one line. */
export interface Stage {
  /** `single`: the one byte of a file that needs no closing and opening. */
  readonly kind: PlanStepKind | 'single';
  /** Index of its first step in the plan. */
  readonly first: number;
  readonly steps: readonly PlanStep[];
}

export function planStages(steps: readonly PlanStep[]): readonly Stage[] {
  const alone = ({ file }: PlanStep) =>
    !steps.some((step) => step.file === file && (step.kind === 'invalidate' || step.kind === 'update'));
  const stages: { kind: Stage['kind']; first: number; steps: PlanStep[] }[] = [];
  steps.forEach((step, at) => {
    const last = stages[stages.length - 1];
    const kind = step.kind === 'commit' && alone(step) ? 'single' : step.kind;
    if (last?.kind === kind && last.steps[0]?.file === step.file) last.steps.push(step);
    else stages.push({ kind, first: at, steps: [step] });
  });
  return stages;
}

/** How far a stage is: done, running, failed or not reached. Only real progress moves it. */
export function stageState(stage: Stage, run: RunState | null): 'ok' | 'running' | 'error' | 'notReached' {
  if (run === null) return 'notReached';
  if (run.state === 'done' && run.flash.result !== 'interrupted') {
    if (run.flash.result === 'verified' || run.flash.result === 'unchanged') return 'ok';
    return stage.kind === 'readBack' ? 'error' : 'ok';
  }
  const at = run.progress?.step ?? 0;
  if (at >= stage.first + stage.steps.length) return 'ok';
  if (at < stage.first) return 'notReached';
  return run.state === 'running' ? 'running' : 'error';
}
