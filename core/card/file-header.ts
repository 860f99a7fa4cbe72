import { appError } from '../base/app-error.ts';
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import { findTlv, isTlvFault, readTlv, readTlvs, type Tlv } from '../tlv/ber-tlv.ts';

/** How a file answers SELECT, whichever class asked. */
export interface FileHeader {
  readonly fid: number | null;
  readonly type: 'mf' | 'df' | 'ef';
  readonly structure: 'transparent' | 'linear' | 'cyclic' | 'unknown';
  /** Body size in bytes; null where the header does not tell. */
  readonly size: number | null;
  readonly recordLength: number;
  readonly records: number;
  readonly active: boolean;
  readonly access: FileAccess;
  /** AID of an ADF (tag 84). */
  readonly aid: Uint8Array | null;
  /** PIN states of a DF (3G: PIN status template; 2G: CHV status bytes). */
  readonly pins: readonly PinState[];
  readonly bytes: Uint8Array;
}

/** What the header says about access; an ARR reference is resolved by reading the record. */
export type FileAccess =
  | {
      readonly kind: 'nibbles';
      readonly read: number;
      readonly update: number;
      readonly increase: number;
      readonly rehabilitate: number;
      readonly invalidate: number;
    }
  | { readonly kind: 'arr'; readonly fid: number | null; readonly record: number }
  | { readonly kind: 'compact' | 'expanded'; readonly bytes: Uint8Array }
  | { readonly kind: 'unknown' };

export interface PinState {
  /** Key reference in 3G, CHV number in 2G. */
  readonly reference: number;
  readonly enabled: boolean;
  /** 2G only: the status byte tells them. */
  readonly triesLeft?: number;
  readonly initialised?: boolean;
}

const STRUCTURES = { 1: 'transparent', 2: 'linear', 6: 'cyclic' } as const;

