import { fromHex } from '../../core/base/bytes.ts';
import type { Span } from '../../core/base/span.ts';
import type { MessageField } from '../../core/bootstrap/message-model.ts';
import type { PlanRange } from '../../core/plan/write-plan.ts';
import { fieldName } from './field-groups.ts';

/** One range of a plan with the field that it falls in. */
export interface PlanChange {
  readonly range: PlanRange;
  readonly length: number;
  readonly old: Uint8Array;
  readonly new: Uint8Array;
  /** Name of the field; null where the bytes belong to no value. */
  readonly name: string | null;
  readonly secret: boolean;
}

/**
 * Names the fields that a plan's ranges fall in. A range that touches a secret counts as one.
 * @param fields of the message as it is, as places in the file
 * @param secrets of the messages before and after: a longer value moves those behind it
 */
export function planChanges(
  ranges: readonly PlanRange[],
  fields: readonly Pick<MessageField, 'span' | 'path' | 'secret'>[],
  secrets: readonly Span[],
): readonly PlanChange[] {
  return ranges.map((range) => {
    const old = fromHex(range.old) ?? new Uint8Array();
    const end = range.offset + old.length;
    const touched = fields.filter(({ span }) => span.offset < end && range.offset < span.offset + span.length);
    const names = [...new Set(touched.map(fieldName))];
    return {
      range,
      length: old.length,
      old,
      new: fromHex(range.new) ?? new Uint8Array(),
      name: names.length === 0 ? null : names.slice(0, 3).join(', ') + (names.length > 3 ? ' …' : ''),
      secret:
        touched.some((field) => field.secret) ||
        secrets.some((place) => place.offset < end && range.offset < place.offset + place.length),
    };
  });
}
