import { isFilled } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import { readDodf } from '../pkcs15/dodf.ts';
import { readPaddedList } from '../pkcs15/padded-list.ts';
import { cheapestCover, differingOffsets } from './cover.ts';
import type { WriteCost } from './write-cost.ts';

/**
 * One UPDATE of a file. `invalidate` takes away what a device would find, `commit` puts it there: both are one byte, which a
 * card writes whole or not at all. `update` writes where no device looks.
 */
export interface FileUpdate {
  readonly kind: 'invalidate' | 'update' | 'commit';
  readonly offset: number;
  readonly data: Uint8Array;
}

/** Why a body cannot become the other one without a moment in which somebody's object is lost. */
export type Unsafe = { readonly unsafe: string };

export function isUnsafe(result: readonly FileUpdate[] | Unsafe): result is Unsafe {
  return 'unsafe' in result;
}

const FILLER = 0xff;

function byteAt(body: Uint8Array, offset: number): Uint8Array {
  return Uint8Array.of(body[offset] ?? FILLER);
}

/** A filler where a tag or a version should stand: 00 or FF ends a list (PKCS#15 5.5), FF is no WBXML version. */
function isEnd(value: number | undefined): boolean {
  return value === undefined || value === 0x00 || value === FILLER;
}

function covering(after: Uint8Array, offsets: readonly number[], cost: WriteCost): readonly FileUpdate[] {
  return cheapestCover(offsets, cost).map(({ offset, length }) => ({
    kind: 'update',
    offset,
    data: after.slice(offset, offset + length),
  }));
}

/**
 * Everything behind one byte that decides: it becomes FF, the rest is written, it is written last. A cut leaves what was
 * there, nothing, or what shall be there; of the bytes behind it no reader takes notice while it is FF.
 */
function behindGate(before: Uint8Array, after: Uint8Array, gate: number, cost: WriteCost): readonly FileUpdate[] {
  const differing = differingOffsets(before, after);
  const [only, another] = differing;
  if (only === undefined) return [];
  if (another === undefined) return [{ kind: 'commit', offset: only, data: byteAt(after, only) }];
  const rest = differing.filter((offset) => offset !== gate);
  // An UPDATE must not run over the gate: torn, it could open it.
  const sides = [rest.filter((offset) => offset < gate), rest.filter((offset) => offset > gate)];
  const updates: FileUpdate[] = sides.flatMap((offsets) => covering(after, offsets, cost));
  if (before[gate] !== FILLER) updates.unshift({ kind: 'invalidate', offset: gate, data: Uint8Array.of(FILLER) });
  if (after[gate] !== FILLER) updates.push({ kind: 'commit', offset: gate, data: byteAt(after, gate) });
  return updates;
}

/**
 * The UPDATEs of a file with a bootstrap message at `start`: the message's first byte, its WBXML version, is the gate.
 * @param before,after bodies of the same length
 */
export function messageUpdates(
  before: Uint8Array,
  after: Uint8Array,
  start: number,
  cost: WriteCost,
): readonly FileUpdate[] {
  return behindGate(before, after, start, cost);
}

const spanText = (bytes: Uint8Array, { offset, length }: Span) => bytes.subarray(offset, offset + length).join();

/** Records of a directory file with their bytes as text, for comparison. */
function recordsOf(bytes: Uint8Array): readonly { readonly span: Span; readonly text: string }[] {
  const { records, faults } = readPaddedList(bytes);
  return [...records.map(({ span }) => span), ...faults.map(({ span }) => span)]
    .sort((a, b) => a.offset - b.offset)
    .map((span) => ({ span, text: spanText(bytes, span) }));
}

/** Where the records of a directory file stand, and what stands among them that is none. */
export function listedSpans(body: Uint8Array): readonly Span[] {
  return recordsOf(body).map(({ span }) => span);
}

/** What stands in the place of an OID's last byte while its record is hidden: an OID that nobody looks for. */
export function hidingByte(byte: number): number {
  return byte ^ 0x7f;
}

/** The byte of a data object's OID that makes it another object's: its last. */
function oidByte(body: Uint8Array, record: Span): number | undefined {
  const object = readDodf(body).objects.find(({ span }) => span.offset === record.offset);
  const { oidSpan } = object ?? {};
  return oidSpan === undefined ? undefined : oidSpan.offset + oidSpan.length - 1;
}

/**
 * Records of one length each, some of ours changed, others' behind them: a record of ours is made an object that nobody
 * looks for by the last byte of its OID, its other bytes are written, the OID byte comes last. Tag and length never
 * change, so that every reader gets past it to the others all the time.
 */
