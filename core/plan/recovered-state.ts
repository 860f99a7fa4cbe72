import { hex, padEnd } from '../base/bytes.ts';
import { sha256 } from '../base/sha256.ts';
import type { Span } from '../base/span.ts';
import { hidingByte, listedSpans } from './file-update.ts';
import { plannedBody } from './plan-bodies.ts';
import type { PlanBody, PlanFile, WritePlan } from './write-plan.ts';

/**
 * What a file of a write that broke off holds now: what it held before, what it should hold, something between, or bytes that
 * neither the plan nor its backup knows.
 */
export type RecoveredFileState = 'old' | 'new' | 'between' | 'foreign';

/** The bodies that the backup kept, by path. */
export type KeptBodies = ReadonlyMap<string, Uint8Array>;

export function isBody(body: Uint8Array | null, wanted: PlanBody | null): boolean {
  if (body === null || wanted === null) return body === null && wanted === null;
  return sha256(body) === wanted.sha256;
}

/** True where a plan changes nothing of a file that it finds, so that nothing of it has to be kept. */
const keepsNothing = ({ before, rule }: PlanFile) => before === null || rule === 'folder';

/**
 * The body that a file had, from what it holds now: what a step writes may be torn, all else stands as it stood.
 * @returns undefined where the digest in the plan does not prove it
 */
function rebuiltBody({ steps, ranges }: WritePlan, file: PlanFile, now: Uint8Array): Uint8Array | undefined {
  if (file.before === null) return undefined;
  if (isBody(now, file.before)) return now;
  const body = padEnd(now, Math.max(now.length, file.before.size, file.after?.size ?? 0), 0xff).slice();
  const put = (text: string, offset: number) => {
    if (offset + text.length / 2 <= body.length) body.set(hex(text), offset);
  };
  // What a step writes beside the ranges was there before, too.
  for (const { file: path, data, offset } of steps) if (path === file.path) put(data, offset);
  for (const { file: path, old, offset } of ranges) if (path === file.path) put(old, offset);
  const before = body.slice(0, file.before.size);
  return isBody(before, file.before) ? before : undefined;
}

/** What the files held before: from the backup; where that does not tell, from the plan and the card, as far as the digest proves it. */
export function knownBodies(
  plan: WritePlan,
  present: (path: string) => Uint8Array | null,
  kept: KeptBodies,
): KeptBodies {
  const known = new Map(kept);
  for (const file of plan.files) {
    const now = present(file.path);
    if (keepsNothing(file) || now === null || known.has(file.path)) continue;
    const body = rebuiltBody(plan, file, now);
    if (body !== undefined) known.set(file.path, body);
  }
  return known;
}

/** The first file of which nothing tells what it held: without it there is no way back. */
export function unknownFile({ files }: WritePlan, known: KeptBodies): PlanFile | undefined {
  return files.find((file) => !keepsNothing(file) && !known.has(file.path));
}

/**
 * True where a broken write can have left a byte: what was there, what should be, FF where it is
 * closed or an UPDATE was torn; in a directory file also the OID byte that hides a record meanwhile.
 */
function mayStand({ rule }: PlanFile, byte: number, before: number, after: number): boolean {
  if (byte === before || byte === after) return true;
  if (rule === 'list' && (byte === hidingByte(before) || byte === hidingByte(after))) return true;
  return byte === 0xff;
}

/** A file with its content at both ends of the plan and now. */
export interface RecoveredBodies {
  readonly file: PlanFile;
  readonly body: Uint8Array;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** True where the broken write explains every byte of a span. */
function explains({ file, body, before, after }: RecoveredBodies, { offset, length }: Span): boolean {
  for (let at = offset; at < offset + length; at++)
    if (!mayStand(file, body[at] ?? 0xff, before[at] ?? 0xff, after[at] ?? 0xff)) return false;
  return true;
}

const textAt = (body: Uint8Array, { offset, length }: Span) => body.subarray(offset, offset + length).join();

/** The records of a linear file that the plan changes: all others are nobody's business. */
function touchedRecords({ file: { recordLength }, before, after }: RecoveredBodies): readonly Span[] {
  const count = recordLength === 0 ? 0 : Math.floor(after.length / recordLength);
  return Array.from({ length: count }, (_, i) => ({ offset: i * recordLength, length: recordLength })).filter(
    (span) => textAt(before, span) !== textAt(after, span),
  );
}

/**
 * Records that somebody else wrote since where the plan writes: whole ones, which neither the plan nor what was there before
 * explains. What is torn is ours.
 */
export function othersRecords(bodies: RecoveredBodies): readonly Span[] {
  const { file, body, before, after } = bodies;
  if (file.rule === 'records') return touchedRecords(bodies).filter((span) => !explains(bodies, span));
  if (file.rule !== 'list') return [];
  const known = new Set([before, after].flatMap((list) => listedSpans(list).map((span) => textAt(list, span))));
  return listedSpans(body).filter((span) => !known.has(textAt(body, span)) && !explains(bodies, span));
}

/** State of a linear file from the records that the plan changes. */
function recordsState(bodies: RecoveredBodies): RecoveredFileState {
  const { body, before, after } = bodies;
  const touched = touchedRecords(bodies);
  const all = (side: Uint8Array) => touched.every((span) => textAt(body, span) === textAt(side, span));
  if (all(before)) return 'old';
  if (all(after)) return 'new';
  return touched.every((span) => explains(bodies, span)) ? 'between' : 'foreign';
}

/** The state of a file from its body; null where it is not on the card. */
export function fileState(
  plan: WritePlan,
  file: PlanFile,
  body: Uint8Array | null,
  known: KeptBodies,
): RecoveredFileState {
  if (file.rule === 'folder') return (body === null) === (file.before === null) ? 'old' : 'new';
  if (isBody(body, file.before)) return 'old';
  if (isBody(body, file.after)) return 'new';
  if (body === null) return 'between';
  // A file that is not on the card at one end of the plan can hold anything while it is made or taken away.
  if (file.before === null || file.after === null) return 'between';
  const before = known.get(file.path);
  const after = before && plannedBody(plan, file, before);
  if (before === undefined || !after) return 'foreign';
  const bodies = { file, body, before, after };
  if (file.rule === 'records' && body.length === before.length) return recordsState(bodies);
  return explains(bodies, { offset: 0, length: body.length }) ? 'between' : 'foreign';
}
