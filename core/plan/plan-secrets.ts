import { fromHex, isFilled, padEnd } from '../base/bytes.ts';
import { type Span, shiftSpan } from '../base/span.ts';
import { directObjects } from '../bootstrap/direct-values.ts';
import { fileSecrets, unnamedSecrets } from '../bootstrap/file-secrets.ts';
import type { CardFile, FileRole, ReadResult } from '../bootstrap/read-result.ts';
import { plannedBody } from './plan-bodies.ts';
import type { PlanFile, WritePlan } from './write-plan.ts';

/** What is known of the card that a plan is for: it says what a file holds. */
export type KnownCard = Pick<ReadResult, 'files' | 'objects'>;

const UNKNOWN_CARD: KnownCard = { files: [], objects: [] };

/** What a file is for: as it was read, else as the plan treats it. */
function roleOf({ path, rule, name }: PlanFile, { files }: KnownCard): FileRole {
  if (rule === 'message') return 'content';
  const read = files.find((file) => file.path === path)?.role;
  if (read !== undefined && read !== 'other' && read !== 'content') return read;
  if (rule === 'records' || name === 'EF(DIR)') return 'efDir';
  return name === 'EF(ODF)' ? 'odf' : 'dodf';
}

/** Secrets in one body of a file: of messages, of LwM2M content, of values that stand in a directory's records. */
function bodySecrets(file: PlanFile, bytes: Uint8Array, card: KnownCard): readonly Span[] {
  const { path, name, recordLength, start } = file;
  if (bytes.length <= start || isFilled(bytes, 0xff)) return [];
  const role = roleOf(file, card);
  const body: CardFile = {
    path,
    fid: path.slice(-4),
    name,
    role,
    structure: 'unknown',
    size: bytes.length,
    recordLength,
    bytes,
    reads: [],
  };
  if (role !== 'content') return fileSecrets(body, directObjects(body));
  // The plan may put something else there than its object says now.
  const unnamed = unnamedSecrets(bytes.subarray(start)).map((span) => shiftSpan(span, start));
  const own = card.objects.filter((object) => object.path === path && object.direct !== true);
  return [...fileSecrets(body, own), ...unnamed];
}

/** A body with the bytes of one side of a plan over it; FF where nothing says what there is. */
function sideOf(plan: WritePlan, path: string, body: Uint8Array, side: 'old' | 'new', gates = false): Uint8Array {
  const ranges = plan.ranges.filter((range) => range.file === path);
  // A gate that is the same before and after is no range; the byte that opens it is in the step that does.
  const opening = gates ? plan.steps.filter(({ kind, file }) => kind === 'commit' && file === path) : [];
  const length = Math.max(body.length, ...ranges.map(({ offset, old }) => offset + old.length / 2));
  const whole = padEnd(body, length, 0xff).slice();
  for (const { offset, data } of opening) whole.set(fromHex(data) ?? new Uint8Array(), offset);
  for (const range of ranges) whole.set(fromHex(range[side]) ?? new Uint8Array(), range.offset);
  return whole;
}

/**
 * Secrets that a write which broke off left in a file, of what it wrote and of what it replaced: what is closed, or ends a list
 * too early, does not tell them itself.
 * @param body the file as it stands
 */
export function brokenFileSecrets(
  broken: WritePlan,
  file: PlanFile,
  body: Uint8Array,
  card: KnownCard = UNKNOWN_CARD,
): readonly Span[] {
  if (file.rule === 'folder') return [];
  return (['old', 'new'] as const).flatMap((side) =>
    bodySecrets(file, sideOf(broken, file.path, body, side, true), card),
  );
}

/** Places of the secrets in a file of a plan now, and when the plan has been run. */
export interface FileSecrets {
  readonly before: readonly Span[];
  readonly after: readonly Span[];
  /** In each of `PlanFile.own`, counted from the record's first byte. */
  readonly own: readonly (readonly Span[])[];
}

/**
 * Where the secrets of a plan's file stand, before and after. All of a file counts as secret where it was not read and the plan
 * alone does not tell what it holds.
 * @param present the body as it is; null where the file was not read, or is not there
 * @param broken the write that broke off before, where the plan is the way out of it: what it left is masked as well
 */
export function planFileSecrets(
  plan: WritePlan,
  file: PlanFile,
  present: Uint8Array | null,
  card: KnownCard,
  broken: WritePlan | null = null,
): FileSecrets {
  if (file.rule === 'folder') return { before: [], after: [], own: [] };
  const told = ownSecrets(plan, file, present, card);
  if (broken === null) return told;
  const size = Math.max(file.before?.size ?? 0, file.after?.size ?? 0);
  const body = padEnd((file.before === null ? null : present) ?? new Uint8Array(), size, 0xff);
  const begun = broken.files.find(({ path }) => path === file.path) ?? file;
  const left = brokenFileSecrets(broken, begun, body, card);
  return { ...told, before: [...told.before, ...left], after: [...told.after, ...left] };
}

function ownSecrets(plan: WritePlan, file: PlanFile, present: Uint8Array | null, card: KnownCard): FileSecrets {
  const own = file.own.map((record) => bodySecrets(file, fromHex(record) ?? new Uint8Array(), card));
  const size = Math.max(file.before?.size ?? 0, file.after?.size ?? 0);
  const told = plan.ranges.reduce((sum, range) => sum + (range.file === file.path ? range.old.length / 2 : 0), 0);
  if (file.before !== null && present === null && told < file.before.size) {
    const all = [{ offset: 0, length: size }];
    return { before: all, after: all, own };
  }
  const before = file.before === null ? null : sideOf(plan, file.path, present ?? new Uint8Array(), 'old');
  const after = plannedBody(plan, file, before);
  return {
    before: before === null ? [] : bodySecrets(file, before, card),
    after: after === null ? [] : bodySecrets(file, after, card),
    own,
  };
}
