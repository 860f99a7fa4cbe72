import { ok, type Result } from '../base/result.ts';
import type { Secret } from '../base/secret.ts';
import type { CardLink } from './card-link.ts';
import { keyReference } from './key-names.ts';
import type { Speech } from './read-blocks.ts';
import { type KeyConsent, type RefusedKeys, verifyKey } from './retry-guard.ts';

/** Credentials that a person gave for this card, and what they allow. */
export interface KeySource {
  /** @param iccid of the card that asks: a source may have keys for many. */
  value(ref: string, iccid: string | null): Secret | undefined;
  /** What is allowed for the card of this ICCID. */
  consent(iccid: string | null): KeyConsent;
  readonly refused: RefusedKeys;
}

export interface KeyContext extends Speech {
  readonly link: CardLink;
  readonly iccid: string | null;
  readonly keys: KeySource | undefined;
}

/** The first of these keys that a person gave. */
function givenKey(
  keys: KeySource,
  refs: readonly string[],
  { mode, iccid }: Pick<KeyContext, 'mode' | 'iccid'>,
): { readonly reference: number; readonly value: Secret } | undefined {
  const ref = refs.find((name) => keys.value(name, iccid) !== undefined);
  const value = ref === undefined ? undefined : keys.value(ref, iccid);
  const reference = ref === undefined ? undefined : keyReference(ref, mode);
  return value === undefined || reference === undefined ? undefined : { reference, value };
}

/**
 * Verifies through the retry guard what was given of the keys asked for: of each list one key, all of the lists.
 * @returns false where some were not given: then none is sent, a part of what is asked for opens nothing and may cost a try.
 */
export async function verifyGiven(
  { link, mode, channel, iccid, keys }: KeyContext,
  asked: readonly (readonly string[])[],
): Promise<Result<boolean>> {
  if (keys === undefined || asked.length === 0) return ok(false);
  const given = asked.flatMap((refs) => givenKey(keys, refs, { mode, iccid }) ?? []);
  if (given.length < asked.length) return ok(false);
  const consent = keys.consent(iccid);
  for (const key of given) {
    const verified = await verifyKey({ link, mode, channel, iccid, ...key, consent, refused: keys.refused });
    if (!verified.ok) return verified;
  }
  return ok(true);
}
