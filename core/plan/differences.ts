import { toHex } from '../base/bytes.ts';
import { MAX_FAR_UPDATE } from '../card/commands.ts';
import { FAR_OFFSET } from '../card/read-blocks.ts';
import type { PlanRange, PlanStep } from './write-plan.ts';

/** A stretch of bytes that differ. */
export interface Difference {
  readonly offset: number;
  readonly length: number;
}

/** The stretches in which two bodies of the same length differ: only bytes that differ, none between. */
export function differences(before: Uint8Array, after: Uint8Array): readonly Difference[] {
  const out: { offset: number; length: number }[] = [];
  for (let i = 0; i < after.length; i++) {
    if (before[i] === after[i]) continue;
    const last = out.at(-1);
    if (last !== undefined && last.offset + last.length === i) last.length += 1;
    else out.push({ offset: i, length: 1 });
  }
  return out;
}

export function rangesOf(file: string, before: Uint8Array, after: Uint8Array): readonly PlanRange[] {
  return differences(before, after).map(({ offset, length }) => ({
    file,
    offset,
    old: toHex(before.subarray(offset, offset + length)),
    new: toHex(after.subarray(offset, offset + length)),
  }));
}

/** The longest Lc of a short APDU; what the objects around the data leave of it where the offset stands in them. */
const maxUpdate = (offset: number) => (offset < FAR_OFFSET ? 255 : MAX_FAR_UPDATE);

/**
 * The UPDATEs that lead from `before` to `after`, in an order in which a cut never leaves a complete but mixed message:
 * the message's first byte becomes FF (no WBXML version: a device sees no message), the rest is written, the first byte last.
 * Safety rests on the card updating one byte atomically. A single byte that differs needs no more than itself.
 * @param start offset of the message's first byte in the file.
 */
export function updateSteps(file: string, before: Uint8Array, after: Uint8Array, start: number): readonly PlanStep[] {
  const found = differences(before, after);
  const total = found.reduce((sum, item) => sum + item.length, 0);
  if (total === 0) return [];
  const byte = (value: number | undefined) => toHex(Uint8Array.of(value ?? 0xff));
  const [only] = found;
  if (total === 1 && only !== undefined)
    return [{ kind: 'commit', file, offset: only.offset, data: byte(after[only.offset]) }];
  const steps: PlanStep[] = [];
  if (before[start] !== 0xff) steps.push({ kind: 'invalidate', file, offset: start, data: 'FF' });
  for (const { offset, length } of found) {
    for (let at = offset; at < offset + length; ) {
      if (at === start) {
        at += 1;
        continue;
      }
      let end = Math.min(offset + length, at + maxUpdate(at));
      if (at < start && start < end) end = start;
      steps.push({ kind: 'update', file, offset: at, data: toHex(after.subarray(at, end)) });
      at = end;
    }
  }
  if (after[start] !== 0xff) steps.push({ kind: 'commit', file, offset: start, data: byte(after[start]) });
  return steps;
}
