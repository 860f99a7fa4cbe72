import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, hex, padEnd, toHex } from '../../../core/base/bytes.ts';
import { type DataObjectSpec, encodeDataObject } from '../../../core/pkcs15/dodf.ts';
import { OIDS } from '../../../core/pkcs15/oids.ts';
import { readPaddedList } from '../../../core/pkcs15/padded-list.ts';
import {
  type FileUpdate,
  isUnsafe,
  listUpdates,
  messageUpdates,
  recordUpdates,
} from '../../../core/plan/file-update.ts';
import { writeCostOf } from '../../../core/plan/write-cost.ts';

const COST = writeCostOf(hex('3B00'));
const SIZE = 256;

const record = (oid: string, label: string, fid: number): Uint8Array =>
  encodeDataObject({
    form: 'opaque',
    label,
    oid,
    path: { path: Uint8Array.of(fid >> 8, fid & 0xff) },
  } satisfies DataObjectSpec);
const ours = (label: string, fid = 0x6421) => record(OIDS.dmBootstrap, label, fid);
const theirs = (label: string, fid = 0x4431) => record('2.23.43.5.1', label, fid);
const file = (filler: number, ...records: readonly Uint8Array[]) => padEnd(concat(...records), SIZE, filler);

function apply(body: Uint8Array, { offset, data }: FileUpdate): Uint8Array {
  const next = body.slice();
  next.set(data, offset);
  return next;
}

/** What a cut inside an UPDATE can leave: each byte of its range old, new or FF; one byte is written whole or not at all. */
function torn(body: Uint8Array, { offset, data }: FileUpdate, choice: (i: number) => number): Uint8Array {
  const next = body.slice();
  if (data.length === 1) return choice(0) % 2 === 0 ? next : apply(body, { kind: 'update', offset, data });
  data.forEach((byte, i) => {
    const kind = choice(i) % 3;
    if (kind === 1) next[offset + i] = byte;
    if (kind === 2) next[offset + i] = 0xff;
  });
  return next;
}

/** All bodies that a cut can leave: after every UPDATE, and inside each. */
function states(before: Uint8Array, updates: readonly FileUpdate[], seed: number): readonly Uint8Array[] {
  const out = [before];
  let body = before;
  let random = seed;
  for (const update of updates) {
    for (let round = 0; round < 4; round++) {
      random = (Math.imul(random, 1103515245) + 12345) >>> 0;
      const kind = random;
      out.push(torn(body, update, (i) => (Math.imul(kind, i + 7) >>> 8) % 3));
    }
    for (const prefix of [1, Math.floor(update.data.length / 2), update.data.length - 1])
      out.push(torn(body, update, (i) => (i < prefix ? 1 : 0)));
    body = apply(body, update);
    out.push(body);
  }
  return out;
}

const textsIn = (body: Uint8Array) =>
  readPaddedList(body).records.map(({ span }) => toHex(body.subarray(span.offset, span.offset + span.length)));