function inPlace(
  before: Uint8Array,
  after: Uint8Array,
  changed: readonly Span[],
  cost: WriteCost,
): readonly FileUpdate[] | Unsafe {
  const updates: FileUpdate[] = [];
  for (const record of changed) {
    const differing = differingOffsets(before, after, record.offset, record.offset + record.length);
    const [only, another] = differing;
    if (only !== undefined && another === undefined) {
      updates.push({ kind: 'commit', offset: only, data: byteAt(after, only) });
      continue;
    }
    const old = oidByte(before, record);
    const gate = oidByte(after, record);
    if (gate === undefined || (old !== undefined && old !== gate))
      return { unsafe: 'a record in the middle of the list changes in more than its last OID byte can hide' };
    const header = differing.some((offset) => offset < record.offset + headerLength(after, record.offset));
    if (header) return { unsafe: 'the length of a record in the middle of the list changes' };
    const neutral = hidingByte(after[gate] ?? 0);
    if (before[gate] !== neutral) updates.push({ kind: 'invalidate', offset: gate, data: Uint8Array.of(neutral) });
    const rest = differing.filter((offset) => offset !== gate);
    for (const side of [rest.filter((offset) => offset < gate), rest.filter((offset) => offset > gate)])
      updates.push(...covering(after, side, cost));
    updates.push({ kind: 'commit', offset: gate, data: byteAt(after, gate) });
  }
  return updates;
}

/** Bytes of tag and length of a record (X.690 8.1.3), tags of one byte as PKCS#15 has them. */
function headerLength(body: Uint8Array, offset: number): number {
  const length = body[offset + 1] ?? 0;
  return 2 + (length >= 0x80 ? length & 0x7f : 0);
}

/**
 * The UPDATEs of a directory file (EF(ODF), EF(DODF), a transparent EF(DIR)): records one after the other, 00 or FF where a
 * tag should stand ends them. Others' records stay reachable after every cut:
 * - a list that differs from some record on, with only ours from there, has that record's tag as its gate;
 * - where others' records follow, ours is changed within its length, see `inPlace`;
 * - all else is refused: the way round it is a new file and one byte of the path that leads to it.
 * @param own records that are ours, before or after, as the bytes of the whole record
 */
export function listUpdates(
  before: Uint8Array,
  after: Uint8Array,
  own: readonly Uint8Array[],
  cost: WriteCost,
): readonly FileUpdate[] | Unsafe {
  const [only, another] = differingOffsets(before, after);
  if (only === undefined) return [];
  if (another === undefined) return [{ kind: 'commit', offset: only, data: byteAt(after, only) }];
  const ours = new Set(own.map((record) => record.join()));
  const old = recordsOf(before);
  const wanted = recordsOf(after);
  let common = 0;
  while (common < old.length && old[common]?.text === wanted[common]?.text) common += 1;
  const kept = old[common - 1]?.span;
  const gate = Math.min(kept === undefined ? 0 : kept.offset + kept.length, after.length - 1);
  if (old.slice(common).every(({ text }) => ours.has(text))) return behindGate(before, after, gate, cost);
  const same =
    old.length === wanted.length &&
    old.every(({ span }, i) => span.offset === wanted[i]?.span.offset && span.length === wanted[i]?.span.length);
  const changed = wanted.filter(({ text }, i) => text !== old[i]?.text).map(({ span }) => span);
  // What stands where ours shall be and is nobody's record of the list as it shall be is torn, or meant to go. A record of others
  // that only changes its place would be gone in between.
  const staying = new Set(wanted.map(({ text }) => text));
  const changes = changed.every((span) => {
    const was = spanText(before, span);
    return ours.has(was) || (ours.has(spanText(after, span)) && !staying.has(was));
  });
  if (!same || !changes) return { unsafe: 'objects of others stand behind the record that changes' };
  const updates = inPlace(before, after, changed, cost);
  if (isUnsafe(updates)) return updates;
  // Bytes behind the end of the list: nobody looks there.
  const last = wanted.at(-1)?.span;
  const padding = differingOffsets(before, after, last === undefined ? 0 : last.offset + last.length);
  return [...updates, ...covering(after, padding, cost)];
}

/**
 * The UPDATEs of a linear fixed EF(DIR): a record at a time, UPDATE RECORD knows no part of one. Torn, a record has the bytes
 * of the old one, of the new one, or FF; one that is not empty is emptied first, so that old and new bytes never stand
 * together.
 */
export function recordUpdates(before: Uint8Array, after: Uint8Array, recordLength: number): readonly FileUpdate[] {
  const updates: FileUpdate[] = [];
  for (let offset = 0; offset + recordLength <= after.length; offset += recordLength) {
    const old = before.subarray(offset, offset + recordLength);
    const wanted = after.slice(offset, offset + recordLength);
    if (differingOffsets(old, wanted).length === 0) continue;
    const blank = isFilled(wanted, FILLER) || isFilled(wanted, 0x00);
    if (!isEnd(old[0]) && !blank)
      updates.push({ kind: 'invalidate', offset, data: new Uint8Array(recordLength).fill(FILLER) });
    updates.push({ kind: blank ? 'invalidate' : 'commit', offset, data: wanted });
  }
  return updates;
}
