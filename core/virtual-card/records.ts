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

/** Number of the first record from `start` in `step` direction that holds `pattern` anywhere. */
export function findPattern(ef: CardNode, pattern: Uint8Array, start: number, step: 1 | -1): number | undefined {
  for (let number = start; number >= 1 && number <= recordCount(ef); number += step) {
    const record = recordOf(ef, number) as Uint8Array;
    for (let at = 0; at + pattern.length <= record.length; at++) {
      if (pattern.every((byte, i) => record[at + i] === byte)) return number;
    }
  }
  return undefined;
}
