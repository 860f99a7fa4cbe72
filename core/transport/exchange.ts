/** One TPDU and its answer as recorded: credentials are masked before it is made. */
export interface Exchange {
  /** Position in the session, from 0. */
  readonly index: number;
  /** Command as sent, credential data masked with `*` (2A). */
  readonly command: Uint8Array;
  /** Answer with its status word; empty when none came. */
  readonly response: Uint8Array;
  /** When the command went out, microseconds since the session began. */
  readonly at: number;
  /** How long the answer took, in microseconds. */
  readonly took: number;
  /** Spans of `command` that are masked. */
  readonly masked: readonly { readonly offset: number; readonly length: number }[];
  /** Stable error code when no answer came. */
  readonly error?: string;
}

/** Time as the trace needs it; core has no clock of its own. Microseconds from any fixed point, never going back. */
export type MicroClock = () => number;
