import type { CardImage } from '../virtual-card/card-image.ts';
import { type CardName, cardOf, healthyDraft } from './card-draft.ts';
import { PROVISIONING_FAULTS } from './fault-cards-cp.ts';
import { DIRECTORY_FAULTS, ODF_FAULTS } from './fault-cards-directory.ts';
import { ENCODING_FAULTS, MESSAGE_FAULTS } from './fault-cards-message.ts';
import { DODF_FAULTS, FILE_FAULTS } from './fault-cards-object.ts';
import { TOKEN_FAULTS } from './fault-cards-token.ts';
import type { FaultRecipe } from './fault-recipe.ts';
import type { FindingRow } from './finding-row.ts';
import { FINDING_ROWS } from './finding-rows.ts';

/** How every fault and every hazard that a card can have is made on a healthy one, in the order of the way down. */
export const FAULT_RECIPES: readonly FaultRecipe[] = [
  ...DIRECTORY_FAULTS,
  ...ODF_FAULTS,
  ...DODF_FAULTS,
  ...FILE_FAULTS,
  ...ENCODING_FAULTS,
  ...MESSAGE_FAULTS,
  ...PROVISIONING_FAULTS,
  ...TOKEN_FAULTS,
];

/** A built-in card that has one fault. */
export interface FaultCardRow {
  /** `fault-` and the code. */
  readonly name: string;
  readonly platform: CardImage['platform'];
  readonly modes: CardImage['modes'];
  readonly kind: 'fault' | 'hazard';
  readonly title: string;
  readonly titleZh: string;
}

const BOTH = { platform: 'uicc', modes: 'both' } as const;

/** The built-in cards with one fault each, in the order of the way down a card. */
export const FAULT_CARDS: readonly FaultCardRow[] = FAULT_RECIPES.map(({ code, card = BOTH }) => {
  const { kind, en, zh }: FindingRow = FINDING_ROWS[code];
  return {
    name: `fault-${code}`,
    platform: card.platform,
    modes: card.modes,
    kind: kind === 'hazard' ? 'hazard' : 'fault',
    title: en.title,
    titleZh: zh.title,
  };
});

/** What a built card is called, where not as its row has it. */
export type CardAlias = Partial<Pick<CardName, 'title' | 'iccid'>>;

/** Digit that makes a number pass the Luhn check (ISO/IEC 7812-1 annex B). */
function checkDigit(digits: string): string {
  const sum = [...digits].toReversed().reduce((total, digit, i) => {
    const doubled = Number(digit) * (i % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}

/** Name of a built card that is no network's (89 001). @param serial up to 11 digits, other than those of the healthy cards */
export function cardName(kind: Pick<CardName, 'platform' | 'modes'>, title: string, serial: number): CardName {
  const digits = `89001020${String(serial).padStart(11, '0')}`;
  return { ...kind, title, iccid: digits + checkDigit(digits) };
}

/** Number of a card that somebody makes: of no network (89 001), and other than those of the built-in cards. @param serial up to 11 digits */
export function madeIccid(serial: number): string {
  const digits = `89001030${String(serial).padStart(11, '0')}`;
  return digits + checkDigit(digits);
}

/** The image of the built-in card `fault-<code>`; undefined for a name that is none. */
export function faultCard(name: string, alias: CardAlias = {}): CardImage | undefined {
  const index = FAULT_RECIPES.findIndex(({ code }) => name === `fault-${code}`);
  const recipe = FAULT_RECIPES[index];
  if (recipe === undefined) return undefined;
  const row: FindingRow = FINDING_ROWS[recipe.code];
  const named = { ...cardName(recipe.card ?? BOTH, row.en.title, index + 1), ...alias };
  return cardOf(recipe.make(healthyDraft(named)));
}
