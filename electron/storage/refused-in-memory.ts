import { createHmac, randomBytes } from 'node:crypto';
import { ok } from '../../core/base/result.ts';
import type { RefusedKeys } from '../../core/card/retry-guard.ts';

/**
 * A memory of refused values that is gone with its owner: what a copy of a card refuses says nothing of the card. Holds keyed
 * hashes, as the one on the disk does.
 */
export function refusedInMemory(): RefusedKeys {
  const machine = randomBytes(32);
  /** For each key the hashes of values: the tries left before one was sent, or that it was refused. */
  const known = new Map<string, Map<string, number | null | 'refused'>>();
  const valuesOf = (iccid: string, reference: number) => {
    const key = `${iccid}:${reference}`;
    const values = known.get(key) ?? new Map<string, number | null | 'refused'>();
    known.set(key, values);
    return values;
  };
  const hash = (value: Parameters<RefusedKeys['recall']>[2]) =>
    value.reveal((bytes) => createHmac('sha256', machine).update(bytes).digest('hex'));

  return {
    recall: async (iccid, reference, value) => {
      const values = valuesOf(iccid, reference);
      const own = values.get(hash(value));
      if (own === undefined || own === 'refused') return ok({ refused: own !== undefined, values: values.size });
      return ok({ refused: false, unanswered: { tries: own }, values: values.size });
    },
    remember: async (iccid, reference, value, tries) => {
      valuesOf(iccid, reference).set(hash(value), tries);
      return ok(undefined);
    },
    refuse: async (iccid, reference, value) => {
      valuesOf(iccid, reference).set(hash(value), 'refused');
      return ok(undefined);
    },
    forget: async (iccid, reference, value) => {
      valuesOf(iccid, reference).delete(hash(value));
      return ok(undefined);
    },
  };
}
