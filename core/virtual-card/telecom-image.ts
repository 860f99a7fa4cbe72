import { concat, hex, hexByte, padEnd, toHex, utf8 } from '../base/bytes.ts';
import { tlv } from '../tlv/ber-tlv.ts';
import { type AccessWord, ArrTable, nibblesFor } from './access-words.ts';
import { efAtrContent, telecomAtr } from './atr.ts';
import type { CardImage, CredentialImage, FileImage } from './card-image.ts';
import { swappedDigits } from './digits.ts';

/** AID of the USIM application of built images (TS 101 220 annex E; country and provider fields fictitious). */
export const USIM_AID = hex('A0000000871002FF86FF0389FFFFFFFF');
/** The EF(DIR) record of that application (TS 102 221 13.1): AID and label. */
export const USIM_DIR_RECORD = tlv(0x61, tlv(0x4f, USIM_AID), tlv(0x50, utf8('USIM')));

export interface Pkcs15FileOptions {
  /** File id, four hex digits. */
  readonly fid: string;
  readonly name: string;
  readonly data: Uint8Array;
  /** Bytes of the body; the rest is FF. Default: as long as the data. */
  readonly size?: number;
  readonly read: AccessWord;
  readonly update: AccessWord;
  readonly structure?: 'transparent' | 'linear';
  /** For `linear`. */
  readonly recordLength?: number;
  readonly sfi?: number;
  /** Life cycle status, two hex digits; default 05, activated. */
  readonly lifeCycle?: string;
  /** Byte behind the data, default FF. */
  readonly filler?: number;
  /** UICC: the record of EF(ARR) that the file refers to, whether or not it is there. */
  readonly arrRecord?: number;
}

export interface TelecomImageOptions {
  readonly platform: 'sim' | 'ruim' | 'uicc';
  readonly title: string;
  readonly modes?: CardImage['modes'];
  readonly protocol?: 'T=0' | 'T=1';
  /** Extended Lc and Le on T=1, announced by the ATR and an EF(ATR). */
  readonly extendedLength?: boolean;
  readonly atr?: Uint8Array;
  /** Up to 20 digits. */
  readonly iccid?: string;
  /** 15 digits; default a number of the test network 001-01. */
  readonly imsi?: string;
  readonly spn?: string;
  /** PIN1 is asked for; default no, so that everything reads without it. */
  readonly pin1Enabled?: boolean;
  /** Default 3; 0 is a blocked PIN1. */
  readonly pin1Tries?: number;
  /** Default: 512/32, as the ATR offers it. */
  readonly link?: CardImage['link'];
  readonly efDir?: {
    /** Contents in order; each is filled with FF, empty records follow. */
    readonly records: readonly Uint8Array[];
    /** Default 48. */
    readonly recordLength?: number;
    /** Number of records, default 4 (or as many as are given). */
    readonly count?: number;
    /** A transparent EF(DIR) holds the records' bytes one after the other. */
    readonly structure?: 'transparent' | 'linear';
    readonly read?: AccessWord;
    /** Byte behind the contents and in empty records, default FF. */
    readonly filler?: number;
  } | null;
  /** The DF under the MF; on a UICC it answers to its AID as well. */
  readonly pkcs15?: {
    /** Default 7F50. */
    readonly fid?: string;
    /** Default the PKCS#15 AID. */
    readonly aid?: Uint8Array;
    readonly lifeCycle?: string;
    readonly files: readonly Pkcs15FileOptions[];
  };
  readonly quirks?: CardImage['quirks'];
  readonly faults?: CardImage['faults'];
}

const PKCS15_AID = hex('A000000063504B43532D3135');

/** PIN1 1234, PIN2 5678, ADM1 ascii 12345678, PUKs 12345678; ADM1 is P2 0A in class A0 too. */
function credentials(pin1Enabled: boolean, pin1Tries: number): CredentialImage[] {
  const puk = { value: '3132333435363738', tries: 10, maxTries: 10 };
  const three = { tries: 3, maxTries: 3 };
  return [
    {
      ref: 'pin1',
      chv: '01',
      level: 1,
      key: '01',
      value: '31323334FFFFFFFF',
      ...three,
      tries: pin1Tries,
      enabled: pin1Enabled,
      unblock: puk,
    },
    {
      ref: 'pin2',
      chv: '02',
      level: 2,
      key: '81',
      value: '35363738FFFFFFFF',
      ...three,
      enabled: true,
      unblock: { ...puk },
    },
    { ref: 'adm1', chv: '0A', level: 4, key: '0A', value: '3132333435363738', ...three, enabled: true },
  ];
}

