import { appError } from '../base/app-error.ts';
import { err, ok, type Result } from '../base/result.ts';
import { sha256 } from '../base/sha256.ts';
import { placedFile } from './plan-bodies.ts';
import type { PlanCard } from './plan-card.ts';
import { checkPromise } from './saved-plan.ts';
import type { PlanFile, WritePlan } from './write-plan.ts';

/** How a file differs from what the plan was made from; undefined where it does not. */
function changed({ before, path, rule }: PlanFile, body: Uint8Array | null): string | undefined {
  if (before === null) return body === null ? undefined : `${path} is there now`;
  if (body === null) return `${path} is gone`;
  return rule === 'folder' || sha256(body) === before.sha256 ? undefined : `${path} changed`;
}

/** The files as they stand, each as the plan knows it; `plan-stale` names all that are not. */
export async function presentFiles(
  card: PlanCard,
  plan: WritePlan,
): Promise<Result<ReadonlyMap<string, Uint8Array | null>>> {
  const present = new Map<string, Uint8Array | null>();
  const stale: string[] = [];
  for (const file of plan.files) {
    const now = await card.read(placedFile(file));
    if (!now.ok) return now;
    const body = now.value?.body ?? null;
    present.set(file.path, body);
    const difference = changed(file, body);
    if (difference !== undefined) stale.push(difference);
  }
  if (stale.length > 0) return err(appError('plan-stale', { what: stale.join(', ') }));
  for (const file of plan.files) {
    const kept = checkPromise(plan, file, present.get(file.path) ?? null);
    if (!kept.ok) return kept;
  }
  return ok(present);
}
