import { appError } from '../base/app-error.ts';
import { equalBytes, hex, padEnd } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Span } from '../base/span.ts';
import type { FileChange, FileCommand } from './file-change.ts';
import { listedSpans } from './file-update.ts';
import type { HalfWritten } from './half-written.ts';
import { placedFile, plannedBody } from './plan-bodies.ts';
import type { PresentFile } from './plan-card.ts';
import { freeIn, withRecords } from './provision-directory.ts';
import { isBody, type KeptBodies, othersRecords, type RecoveredBodies } from './recovered-state.ts';
import { plannedCommand } from './send-step.ts';
import type { PlanCommand, PlanFile } from './write-plan.ts';

/** Where a half-written card may be led: to what was planned, or back to the backup. */
export type RecoveryWay = 'finish' | 'rollBack';

/** The files of a write that broke off as they stand. */
export interface Standing {
  readonly entry: HalfWritten;
  readonly present: ReadonlyMap<string, PresentFile | null>;
  /** What they held before, as far as that is known. */
  readonly known: KeptBodies;
}

/** A file with its content at both ends of the plan and now; undefined where it is not there at one of them. */
export function bodiesOf({ entry: { plan }, present, known }: Standing, file: PlanFile): RecoveredBodies | undefined {
  const body = present.get(file.path)?.body;
  const before = known.get(file.path);
  const after = before && plannedBody(plan, file, before);
  return body && before && after && body.length >= before.length ? { file, body, before, after } : undefined;
}

function commandsOf(commands: readonly PlanCommand[]): readonly FileCommand[] {
  return commands.map(({ kind, command }) => ({ kind, command: plannedCommand(command, 0) }));
}

const bytesAt = (body: Uint8Array, { offset, length }: Span) => body.slice(offset, offset + length);

/**
 * The records that may vanish on the way: the plan's, and what the write left of them. Somebody else's is what stood there
 * before and was not the plan's to change, and what was written since.
 */
function ownRecords(
  { own, rule }: PlanFile,
  before: Uint8Array | null,
  body: Uint8Array | null,
  others: readonly Span[],
): readonly Uint8Array[] {
  const planned = own.map((record) => hex(record));
  if (rule !== 'list' || before === null || body === null) return planned;
  const theirs = new Set(
    [...listedSpans(before).map((span) => bytesAt(before, span)), ...others.map((span) => bytesAt(body, span))].map(
      (record) => record.join(),
    ),
  );
  const left = listedSpans(body).map((span) => bytesAt(body, span));
  return [...planned, ...left.filter((record) => !theirs.has(record.join()))];
}

/**
 * The end of the way with what somebody else has written since: records that the plan does not touch, and records in the place
 * of ours. Those of a list stand behind the ones that were there.
 * @returns undefined where the list has no room for them
 */
function withOthers(
  { file, body, before, after }: RecoveredBodies,
  wanted: Uint8Array,
  others: readonly Span[],
): Uint8Array | undefined {
  if (file.rule === 'records') {
    const merged = wanted.slice();
    for (let offset = 0; offset + file.recordLength <= merged.length; offset += file.recordLength) {
      const span = { offset, length: file.recordLength };
      const touched = !equalBytes(bytesAt(before, span), bytesAt(after, span));
      if (!touched || others.some((other) => other.offset === offset)) merged.set(bytesAt(body, span), offset);
    }
    return merged;
  }
  const missing = others.map((span) => bytesAt(body, span));
  const needed = missing.reduce((sum, { length }) => sum + length, 0);
  if (needed === 0) return wanted;
  return needed > freeIn(wanted) ? undefined : withRecords(wanted, missing);
}

/** The change that leads a file to the end of the way, from what it holds now. */
export function changeOf(standing: Standing, file: PlanFile, way: RecoveryWay): Result<FileChange> {
  const { entry, present, known } = standing;
  const body = present.get(file.path)?.body ?? null;
  const before = known.get(file.path) ?? (file.rule === 'folder' && file.before !== null ? new Uint8Array() : null);
  // What is there already is not made of anything.
  const done = way === 'finish' && isBody(body, file.after);
  let wanted = way === 'rollBack' ? before : done ? body : plannedBody(entry.plan, file, before);
  // A file that cannot be taken off again is emptied; one that was made larger stays so.
  if (wanted === null && body !== null && file.remove.length === 0) wanted = new Uint8Array(body.length).fill(0xff);
  if (wanted !== null && way === 'rollBack' && body !== null)
    wanted = padEnd(wanted, Math.max(wanted.length, body.length), 0xff);
  const bodies = bodiesOf(standing, file);
  const others = bodies === undefined ? [] : othersRecords(bodies);
  if (wanted !== null && bodies !== undefined && (file.rule === 'list' || body?.length === wanted.length)) {
    const kept = file.rule === 'list' || file.rule === 'records' ? withOthers(bodies, wanted, others) : wanted;
    if (kept === undefined) {
      const reason = 'it has no room for what somebody else has written there since';
      return err(appError('plan-unsafe', { file: file.path, name: file.name, reason }));
    }
    wanted = kept;
  }
  return ok({
    path: file.path,
    name: file.name,
    place: placedFile(file).place,
    rule: file.rule,
    start: file.start,
    recordLength: file.recordLength,
    own: ownRecords(file, before, body, others),
    present: body,
    wanted,
    make: commandsOf(file.make),
    remove: commandsOf(file.remove),
  });
}
