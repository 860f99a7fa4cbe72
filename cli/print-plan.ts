import { decodeMessage } from '../core/bootstrap/message.ts';
import type { ReadResult } from '../core/bootstrap/read-result.ts';
import { type FileSecrets, type MaskedPlan, maskPlan } from '../core/plan/mask-plan.ts';
import { plannedBody } from '../core/plan/plan-bodies.ts';
import type { WritePlan } from '../core/plan/write-plan.ts';
import { counted, print } from './output.ts';

/** The plan as it may be shown: secrets of both messages masked, with the list of where. */
export function shownPlan(read: ReadResult, plan: WritePlan, show: boolean): MaskedPlan {
  if (show) return { ...plan, masked: [] };
  const secretsOf = (path: string): FileSecrets => {
    const file = plan.files.find((item) => item.path === path);
    if (file?.rule !== 'message') return { before: [], after: [] };
    const present = read.files.find((item) => item.path === path)?.bytes ?? null;
    const secrets = (body: Uint8Array | null) => (body === null ? [] : decodeMessage(body, file.start).secrets);
    return { before: secrets(present), after: secrets(plannedBody(plan, file, present)) };
  };
  const places = new Map(plan.files.map(({ path }) => [path, secretsOf(path)]));
  return maskPlan(plan, (path) => places.get(path) ?? { before: [], after: [] });
}

const hexOffset = (offset: number) => offset.toString(16).toUpperCase().padStart(4, '0');
const cut = (text: string) => (text.length > 64 ? `${text.slice(0, 60)}… (${text.length / 2} bytes)` : text);

/** More than this on a screen helps nobody; --json has all of it. */
const SHOWN = 12;

function shownRows<T>(rows: readonly T[], line: (row: T, index: number) => string): void {
  for (const [i, row] of rows.slice(0, SHOWN).entries()) print(line(row, i));
  if (rows.length > SHOWN) print(`  … and ${rows.length - SHOWN} more (--json lists all)`);
}

/** A plan as a person reads it. */
export function printPlan(plan: WritePlan): void {
  const differing = plan.ranges.reduce((sum, range) => sum + range.new.length / 2, 0);
  print(
    `${differing} of ${plan.capacity} bytes in ${counted(plan.ranges.length, 'range')} of ${plan.file}, card ${plan.iccid}`,
  );
  shownRows(plan.ranges, (range) => `  ${hexOffset(range.offset)}  - ${cut(range.old)}\n        + ${cut(range.new)}`);
  if (plan.steps.length === 0) {
    print('Nothing to do: nothing will be written.');
    return;
  }
  const keys = plan.credentials
    .map(({ ref, triesLeft }) => `${ref} (${triesLeft === null ? 'tries left not known' : triesText(triesLeft)})`)
    .join(', ');
  const updates = plan.steps.filter((step) => step.data !== '').length;
  print(
    `${counted(plan.bytes, 'byte')} in ${counted(updates, 'UPDATE')}, about ${plan.exchanges} exchanges, at least ${plan.seconds} s${keys === '' ? '' : `; needs ${keys}`}`,
  );
}

/** `3 tries left`. */
export function triesText(left: number): string {
  return left === 1 ? '1 try left' : `${left} tries left`;
}
