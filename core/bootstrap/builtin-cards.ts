import { encodeIccid } from '../card/iccid.ts';
import { encodeDodf } from '../pkcs15/dodf.ts';
import { encodeDirRecord, PKCS15_AID } from '../pkcs15/ef-dir.ts';
import { encodeOdf } from '../pkcs15/odf.ts';
import { OIDS } from '../pkcs15/oids.ts';
import { encodeTokenInfo } from '../pkcs15/token-info.ts';
import type { CardImage } from '../virtual-card/card-image.ts';
import { createTelecomImage, type Pkcs15FileOptions, USIM_DIR_RECORD } from '../virtual-card/telecom-image.ts';
import { defaultMessage } from './default-message.ts';

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

const DF_PKCS15 = 0x7f50;
const EF_DODF = 0x6420;
const EF_CONTENT = 0x6421;
/** Bytes of the files. */
const SIZES = { odf: 32, tokenInfo: 64, dodf: 128, content: 2048 } as const;

const fid = (id: number) => Uint8Array.of(id >> 8, id & 0xff);
const name = (id: number) => id.toString(16).toUpperCase();

/**
 * The files of a PKCS#15 application with one DM bootstrap object: readable with PIN1 (which is disabled on the built-in
 * cards) because the message holds secrets, flagged private to say so (D.4.2), updated with ADM1 (D.4.1 to D.4.3).
 */
function bootstrapFiles(iccid: string, message: Uint8Array): readonly Pkcs15FileOptions[] {
  const dodf = encodeDodf(
    [
      {
        form: 'opaque',
        label: 'DM Bootstrap',
        flags: { private: true, modifiable: false },
        oid: OIDS.dmBootstrap,
        path: { path: fid(EF_CONTENT) },
      },
    ],
    SIZES.dodf,
  );
  const tokenInfo = encodeTokenInfo({
    serialNumber: encodeIccid(iccid),
    manufacturer: 'Bootcard',
    label: 'DM Bootstrap',
  });
  return [
    {
      fid: '5031',
      name: 'EF(ODF)',
      data: encodeOdf([{ kind: 'dataObjects', path: fid(EF_DODF) }], SIZES.odf),
      read: 'always',
      update: 'adm1',
    },
    { fid: '5032', name: 'EF(TokenInfo)', data: tokenInfo, size: SIZES.tokenInfo, read: 'always', update: 'adm1' },
    { fid: name(EF_DODF), name: 'EF(DODF-bootstrap)', data: dodf, read: 'always', update: 'adm1' },
    {
      fid: name(EF_CONTENT),
      name: 'EF(DM_Bootstrap)',
      data: message,
      size: SIZES.content,
      read: 'pin1',
      update: 'adm1',
    },
  ];
}

/**
 * The files of a card whose operating system has them fixed, as its maker delivers it: there, empty, and not yet named by
 * EF(DIR). Class A0 creates no files (TS 102 222 is of the ISO class).
 */
function emptyFiles(): readonly Pkcs15FileOptions[] {
  const empty = (size: number) => ({ data: new Uint8Array(), size, update: 'adm1' }) as const;
  return [
    { fid: '5031', name: 'EF(ODF)', ...empty(SIZES.odf), read: 'always' },
    { fid: '5032', name: 'EF(TokenInfo)', ...empty(SIZES.tokenInfo), read: 'always' },
    { fid: name(EF_DODF), name: 'EF(DODF-bootstrap)', ...empty(SIZES.dodf), read: 'always' },
    { fid: name(EF_CONTENT), name: 'EF(DM_Bootstrap)', ...empty(SIZES.content), read: 'pin1' },
  ];
}

/** The image of a built-in card, fresh at each call; undefined for a name that is none. */
export function builtinCard(cardName: string): CardImage | undefined {
  const row = BUILTIN_CARDS.find((card) => card.name === cardName);
  if (row === undefined) return undefined;
  const { platform, modes, title, iccid } = row;
  const blank = cardName.endsWith('-blank');
  const own = platform === 'uicc' ? [USIM_DIR_RECORD] : [];
  const fixed = modes === '2g' ? emptyFiles() : undefined;
  const files = blank ? fixed : bootstrapFiles(iccid, defaultMessage());
  const template = encodeDirRecord({ aid: PKCS15_AID, label: 'PKCS15', fids: [DF_PKCS15] });
  return createTelecomImage({
    platform,
    title,
    modes,
    iccid,
    efDir: { records: blank ? own : [...own, template] },
    ...(files !== undefined && { pkcs15: { fid: name(DF_PKCS15), files } }),
  });
}