describe('updates of a directory file', () => {
  const label = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 6 });
  const item = fc.oneof(
    label.map((text) => ({ own: true, bytes: ours(text) })),
    label.map((text) => ({ own: false, bytes: theirs(text) })),
  );

  it('keep others’ records reachable after every cut, and show of ours old, new or less', () => {
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 4 }),
        fc.array(item, { maxLength: 4 }),
        fc.boolean(),
        fc.constantFrom(0x00, 0xff),
        fc.integer(),
        (old, next, keepTheirs, filler, seed) => {
          const others = old.filter(({ own }) => !own);
          // Others' records stay, in their order; ours are what changes.
          const wanted = keepTheirs
            ? [...old.filter(({ own }) => !own), ...next.filter(({ own }) => own)]
            : [...next.filter(({ own }) => own), ...others];
          const before = file(filler, ...old.map(({ bytes }) => bytes));
          const after = file(0xff, ...wanted.map(({ bytes }) => bytes));
          const own = [...old, ...wanted].filter((entry) => entry.own).map(({ bytes }) => bytes);
          const updates = listUpdates(before, after, own, COST);
          if (isUnsafe(updates)) return;
          const end = updates.reduce(apply, before);
          expect(toHex(end)).toBe(toHex(after));
          const theirTexts = others.map(({ bytes }) => toHex(bytes));
          const known = new Set(own.map((bytes) => toHex(bytes)));
          for (const state of states(before, updates, seed)) {
            const found = textsIn(state);
            expect(found.filter((text) => theirTexts.includes(text) && !known.has(text))).toEqual(
              theirTexts.filter((text) => !known.has(text)),
            );
            // A record with the OID that a device looks for is one of ours, whole.
            for (const text of found.filter((text) => text.includes(toHex(hex('0604672B0701')))))
              expect(known.has(text)).toBe(true);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('others’ record that changes its place with ours of one length is refused: in between it would be gone', () => {
    const [mine, other] = [ours('a'), theirs('a')];
    expect(mine.length).toBe(other.length);
    const there = isUnsafe(listUpdates(file(0xff, other, mine), file(0xff, mine, other), [mine], COST));
    const back = isUnsafe(listUpdates(file(0xff, mine, other), file(0xff, other, mine), [mine], COST));
    expect([there, back]).toEqual([true, true]);
  });

  it('append: the body first, the tag last; nothing is invalidated', () => {
    const before = file(0xff, theirs('x'));
    const updates = listUpdates(before, file(0xff, theirs('x'), ours('y')), [ours('y')], COST);
    if (isUnsafe(updates)) throw new Error(updates.unsafe);
    expect(updates.map(({ kind }) => kind)).toEqual(['update', 'commit']);
    expect(updates.at(-1)).toEqual({ kind: 'commit', offset: theirs('x').length, data: Uint8Array.of(0x30) });
  });

  it('a record before others’ of one length: its OID hides it meanwhile', () => {
    const before = file(0xff, ours('aa', 0x6421), theirs('x'));
    const after = file(0xff, ours('bb', 0x6522), theirs('x'));
    const updates = listUpdates(before, after, [ours('aa', 0x6421), ours('bb', 0x6522)], COST);
    if (isUnsafe(updates)) throw new Error(updates.unsafe);
    expect(updates[0]).toMatchObject({ kind: 'invalidate', data: Uint8Array.of(0x7e) });
    expect(updates.at(-1)).toMatchObject({ kind: 'commit', data: Uint8Array.of(0x01) });
  });

  it('one byte is one UPDATE', () => {
    const updates = listUpdates(
      file(0xff, ours('a', 0x6421), theirs('x')),
      file(0xff, ours('a', 0x6422), theirs('x')),
      [],
      COST,
    );
    expect(updates).toMatchObject([{ kind: 'commit', data: Uint8Array.of(0x22) }]);
  });

  it('a record that grows before others’ is refused', () => {
    const before = file(0xff, ours('a'), theirs('x'));
    expect(listUpdates(before, file(0xff, ours('aaaa'), theirs('x')), [ours('a'), ours('aaaa')], COST)).toHaveProperty(
      'unsafe',
    );
  });
});

describe('updates of a message', () => {
  it('nothing stands behind an open gate but the old or the new message', () => {
    const body = fc.uint8Array({ minLength: 24, maxLength: 24 });
    fc.assert(
      fc.property(body, body, fc.integer({ min: 0, max: 5 }), fc.integer(), (left, right, start, seed) => {
        const before = left.slice();
        const after = right.slice();
        // What stands before the message is somebody else's and stays.
        after.set(before.subarray(0, start));
        before[start] = 0x02;
        after[start] = 0x03;
        const updates = messageUpdates(before, after, start, COST);
        expect(toHex(updates.reduce(apply, before))).toBe(toHex(after));
        for (const state of states(before, updates, seed)) {
          const whole = [toHex(before), toHex(after)].includes(toHex(state));
          expect(whole || state[start] === 0xff).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('updates of a linear EF(DIR)', () => {
  it('empty a record before another is put in its place; one that is empty is only filled', () => {
    const blank = new Uint8Array(8).fill(0xff);
    const one = hex('6104A0A1A2A3FFFF');
    const two = hex('6104B0B1B2B3FFFF');
    const kinds = (before: readonly Uint8Array[], after: readonly Uint8Array[]) =>
      recordUpdates(concat(...before), concat(...after), 8).map(({ kind, offset }) => [kind, offset]);
    expect(kinds([one, blank], [one, two])).toEqual([['commit', 8]]);
    expect(kinds([one, blank], [two, blank])).toEqual([
      ['invalidate', 0],
      ['commit', 0],
    ]);
    expect(kinds([one, two], [one, blank])).toEqual([['invalidate', 8]]);
    expect(kinds([one, two], [one, two])).toEqual([]);
  });
});
