import type { Action, ActionContext } from './action.ts';
import { nextFinding } from './card-actions.ts';
import { nextDiagnosed, showDiagnose } from './diagnose-actions.ts';

/**
 * What the verdict in the head of a card leads to: from one finding to the next where they are shown, else to where
 * they are explained. Null where that is on screen already and has nothing to go through.
 */
export function verdictAction(context: ActionContext): Action | null {
  const next = [nextFinding, nextDiagnosed].find(({ ready }) => ready(context) === true);
  if (next !== undefined) return next;
  return context.tab?.view === 'diagnose' ? null : showDiagnose;
}
