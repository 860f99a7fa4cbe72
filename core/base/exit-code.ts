/** Exit codes of the command line: relied on from outside, never renumbered. */
export const EXIT = {
  /** Done and good. */
  good: 0,
  /** Done, but findings of severity error, verification failed, or `compare` found differences. */
  findings: 1,
  /** Wrong usage, bad input file, or a plan that does not fit. */
  usage: 2,
  /** No reader, no card, card removed. */
  noCard: 3,
  /** Authentication refused or guarded. */
  refused: 4,
  /** The card answered with an error. */
  cardError: 5,
  /** Interrupted, resumable. */
  interrupted: 6,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
