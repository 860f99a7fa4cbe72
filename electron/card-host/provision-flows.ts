import { adminProfile } from '../../core/card/admin-profile.ts';
import type { CardLink } from '../../core/card/card-link.ts';
import { planObjects } from '../../core/plan/objects.ts';
import { planProvision } from '../../core/plan/provision.ts';
import { planUnprovision } from '../../core/plan/unprovision.ts';
import type { ProvisionFlows, TracedCard } from './card-flows.ts';

function standardProfile() {
  const profile = adminProfile('ts-102222');
  if (profile === undefined) throw new Error('the command profile of TS 102 222 is built in');
  return profile;
}

/** How cards take commands of administration where nobody says otherwise. */
export const TS_102_222 = standardProfile();

/** Plans for the application and the objects of a card: made and filled, in another order, taken off again. */
export function provisionFlows(linkTo: (card: TracedCard) => CardLink): ProvisionFlows {
  return {
    provision: (card, read, profile, messages, allowance) => {
      const admin = (profile.admin === undefined ? undefined : adminProfile(profile.admin)) ?? TS_102_222;
      return planProvision(linkTo(card), read, profile, messages, { admin, allowance });
    },
    unprovision: (card, read, deleteFiles) => planUnprovision(linkTo(card), read, { admin: TS_102_222, deleteFiles }),
    changeObjects: (card, read, act, deleteFiles) =>
      planObjects(linkTo(card), read, act, { admin: TS_102_222, deleteFiles }),
  };
}
