import { concat, fromHex, hexByte, hexWord, toHex } from '../base/bytes.ts';
import { findTlv, readTlvs, type Tlv, tlv } from '../tlv/ber-tlv.ts';
import type { FileImage } from './card-image.ts';
import { SW } from './uicc-status-words.ts';

/** What CREATE FILE asks for. */
export interface NewFile {
  /** Undefined for an ADF that only its name leads to. */
  readonly fid: number | undefined;
  /** Its path is empty until the card knows where the file goes, and it has no body until there is room for one. */
  readonly image: FileImage;
}

type Refusal = { readonly sw: number };
const WRONG: Refusal = { sw: SW.wrongData };

/** File descriptor bytes without the shareable bit b7 (TS 102 221 11.1.1.4.3). */
const STRUCTURES: Readonly<Record<number, NonNullable<FileImage['structure']>>> = {
  1: 'transparent',
  2: 'linear',
  6: 'cyclic',
  57: 'ber-tlv',
};
const DF = 0x38;

/** Ids that no file may have: the MF, the current DF, the current application, and FFFF (TS 102 221 8.6). */
const RESERVED_IDS: ReadonlySet<number> = new Set([0x3f00, 0x3fff, 0x7fff, 0xffff]);
/** Life cycle states a file may be born in: creation, initialisation, deactivated, activated (TS 102 222 6.3.2.2.1). */
const BIRTH_STATES: ReadonlySet<number> = new Set([0x01, 0x03, 0x04, 0x05, 0x06, 0x07]);
/** Objects that a field of the image stands for; the others of the FCP are kept as they come. */
const MODELLED: ReadonlySet<number> = new Set([0x80, 0x81, 0x82, 0x83, 0x84, 0x88, 0x8a, 0x8b, 0x8c, 0xa5, 0xab, 0xc6]);

/** A number of up to four bytes, big endian. */
export function numberOf(value: Uint8Array): number | undefined {
  if (value.length === 0 || value.length > 4) return undefined;
  return value.reduce((sum, byte) => sum * 256 + byte, 0);
}

/**
 * What an EF's body holds at first (TS 102 222 6.3.2.2.2): the filling pattern C1, whose last byte goes on, or the repeat
 * pattern C2, in every record anew; else FF.
 */
export function filledBody(size: number, recordLength: number, proprietary: Uint8Array | undefined): Uint8Array {
  const items = proprietary === undefined ? [] : readTlvs(proprietary).items;
  const filling = findTlv(items, 0xc1)?.value;
  const repeated = findTlv(items, 0xc2)?.value;
  const unit = recordLength === 0 ? size : recordLength;
  return Uint8Array.from({ length: size }, (_, index) => {
    const at = index % unit;
    if (filling !== undefined && filling.length > 0) return filling[Math.min(at, filling.length - 1)] as number;
    if (repeated !== undefined && repeated.length > 0) return repeated[at % repeated.length] as number;
    return 0xff;
  });
}

/** The body of a new EF as an image has it. That of an object file begins without objects, whatever the pattern. */
export function firstBody({ structure, size = 0, recordLength = 0, proprietary = '' }: FileImage): string {
  return structure === 'ber-tlv' ? '' : toHex(filledBody(size, recordLength, fromHex(proprietary)));
}

/** 88: none gives the low bits of the file id, an empty one no short id, one byte the id in its five high bits. */
function shortId(items: readonly Tlv[]): { sfi?: number | null } | undefined {
  const value = findTlv(items, 0x88)?.value;
  if (value === undefined) return {};
  if (value.length === 0) return { sfi: null };
  const sfi = (value[0] as number) >> 3;
  return value.length === 1 && ((value[0] as number) & 0x07) === 0 && sfi >= 1 && sfi <= 30 ? { sfi } : undefined;
}

function securityOf(items: readonly Tlv[]): FileImage['security'] {
  const object = items.find(({ tag }) => tag === 0x8b || tag === 0x8c || tag === 0xab);
  if (object === undefined) return undefined;
  return { tag: hexByte(object.tag) as '8B' | '8C' | 'AB', value: toHex(object.value) };
}

