import { hex, padEnd } from '../../core/base/bytes.ts';
import { defaultMessage } from '../../core/bootstrap/default-message.ts';
import { type DataObjectSpec, encodeDodf } from '../../core/pkcs15/dodf.ts';
import { encodeDirRecord, PKCS15_AID } from '../../core/pkcs15/ef-dir.ts';
import { encodeOdf } from '../../core/pkcs15/odf.ts';
import { OIDS } from '../../core/pkcs15/oids.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import {
  createTelecomImage,
  type Pkcs15FileOptions,
  type TelecomImageOptions,
  USIM_DIR_RECORD,
} from '../../core/virtual-card/telecom-image.ts';
import { vectorIn, vectorsOf } from './vectors.ts';

export const ICCID = '89001010000000009001';
/** PIN1 and ADM1 of every built image. */
export const PIN1 = hex('31323334FFFFFFFF');
export const ADM1 = hex('3132333435363738');

/** A DM bootstrap object, opaqueDO, with its content in 6421. */
export const DM_OBJECT: DataObjectSpec = {
  form: 'opaque',
  label: 'DM Bootstrap',
  flags: { private: true, modifiable: false },
  oid: OIDS.dmBootstrap,
  path: { path: hex('6421') },
};

export const TEMPLATE = encodeDirRecord({ aid: PKCS15_AID, label: 'PKCS15', fids: [0x7f50] });

/** What differs from a good card. Every part has the default of one. */
export interface CardParts extends Partial<Omit<TelecomImageOptions, 'pkcs15'>> {
  readonly folder?: Partial<NonNullable<TelecomImageOptions['pkcs15']>>;
  /** Body of EF(ODF); null leaves the file out. */
  readonly odf?: Uint8Array | null;
  readonly odfFile?: Partial<Pkcs15FileOptions>;
  /** Body of EF(DODF) 6420, or the objects in it; null leaves the file out. */
  readonly dodf?: Uint8Array | readonly DataObjectSpec[] | null;
  readonly dodfFile?: Partial<Pkcs15FileOptions>;
  /** Body of 6421; null leaves the file out. */
  readonly content?: Uint8Array | null;
  readonly contentFile?: Partial<Pkcs15FileOptions>;
  readonly others?: readonly Pkcs15FileOptions[];
}

const isBytes = (value: Uint8Array | readonly DataObjectSpec[]): value is Uint8Array => value instanceof Uint8Array;

/** A card with the layout of the built-in ones, changed as asked. */
export function cardWith(parts: CardParts = {}): CardImage {
  const { folder, odf, odfFile, dodf = [DM_OBJECT], dodfFile, content, contentFile, others = [], ...options } = parts;
  const { platform = 'uicc' } = options;
  const always = { read: 'always', update: 'adm1' } as const;
  const files: Pkcs15FileOptions[] = [];
  if (odf !== null) {
    const data = odf ?? encodeOdf([{ kind: 'dataObjects', path: hex('6420') }], 32);
    files.push({ fid: '5031', name: 'EF(ODF)', data, ...always, ...odfFile });
  }
  if (dodf !== null) {
    const data = isBytes(dodf) ? dodf : encodeDodf(dodf, 128);
    files.push({ fid: '6420', name: 'EF(DODF-bootstrap)', data, ...always, ...dodfFile });
  }
  if (content !== null) {
    const data = content ?? defaultMessage();
    const size = Math.max(2048, data.length);
    files.push({ fid: '6421', name: 'EF(DM_Bootstrap)', data, size, read: 'pin1', update: 'adm1', ...contentFile });
  }
  const own = platform === 'uicc' ? [USIM_DIR_RECORD] : [];
  return createTelecomImage({
    title: 'Test card',
    iccid: ICCID,
    efDir: { records: [...own, TEMPLATE] },
    ...options,
    platform,
    pkcs15: { ...folder, files: [...files, ...others] },
  });
}

const OPENSC = vectorsOf('pkcs15.json');
const opensc = (name: string) => vectorIn(OPENSC, `opensc-${name}`).bytes;

/** The layout that pkcs15-init of OpenSC 0.23 writes, with the default message in its DM object's file. */
export function openscCard(platform: 'sim' | 'uicc', options: Partial<TelecomImageOptions> = {}): CardImage {
  const open = { read: 'always', update: 'adm1' } as const;
  const padded = (name: string, size: number) => padEnd(opensc(name), size, 0x00);
  return createTelecomImage({
    platform,
    title: 'OpenSC layout',
    iccid: ICCID,
    efDir: { records: [padded('dir', 128)], recordLength: 128, count: 1, structure: 'transparent' },
    ...options,
    pkcs15: {
      fid: '5015',
      files: [
        { fid: '5031', name: 'EF(ODF)', data: padded('odf', 256), ...open },
        { fid: '5032', name: 'EF(TokenInfo)', data: padded('tokeninfo', 128), ...open },
        { fid: '4401', name: 'EF(AODF)', data: padded('aodf', 256), ...open },
        { fid: '4405', name: 'EF(DODF)', data: padded('dodf', 256), ...open },
        { fid: '3200', name: 'EF(3200)', data: defaultMessage(), size: 1700, ...open },
        { fid: '3500', name: 'EF(3500)', data: hex('C0FFEE'), ...open, read: 'pin1' },
      ],
    },
  });
}

/** An image whose EF at `path` holds other bytes. */
export function withFile(image: CardImage, path: string, data: Uint8Array): CardImage {
  const text = Array.from(data, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('');
  return { ...image, files: image.files.map((file) => (file.path === path ? { ...file, data: text } : file)) };
}

/** The body of the EF at `path`, FF where the image says nothing. */
export function bodyOf(image: CardImage, path: string): Uint8Array {
  const file = image.files.find((item) => item.path === path);
  if (file === undefined) throw new Error(`no file ${path}`);
  const data = hex(file.data ?? '');
  return padEnd(data, file.size ?? data.length, 0xff);
}
