import { hex, padEnd, toHex } from '../../core/base/bytes.ts';
import { defaultMessage, NORDTEL } from '../../core/bootstrap/default-message.ts';
import { type DataObjectSpec, encodeDataObject, encodeDodf } from '../../core/pkcs15/dodf.ts';
import { encodeDirRecord } from '../../core/pkcs15/ef-dir.ts';
import { encodeOdf } from '../../core/pkcs15/odf.ts';
import { OIDS } from '../../core/pkcs15/oids.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { type CardParts, DM_OBJECT } from './bootstrap-card.ts';
import { messageOfSize } from './scripted-message.ts';
import type { TearCase } from './tear-ground.ts';
import type { ChangedFile } from './tear-plans.ts';

/** A pair of an old card and a new state of it, for any kind of card. */
export interface Pair {
  readonly title: string;
  readonly parts: CardParts;
  /** Where the parts of a card do not say enough. */
  readonly change?: (image: CardImage) => CardImage;
  /** Labels of our objects that the plan hides for a while. */
  readonly ours?: readonly string[];
  readonly plan: TearCase['plan'];
}

export const SIZE = 700;
export const MESSAGE = messageOfSize(600);
export const fid = (id: number) => Uint8Array.of(id >> 8, id & 0xff);

export const body = (bytes: Uint8Array, size = SIZE) => padEnd(bytes, size, 0xff);
export const inFile = (content: Uint8Array, size = SIZE): CardParts => ({
  content: body(content, size),
  contentFile: { size },
});
export const noise = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 73 + 41) & 0xff);

export const FULL = defaultMessage();
export const OTHER_FULL = defaultMessage({
  ...NORDTEL,
  name: 'NordTel North',
  clientName: 'device-0001',
  apn: 'a.nordtel.example',
});

export const THEIRS: DataObjectSpec = {
  form: 'opaque',
  label: 'Theirs',
  oid: '1.3.6.1.4.1.99999.7',
  path: { path: fid(0x4431) },
};
export const ALSO_THEIRS: DataObjectSpec = { ...THEIRS, form: 'oid', label: 'Also theirs', oid: OIDS.wimPath };
export const THEIR_FILE = { fid: '4431', name: 'Theirs', data: noise(40), read: 'always', update: 'adm1' } as const;
export const SECOND: DataObjectSpec = { ...DM_OBJECT, label: 'DM Bootstrap 2', path: { path: fid(0x6422) } };
export const SECOND_FILE = {
  fid: '6422',
  name: 'EF(second)',
  data: messageOfSize(620),
  size: SIZE,
  read: 'always',
  update: 'adm1',
} as const;
export const BLANK_SECOND = { ...SECOND_FILE, data: new Uint8Array() };

const DODF = 0x6420;
export const record = encodeDataObject;
export const list = (size: number, ...records: readonly DataObjectSpec[]) => encodeDodf(records, size);

export function dodf(wanted: readonly DataObjectSpec[], own: readonly DataObjectSpec[], size = 256): ChangedFile {
  return { fid: DODF, rule: 'list', wanted: () => list(size, ...wanted), own: own.map(record) };
}

export function content(id: number, message: Uint8Array): ChangedFile {
  return {
    fid: id,
    rule: 'message',
    wanted: (present) => padEnd(message, Math.max(present.length, message.length), 0xff),
  };
}

export const withDodf = (...records: readonly DataObjectSpec[]): CardParts => ({
  ...inFile(MESSAGE),
  dodf: list(256, ...records),
  others: [THEIR_FILE, SECOND_FILE],
});
export const renamed = (label: string): DataObjectSpec => ({ ...DM_OBJECT, label });

export const DIR = 0x2f00;
const RECORD = 48;
/** Our record of EF(DIR) among those that are there. */
export function dir(wanted: (present: Uint8Array) => Uint8Array, own: readonly Uint8Array[] = []): ChangedFile {
  return { fid: DIR, rule: 'records', recordLength: RECORD, wanted, own };
}

export function withRecord(bytes: Uint8Array, old: Uint8Array = new Uint8Array()): (present: Uint8Array) => Uint8Array {
  return (present) => {
    const out = present.slice();
    const wanted = toHex(body(old, RECORD));
    for (let at = 0; at + RECORD <= out.length; at += RECORD)
      if (toHex(out.subarray(at, at + RECORD)) === wanted) {
        out.set(body(bytes, RECORD), at);
        return out;
      }
    throw new Error('no such record');
  };
}

export const OTHER_TEMPLATE = encodeDirRecord({ aid: hex('A000000167413000FF'), label: 'Theirs', fids: [0x7f40] });
export const OUR_ODF = encodeOdf([{ kind: 'dataObjects', path: fid(DODF) }], 64);
export const THEIR_ODF = encodeOdf([{ kind: 'certificates', path: fid(0x4404) }]);
export const oneOdf = encodeOdf([{ kind: 'dataObjects', path: fid(DODF) }]);
export const odf = (wanted: Uint8Array, own: readonly Uint8Array[]): ChangedFile => ({
  fid: 0x5031,
  rule: 'list',
  wanted: () => body(wanted, 64),
  own,
});
export const EMPTY = new Uint8Array();
export const blankFiles: CardParts = {
  ...inFile(EMPTY),
  odf: new Uint8Array(64).fill(0xff),
  dodf: new Uint8Array(256).fill(0xff),
};