interface EfOptions {
  readonly name: string;
  readonly data: Uint8Array;
  readonly read: AccessWord;
  readonly update: AccessWord;
  readonly size?: number | undefined;
  readonly structure?: 'transparent' | 'linear' | undefined;
  readonly recordLength?: number | undefined;
  readonly sfi?: number | undefined;
  readonly lifeCycle?: string | undefined;
  readonly filler?: number | undefined;
  readonly arrRecord?: number | undefined;
}

/** Puts files into one list, with access conditions for both classes. */
class ImageBuilder {
  readonly files: FileImage[] = [];
  readonly #uicc: boolean;
  readonly root = new ArrTable('2F06');

  constructor(uicc: boolean) {
    this.#uicc = uicc;
  }

  folder(path: string, type: 'mf' | 'df' | 'adf', name: string, rest: Partial<FileImage> = {}): void {
    const iso = this.#uicc ? { security: this.root.folder(), pins: ['01', '81', '0A'] } : {};
    this.files.push({ path, type, name, ...iso, ...rest });
  }

  ef(path: string, arr: ArrTable, options: EfOptions): void {
    const { name, read, update, structure = 'transparent', recordLength, sfi, lifeCycle, filler, arrRecord } = options;
    const data = filler === undefined ? options.data : padEnd(options.data, options.size ?? 0, filler);
    const file: FileImage = { path, type: 'ef', name, structure, size: options.size ?? data.length };
    if (recordLength !== undefined) file.recordLength = recordLength;
    if (lifeCycle !== undefined) file.lifeCycle = lifeCycle;
    file.access2g = nibblesFor(read, update);
    if (this.#uicc) {
      file.sfi = sfi ?? null;
      file.security =
        arrRecord === undefined ? arr.file(read, update) : { tag: '8B', value: `${arr.fid}${hexByte(arrRecord)}` };
    }
    file.data = toHex(data);
    this.files.push(file);
  }

