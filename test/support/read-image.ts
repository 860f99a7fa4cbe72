import { type ReadOptions, readCard } from '../../core/bootstrap/read-card.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { openVirtualLink, type VirtualLink } from './virtual-link.ts';

export interface ImageRead {
  readonly result: ReadResult;
  readonly card: VirtualLink;
  /** Finding codes in the order of the chain. */
  readonly codes: readonly string[];
}

/** Reads a card image; device depth in whichever class answers, unless told otherwise. */
export async function readImage(image: CardImage, options: Partial<ReadOptions> = {}): Promise<ImageRead> {
  const card = await openVirtualLink(image);
  const read = await readCard(card.link, { mode: 'auto', depth: 'device', ...options });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return { result: read.value, card, codes: read.value.findings.map((finding) => finding.code) };
}

/** The bytes that were read of the object a device uses. */
export function chosenContent(result: ReadResult): Uint8Array {
  const path = result.objects[result.chosen ?? -1]?.path;
  const file = result.files.find((item) => item.path === path);
  if (file === undefined) throw new Error('the chosen content was not read');
  return file.bytes;
}
