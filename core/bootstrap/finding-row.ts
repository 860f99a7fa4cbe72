import type { FindingKind, Severity } from '../base/finding.ts';

/** The words of a finding in one language. `{name}` is filled from the finding's details. */
export interface FindingWords {
  /** The failure in a few words, without values. */
  readonly title: string;
  /** What is wrong here, with the values seen. */
  readonly message: string;
  /** What a device does about it; null where that is not known. */
  readonly device: string | null;
  /** What to do; null where there is no known fix. */
  readonly fix: string | null;
}

/** One kind of finding. Code, kind and severity are relied on from outside: rows are added, never renamed. */
export interface FindingRow {
  /** Number in the failure catalogue; null for rows added to it. */
  readonly row: number | null;
  readonly kind: FindingKind;
  readonly severity: Severity;
  /** `D.1`, `5.5.4`: OMA DM Bootstrap 1.3; other documents by name; null where none speaks to it. */
  readonly clause: string | null;
  readonly en: FindingWords;
  readonly zh: FindingWords;
}
