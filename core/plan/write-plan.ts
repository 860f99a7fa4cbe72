/** A reviewable plan to change files of a card. Plain data: saved as JSON, printed, shown, and executed as it stands. */

export interface PlanRange {
  /** File path in hex. */
  readonly file: string;
  /** In a record file: record number less one, times the record length, plus the place in the record. */
  readonly offset: number;
  /** Bytes on the card now, and wanted, in hex; the same length. A file that is yet to be made counts as all FF. */
  readonly old: string;
  readonly new: string;
}

/**
 * How a file is changed so that a cut never leaves what decodes as a complete but mixed thing (docs/write-safety.md):
 * `message` behind its first byte, `list` (EF(ODF), EF(DODF), a transparent EF(DIR)) with others' records always reachable,
 * `records` (a linear EF(DIR)) a record at a time; `folder` has no body.
 */
export type PlanRule = 'message' | 'list' | 'records' | 'folder';

/** A body by its digest. */
export interface PlanBody {
  readonly size: number;
  /** SHA-256 in hex. */
  readonly sha256: string;
}

/** A file that the plan changes, makes or removes; in the order in which this is done. */
export interface PlanFile {
  /** Path in hex, as ranges and steps name it. */
  readonly path: string;
  /** `EF(DODF)`. */
  readonly name: string;
  /** File ids in hex from the MF, or from the application that `WritePlan.application` names. */
  readonly from: 'mf' | 'application';
  readonly fids: readonly string[];
  readonly rule: PlanRule;
  /** Rule `message`: offset of the message's first byte. */
  readonly start: number;
  /** Rule `records`: bytes of a record; 0 otherwise. */
  readonly recordLength: number;
  /** Rule `list`: our records before and after, in hex; all others are somebody else's. */
  readonly own: readonly string[];
  /** null: it is not on the card. */
  readonly before: PlanBody | null;
  /** null: it will not be on the card. */
  readonly after: PlanBody | null;
  /** Commands in hex that make it (or give it its size), and that take it away: what a recovery needs for either way. */
  readonly make: readonly PlanCommand[];
  readonly remove: readonly PlanCommand[];
}

export interface PlanCommand {
  readonly kind: 'create' | 'resize' | 'activate' | 'delete';
  readonly command: string;
}

export type PlanStepKind =
  | 'backup'
  | 'journal'
  | 'verify'
  | 'create'
  | 'resize'
  | 'activate'
  | 'delete'
  | 'invalidate'
  | 'update'
  | 'commit'
  | 'readBack';

export interface PlanStep {
  readonly kind: PlanStepKind;
  readonly file: string;
  readonly offset: number;
  /** New bytes in hex for `invalidate`, `update`, `commit`; empty otherwise. */
  readonly data: string;
  /**
   * The exact command in hex, as it goes out on the basic channel; absent where nothing is written. The file is selected
   * before it, the file's folder before `create`. On another channel only the class byte differs.
   */
  readonly command?: string;
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

/** Memory that a plan's new and larger files take of a folder. */
export interface PlanMemory {
  /** Path of the folder in hex. */
  readonly folder: string;
  readonly needed: number;
  /**
   * Bytes that the card says it has left there; null: it does not tell. A card that has too little then refuses CREATE FILE or
   * RESIZE FILE, which stand before every UPDATE: what was there stays whole.
   */
  readonly free: number | null;
}

export interface WritePlan {
  readonly format: 'bootcard-plan/2';
  /** The card it was made for; a plan is refused on any other. */
  readonly iccid: string;
  readonly mode: '2g' | '3g';
  /** The PKCS#15 application: how it is selected. `aid` in hex, `fids` in hex below the MF; null where not known. */
  readonly application: { readonly aid: string | null; readonly fids: readonly string[] | null };
  /** The content file that it is about, its size afterwards, and where in it the message begins. */
  readonly file: string;
  readonly capacity: number;
  readonly start: number;
  /** All files that it touches, in order; undone in the opposite order. */
  readonly files: readonly PlanFile[];
  readonly ranges: readonly PlanRange[];
  readonly steps: readonly PlanStep[];
  /** TPDUs, bytes and pages of memory written, and estimated time of the whole run. */
  readonly exchanges: number;
  readonly bytes: number;
  readonly pages: number;
  readonly seconds: number;
  readonly credentials: readonly PlanCredential[];
  /** Absent where no file is made or gets larger. */
  readonly memory?: readonly PlanMemory[];
}

/** Outcome of running a plan. `bytesWritten` and `exchanges` count what really went to the card. */
export interface FlashResult {
  readonly result: 'verified' | 'failed' | 'interrupted' | 'unchanged';
  /** Offset of the first byte that differs after writing; null where none. */
  readonly firstDifference: number | null;
  readonly bytesWritten: number;
  readonly exchanges: number;
  /** Paths of files that were deleted, and looked for after that: the card answers to none of them. */
  readonly deleted?: readonly string[];
}
