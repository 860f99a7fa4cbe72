import { hexWord, toHex } from '../base/bytes.ts';
import { encodeIccid } from '../card/iccid.ts';
import { encodeDodf } from '../pkcs15/dodf.ts';
import { encodeDirRecord, PKCS15_AID } from '../pkcs15/ef-dir.ts';
import { encodeOdf } from '../pkcs15/odf.ts';
import { OIDS } from '../pkcs15/oids.ts';
import { encodeTokenInfo } from '../pkcs15/token-info.ts';
import type { CardImage } from '../virtual-card/card-image.ts';
import {
  createTelecomImage,
  type Pkcs15FileOptions,
  type TelecomImageOptions,
  USIM_DIR_RECORD,
} from '../virtual-card/telecom-image.ts';
import { defaultMessageXml } from './default-message.ts';
import { messageFromXml } from './message-xml.ts';

/** Who a built card is. */
export interface CardName {
  readonly platform: CardImage['platform'];
  readonly modes: CardImage['modes'];
  readonly title: string;
  /** 20 digits. */
  readonly iccid: string;
}

/** A card with DM bootstrap data before it is built, part by part: what differs from a healthy one is changed in its part. */
export interface CardDraft {
  readonly name: CardName;
  /** EF(DIR); null leaves it out. */
  readonly dir: NonNullable<TelecomImageOptions['efDir']> | null;
  /** DF(PKCS15). */
  readonly folder: { readonly fid: string; readonly aid?: Uint8Array; readonly lifeCycle?: string };
  /** EF(ODF), EF(DODF-bootstrap) and the file of the message; null leaves one out. */
  readonly odf: Pkcs15FileOptions | null;
  readonly dodf: Pkcs15FileOptions | null;
  readonly content: (Omit<Pkcs15FileOptions, 'data'> & { readonly data?: Uint8Array }) | null;
  /** Further files of the application. */
  readonly others: readonly Pkcs15FileOptions[];
  /** XML form of the message. */
  readonly xml: string;
  /** What is done to its bytes. */
  readonly bytes: (message: Uint8Array) => Uint8Array;
  readonly pin1: { readonly enabled: boolean; readonly tries: number };
  readonly quirks: CardImage['quirks'];
  /** What is done to the image in the end. */
  readonly image: (image: CardImage) => CardImage;
}

export const DF_PKCS15 = 0x7f50;
export const EF_DODF = 0x6420;
export const EF_CONTENT = 0x6421;
/** Bytes of the files. */
export const SIZES = { odf: 32, tokenInfo: 64, dodf: 128, content: 2048 } as const;

const fid = (id: number) => Uint8Array.of(id >> 8, id & 0xff);

/** The record of EF(DIR) that leads to the application. */
export const TEMPLATE_RECORD = encodeDirRecord({ aid: PKCS15_AID, label: 'PKCS15', fids: [DF_PKCS15] });

/** Records of EF(DIR) before that of PKCS#15: those of the card's own applications. */
export function ownRecords({ platform }: Pick<CardName, 'platform'>): readonly Uint8Array[] {
  return platform === 'uicc' ? [USIM_DIR_RECORD] : [];
}

/** The data object of a healthy card. */
export const DM_OBJECT = {
  form: 'opaque',
  label: 'DM Bootstrap',
  flags: { private: true, modifiable: false },
  oid: OIDS.dmBootstrap,
  path: { path: fid(EF_CONTENT) },
} as const;

/**
 * A healthy card: a PKCS#15 application with one DM bootstrap object, readable with PIN1 (which is switched off) because the
 * message holds secrets, flagged private to say so (D.4.2), updated with ADM1 (D.4.1 to D.4.3).
 */
export function healthyDraft(name: CardName): CardDraft {
  const always = { read: 'always', update: 'adm1' } as const;
  const tokenInfo = encodeTokenInfo({
    serialNumber: encodeIccid(name.iccid),
    manufacturer: 'Bootcard',
    label: 'DM Bootstrap',
  });
  return {
    name,
    dir: { records: [...ownRecords(name), TEMPLATE_RECORD] },
    folder: { fid: hexWord(DF_PKCS15) },
    odf: {
      fid: '5031',
      name: 'EF(ODF)',
      data: encodeOdf([{ kind: 'dataObjects', path: fid(EF_DODF) }], SIZES.odf),
      ...always,
    },
    dodf: {
      fid: hexWord(EF_DODF),
      name: 'EF(DODF-bootstrap)',
      data: encodeDodf([DM_OBJECT], SIZES.dodf),
      ...always,
    },
    content: {
      fid: hexWord(EF_CONTENT),
      name: 'EF(DM_Bootstrap)',
      size: SIZES.content,
      read: 'pin1',
      update: 'adm1',
    },
    others: [{ fid: '5032', name: 'EF(TokenInfo)', data: tokenInfo, size: SIZES.tokenInfo, ...always }],
    xml: defaultMessageXml(),
    bytes: (message) => message,
    pin1: { enabled: false, tries: 3 },
    quirks: {},
    image: (image) => image,
  };
}

/** Builds the card. @throws RangeError where the XML of the message is none: drafts are made by this program. */
export function cardOf(draft: CardDraft): CardImage {
  const { name, dir, folder, odf, others, dodf, content, pin1, quirks } = draft;
  const files = [odf, ...others, dodf, content && contentFile(draft, content)].filter((file) => file !== null);
  const image = createTelecomImage({
    ...name,
    efDir: dir,
    pkcs15: { ...folder, files },
    pin1Enabled: pin1.enabled,
    pin1Tries: pin1.tries,
    quirks,
  });
  return draft.image(image);
}

function contentFile(draft: CardDraft, content: NonNullable<CardDraft['content']>): Pkcs15FileOptions {
  const data = content.data ?? messageOfDraft(draft);
  return { ...content, data, size: Math.max(content.size ?? 0, data.length) };
}

/** The bytes of the message, as the card will hold them. */
function messageOfDraft({ xml, bytes }: CardDraft): Uint8Array {
  const encoded = messageFromXml(xml);
  if (!encoded.ok) throw new RangeError(`message of a draft: ${encoded.error.code}`);
  return bytes(encoded.value);
}

/** The draft with one file of its image changed. */
export function withImageFile(draft: CardDraft, path: string, change: Partial<CardImage['files'][number]>): CardDraft {
  return {
    ...draft,
    image: (image) => {
      const built = draft.image(image);
      return { ...built, files: built.files.map((file) => (file.path === path ? { ...file, ...change } : file)) };
    },
  };
}

/** Path of the message's file in the image. */
export const CONTENT_PATH = `3F00${hexWord(DF_PKCS15)}${toHex(fid(EF_CONTENT))}`;
