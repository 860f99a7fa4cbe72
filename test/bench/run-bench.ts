import { readCostBench } from './read-cost.ts';

/** Prints one JSON object a line. Ratios are against a floor measured or computed in the same run: figures alone move from machine to machine. */
export async function runBench(): Promise<void> {
  for (const row of await readCostBench()) process.stdout.write(`${JSON.stringify(row)}\n`);
}
