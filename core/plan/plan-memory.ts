import { appError } from '../base/app-error.ts';
import { err, ok, type Result } from '../base/result.ts';
import { freeMemoryOf } from '../card/free-memory.ts';
import type { ResolvedPath } from '../pkcs15/path.ts';
import { pathName } from '../pkcs15/path.ts';
import type { FileChange } from './file-change.ts';
import type { PlanCard } from './plan-card.ts';
import type { PlanMemory } from './write-plan.ts';

/** Files that shall be, and the card that has to have room for them. */
export interface MemoryAsked {
  readonly card: PlanCard;
  /** File ids of the application below the MF. */
  readonly application: readonly number[];
  readonly changes: readonly FileChange[];
  /** Bytes that the plan sets aside for the application's DF where it makes that. */
  readonly setAside: number | undefined;
}

const MF: ResolvedPath = { from: 'mf', fids: [] };

/** Bytes that a change takes of its folder before it gives any back. */
function takes({ rule, present, wanted, make = [] }: FileChange, setAside: number): number {
  if (wanted === null || make.length === 0) return 0;
  if (rule === 'folder') return present === null ? setAside : 0;
  return Math.max(0, wanted.length - (present?.length ?? 0));
}

const above = ({ place: { from, fids } }: FileChange): ResolvedPath => ({ from, fids: fids.slice(0, -1) });

/** What a folder can still take at most, and whether that is what the card says or only what cannot be exceeded. */
async function room(
  { card, application, changes, setAside }: MemoryAsked,
  place: ResolvedPath,
): Promise<Result<{ readonly most: number; readonly told: boolean } | undefined>> {
  const path = pathName(place, application);
  const made = changes.some(({ rule, path: own, present }) => rule === 'folder' && own === path && present === null);
  if (made) return ok(setAside === undefined ? undefined : { most: setAside, told: true });
  const header = await card.header({ path, place, rule: 'folder' });
  // A folder that cannot be looked at tells nothing.
  if (!header.ok) return header.error.code === 'plan-no-object' ? ok(undefined) : header;
  if (header.value === null) return ok(undefined);
  const free = freeMemoryOf(header.value);
  if (free !== null) return ok({ most: free, told: true });
  const { totalSize, type } = header.value;
  if (totalSize !== null && type === 'df') {
    // What was read of it is not free; what else is in it nobody has looked at.
    const known = [...card.sizes]
      .filter(([file]) => file.length === path.length + 4 && file.startsWith(path))
      .reduce((sum, [, size]) => sum + size, 0);
    return ok({ most: totalSize - known, told: false });
  }
  return place.from === 'mf' && place.fids.length === 0
    ? ok(undefined)
    : room({ card, application, changes, setAside }, MF);
}

/**
 * The memory that a plan's new and larger files take, folder by folder. What is deleted does not count: that happens after.
 * @returns `plan-no-memory` where the card tells that it has not so much left; nothing was written then
 */
export async function memoryFor(asked: MemoryAsked): Promise<Result<readonly PlanMemory[]>> {
  const folders = new Map<string, { readonly place: ResolvedPath; needed: number }>();
  for (const change of asked.changes) {
    const needed = takes(change, asked.setAside ?? 0);
    if (needed === 0) continue;
    const place = above(change);
    const path = pathName(place, asked.application);
    folders.set(path, { place, needed: needed + (folders.get(path)?.needed ?? 0) });
  }
  const memory: PlanMemory[] = [];
  for (const [folder, { place, needed }] of folders) {
    const left = await room(asked, place);
    if (!left.ok) return left;
    const { most, told = false } = left.value ?? {};
    if (most !== undefined && needed > most)
      return err(appError('plan-no-memory', { folder, needed, free: Math.max(0, most) }));
    memory.push({ folder, needed, free: told && most !== undefined ? most : null });
  }
  return ok(memory);
}
