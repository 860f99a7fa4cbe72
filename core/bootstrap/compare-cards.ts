import { toHex } from '../base/bytes.ts';
import { type ContentMeaning, compareImages, type ImageComparison } from '../files/compare-images.ts';
import type { ComparisonIgnore } from '../files/comparison-ignore.ts';
import type { AspectChange } from '../files/image-aspects.ts';
import { readTokenInfo } from '../pkcs15/token-info.ts';
import type { CardImage } from '../virtual-card/card-image.ts';
import { unnamedSecrets } from './file-secrets.ts';
import { decodeMessage } from './message.ts';
import { compareMessages } from './message-compare.ts';

type TokenField = readonly [name: string, value: string | null];

/** The fields of EF(TokenInfo); undefined for all that is none (PKCS#15 6.9: version and serialNumber always stand there). */
function tokenFields(bytes: Uint8Array): readonly TokenField[] | undefined {
  const info = readTokenInfo(bytes);
  if ('reason' in info || info.version === null || info.serialNumber === null) return undefined;
  const { version, serialNumber, manufacturer, label, flags, issuer, holder, lastUpdate } = info;
  return [
    ['version', String(version)],
    ['serialNumber', toHex(serialNumber)],
    ['manufacturer', manufacturer],
    ['label', label],
    ['flags', flags.join(', ')],
    ['issuer', issuer],
    ['holder', holder],
    ['lastUpdate', lastUpdate],
  ];
}

function tokenDifferences(a: Uint8Array, b: Uint8Array): readonly AspectChange[] | undefined {
  const [one, two] = [tokenFields(a), tokenFields(b)];
  if (one === undefined || two === undefined) return undefined;
  return one.flatMap(([name, value], i) => {
    const other = two[i]?.[1] ?? null;
    return value === other ? [] : [{ aspect: `TokenInfo/${name}`, a: value, b: other, secret: false }];
  });
}

/** Bootstrap messages in files, by what they do to a device; EF(TokenInfo) by its fields. */
const MESSAGES: ContentMeaning = {
  secrets: unnamedSecrets,
  differences(a, b) {
    const [one, two] = [decodeMessage(a), decodeMessage(b)];
    if (one.profile === 'unknown' || two.profile === 'unknown') return tokenDifferences(a, b);
    return compareMessages(one, two).differences.map((item) => ({
      aspect: item.aspect === 'value' ? item.path : `${item.path} ${item.aspect}`,
      // An interior node has no value: that it is there is what differs.
      a: item.a ?? (item.kind === 'added' ? null : 'present'),
      b: item.b ?? (item.kind === 'removed' ? null : 'present'),
      secret: item.secret,
    }));
  },
};

/** Compares two cards, the bootstrap messages on them by their meaning, without what is to be passed over. */
export function compareCards(a: CardImage, b: CardImage, ignore?: ComparisonIgnore): ImageComparison {
  return compareImages(a, b, MESSAGES, ignore);
}
