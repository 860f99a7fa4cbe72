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
