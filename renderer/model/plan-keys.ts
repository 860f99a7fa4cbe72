import { keyReference } from '../../core/card/key-names.ts';
import type { PlanCredential } from '../../core/plan/write-plan.ts';
import type { WriteState } from '../stores/cards-store.ts';

/** A key that is asked for, as the user chose among those that would do. */
export interface AskedKey {
  /** The key that the plan names first; the choice is kept under it. */
  readonly asked: string;
  readonly ref: string;
  readonly keyReference: number;
  /** null: the card does not tell. */
  readonly triesLeft: number | null;
  /** All that would do; one where there is no choice. */
  readonly choices: readonly string[];
}

function askedKey(credential: PlanCredential, { plan, chosen, tries }: WriteState): AskedKey {
  const { ref: asked, alternatives = [] } = credential;
  const ref = chosen[asked] ?? asked;
  return {
    asked,
    ref,
    keyReference: keyReference(ref, plan.mode) ?? credential.keyReference,
    triesLeft: ref === asked ? credential.triesLeft : (tries[ref] ?? null),
    choices: [asked, ...alternatives],
  };
}

export function askedKeys(write: WriteState): readonly AskedKey[] {
  return write.plan.credentials.map((credential) => askedKey(credential, write));
}
