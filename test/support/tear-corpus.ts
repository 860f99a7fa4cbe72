import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { cardWith, openscCard } from './bootstrap-card.ts';
import type { TearCase } from './tear-ground.ts';
import { OTHER_FULL, type Pair } from './tear-pairs.ts';
import { ADMINISTERED } from './tear-pairs-administered.ts';
import { APPLICATIONS } from './tear-pairs-applications.ts';
import { DIRECTORIES } from './tear-pairs-directories.ts';
import { AMONG_OTHERS, MESSAGES } from './tear-pairs-messages.ts';
import { FIXED_BLANKS, PROVISIONED, PROVISIONED_BY_ADMIN } from './tear-pairs-provision.ts';
import { planMessage } from './tear-plans.ts';

/** The kinds of card that every pair is tried on. */
export const TEAR_PLATFORMS = ['sim', 'uicc-2g', 'uicc-3g'] as const;
export type TearPlatform = (typeof TEAR_PLATFORMS)[number];

function cardOf(platform: TearPlatform, { parts, change = (image) => image }: Pair): CardImage {
  const kind =
    platform === 'sim'
      ? { platform: 'sim' as const }
      : { platform: 'uicc' as const, modes: platform === 'uicc-2g' ? ('2g' as const) : ('3g' as const) };
  return change(cardWith({ ...parts, ...kind }));
}

/** The layout of another program, on either class. */
function openscCases(platform: TearPlatform): readonly TearCase[] {
  if (platform === 'uicc-2g') return [];
  const mode = platform === 'sim' ? '2g' : '3g';
  const image = openscCard(platform === 'sim' ? 'sim' : 'uicc');
  return [{ title: `${platform}: a message in the layout of OpenSC`, image, mode, plan: planMessage(OTHER_FULL) }];
}

const PAIRS: readonly Pair[] = [...MESSAGES, ...AMONG_OTHERS, ...DIRECTORIES, ...APPLICATIONS, ...PROVISIONED];

function fixedBlank(platform: TearPlatform): readonly Pair[] {
  const pair = FIXED_BLANKS[platform];
  return pair === undefined ? [] : [pair];
}

/** The corpus for one kind of card. */
export function tearCorpus(platform: TearPlatform): readonly TearCase[] {
  const mode = platform === 'uicc-3g' ? '3g' : '2g';
  return [
    ...[...PAIRS, ...(mode === '3g' ? [...ADMINISTERED, ...PROVISIONED_BY_ADMIN] : fixedBlank(platform))].map(
      (pair) =>
        ({
          title: `${platform}: ${pair.title}`,
          image: cardOf(platform, pair),
          mode,
          ours: pair.ours ?? [],
          plan: pair.plan,
        }) as const,
    ),
    ...openscCases(platform),
  ];
}
