import { describe, expect, it } from 'vitest';
import { cardOf, healthyDraft } from '../../../core/bootstrap/card-draft.ts';
import { cardName, FAULT_RECIPES } from '../../../core/bootstrap/fault-cards.ts';
import { type FaultRecipe, goTogether } from '../../../core/bootstrap/fault-recipe.ts';
import type { FindingRow } from '../../../core/bootstrap/finding-row.ts';
import { FINDING_ROWS } from '../../../core/bootstrap/finding-rows.ts';
import { Random } from '../../support/random.ts';
import { diagnoseImage } from './diagnose-image.ts';

const CARDS = 300;
const GROUPS = 10;
const ROWS: Readonly<Record<string, FindingRow>> = FINDING_ROWS;
const FAULTS = FAULT_RECIPES.filter(({ code }) => ROWS[code]?.kind === 'fault');

/** The DODF was not found where EF(ODF) says: its step was tried, what stands in its records was not seen. */
const WITHOUT_RECORDS = 'odf-path-absolute-dangling';

/** Two or three faults that can be made on one card. */
function combination(random: Random): readonly FaultRecipe[] {
  const chosen = [random.pick(FAULTS)];
  const wanted = 2 + random.below(2);
  while (chosen.length < wanted) {
    const fitting = FAULTS.filter((recipe) => chosen.every((other) => goTogether(recipe, other)));
    if (fitting.length === 0) return chosen.length >= 2 ? chosen : combination(random);
    chosen.push(random.pick(fitting));
  }
  return chosen;
}

const random = new Random(20260612);
const combinations = Array.from({ length: CARDS }, () => combination(random));

describe('cards with two or three faults', () => {
  it.each(Array.from({ length: GROUPS }, (_, group) => group))('group %i', async (group) => {
    for (const [i, recipes] of combinations.entries()) {
      if (i % GROUPS !== group) continue;
      const name = cardName(recipes[0]?.card ?? { platform: 'uicc', modes: 'both' }, 'Several faults', 1000 + i);
      const draft = recipes.reduce((made, recipe) => recipe.make(made), healthyDraft(name));
      const diagnosis = await diagnoseImage(cardOf(draft));
      const codes = recipes.map(({ code }) => code);
      const shown = `card ${i}: ${codes.join(', ')}; found ${diagnosis.findings.map((item) => item.code).join(', ')}`;
      const found = new Set(diagnosis.findings.map(({ code }) => code));
      for (const { code, at } of recipes) {
        if (found.has(code) || (at === 'dodf' && found.has(WITHOUT_RECORDS))) continue;
        const step = diagnosis.steps.find(({ id }) => id === at);
        expect(step?.verdict, `${code} at ${at}; ${shown}`).toBe('notReached');
      }
      expect(codes, shown).toContain(diagnosis.root);
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

it('most combinations are different ones', () => {
  const different = new Set(
    combinations.map((recipes) =>
      recipes
        .map(({ code }) => code)
        .sort()
        .join(' '),
    ),
  );
  expect(different.size).toBeGreaterThan(CARDS * 0.9);
});
