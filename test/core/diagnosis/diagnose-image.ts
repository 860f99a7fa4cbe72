import { CLIENT_PROFILES } from '../../../core/device/client-profiles.ts';
import { simulateAll } from '../../../core/device/simulate.ts';
import { type DiagnoseOptions, diagnoseCard } from '../../../core/diagnosis/diagnose-card.ts';
import type { Diagnosis } from '../../../core/diagnosis/diagnosis.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';

/** The diagnosis of a card image, in both classes where it answers both. */
export async function diagnoseImage(image: CardImage, options: Partial<DiagnoseOptions> = {}): Promise<Diagnosis> {
  const card = await openVirtualLink(image);
  const found = await diagnoseCard(card.link, { mode: 'auto', ...options });
  await card.close();
  if (!found.ok) throw new Error(JSON.stringify(found.error));
  return found.value.diagnosis;
}

/** What the conforming client makes of a card image: the code of its reason to reject it, or null. */
export async function conformingOn(image: CardImage, keys?: DiagnoseOptions['keys']): Promise<string | null> {
  const card = await openVirtualLink(image);
  const profiles = CLIENT_PROFILES.filter(({ name }) => name === 'conforming');
  const rows = await simulateAll(card.link, { profiles, keys });
  await card.close();
  if (!rows.ok) throw new Error(JSON.stringify(rows.error));
  return rows.value[0]?.result.rejection?.code ?? null;
}
