import { appError } from '../base/app-error.ts';
import { hex, padEnd } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { sha256 } from '../base/sha256.ts';
import { planSchema } from './plan-schema.ts';
import type { PlanFile, WritePlan } from './write-plan.ts';

function invalid(path: string, place: string, reason: string) {
  return err(appError('plan-invalid', { path, place, reason }));
}

/** Instructions of UPDATE BINARY, its odd form, and UPDATE RECORD (TS 102 221 10.1.2). */
const UPDATES: readonly string[] = ['D6', 'D7', 'DC'];

/** Where an UPDATE writes, as its P1 and P2 say it; undefined for the odd form, which says it in its data. */
function placeIn(command: string, recordLength: number): number | undefined {
  const ins = command.slice(2, 4);
  if (ins === 'D7') return undefined;
  return ins === 'DC'
    ? (Number.parseInt(command.slice(4, 6), 16) - 1) * recordLength
    : Number.parseInt(command.slice(4, 8), 16);
}

/** What a step says in words and what its command does must be one and the same: the command is what goes out. */
function contradiction({ steps, files }: WritePlan): { readonly place: string; readonly reason: string } | undefined {
  for (const [i, { file, command, data, offset }] of steps.entries()) {
    const place = `steps.${i}`;
    if (command === undefined) continue;
    const own = files.find(({ path }) => path === file);
    if (own === undefined) return { place, reason: `${file} is not among its files` };
    if (data === '') continue;
    if (!UPDATES.includes(command.slice(2, 4))) return { place, reason: 'its command is no UPDATE' };
    if ((placeIn(command, own.recordLength) ?? offset) !== offset)
      return { place, reason: 'its command writes elsewhere than it says' };
    if (!command.endsWith(data)) return { place, reason: 'its command has other bytes than it says' };
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * A plan that was saved (`bootcard-plan/2`).
 * @param path names it in errors.
 * @returns `plan-masked` for one that was made for showing, `plan-invalid` for what is no plan, or one that contradicts itself.
 */
export function parsePlan(text: string, path: string): Result<WritePlan> {
  const json = parsed(text);
  if (typeof json !== 'object' || json === null) return invalid(path, 'the start', 'it is no JSON object');
  if ('masked' in json && Array.isArray(json.masked) && json.masked.length > 0)
    return err(appError('plan-masked', { path }));
  const plan = planSchema.safeParse(json);
  if (!plan.success) {
    const [issue] = plan.error.issues;
    return invalid(path, issue?.path.join('.') || 'the start', issue?.message ?? 'it has another format');
  }
  const wrong = contradiction(plan.data);
  return wrong === undefined ? ok(plan.data) : invalid(path, wrong.place, wrong.reason);
}

/** The body that a plan's UPDATEs make of one; null for a file that they do not concern. */
function playedBody({ steps }: WritePlan, { path, after, rule }: PlanFile, before: Uint8Array | null) {
  if (after === null || rule === 'folder') return null;
  const body = padEnd(before ?? new Uint8Array(), Math.max(after.size, before?.length ?? 0), 0xff).slice();
  for (const { file, data, offset } of steps)
    if (file === path && offset + data.length / 2 <= body.length) body.set(hex(data), offset);
  return body.slice(0, after.size);
}

/** `plan-invalid` where a file would not become what the plan promises: it is told before the first command, not after the last. */
export function checkPromise(plan: WritePlan, file: PlanFile, before: Uint8Array | null): Result<void> {
  const body = playedBody(plan, file, before);
  if (body === null || sha256(body) === file.after?.sha256) return ok(undefined);
  return invalid(plan.iccid, file.path, 'its steps do not lead to the content that it promises');
}
