import { decodeMessage } from '../bootstrap/message.ts';
import type { MessageField } from '../bootstrap/message-model.ts';
import { plannedBody } from './plan-bodies.ts';
import type { PlanRange, WritePlan } from './write-plan.ts';

function touched(fields: readonly MessageField[], { offset, new: text }: PlanRange): readonly string[] {
  const end = offset + text.length / 2;
  return fields.filter(({ span }) => span.offset < end && offset < span.offset + span.length).map(({ path }) => path);
}

/**
 * The fields that each range of a plan belongs to, by their paths: of the message that shall be there, or of the one that is
 * there where the new one ends before. Empty where a range holds nothing but structure, and for other files than messages.
 * @param presentOf body of a file as it is; null where it is not known.
 */
export function rangeFields(
  plan: WritePlan,
  presentOf: (path: string) => Uint8Array | null,
): readonly (readonly string[])[] {
  const fields = new Map<string, readonly (readonly MessageField[])[]>();
  for (const file of plan.files) {
    if (file.rule !== 'message') continue;
    const present = presentOf(file.path);
    const bodies = [plannedBody(plan, file, present), present].filter((body) => body !== null);
    fields.set(
      file.path,
      bodies.map((body) => decodeMessage(body, file.start).fields),
    );
  }
  return plan.ranges.map((range) => {
    const named = (fields.get(range.file) ?? []).map((list) => touched(list, range));
    return named.find((paths) => paths.length > 0) ?? [];
  });
}