  /** EF(ARR) itself comes after the files whose rules it holds; its own rule stands in it. */
  arr(path: string, arr: ArrTable): void {
    if (!this.#uicc) return;
    const security = arr.file('always', 'adm1');
    const { recordLength, data } = arr.content();
    const size = data.length;
    const access2g = nibblesFor('always', 'adm1');
    const shape = { structure: 'linear' as const, size, recordLength, sfi: 6 };
    this.files.push({ path, type: 'ef', name: 'EF_ARR', ...shape, access2g, security, data: toHex(data) });
  }
}

function efDir(build: ImageBuilder, options: NonNullable<TelecomImageOptions['efDir']>): void {
  const recordLength = options.recordLength ?? 48;
  const count = Math.max(options.count ?? 4, options.records.length);
  const { filler } = options;
  const common = { name: 'EF_DIR', read: options.read ?? 'always', update: 'adm1', sfi: 0x1e } as const;
  if (options.structure === 'transparent') {
    build.ef('3F002F00', build.root, {
      ...common,
      data: concat(...options.records),
      size: recordLength * count,
      filler,
    });
    return;
  }
  const data = concat(
    ...options.records.map((record) => padEnd(record, recordLength, filler ?? 0xff).subarray(0, recordLength)),
  );
  const shape = { size: recordLength * count, structure: 'linear', recordLength, filler } as const;
  build.ef('3F002F00', build.root, { ...common, ...shape, data });
}

/** EF(SPN): display condition, then the name, filled with FF to 17 bytes (TS 51.011 10.3.11). */
const spnData = (spn: string) => concat(Uint8Array.of(0x01), padEnd(utf8(spn).subarray(0, 16), 16, 0xff));
/** EF(IMSI): length, then parity nibble 9 and 15 digits (TS 51.011 10.3.2). */
const imsiData = (imsi: string) => concat(Uint8Array.of(0x08), swappedDigits(`9${imsi}`, 8));
/** EF(AD): normal operation, MNC of two digits (TS 51.011 10.3.18). */
const AD = hex('00000002');

function networkFiles(
  build: ImageBuilder,
  folder: string,
  arr: ArrTable,
  options: { imsi: string; spn: string },
): void {
  build.ef(`${folder}6F07`, arr, {
    name: 'EF_IMSI',
    data: imsiData(options.imsi),
    read: 'pin1',
    update: 'adm1',
    sfi: 7,
  });
  build.ef(`${folder}6F46`, arr, { name: 'EF_SPN', data: spnData(options.spn), read: 'always', update: 'adm1' });
  build.ef(`${folder}6FAD`, arr, { name: 'EF_AD', data: AD, read: 'always', update: 'adm1', sfi: 3 });
}

function pkcs15(build: ImageBuilder, options: NonNullable<TelecomImageOptions['pkcs15']>, uicc: boolean): void {
  const folder = `3F00${options.fid ?? '7F50'}`;
  const own = new ArrTable('6F06');
  const rest: Partial<FileImage> = uicc ? { aid: toHex(options.aid ?? PKCS15_AID) } : {};
  if (options.lifeCycle !== undefined) rest.lifeCycle = options.lifeCycle;
  build.folder(folder, 'df', 'DF_PKCS15', rest);
  for (const file of options.files) build.ef(`${folder}${file.fid}`, own, file);
  build.arr(`${folder}6F06`, own);
}

function usim(build: ImageBuilder, options: { imsi: string; spn: string }): void {
  const own = new ArrTable('6F06');
  build.folder('3F007FF0', 'adf', 'ADF_USIM', { aid: toHex(USIM_AID) });
  networkFiles(build, '3F007FF0', own, options);
  build.ef('3F007FF06F38', own, {
    name: 'EF_UST',
    data: hex('020400040000000000'),
    read: 'pin1',
    update: 'adm1',
    sfi: 4,
  });
  build.arr('3F007FF06F06', own);
}

/** R-UIM: DF(CDMA) with the card's identity and an empty IMSI_M (C.S0023 3.4). */
function cdma(build: ImageBuilder): void {
  build.folder('3F007F25', 'df', 'DF_CDMA');
  build.ef('3F007F256F22', build.root, { name: 'EF_IMSI_M', data: new Uint8Array(10), read: 'pin1', update: 'adm1' });
  build.ef('3F007F256F31', build.root, {
    name: 'EF_RUIMID',
    data: hex('0480B0C0D0FFFFFF'),
    read: 'always',
    update: 'never',
  });
}

/**
 * A telecom card as an issuer would deliver it: MF with EF(DIR), EF(ICCID), EF(PL) and EF(ARR), DF(TELECOM), the network
 * DFs of its platform, and on demand a PKCS#15 DF. Access conditions of both classes come from the same words.
 */
export function createTelecomImage(options: TelecomImageOptions): CardImage {
  const { platform, title, iccid = '89001012345678901239', imsi = '001010123456789', spn = 'Bootcard' } = options;
  const uicc = platform === 'uicc';
  const extended = uicc && options.extendedLength === true;
  const protocol = options.protocol ?? 'T=0';
  const build = new ImageBuilder(uicc);
  const dir = options.efDir === undefined ? { records: uicc ? [USIM_DIR_RECORD] : [] } : options.efDir;
  build.folder('3F00', 'mf', 'MF');
  if (dir !== null) efDir(build, dir);
  const identity = {
    name: 'EF_ICCID',
    data: swappedDigits(iccid, 10),
    read: 'always',
    update: 'never',
    sfi: 2,
  } as const;
  build.ef('3F002FE2', build.root, identity);
  const languages = { name: 'EF_PL', data: hex('656E7A68FFFF'), read: 'always', update: 'pin1', sfi: 5 } as const;
  build.ef('3F002F05', build.root, languages);
  if (extended) {
    const announced = { name: 'EF_ATR', data: efAtrContent(), read: 'always', update: 'never', sfi: 1 } as const;
    build.ef('3F002F01', build.root, announced);
  }
  build.folder('3F007F10', 'df', 'DF_TELECOM');
  if (platform === 'ruim') cdma(build);
  else {
    build.folder('3F007F20', 'df', 'DF_GSM');
    networkFiles(build, '3F007F20', build.root, { imsi, spn });
  }
  if (uicc) usim(build, { imsi, spn });
  if (options.pkcs15 !== undefined) pkcs15(build, options.pkcs15, uicc);
  build.arr('3F002F06', build.root);
  return {
    format: 'bootcard-card/1',
    title,
    platform,
    modes: options.modes ?? (uicc ? 'both' : '2g'),
    atr: toHex(options.atr ?? telecomAtr(platform, protocol, extended)),
    ...(extended && { extendedLength: true }),
    iccid,
    protocols: [protocol],
    credentials: credentials(options.pin1Enabled ?? false, options.pin1Tries ?? 3),
    files: build.files,
    quirks: options.quirks ?? {},
    faults: options.faults ?? [],
    link: options.link ?? { ta1: '96' },
  };
}
