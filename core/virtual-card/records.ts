import type { Selection } from './card-command.ts';
import type { CardNode } from './file-system.ts';
import { recordCount, recordOf } from './file-system.ts';

export type RecordMode = 'next' | 'previous' | 'absolute';

/**
 * The record a command means (TS 51.011 8.5, TS 102 221 11.1.5). `next` and `previous` start from the current record;
 * at the ends a linear file has none, a cyclic file goes round.
 * @returns undefined where there is no such record
 */
export function targetRecord(selection: Selection, ef: CardNode, mode: RecordMode, number: number): number | undefined {
  const last = recordCount(ef);
  if (last === 0) return undefined;
  const current = selection.record;
  if (mode === 'absolute') {
    const wanted = number === 0 ? current : number;
    return wanted >= 1 && wanted <= last ? wanted : undefined;
  }
  if (current === 0) return mode === 'next' ? 1 : last;
  const wanted = mode === 'next' ? current + 1 : current - 1;
  if (wanted >= 1 && wanted <= last) return wanted;
  if (ef.structure !== 'cyclic') return undefined;
  return wanted < 1 ? last : 1;
}

/** Where in a record a string may begin: from an offset on, or behind the first byte of a value. */
type SearchFrom = { readonly offset: number } | { readonly behind: number };

function holds(record: Uint8Array, pattern: Uint8Array, from: SearchFrom): boolean {
  const mark = 'behind' in from ? record.indexOf(from.behind) : from.offset - 1;
  if ('behind' in from && mark < 0) return false;
  for (let at = mark + 1; at + pattern.length <= record.length; at++) {
    if (pattern.every((byte, i) => record[at + i] === byte)) return true;
  }
  return false;
}

/** Numbers of the records that hold `pattern`, from `start` in `step` direction to the end of the file. */
export function matchingRecords(
  ef: CardNode,
  pattern: Uint8Array,
  start: number,
  step: 1 | -1,
  from: SearchFrom = { offset: 0 },
): number[] {
  const found: number[] = [];
  for (let number = start; number >= 1 && number <= recordCount(ef); number += step) {
    if (holds(recordOf(ef, number) as Uint8Array, pattern, from)) found.push(number);
  }
  return found;
}

/** The sum of a record and a number, both big endian. @returns undefined where it does not go into the record */
export function sumOf(record: Uint8Array, addend: Uint8Array): Uint8Array | undefined {
  const sum = record.slice();
  let carry = 0;
  for (let back = 1; back <= Math.max(sum.length, addend.length); back++) {
    const value = (sum.at(-back) ?? 0) + (addend.at(-back) ?? 0) + carry;
    carry = value >> 8;
    if (back <= sum.length) sum[sum.length - back] = value & 0xff;
    else if ((value & 0xff) !== 0) return undefined;
  }
  return carry === 0 && sum.length > 0 ? sum : undefined;
}
