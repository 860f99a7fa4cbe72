import type { CommandApdu } from '../apdu/command.ts';
import { toTpdu } from '../apdu/command.ts';
import { appError } from '../base/app-error.ts';
import { hexWord, padEnd, toHex } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { sha256 } from '../base/sha256.ts';
import { gsm, MAX_FAR_UPDATE, uicc } from '../card/commands.ts';
import { FAR_OFFSET } from '../card/read-blocks.ts';
import type { ResolvedPath } from '../pkcs15/path.ts';
import { cheapestCover, differingOffsets } from './cover.ts';
import { type FileUpdate, isUnsafe, listUpdates, messageUpdates, recordUpdates, type Unsafe } from './file-update.ts';
import type { WriteCost } from './write-cost.ts';
import type { PlanBody, PlanFile, PlanRange, PlanRule, PlanStep, PlanStepKind } from './write-plan.ts';

/** A command of card administration that a change needs (TS 102 222), on the basic channel. */
export interface FileCommand {
  readonly kind: Extract<PlanStepKind, 'create' | 'resize' | 'activate' | 'delete'>;
  readonly command: CommandApdu;
}

/** A file as it is and as it shall be. */
export interface FileChange {
  /** Path in hex as the product names it. */
  readonly path: string;
  readonly name: string;
  readonly place: ResolvedPath;
  readonly rule: PlanRule;
  /** Rule `message`: offset of the message's first byte. */
  readonly start?: number;
  /** Rule `records`. */
  readonly recordLength?: number;
  /** Rule `list`: our records before and after. */
  readonly own?: readonly Uint8Array[];
  /** null: it is not on the card. A folder has an empty body. */
  readonly present: Uint8Array | null;
  /** null: it shall not be on the card. */
  readonly wanted: Uint8Array | null;
  /** Makes the file, or gives it its wanted size. */
  readonly make?: readonly FileCommand[];
  /** Takes it off the card; also what undoes `make`. */
  readonly remove?: readonly FileCommand[];
  /** True where a new file, or what a larger one gains, is known to be all FF: else all of it is written. */
  readonly filled?: boolean;
}

const FILLER = 0xff;

/** The command of an UPDATE on the basic channel. @throws RangeError where none can say its offset or its length */
export function updateCommand(
  { rule, recordLength = 0 }: Pick<FileChange, 'rule' | 'recordLength'>,
  mode: '2g' | '3g',
  { offset, data }: Pick<FileUpdate, 'offset' | 'data'>,
): CommandApdu {
  if (rule === 'records') {
    const record = offset / recordLength + 1;
    return mode === '2g' ? gsm.updateRecord(record, data) : uicc.updateRecord(0, record, data);
  }
  if (mode === '2g') return gsm.updateBinary(offset, data);
  // Beyond 7FFF the ISO class names the offset in the data of the odd instruction.
  return offset < FAR_OFFSET ? uicc.updateBinary(0, offset, data) : uicc.updateBinaryFar(0, offset, data);
}

function updatesOf(change: FileChange, before: Uint8Array, after: Uint8Array, cost: WriteCost) {
  switch (change.rule) {
    case 'message':
      return messageUpdates(before, after, change.start ?? 0, cost);
    case 'list':
      // Whatever a new file happens to hold is nobody's: all of it is behind its first byte.
      if (change.present === null) return messageUpdates(before, after, 0, cost);
      return change.filled ? listUpdates(before, after, change.own ?? [], cost) : longerList(change, after, cost);
    case 'records':
      return recordUpdates(before, after, change.recordLength ?? 0);
    case 'folder':
      return [];
  }
}

/** What a list gains is padding first, whatever the card put there: nothing that happens to stand behind its end is found. */
function longerList({ present, own = [] }: FileChange, after: Uint8Array, cost: WriteCost) {
  const size = present?.length ?? 0;
  const before = padEnd(present ?? new Uint8Array(), after.length, FILLER);
  const updates = listUpdates(before, after, own, cost);
  if (isUnsafe(updates)) return updates;
  const gained = Array.from({ length: after.length - size }, (_, i) => size + i);
  const padding = cheapestCover(gained, cost).map(
    ({ offset, length }): FileUpdate => ({ kind: 'update', offset, data: new Uint8Array(length).fill(FILLER) }),
  );
  return [...padding, ...updates];
}

