import type { CardLink } from '../../core/card/card-link.ts';
import type { KeySource } from '../../core/card/given-keys.ts';
import { diagnoseCard } from '../../core/diagnosis/diagnose-card.ts';
import { planFix } from '../../core/plan/plan-fix.ts';
import { refusedInMemory } from '../storage/refused-in-memory.ts';
import type { AcceptedKeys, DiagnoseFlows, TracedCard } from './card-flows.ts';

/** What a diagnosis asks of the card itself; all else is done on a copy of it. Nothing is written. */
export function diagnoseFlows(
  linkTo: (card: TracedCard) => CardLink,
  keysOf: (card: TracedCard, keys: AcceptedKeys) => KeySource,
): DiagnoseFlows {
  return {
    diagnose: (card, mode, keys, was) => diagnoseCard(linkTo(card), { mode, keys: keysOf(card, keys), was }),

    planFix: (card, read, finding) => planFix(linkTo(card), read, finding),

    // A copy may refuse what its card takes: that must not be remembered of the card.
    keySource: (card, keys) => ({ ...keysOf(card, keys), refused: refusedInMemory() }),
  };
}
