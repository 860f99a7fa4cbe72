/**
 * The finding shape of the product's JSON contract. Codes are `<area>-<what>`; rows of the failure catalogue keep their
 * codes for ever, new ones are added beside them.
 */
export type FindingKind = 'fault' | 'hazard' | 'context';
export type Severity = 'error' | 'warning' | 'info';

export interface FindingPlace {
  /** File path on the card in hex (`3F007F506421`), or a name of the input. */
  readonly file?: string;
  /** First byte of the evidence within `file`. */
  readonly offset?: number;
  /** Number of bytes of evidence. */
  readonly length?: number;
  /** Path in the decoded structure (`SyncBody/Add/Item/Data`, `DMAcc/AppAddr/1/Addr`). */
  readonly path?: string;
}

export interface Finding {
  readonly code: string;
  readonly kind: FindingKind;
  readonly severity: Severity;
  /** Clause of the standard that is broken or that explains it; null where no source was read. */
  readonly clause: string | null;
  readonly where: FindingPlace;
  /** What is wrong, with the values seen. Never holds a secret. */
  readonly message: string;
  /** What a device does about it; null where that is not known. */
  readonly device: string | null;
  /** What to do; null where there is no known fix. */
  readonly fix: string | null;
  /** The values seen, as the row's texts name them: with the code they say the finding in another language. */
  readonly details?: Readonly<Record<string, string | number>>;
}

/** True when one of the findings is an error: the command line then exits with 1. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'error');
}
