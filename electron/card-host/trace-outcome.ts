import { INS } from '../../core/apdu/instructions.ts';
import type { StatusOutcome } from '../../core/apdu/status-row.ts';
import { cardClassOf, statusOutcome } from '../../core/apdu/status-words.ts';

/** VERIFY and UNBLOCK without data ask for the tries left; the answer has the form of a refusal (TS 102 221 11.1.9, 11.1.13). */
const ASKS: ReadonlySet<number> = new Set([INS.verify, INS.unblockPin]);

/**
 * What a status word means for its exchange, as the table shows it: tries that were asked for are told, not refused.
 * @param length of the command
 */
export function shownOutcome(cla: number, ins: number, length: number, sw: number): StatusOutcome {
  const cardClass = cardClassOf(cla);
  if (cardClass === 'iso' && ASKS.has(ins) && length <= 5 && sw >> 4 === 0x63c) return 'warning';
  return statusOutcome(sw, cardClass);
}

const GOOD: ReadonlySet<StatusOutcome> = new Set(['ok', 'more', 'retryLength', 'warning']);

export function isRefusal(outcome: StatusOutcome): boolean {
  return !GOOD.has(outcome);
}
