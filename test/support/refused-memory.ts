import { ok } from '../../core/base/result.ts';
import type { Secret } from '../../core/base/secret.ts';
import type { RefusedKeys } from '../../core/card/retry-guard.ts';

/** A memory of refused values that knows nothing: for tests that are about something else. */
export const forgetful = (): RefusedKeys => ({
  recall: async () => ok({ refused: false, values: 0 }),
  remember: async () => ok(undefined),
  refuse: async () => ok(undefined),
  forget: async () => ok(undefined),
});

/** A memory of refused values in this process, and what was asked of it, in order. */
export function memoryOfRefused(): RefusedKeys & { readonly events: readonly string[] } {
  /** By card and key: each value with the tries before it was sent, or that it was refused. */
  const open = new Map<string, Map<string, number | null | 'refused'>>();
  const events: string[] = [];
  const valuesOf = (iccid: string, reference: number) => {
    const key = `${iccid}:${reference}`;
    const there = open.get(key) ?? new Map<string, number | null | 'refused'>();
    open.set(key, there);
    return there;
  };
  const text = (value: Secret) => value.reveal((bytes) => bytes.join());
  return {
    events,
    recall: async (iccid, reference, value) => {
      const values = valuesOf(iccid, reference);
      const own = values.get(text(value));
      if (own === undefined || own === 'refused') return ok({ refused: own !== undefined, values: values.size });
      return ok({ refused: false, unanswered: { tries: own }, values: values.size });
    },
    remember: async (iccid, reference, value, tries) => {
      events.push(`remember ${iccid} ${reference}`);
      valuesOf(iccid, reference).set(text(value), tries);
      return ok(undefined);
    },
    refuse: async (iccid, reference, value) => {
      events.push(`refuse ${iccid} ${reference}`);
      valuesOf(iccid, reference).set(text(value), 'refused');
      return ok(undefined);
    },
    forget: async (iccid, reference, value) => {
      events.push(`forget ${iccid} ${reference}`);
      valuesOf(iccid, reference).delete(text(value));
      return ok(undefined);
    },
  };
}