function elementary(items: readonly Tlv[], descriptor: Uint8Array): Partial<FileImage> | undefined {
  const structure = STRUCTURES[(descriptor[0] as number) & 0x3f];
  const size = numberOf(findTlv(items, 0x80)?.value ?? new Uint8Array(0));
  const sfi = shortId(items);
  if (structure === undefined || size === undefined || sfi === undefined) return undefined;
  const records = structure === 'linear' || structure === 'cyclic';
  // The number of records may stand behind the record length; it follows from the size (TS 102 222 6.3.2.2.2).
  if (records ? descriptor.length !== 4 && descriptor.length !== 5 : descriptor.length !== 2) return undefined;
  const recordLength = records ? ((descriptor[2] as number) << 8) | (descriptor[3] as number) : 0;
  if (records) {
    if (recordLength < 1 || recordLength > 255 || size % recordLength !== 0) return undefined;
    const count = size / recordLength;
    if (count < 1 || count > 254 || (descriptor[4] ?? count) !== count) return undefined;
  }
  return {
    type: 'ef',
    structure,
    size,
    ...(records ? { recordLength } : {}),
    ...sfi,
  };
}

function folder(items: readonly Tlv[], descriptor: Uint8Array, named: boolean): Partial<FileImage> | undefined {
  const aid = findTlv(items, 0x84)?.value;
  if (descriptor.length !== 2 || (aid !== undefined && (aid.length < 5 || aid.length > 16))) return undefined;
  if (aid === undefined && !named) return undefined;
  const pins = readTlvs(findTlv(items, 0xc6)?.value ?? new Uint8Array(0)).items.filter(({ tag }) => tag === 0x83);
  return {
    // With an id it is a DF that answers to its name as well; without one only the name leads to it.
    type: named ? 'df' : 'adf',
    ...(aid === undefined ? {} : { aid: toHex(aid) }),
    ...(named ? {} : { fid: null }),
    ...(pins.length === 0 ? {} : { pins: pins.map(({ value }) => toHex(value)) }),
  };
}

/**
 * Reads the data of CREATE FILE (TS 102 222 6.3.2): a template 62 with the descriptor 82, the id 83 or a DF name 84, the
 * life cycle 8A, security attributes 8B, 8C or AB and, for an EF, its size 80.
 */
export function readNewFile(data: Uint8Array): NewFile | Refusal {
  const outer = readTlvs(data);
  const template = outer.items[0];
  if (outer.fault !== undefined || outer.items.length !== 1 || template?.tag !== 0x62) return WRONG;
  const { items, fault } = readTlvs(template.value);
  if (fault !== undefined) return WRONG;
  const descriptor = findTlv(items, 0x82)?.value;
  const id = findTlv(items, 0x83)?.value;
  const security = securityOf(items);
  const lifeCycle = findTlv(items, 0x8a)?.value ?? Uint8Array.of(0x05);
  if (descriptor === undefined || descriptor.length < 2 || security === undefined) return WRONG;
  if ((id !== undefined && id.length !== 2) || lifeCycle.length !== 1) return WRONG;
  if (!BIRTH_STATES.has(lifeCycle[0] as number)) return WRONG;
  const fid = id === undefined ? undefined : numberOf(id);
  if (fid !== undefined && RESERVED_IDS.has(fid)) return WRONG;
  const isFolder = ((descriptor[0] as number) & 0x3f) === DF;
  if (!isFolder && fid === undefined) return WRONG;
  const shape = isFolder ? folder(items, descriptor, fid !== undefined) : elementary(items, descriptor);
  if (shape?.type === undefined) return WRONG;
  const total = findTlv(items, 0x81)?.value;
  const totalSize = total === undefined ? undefined : numberOf(total);
  if (total !== undefined && totalSize === undefined) return WRONG;
  const proprietary = findTlv(items, 0xa5)?.value;
  const rest = concat(...items.filter(({ tag }) => !MODELLED.has(tag)).map(({ tag, value }) => tlv(tag, value)));
  return {
    fid,
    image: {
      ...shape,
      path: '',
      type: shape.type,
      lifeCycle: toHex(lifeCycle),
      security,
      ...(proprietary === undefined ? {} : { proprietary: toHex(proprietary) }),
      ...(totalSize === undefined ? {} : { totalSize }),
      ...(rest.length === 0 ? {} : { fcp: toHex(rest) }),
    },
  };
}

/** A file id for an ADF that CREATE FILE gives none: it stands in the image's path and nowhere else. */
export function spareId(taken: ReadonlySet<number>): string {
  let fid = 0x7fe0;
  while (taken.has(fid)) fid -= 1;
  return hexWord(fid);
}
