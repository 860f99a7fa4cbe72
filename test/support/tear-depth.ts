import type { TearDepth } from './tear-cut.ts';

/** Every APDU boundary; inside an UPDATE some bytes. */
export const SAMPLED: TearDepth = { prefixes: 4, subsets: 4, secondCutOf: 4, lostReads: false };

/** Every APDU boundary, lost answers included; inside every UPDATE each of its bytes. */
export const WHOLE: TearDepth = { prefixes: 'all', subsets: 32, secondCutOf: 8, lostReads: true };
