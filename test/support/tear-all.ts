import { Random } from './random.ts';
import { type TearPlatform, tearCorpus } from './tear-corpus.ts';
import { cutCase, type TearDepth } from './tear-cut.ts';

export interface TearSum {
  readonly pairs: number;
  readonly cuts: number;
  readonly secondCuts: number;
  readonly losses: readonly string[];
}

/** Cuts the whole corpus of one kind of card, and prints what came of it in one line. */
export async function tearAll(platform: TearPlatform, depth: TearDepth, seed: number): Promise<TearSum> {
  const random = new Random(seed);
  const cases = tearCorpus(platform);
  const losses: string[] = [];
  let [cuts, cards, secondCuts] = [0, 0, 0];
  for (const item of cases) {
    const report = await cutCase(item, depth, random);
    cuts += report.cuts;
    cards += report.cards;
    secondCuts += report.secondCuts;
    losses.push(...report.losses);
  }
  console.log(
    `tear ${platform}: ${cases.length} pairs, ${cuts} cuts, ${cards} different cards recovered, ${secondCuts} of them cut again, ${losses.length} losses`,
  );
  return { pairs: cases.length, cuts, secondCuts, losses };
}
