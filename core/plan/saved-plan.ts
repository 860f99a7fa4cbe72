import { appError } from '../base/app-error.ts';
import { equalBytes, hex, padEnd } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { sha256 } from '../base/sha256.ts';
import type { AdminProfile } from '../card/admin-profile.ts';
import { checkFrame } from './check-order.ts';
import { plannedBody } from './plan-bodies.ts';
import { checkCommands } from './plan-commands.ts';
import { planSchema } from './plan-schema.ts';
import type { PlanFile, WritePlan } from './write-plan.ts';

function invalid(path: string, place: string, reason: string) {
  return err(appError('plan-invalid', { path, place, reason }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * A plan that was saved (`bootcard-plan/2`). It comes from outside: a command that is not what the plan says in words is none of it.
 * @param path names it in errors.
 * @param admin how the card takes administration, beside what the built-in profiles know
 * @returns `plan-masked` for one that was made for showing, `plan-invalid` for what is no plan, or one that contradicts itself.
 */
export function parsePlan(text: string, path: string, admin?: AdminProfile): Result<WritePlan> {
  const json = parsed(text);
  if (typeof json !== 'object' || json === null) return invalid(path, 'the start', 'it is no JSON object');
  if ('masked' in json && Array.isArray(json.masked) && json.masked.length > 0)
    return err(appError('plan-masked', { path }));
  const plan = planSchema.safeParse(json);
  if (!plan.success) {
    const [issue] = plan.error.issues;
    return invalid(path, issue?.path.join('.') || 'the start', issue?.message ?? 'it has another format');
  }
  const checked = checkCommands(plan.data, path, admin);
  if (!checked.ok) return checked;
  const framed = checkFrame(plan.data);
  return framed.ok ? ok(plan.data) : framed;
}

/** The body that a plan's UPDATEs make of one; null for a file that they do not concern. */
function playedBody({ steps }: WritePlan, { path, after, rule }: PlanFile, before: Uint8Array | null) {
  if (after === null || rule === 'folder') return null;
  const body = padEnd(before ?? new Uint8Array(), Math.max(after.size, before?.length ?? 0), 0xff).slice();
  for (const { file, data, offset } of steps)
    if (file === path && offset + data.length / 2 <= body.length) body.set(hex(data), offset);
  return body.slice(0, after.size);
}

/** True where the ranges tell what the file holds now; what is made or gained counts as FF. */
function tellsPresent({ ranges }: WritePlan, { path }: PlanFile, before: Uint8Array | null): boolean {
  return ranges.every(
    ({ file, offset, old }) => file !== path || hex(old).every((byte, i) => byte === (before?.[offset + i] ?? 0xff)),
  );
}

/**
 * `plan-invalid` where a file would not become what the plan promises, by its steps or by the ranges that are shown of it: it
 * is told before the first command, not after the last.
 */
export function checkPromise(plan: WritePlan, file: PlanFile, before: Uint8Array | null): Result<void> {
  const { path, rule, after } = file;
  if (after === null || rule === 'folder') return ok(undefined);
  if (!tellsPresent(plan, file, before))
    return invalid(plan.iccid, path, 'its ranges have other old bytes than the card');
  const shown = plannedBody(plan, file, before) ?? new Uint8Array();
  if (sha256(shown) !== after.sha256)
    return invalid(plan.iccid, path, 'its ranges do not lead to the content that it promises');
  const body = playedBody(plan, file, before);
  if (body === null || equalBytes(body, shown)) return ok(undefined);
  return invalid(plan.iccid, path, 'its steps do not lead to the content that it promises');
}
