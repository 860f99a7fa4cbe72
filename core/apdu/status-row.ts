import type { StatusAdvice, StatusCost } from './status-advice.ts';

/** What a status word means for the exchange that got it. */
export type StatusOutcome = 'ok' | 'more' | 'retryLength' | 'warning' | 'busy' | 'refused' | 'error';

/** A status word in words, with what to do next and what it cost. */
export interface StatusRow {
  /** Four hex digits; `x` stands for any digit. The first row that fits counts. */
  readonly sw: string;
  readonly outcome: StatusOutcome;
  readonly en: string;
  readonly zh: string;
  readonly next: StatusAdvice;
  readonly cost: StatusCost;
}
