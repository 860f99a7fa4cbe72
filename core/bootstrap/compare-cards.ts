import { type ContentMeaning, compareImages, type ImageComparison } from '../files/compare-images.ts';
import type { CardImage } from '../virtual-card/card-image.ts';
import { unnamedSecrets } from './file-secrets.ts';
import { decodeMessage } from './message.ts';
import { compareMessages } from './message-compare.ts';

/** Bootstrap messages in files, by what they do to a device. */
const MESSAGES: ContentMeaning = {
  secrets: unnamedSecrets,
  differences(a, b) {
    const [one, two] = [decodeMessage(a), decodeMessage(b)];
    if (one.profile === 'unknown' || two.profile === 'unknown') return undefined;
    return compareMessages(one, two).differences.map((item) => ({
      aspect: item.aspect === 'value' ? item.path : `${item.path} ${item.aspect}`,
      // An interior node has no value: that it is there is what differs.
      a: item.a ?? (item.kind === 'added' ? null : 'present'),
      b: item.b ?? (item.kind === 'removed' ? null : 'present'),
      secret: item.secret,
    }));
  },
};

/** Compares two cards, the bootstrap messages on them by their meaning. */
export function compareCards(a: CardImage, b: CardImage): ImageComparison {
  return compareImages(a, b, MESSAGES);
}