function number(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

/** Security attributes: 8B referenced, 8C compact, AB expanded (TS 102 221 11.1.1.4.7). */
function accessOf(items: readonly Tlv[]): FileAccess {
  const referenced = findTlv(items, 0x8b)?.value;
  if (referenced !== undefined && referenced.length >= 1) {
    // 1 byte: a record of the EF(ARR) in reach; 3: file id and record; more: pairs of SE and record, the first is SE 01.
    if (referenced.length === 1) return { kind: 'arr', fid: null, record: referenced[0] as number };
    const fid = number(referenced.subarray(0, 2));
    return { kind: 'arr', fid, record: (referenced.length === 3 ? referenced[2] : referenced[3]) ?? 0 };
  }
  const compact = findTlv(items, 0x8c)?.value;
  if (compact !== undefined) return { kind: 'compact', bytes: compact };
  const expanded = findTlv(items, 0xab)?.value;
  return expanded === undefined ? { kind: 'unknown' } : { kind: 'expanded', bytes: expanded };
}

/** PIN status template C6: PS_DO 90, then one 83 per PIN; bit 8 of the first byte belongs to the first (TS 102 221 9.5.2). */
function pinStates(bytes: Uint8Array, template: Tlv | undefined): readonly PinState[] {
  if (template === undefined) return [];
  const { items } = readTlvs(bytes, template.valueSpan);
  const status = findTlv(items, 0x90)?.value ?? new Uint8Array();
  return items
    .filter((item) => item.tag === 0x83 && item.value.length === 1)
    .map((item, i) => ({
      reference: item.value[0] as number,
      enabled: (((status[i >> 3] ?? 0) >> (7 - (i & 7))) & 1) === 1,
    }));
}

/**
 * Decodes an FCP template (tag 62, TS 102 221 11.1.1.3; an FCI 6F is read alike). Unknown tags stay in `bytes`.
 * @returns `card-error`-family failure text only where nothing in it decodes.
 */
export function readFcp(bytes: Uint8Array): Result<FileHeader> {
  const template = readTlv(bytes, 0);
  if (isTlvFault(template) || (template.tag !== 0x62 && template.tag !== 0x6f)) return err(headerError(bytes));
  const { items } = readTlvs(bytes, template.valueSpan);
  const descriptor = findTlv(items, 0x82)?.value;
  const fdb = descriptor?.[0] ?? 0;
  const isDf = (fdb & 0x38) === 0x38 && (fdb & 0x07) === 0;
  const fid = findTlv(items, 0x83)?.value;
  const size = findTlv(items, 0x80)?.value;
  const life = findTlv(items, 0x8a)?.value[0] ?? 0x05;
  const recordLength = descriptor !== undefined && descriptor.length >= 4 ? number(descriptor.subarray(2, 4)) : 0;
  return ok({
    fid: fid === undefined ? null : number(fid),
    type: isDf ? (fid !== undefined && number(fid) === 0x3f00 ? 'mf' : 'df') : 'ef',
    // b6 to b4 tell the kind of file: 0x38 with a structure below is a BER-TLV file (39), no transparent one.
    structure: (fdb & 0x38) === 0x38 ? 'unknown' : (STRUCTURES[(fdb & 0x07) as keyof typeof STRUCTURES] ?? 'unknown'),
    size: size === undefined ? null : number(size),
    recordLength,
    records: descriptor?.[4] ?? (recordLength > 0 && size !== undefined ? Math.floor(number(size) / recordLength) : 0),
    // Life cycle status (ISO/IEC 7816-4 5.4.10): 00 tells nothing, 01 creation, 03 initialisation, 05 and 07 activated, 04 and 06
    // deactivated, 0C to 0F terminated.
    active: life === 0 || (life & 0x0d) === 0x05,
    access: accessOf(items),
    aid: findTlv(items, 0x84)?.value ?? null,
    pins: pinStates(bytes, findTlv(items, 0xc6)),
    bytes,
  });
}

const TYPES_2G = { 1: 'mf', 2: 'df', 4: 'ef' } as const;
const STRUCTURES_2G = { 0: 'transparent', 1: 'linear', 3: 'cyclic' } as const;

/** Decodes the response data of SELECT in class A0 (TS 51.011 9.2.1). Byte numbers in the comments count from 1, as there. */
export function readSelectResponse2g(bytes: Uint8Array): Result<FileHeader> {
  const type = TYPES_2G[bytes[6] as keyof typeof TYPES_2G];
  if (type === undefined || bytes.length < (type === 'ef' ? 13 : 19)) return err(headerError(bytes));
  const at = (index: number) => bytes[index] ?? 0;
  const fid = number(bytes.subarray(4, 6));
  const size = number(bytes.subarray(2, 4));
  const base = { fid, type, aid: null, bytes } as const;
  if (type !== 'ef') {
    // Bytes 19 and 21: CHV1 and CHV2 status, b8 initialised, b4 to b1 tries left; byte 14 b8: CHV1 disabled.
    const chv = (reference: number, status: number, enabled: boolean): PinState => ({
      reference,
      enabled,
      triesLeft: status & 0x0f,
      initialised: (status & 0x80) !== 0,
    });
    return ok({
      ...base,
      structure: 'unknown',
      size: null,
      recordLength: 0,
      records: 0,
      active: true,
      access: { kind: 'unknown' },
      pins: [chv(1, at(18), (at(13) & 0x80) === 0), ...(bytes.length > 20 ? [chv(2, at(20), true)] : [])],
    });
  }
  const recordLength = at(14);
  return ok({
    ...base,
    structure: STRUCTURES_2G[at(13) as keyof typeof STRUCTURES_2G] ?? 'unknown',
    size,
    recordLength,
    records: recordLength === 0 ? 0 : Math.floor(size / recordLength),
    active: (at(11) & 0x01) === 1,
    access: {
      kind: 'nibbles',
      read: at(8) >> 4,
      update: at(8) & 0x0f,
      increase: at(9) >> 4,
      rehabilitate: at(10) >> 4,
      invalidate: at(10) & 0x0f,
    },
    pins: [],
  });
}

function headerError(bytes: Uint8Array) {
  return appError('card-error', {
    what: 'SELECT',
    sw: '9000',
    meaning: `a file header of ${bytes.length} bytes that does not decode`,
    advice: 'Read it with "bootcard apdu".',
  });
}
