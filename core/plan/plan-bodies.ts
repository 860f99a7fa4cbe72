import { hex, padEnd } from '../base/bytes.ts';
import type { ApplicationPlace, PlacedFile } from './plan-card.ts';
import type { PlanFile, WritePlan } from './write-plan.ts';

/** A file id from its four hex digits. */
export const fidOf = (text: string) => Number.parseInt(text, 16);

/** A plan's file with the way to it. */
export function placedFile({ path, from, fids, rule }: PlanFile): PlacedFile {
  return { path, rule, place: { from, fids: fids.map(fidOf) } };
}

/** How the application of a plan is selected. */
export function applicationOf({ application: { aid, fids } }: WritePlan): ApplicationPlace {
  return { aid: aid === null ? null : hex(aid), fids: fids?.map(fidOf) ?? null };
}

/** The body that a plan leads a file to, from the one it had; null where it takes it off the card. */
export function plannedBody(plan: WritePlan, file: PlanFile, before: Uint8Array | null): Uint8Array | null {
  if (file.after === null) return null;
  const body = padEnd(before ?? new Uint8Array(), Math.max(file.after.size, before?.length ?? 0), 0xff).slice();
  for (const range of plan.ranges) if (range.file === file.path) body.set(hex(range.new), range.offset);
  return body.slice(0, file.after.size);
}

/** Where two bodies differ first; null where they are equal. */
export function firstDifference(wanted: Uint8Array, actual: Uint8Array): number | null {
  for (let i = 0; i < Math.max(wanted.length, actual.length); i++) if (wanted[i] !== actual[i]) return i;
  return null;
}
