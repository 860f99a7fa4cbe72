import { ok } from '../../core/base/result.ts';
import type { Secret } from '../../core/base/secret.ts';
import type { RefusedKeys } from '../../core/card/retry-guard.ts';

/** A memory of refused values that knows nothing: for tests that are about something else. */
export const forgetful = (): RefusedKeys => ({
  recall: async () => ok({ refused: false, values: 0 }),
  remember: async () => ok(undefined),
  forget: async () => ok(undefined),
});

/** A memory of refused values in this process, and what was asked of it, in order. */
export function memoryOfRefused(): RefusedKeys & { readonly events: readonly string[] } {
  const open = new Map<string, Set<string>>();
  const events: string[] = [];
  const valuesOf = (iccid: string, reference: number) => {
    const key = `${iccid}:${reference}`;
    const there = open.get(key) ?? new Set<string>();
    open.set(key, there);
    return there;
  };
  const text = (value: Secret) => value.reveal((bytes) => bytes.join());
  return {
    events,
    recall: async (iccid, reference, value) =>
      ok({ refused: valuesOf(iccid, reference).has(text(value)), values: valuesOf(iccid, reference).size }),
    remember: async (iccid, reference, value) => {
      events.push(`remember ${iccid} ${reference}`);
      valuesOf(iccid, reference).add(text(value));
      return ok(undefined);
    },
    forget: async (iccid, reference, value) => {
      events.push(`forget ${iccid} ${reference}`);
      valuesOf(iccid, reference).delete(text(value));
      return ok(undefined);
    },
  };
}