/**
 * The body that the UPDATEs start from: the present one, with what a new or larger file gains. Where nothing is known of that,
 * it counts as anything but what is wanted.
 */
function startBody({ present, filled = false }: FileChange, wanted: Uint8Array): Uint8Array {
  const size = Math.max(wanted.length, present?.length ?? 0);
  const body = padEnd(filled ? new Uint8Array() : wanted.map((byte) => byte ^ 0xff), size, FILLER);
  if (present !== null) body.set(present);
  return body;
}

function unsafeError(change: FileChange, { unsafe }: Unsafe) {
  return err(appError('plan-unsafe', { file: change.path, name: change.name, reason: unsafe }));
}

/** The steps of a file: what gives it its place and its size, and what comes after. */
export interface FileSteps {
  /** CREATE FILE, or RESIZE FILE of a file that gets longer: nothing of what is there is touched yet. */
  readonly making: readonly PlanStep[];
  readonly writing: readonly PlanStep[];
}

/**
 * The steps that lead a file from what it is to what it shall be, in an order that a cut cannot turn into a lie.
 * @returns `plan-unsafe` where others' records would be lost for a moment.
 */
export function fileSteps(change: FileChange, mode: '2g' | '3g', cost: WriteCost): Result<FileSteps> {
  const { path, present, wanted, make = [], remove = [] } = change;
  const administer = (commands: readonly FileCommand[]): readonly PlanStep[] =>
    commands.map(({ kind, command }) => ({ kind, file: path, offset: 0, data: '', command: commandHex(command) }));
  if (wanted === null) return ok({ making: [], writing: present === null ? [] : administer(remove) });
  const sized = present === null || present.length !== wanted.length ? administer(make) : [];
  const before = startBody(change, wanted);
  // A file that shrinks is written first and cut after: what it loses does not count.
  const shrinks = present !== null && present.length > wanted.length;
  const after = shrinks ? padEnd(wanted, present.length, FILLER) : wanted;
  const far = mode === '3g' && after.length > FAR_OFFSET;
  const limited = far ? { ...cost, maxData: Math.min(cost.maxData, MAX_FAR_UPDATE) } : cost;
  const updates = updatesOf(change, before, after, limited);
  if (isUnsafe(updates)) return unsafeError(change, updates);
  const steps = updates.map(
    (update): PlanStep => ({
      kind: update.kind,
      file: path,
      offset: update.offset,
      data: toHex(update.data),
      command: commandHex(updateCommand(change, mode, update)),
    }),
  );
  return ok(shrinks ? { making: [], writing: [...steps, ...sized] } : { making: sized, writing: steps });
}

/** A command as a plan has it: T=0 form, the basic channel. */
export function commandHex(command: CommandApdu): string {
  return toHex(toTpdu(command, 'T=0'));
}

function bodyOf(bytes: Uint8Array | null): PlanBody | null {
  return bytes === null ? null : { size: bytes.length, sha256: sha256(bytes) };
}

/** The change as the plan keeps it. */
export function planFile(change: FileChange): PlanFile {
  const { place, start = 0, recordLength = 0, own = [], make = [], remove = [] } = change;
  return {
    path: change.path,
    name: change.name,
    from: place.from,
    fids: place.fids.map(hexWord),
    rule: change.rule,
    start,
    recordLength,
    own: own.map((record) => toHex(record)),
    before: bodyOf(change.present),
    after: bodyOf(change.wanted),
    make: make.map(({ kind, command }) => ({ kind, command: commandHex(command) })),
    remove: remove.map(({ kind, command }) => ({ kind, command: commandHex(command) })),
  };
}

/** The stretches in which a file differs: only bytes that differ, none between. */
export function rangesOf({ path, present, wanted }: FileChange): readonly PlanRange[] {
  if (wanted === null) return [];
  const size = Math.max(wanted.length, present?.length ?? 0);
  const before = padEnd(present ?? new Uint8Array(), size, FILLER);
  const after = padEnd(wanted, size, FILLER);
  const spans: { offset: number; length: number }[] = [];
  for (const offset of differingOffsets(before, after)) {
    const last = spans.at(-1);
    if (last !== undefined && last.offset + last.length === offset) last.length += 1;
    else spans.push({ offset, length: 1 });
  }
  return spans.map(({ offset, length }) => ({
    file: path,
    offset,
    old: toHex(before.subarray(offset, offset + length)),
    new: toHex(after.subarray(offset, offset + length)),
  }));
}
