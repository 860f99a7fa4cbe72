import type { CardTreeNode } from './card-tree.ts';

/** File ids that are tried one after the other, first and last included. */
export interface FidRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Where the standards put files, by the level of their folder (TS 102 221 8.3, TS 51.011 6.2): 2F00 under the MF, 6F00 in a
 * DF of the first level or an ADF, 4F00 below it; DFs are 7F00 under the MF, 5F00 below.
 */
const LEVEL_RANGES: readonly (readonly FidRange[])[] = [
  [
    { first: 0x2f00, last: 0x2fff },
    { first: 0x7f00, last: 0x7fef },
  ],
  [
    { first: 0x6f00, last: 0x6fff },
    { first: 0x5f00, last: 0x5fff },
  ],
  [{ first: 0x4f00, last: 0x4fff }],
];

/** Ids that PKCS#15 applications use: OpenSC's 44xx, the defaults 5031 to 5033, DM and LwM2M bootstrap (DM Bootstrap D.4). */
const PKCS15_RANGES: readonly FidRange[] = [
  { first: 0x4400, last: 0x44ff },
  { first: 0x5030, last: 0x503f },
  { first: 0x6400, last: 0x64ff },
];

/** The ranges tried in a folder. Ids with a meaning of their own (3F00, 3FFF, 7FFF) are in none. */
export function rangesOf(folder: Pick<CardTreeNode, 'kind' | 'path'>, pkcs15: boolean): readonly FidRange[] {
  const level = folder.kind === 'adf' ? 1 : folder.path.length / 4 - 1;
  const ranges = LEVEL_RANGES[Math.min(level, 2)] as readonly FidRange[];
  return pkcs15 ? [...ranges, ...PKCS15_RANGES] : ranges;
}

/** How many SELECTs ranges take. */
export const sizeOf = (ranges: readonly FidRange[]): number =>
  ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
