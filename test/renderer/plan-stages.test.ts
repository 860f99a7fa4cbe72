import { describe, expect, it } from 'vitest';
import type { PlanStep, PlanStepKind, WritePlan } from '../../core/plan/write-plan.ts';
import { planStages, stageState } from '../../renderer/model/plan-stages.ts';

const steps = (...kinds: PlanStepKind[]): PlanStep[] =>
  kinds.map((kind) => ({ kind, file: '3F006421', offset: 0, data: '' }));
const running = (step: number) => ({ state: 'running' as const, progress: { step, total: 7, kind: '', offset: 0 } });

describe('stages of a plan', () => {
  it('join steps of one kind', () => {
    const stages = planStages(
      steps('backup', 'journal', 'verify', 'invalidate', 'update', 'update', 'commit', 'readBack'),
    );
    expect(stages.map(({ kind, first, steps: own }) => [kind, first, own.length])).toEqual([
      ['backup', 0, 1],
      ['journal', 1, 1],
      ['verify', 2, 1],
      ['invalidate', 3, 1],
      ['update', 4, 2],
      ['commit', 6, 1],
      ['readBack', 7, 1],
    ]);
  });

  it('call the only write of a plan by what it is', () => {
    expect(planStages(steps('backup', 'journal', 'commit', 'readBack')).map(({ kind }) => kind)).toEqual([
      'backup',
      'journal',
      'single',
      'readBack',
    ]);
  });

  it('move with the step that began', () => {
    const stages = planStages(steps('backup', 'update', 'update', 'readBack'));
    const states = (step: number) => stages.map((stage) => stageState(stage, running(step)));
    expect(states(0)).toEqual(['running', 'notReached', 'notReached']);
    expect(states(2)).toEqual(['ok', 'running', 'notReached']);
    expect(states(3)).toEqual(['ok', 'ok', 'running']);
    expect(stages.map((stage) => stageState(stage, null))).toEqual(['notReached', 'notReached', 'notReached']);
  });

  it('fail where a run stopped, and only there', () => {
    const stages = planStages(steps('backup', 'update', 'readBack'));
    const failed = {
      state: 'failed' as const,
      error: { code: 'card-removed' as const, details: {} },
      progress: running(1).progress,
    };
    expect(stages.map((stage) => stageState(stage, failed))).toEqual(['ok', 'error', 'notReached']);
    const flash = { result: 'interrupted' as const, firstDifference: null, bytesWritten: 2, exchanges: 9 };
    const plan = {} as WritePlan;
    const interrupted = { state: 'done' as const, flash, backup: '', plan, error: null, progress: running(1).progress };
    expect(stages.map((stage) => stageState(stage, interrupted))).toEqual(['ok', 'error', 'notReached']);
    const differs = { ...interrupted, flash: { ...flash, result: 'failed' as const, firstDifference: 7 } };
    expect(stages.map((stage) => stageState(stage, differs))).toEqual(['ok', 'ok', 'error']);
  });
});
