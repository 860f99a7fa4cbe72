import { hexWord } from '../base/bytes.ts';
import type { CardImage } from '../virtual-card/card-image.ts';
import { createTelecomImage, type Pkcs15FileOptions } from '../virtual-card/telecom-image.ts';
import { cardOf, DF_PKCS15, EF_CONTENT, EF_DODF, healthyDraft, ownRecords, SIZES } from './card-draft.ts';
import { type CardAlias, faultCard } from './fault-cards.ts';

type Platform = CardImage['platform'];

/** The healthy cards that come with the product. ICCIDs are of no network (89 001) and pass the Luhn check. */
export const BUILTIN_CARDS = [
  { name: 'uicc', platform: 'uicc', modes: 'both', title: 'UICC', iccid: '89001010000000000018' },
  { name: 'uicc-3g', platform: 'uicc', modes: '3g', title: 'UICC, 3G mode', iccid: '89001010000000000026' },
  { name: 'uicc-2g', platform: 'uicc', modes: '2g', title: 'UICC, 2G mode', iccid: '89001010000000000034' },
  { name: 'sim', platform: 'sim', modes: '2g', title: 'SIM', iccid: '89001010000000000042' },
  { name: 'ruim', platform: 'ruim', modes: '2g', title: 'R-UIM', iccid: '89001010000000000059' },
  { name: 'uicc-blank', platform: 'uicc', modes: 'both', title: 'UICC without PKCS#15', iccid: '89001010000000000067' },
  {
    name: 'uicc-3g-blank',
    platform: 'uicc',
    modes: '3g',
    title: 'UICC, 3G mode, without PKCS#15',
    iccid: '89001010000000000075',
  },
  {
    name: 'uicc-2g-blank',
    platform: 'uicc',
    modes: '2g',
    title: 'UICC, 2G mode, without PKCS#15',
    iccid: '89001010000000000083',
  },
  { name: 'sim-blank', platform: 'sim', modes: '2g', title: 'SIM without PKCS#15', iccid: '89001010000000000091' },
  { name: 'ruim-blank', platform: 'ruim', modes: '2g', title: 'R-UIM without PKCS#15', iccid: '89001010000000000109' },
] as const satisfies readonly {
  name: string;
  platform: Platform;
  modes: CardImage['modes'];
  title: string;
  iccid: string;
}[];

/**
 * The files of a card whose operating system has them fixed, as its maker delivers it: there, empty, and not yet named by
 * EF(DIR). Class A0 creates no files (TS 102 222 is of the ISO class).
 */
function emptyFiles(): readonly Pkcs15FileOptions[] {
  const empty = (size: number) => ({ data: new Uint8Array(), size, update: 'adm1' }) as const;
  return [
    { fid: '5031', name: 'EF(ODF)', ...empty(SIZES.odf), read: 'always' },
    { fid: '5032', name: 'EF(TokenInfo)', ...empty(SIZES.tokenInfo), read: 'always' },
    { fid: hexWord(EF_DODF), name: 'EF(DODF-bootstrap)', ...empty(SIZES.dodf), read: 'always' },
    { fid: hexWord(EF_CONTENT), name: 'EF(DM_Bootstrap)', ...empty(SIZES.content), read: 'pin1' },
  ];
}

/**
 * The image of a built-in card, fresh at each call; undefined for a name that is none.
 * @param alias title and ICCID of a card that is made after it
 */
export function builtinCard(cardName: string, alias: CardAlias = {}): CardImage | undefined {
  const found = BUILTIN_CARDS.find((card) => card.name === cardName);
  if (found === undefined) return faultCard(cardName, alias);
  const row = { ...found, ...alias };
  if (!cardName.endsWith('-blank')) return cardOf(healthyDraft(row));
  const { platform, modes, title, iccid } = row;
  return createTelecomImage({
    platform,
    title,
    modes,
    iccid,
    efDir: { records: ownRecords(row) },
    ...(modes === '2g' && { pkcs15: { fid: hexWord(DF_PKCS15), files: emptyFiles() } }),
  });
}
