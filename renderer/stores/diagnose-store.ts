import { create } from 'zustand';
import type { DiagnoseState, Fold } from '../model/diagnose-state.ts';

/** Diagnoses by tab. */
export const useDiagnoses = create<Readonly<Record<string, DiagnoseState>>>(() => ({}));

export function diagnosisOf(tab: string): DiagnoseState | undefined {
  return useDiagnoses.getState()[tab];
}

export function useDiagnosis(tab: string): DiagnoseState | undefined {
  return useDiagnoses((state) => state[tab]);
}

export function setDiagnosis(tab: string, state: DiagnoseState): void {
  useDiagnoses.setState({ [tab]: state });
}

/** Changes the diagnosis of a tab, where it is still the one that was made after this reading. */
export function updateDiagnosis(
  tab: string,
  of: DiagnoseState['of'],
  change: Partial<DiagnoseState> | ((state: DiagnoseState) => Partial<DiagnoseState>),
): void {
  const state = diagnosisOf(tab);
  if (state === undefined || state.of !== of) return;
  setDiagnosis(tab, { ...state, ...(typeof change === 'function' ? change(state) : change) });
}

export function forgetDiagnosis(tab: string): void {
  useDiagnoses.setState(({ [tab]: _, ...others }) => others, true);
}

export function toggleFold(tab: string, fold: Fold): void {
  const state = diagnosisOf(tab);
  if (state === undefined) return;
  const open = new Set(state.open);
  if (!open.delete(fold)) open.add(fold);
  setDiagnosis(tab, { ...state, open });
}
