import { create } from 'zustand';
import type { AppError } from '../../core/base/app-error.ts';
import type { PhoneStory, TraceBars, TraceDetail, TraceReplay, TraceState } from '../../electron/ipc/trace-contract.ts';
import { type FilterField, NO_FILTER } from '../model/trace-terms.ts';

/** A trace as the window shows it. */
export interface ShownTrace {
  readonly state: TraceState;
  readonly field: FilterField;
  /** The filter that was refused. */
  readonly filterError: AppError | null;
  /** Something else about it could not be had. */
  readonly error: AppError | null;
  readonly bars: TraceBars | null;
  /** First line of the selected row. */
  readonly line: number | null;
  /** Where it stands in the view; null where the filter leaves it out. */
  readonly place: number | null;
  readonly detail: TraceDetail | null;
  readonly side: 'detail' | 'phone' | 'replay';
  /** What a card answered when it was asked the same again; null while it is asked. */
  readonly replay: { readonly on: string; readonly answers: TraceReplay } | null;
  readonly phone: PhoneStory | null;
  /** Lines written by the export that is going on. */
  readonly exporting: number | null;
}

interface TracesState {
  readonly traces: Readonly<Record<string, ShownTrace>>;
}

export const useTraces = create<TracesState>(() => ({ traces: {} }));

export function shownTrace(id: string | null): ShownTrace | undefined {
  return id === null ? undefined : useTraces.getState().traces[id];
}

export function useTrace(id: string | null): ShownTrace | undefined {
  return useTraces(({ traces }) => (id === null ? undefined : traces[id]));
}

/** Takes what the card-host tells of a trace. */
export function putTraceState(state: TraceState): void {
  useTraces.setState(({ traces }) => {
    const known = traces[state.trace];
    const shown: ShownTrace = known ?? {
      state,
      field: NO_FILTER,
      filterError: null,
      error: null,
      bars: null,
      line: null,
      place: null,
      detail: null,
      side: 'detail',
      replay: null,
      phone: null,
      exporting: null,
    };
    return { traces: { ...traces, [state.trace]: { ...shown, state } } };
  });
}

export function updateTrace(id: string, change: Partial<ShownTrace>): void {
  useTraces.setState(({ traces }) => {
    const known = traces[id];
    return known === undefined ? {} : { traces: { ...traces, [id]: { ...known, ...change } } };
  });
}

export function dropTrace(id: string): void {
  useTraces.setState(({ traces }) => {
    const { [id]: _gone, ...others } = traces;
    return { traces: others };
  });
}
