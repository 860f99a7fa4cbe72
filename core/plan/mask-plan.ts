import { hex, toHex } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import type { WritePlan } from './write-plan.ts';

function mask(text: string, offset: number, secrets: readonly Span[]): string {
  const bytes = hex(text);
  for (let i = 0; i < bytes.length; i++) {
    const at = offset + i;
    if (secrets.some((span) => at >= span.offset && at < span.offset + span.length)) bytes[i] = 0x2a;
  }
  return toHex(bytes);
}

/**
 * The plan as it may be printed: bytes of message secrets replaced by `*`. The plan itself keeps them.
 * @param before places of the secrets in the file now.
 * @param after their places when the plan has been run.
 */
export function maskPlan(plan: WritePlan, before: readonly Span[], after: readonly Span[]): WritePlan {
  return {
    ...plan,
    ranges: plan.ranges.map((range) => ({
      ...range,
      old: mask(range.old, range.offset, before),
      new: mask(range.new, range.offset, after),
    })),
    steps: plan.steps.map((step) => (step.data === '' ? step : { ...step, data: mask(step.data, step.offset, after) })),
  };
}
