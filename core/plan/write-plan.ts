/** A reviewable plan to change one content file. Plain data: saved as JSON, printed, shown, and executed as it stands. */

export interface PlanRange {
  /** File path in hex. */
  readonly file: string;
  readonly offset: number;
  /** Bytes on the card now, and wanted, in hex; the same length. */
  readonly old: string;
  readonly new: string;
}

export type PlanStepKind = 'backup' | 'journal' | 'verify' | 'invalidate' | 'update' | 'commit' | 'readBack';

export interface PlanStep {
  readonly kind: PlanStepKind;
  readonly file: string;
  readonly offset: number;
  /** New bytes in hex for `invalidate`, `update`, `commit`; empty otherwise. */
  readonly data: string;
}

export interface PlanCredential {
  /** `adm1`, `pin1` … */
  readonly ref: string;
  /** Key reference as sent (P2 of VERIFY). */
  readonly keyReference: number;
  /** null: the card does not tell. */
  readonly triesLeft: number | null;
  /** Other keys of which each would do instead (an OR in the access rule, TS 102 221 9.2.5). */
  readonly alternatives?: readonly string[];
}

export interface WritePlan {
  readonly format: 'bootcard-plan/1';
  /** The card it was made for; a plan is refused on any other. */
  readonly iccid: string;
  readonly mode: '2g' | '3g';
  /** The content file, its size, and where in it the message begins. */
  readonly file: string;
  readonly capacity: number;
  readonly start: number;
  /** SHA-256 of the whole body before and after, in hex. */
  readonly before: string;
  readonly after: string;
  readonly ranges: readonly PlanRange[];
  readonly steps: readonly PlanStep[];
  /** TPDUs, bytes updated, and estimated time of the whole run. */
  readonly exchanges: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly credentials: readonly PlanCredential[];
}

/** Outcome of running a plan. `bytesWritten` and `exchanges` count what really went to the card. */
export interface FlashResult {
  readonly result: 'verified' | 'failed' | 'interrupted' | 'unchanged';
  /** Offset of the first byte that differs after writing; null where none. */
  readonly firstDifference: number | null;
  readonly bytesWritten: number;
  readonly exchanges: number;
}
