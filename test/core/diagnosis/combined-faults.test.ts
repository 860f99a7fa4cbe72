import { describe, expect, it } from 'vitest';
import { cardOf, healthyDraft } from '../../../core/bootstrap/card-draft.ts';
import { cardName, FAULT_RECIPES } from '../../../core/bootstrap/fault-cards.ts';
import { type FaultRecipe, goTogether, isShownBy } from '../../../core/bootstrap/fault-recipe.ts';
import type { FindingRow } from '../../../core/bootstrap/finding-row.ts';
import { FINDING_ROWS } from '../../../core/bootstrap/finding-rows.ts';
import { Random } from '../../support/random.ts';
import { conformingOn, diagnoseImage } from './diagnose-image.ts';

const CARDS = 300;
const GROUPS = 10;
const ROWS: Readonly<Record<string, FindingRow>> = FINDING_ROWS;
const FAULTS = FAULT_RECIPES.filter(({ code }) => ROWS[code]?.kind === 'fault');

const KINDS = [
  { platform: 'sim', modes: '2g' },
  { platform: 'ruim', modes: '2g' },
  { platform: 'uicc', modes: 'both' },
  { platform: 'uicc', modes: '3g' },
  { platform: 'uicc', modes: '2g' },
] as const;

/** What stands in the way at the file of the message, in the order in which a device meets it. */
const OBSTACLES: readonly (readonly string[])[] = [
  ['file-missing'],
  ['access-user-modifiable'],
  ['file-deactivated'],
  ['file-not-transparent'],
  ['access-arr-record-missing', 'access-read-never', 'access-pin-unreachable', 'access-pin-blocked'],
  ['access-pin-not-verified'],
];
const rankOf = (code: string) => OBSTACLES.findIndex((codes) => codes.includes(code));

/** Two or three faults that can be made on one card. @param first every fault begins some of them */
function combination(random: Random, first: FaultRecipe): readonly FaultRecipe[] {
  const chosen = [first];
  const wanted = 2 + random.below(2);
  while (chosen.length < wanted) {
    const fitting = FAULTS.filter((recipe) => chosen.every((other) => goTogether(recipe, other)));
    if (fitting.length === 0) return chosen.length >= 2 ? chosen : combination(random, random.pick(FAULTS));
    chosen.push(random.pick(fitting));
  }
  return chosen;
}

const random = new Random(20260612);
const combinations = Array.from({ length: CARDS }, (_, i) => {
  const recipes = combination(random, FAULTS[i % FAULTS.length] ?? random.pick(FAULTS));
  return {
    recipes,
    kind: random.pick(KINDS.filter(({ modes }) => recipes.every((recipe) => isShownBy(recipe, modes)))),
  };
});
/** Injected faults that were found, and those that lie behind another one. */
const counted = { found: 0, notReached: 0 };

describe('cards with two or three faults', () => {
  it.each(Array.from({ length: GROUPS }, (_, group) => group))('group %i', async (group) => {
    for (const [i, { recipes, kind }] of combinations.entries()) {
      if (i % GROUPS !== group) continue;
      const name = cardName(kind, 'Several faults', 1000 + i);
      const draft = recipes.reduce((made, recipe) => recipe.make(made), healthyDraft(name));
      const image = cardOf(draft);
      const diagnosis = await diagnoseImage(image);
      const codes = recipes.map(({ code }) => code);
      const shown = `card ${i}, ${kind.platform} ${kind.modes}: ${codes.join(', ')}; found ${diagnosis.findings.map((item) => item.code).join(', ')}`;
      const found = new Set(diagnosis.findings.map(({ code }) => code));
      for (const { code, at } of recipes) {
        if (found.has(code)) {
          counted.found++;
          continue;
        }
        counted.notReached++;
        const before = [...found].some((other) => rankOf(other) >= 0 && rankOf(other) < rankOf(code));
        if (before) continue;
        const step = diagnosis.steps.find(({ id }) => id === at);
        expect(step?.verdict, `${code} at ${at}; ${shown}`).toBe('notReached');
      }
      expect(codes, shown).toContain(diagnosis.root);
      // What a conforming device rejects is never called good.
      if (diagnosis.verdict === 'ok') expect(await conformingOn(image), shown).toBeNull();
      // Besides what was made there are symptoms alone.
      const others = diagnosis.findings.filter(({ kind, under, code }) => {
        return kind === 'fault' && under === null && !codes.some((made) => made === code);
      });
      expect(
        others.map(({ code }) => code),
        shown,
      ).toEqual([]);
    }
  });
});

it('the cards are of every kind, and most of their faults can be seen', () => {
  expect(new Set(combinations.map(({ kind }) => kind)).size).toBe(KINDS.length);
  expect(new Set(combinations.flatMap(({ recipes }) => recipes.map(({ code }) => code))).size).toBe(FAULTS.length);
  expect(counted.found + counted.notReached).toBe(combinations.reduce((sum, { recipes }) => sum + recipes.length, 0));
  expect(counted.found).toBeGreaterThan(counted.notReached);
  console.log(`${CARDS} cards: ${counted.found} faults found, ${counted.notReached} not reached`);
});

it('most combinations are different ones', () => {
  const different = new Set(
    combinations.map(({ recipes }) =>
      recipes
        .map(({ code }) => code)
        .sort()
        .join(' '),
    ),
  );
  expect(different.size).toBeGreaterThan(CARDS * 0.9);
});
