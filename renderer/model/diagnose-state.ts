import type { AppError } from '../../core/base/app-error.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import type { Answer } from '../../electron/ipc/contract.ts';
import type { ComparisonInfo, DiagnosisInfo } from '../../electron/ipc/diagnose-contract.ts';
import type { PhoneStory } from '../../electron/ipc/trace-contract.ts';

/** What a fix did to a copy of the card. */
export type TrialInfo = Answer<'diagnose.try'>;

/** Devices and fixes, as a copy of the card shows them. */
export type ExaminedInfo = Answer<'diagnose.examine'>;

interface Progress {
  readonly part: 'copy' | 'devices' | 'fixes';
  readonly done: number;
  readonly total: number;
}

/** Parts of the screen that open and fold. */
export type Fold = 'symptoms' | 'others' | 'passed' | 'notReached' | 'compare';

/** A diagnosis as its screen shows it. */
export interface DiagnoseState {
  /** The reading that it was made after: another one makes it old. */
  readonly of: ReadResult;
  /** `examining`: the diagnosis stands, devices and fixes are still being tried. */
  readonly phase: 'running' | 'examining' | 'done' | 'failed';
  /** Exchanges that the session had when it began. */
  readonly from: number;
  readonly error: AppError | null;
  readonly diagnosis: DiagnosisInfo | null;
  readonly progress: Progress | null;
  readonly examined: ExaminedInfo | null;
  /** What each fix does, by the place of its finding. */
  readonly trials: Readonly<Record<number, TrialInfo>>;
  /** Whose trial is shown in full. */
  readonly tried: number | null;
  /** Place of the finding in the decision card; null: none, as on a good card. */
  readonly shown: number | null;
  readonly open: ReadonlySet<Fold>;
  /** Tab with the card that stood in the device before. */
  readonly former: string | null;
  readonly comparison: {
    readonly other: string;
    readonly golden: boolean;
    readonly info: ComparisonInfo | null;
    readonly error: AppError | null;
  } | null;
  /** Tab of the trace, and what the phone in it did. */
  readonly phone: { readonly tab: string; readonly info: PhoneStory | null; readonly error: AppError | null } | null;
  /** An export is being made. */
  readonly exporting: boolean;
}

export function startOf(of: ReadResult, from: number, former: string | null): DiagnoseState {
  return {
    of,
    phase: 'running',
    from,
    error: null,
    diagnosis: null,
    progress: null,
    examined: null,
    trials: {},
    tried: null,
    shown: null,
    open: new Set(['symptoms', 'others']),
    former,
    comparison: null,
    phone: null,
    exporting: false,
  };
}
