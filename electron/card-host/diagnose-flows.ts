import type { Result } from '../../core/base/result.ts';
import type { CardLink } from '../../core/card/card-link.ts';
import type { KeySource } from '../../core/card/given-keys.ts';
import { diagnoseCard } from '../../core/diagnosis/diagnose-card.ts';
import { type CardDump, dumpCard } from '../../core/files/dump.ts';
import { planFix } from '../../core/plan/plan-fix.ts';
import type { AcceptedKeys, DiagnoseFlows, TracedCard } from './card-flows.ts';

/** What a diagnosis asks of the card itself; all else is done on a copy of it. Nothing is written. */
export function diagnoseFlows(
  linkTo: (card: TracedCard) => CardLink,
  keysOf: (keys: AcceptedKeys) => KeySource,
): DiagnoseFlows {
  return {
    diagnose: (card, mode, keys, was) => diagnoseCard(linkTo(card), { mode, keys: keysOf(keys), was }),

    dump: async (card, mode, keys, found): Promise<Result<CardDump>> => {
      const seen = new Set<string>();
      const dumped = await dumpCard(linkTo(card), {
        mode,
        keys: keysOf(keys),
        found: ({ path }) => {
          seen.add(path);
          found(seen.size);
        },
      });
      // Whoever goes on with the card chooses its class anew.
      const reset = await card.transport.reset('warm');
      if (dumped.ok && !reset.ok && reset.error.code !== 'reset-unsupported') return reset;
      return dumped;
    },

    planFix: (card, read, finding) => planFix(linkTo(card), read, finding),

    keySource: keysOf,
  };
}
