import { type AppError, appError } from '../base/app-error.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Secret } from '../base/secret.ts';
import { keyReference } from '../card/key-names.ts';
import { type KeyConsent, type RefusedKeys, verifyKey } from '../card/retry-guard.ts';
import type { PlanCard } from './plan-card.ts';
import type { PlanCredential, WritePlan } from './write-plan.ts';

/** Where a run finds keys, and what it may do with them. */
export interface KeySource {
  readonly keys: (ref: string) => Secret | undefined;
  readonly consent: KeyConsent;
  readonly refused: RefusedKeys;
}

/** The key that was given for a credential: itself, or one that does as well. */
function givenKey(
  { ref, alternatives = [] }: PlanCredential,
  mode: WritePlan['mode'],
  { keys }: KeySource,
): { readonly reference: number; readonly value: Secret } | undefined {
  for (const name of [ref, ...alternatives]) {
    const value = keys(name);
    const reference = keyReference(name, mode);
    if (value !== undefined && reference !== undefined) return { reference, value };
  }
  return undefined;
}

/** `key-missing` where a plan asks for a key that nobody gave. */
export function missingKey(plan: WritePlan, source: KeySource): AppError | undefined {
  const missing = plan.credentials.find((credential) => givenKey(credential, plan.mode, source) === undefined);
  return missing && appError('key-missing', { ref: missing.ref, file: plan.file, act: 'updated' });
}

/** Verifies all keys of a plan, each through the retry guard. */
export async function verifyKeys(
  { link, walker }: PlanCard,
  plan: WritePlan,
  source: KeySource,
): Promise<Result<void>> {
  const { mode, channel } = walker;
  for (const credential of plan.credentials) {
    const key = givenKey(credential, mode, source);
    if (key === undefined)
      return err(appError('key-missing', { ref: credential.ref, file: plan.file, act: 'updated' }));
    const { consent, refused } = source;
    const verified = await verifyKey({ link, mode, channel, iccid: plan.iccid, ...key, consent, refused });
    if (!verified.ok) return verified;
  }
  return ok(undefined);
}
