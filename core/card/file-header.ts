import { appError } from '../base/app-error.ts';
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import { findTlv, isTlvFault, readTlv, readTlvs, type Tlv } from '../tlv/ber-tlv.ts';
import { type LifeCycle, lifeCycleOf } from './life-cycle.ts';

/** How a file answers SELECT, whichever class asked. */
export interface FileHeader {
  readonly fid: number | null;
  readonly type: 'mf' | 'df' | 'ef';
  readonly structure: 'transparent' | 'linear' | 'cyclic' | 'unknown';
  /** What the file descriptor byte says of an EF besides (TS 102 221 11.1.1.4.3): a BER-TLV file has no other structure. */
  readonly use: 'working' | 'internal' | 'ber-tlv' | 'df' | 'unknown';
  readonly shareable: boolean;
  /** Body size in bytes; null where the header does not tell. */
  readonly size: number | null;
  /** Size with the memory that the card spends on it (tag 81); null where the header does not tell. */
  readonly totalSize: number | null;
  readonly recordLength: number;
  readonly records: number;
  /** Short file id of an EF; null where it has none or the class knows none. */
  readonly sfi: number | null;
  readonly lifeCycle: LifeCycle;
  readonly active: boolean;
  /** Stays readable and updatable while it is deactivated (2G: byte 12 b3; 3G: special file information). */
  readonly worksWhenDeactivated: boolean;
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
  | {
      readonly kind: 'arr';
      readonly fid: number | null;
      /** The record that counts now: that of security environment 01, or the only one. */
      readonly record: number;
      /** The records by security environment, where the header names environments (TS 102 221 11.1.1.4.7). */
      readonly environments?: readonly { readonly environment: number; readonly record: number }[];
    }
  | { readonly kind: 'compact' | 'expanded'; readonly bytes: Uint8Array }
  | { readonly kind: 'unknown' };

export interface PinState {
  /** Key reference in 3G, CHV number in 2G. */
  readonly reference: number;
  readonly enabled: boolean;
  /** 3G: the usage qualifier before the reference; 08 with the universal PIN puts it in place of application PINs. */
  readonly usage?: number;
  /** 2G only: the status bytes tell them. */
  readonly triesLeft?: number;
  readonly initialised?: boolean;
  readonly unblockTriesLeft?: number;
  readonly unblockInitialised?: boolean;
}

const STRUCTURES = { 1: 'transparent', 2: 'linear', 6: 'cyclic' } as const;

/** A number of any length, most significant byte first. */
export function numberOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

/** Environment that is current after a reset (TS 102 221 9.2.6). */
const SE_01 = 0x01;

/** 1 byte: a record of the EF(ARR) in reach; 3: file id and record; more: pairs of environment and record. */
function referencedAccess(value: Uint8Array): FileAccess {
  if (value.length === 1) return { kind: 'arr', fid: null, record: value[0] as number };
  const fid = numberOf(value.subarray(0, 2));
  if (value.length <= 3) return { kind: 'arr', fid, record: value[2] ?? 0 };
  const environments = [];
  for (let at = 2; at + 1 < value.length; at += 2)
    environments.push({ environment: value[at] as number, record: value[at + 1] as number });
  const current = environments.find((item) => item.environment === SE_01) ?? environments[0];
  return { kind: 'arr', fid, record: current?.record ?? 0, environments };
}

/** Security attributes: 8B referenced, 8C compact, AB expanded (TS 102 221 11.1.1.4.7). */
function accessOf(items: readonly Tlv[]): FileAccess {
  const referenced = findTlv(items, 0x8b)?.value;
  if (referenced !== undefined && referenced.length >= 1) return referencedAccess(referenced);
  const compact = findTlv(items, 0x8c)?.value;
  if (compact !== undefined) return { kind: 'compact', bytes: compact };
  const expanded = findTlv(items, 0xab)?.value;
  return expanded === undefined ? { kind: 'unknown' } : { kind: 'expanded', bytes: expanded };
}

/**
 * PIN status template C6: PS_DO 90, then one 83 per PIN, a usage qualifier 95 before those that have one; bit 8 of the first
 * byte of PS_DO belongs to the first (TS 102 221 9.5.2).
 */
function pinStates(bytes: Uint8Array, template: Tlv | undefined): readonly PinState[] {
  if (template === undefined) return [];
  const { items } = readTlvs(bytes, template.valueSpan);
  const status = findTlv(items, 0x90)?.value ?? new Uint8Array();
  const pins: PinState[] = [];
  let usage: number | undefined;
  for (const item of items) {
    if (item.tag === 0x95) usage = item.value[0];
    if (item.tag !== 0x83 || item.value.length !== 1) continue;
    const at = pins.length;
    const enabled = (((status[at >> 3] ?? 0) >> (7 - (at & 7))) & 1) === 1;
    pins.push({ reference: item.value[0] as number, enabled, ...(usage !== undefined && { usage }) });
    usage = undefined;
  }
  return pins;
}

/** 88: absent, the low bits of the file id; empty, none; one byte, in its bits 8 to 4 (TS 102 221 11.1.1.4.8). */
export function shortFileId(value: Uint8Array | undefined, fid: number | null): number | null {
  const sfi = value === undefined ? (fid ?? 0) & 0x1f : (value[0] ?? 0) >> 3;
  return sfi === 0 || sfi === 0x1f ? null : sfi;
}

/** b6 to b4 of the file descriptor byte tell the kind of file: 38 with a structure below is a BER-TLV file (39). */
function fileUse(fdb: number | undefined): FileHeader['use'] {
  if (fdb === undefined || (fdb & 0x80) !== 0) return 'unknown';
  if ((fdb & 0x3f) === 0x38) return 'df';
  if ((fdb & 0x3f) === 0x39) return 'ber-tlv';
  if ((fdb & 0x38) === 0x00) return 'working';
  return (fdb & 0x38) === 0x08 ? 'internal' : 'unknown';
}

/**
 * Decodes an FCP template (tag 62, TS 102 221 11.1.1.3; an FCI 6F is read alike). Unknown tags stay in `bytes`; every object
 * with its place is in the tree that `explainHeader` gives.
 * @returns `card-error`-family failure text only where nothing in it decodes.
 */
export function readFcp(bytes: Uint8Array): Result<FileHeader> {
  const template = readTlv(bytes, 0);
  if (isTlvFault(template) || (template.tag !== 0x62 && template.tag !== 0x6f)) return err(headerError(bytes));
  const { items } = readTlvs(bytes, template.valueSpan);
  const fieldOf = (tag: number) => findTlv(items, tag)?.value;
  const descriptor = fieldOf(0x82);
  const fdb = descriptor?.[0] ?? 0;
  const use = fileUse(descriptor?.[0]);
  const isDf = use === 'df';
  const fidBytes = fieldOf(0x83);
  const fid = fidBytes === undefined ? null : numberOf(fidBytes);
  const sizeBytes = fieldOf(0x80);
  const size = sizeBytes === undefined ? null : numberOf(sizeBytes);
  const total = fieldOf(0x81);
  const life = fieldOf(0x8a)?.[0] ?? 0x05;
  const recordLength = descriptor !== undefined && descriptor.length >= 4 ? numberOf(descriptor.subarray(2, 4)) : 0;
  const proprietary = findTlv(items, 0xa5);
  const special =
    proprietary && findTlv(readTlvs(bytes, proprietary.valueSpan).items, SPECIAL_FILE_INFORMATION)?.value[0];
  const lifeCycle = lifeCycleOf(life);
  return ok({
    fid,
    type: isDf ? (fid === 0x3f00 ? 'mf' : 'df') : 'ef',
    structure: (fdb & 0x38) === 0x38 ? 'unknown' : (STRUCTURES[(fdb & 0x07) as keyof typeof STRUCTURES] ?? 'unknown'),
    use,
    shareable: (fdb & 0x40) !== 0,
    size,
    totalSize: total === undefined ? null : numberOf(total),
    recordLength,
    records: descriptor?.[4] ?? (recordLength > 0 && size !== null ? Math.floor(size / recordLength) : 0),
    sfi: isDf ? null : shortFileId(fieldOf(0x88), fid),
    lifeCycle,
    active: lifeCycle === 'not-told' || (life & 0x0d) === 0x05,
    worksWhenDeactivated: ((special ?? 0) & 0x40) !== 0,
    access: accessOf(items),
    aid: fieldOf(0x84) ?? null,
    pins: pinStates(bytes, findTlv(items, 0xc6)),
    bytes,
  });
}

/** In A5: b8 high update activity, b7 readable and updatable when deactivated (TS 102 222 6.2.2.2). */
const SPECIAL_FILE_INFORMATION = 0xc0;

const TYPES_2G = { 1: 'mf', 2: 'df', 4: 'ef' } as const;
const STRUCTURES_2G = { 0: 'transparent', 1: 'linear', 3: 'cyclic' } as const;

/** CHV1 and CHV2 as bytes 14 and 19 to 22 tell them: b8 initialised, b4 to b1 tries left; byte 14 b8, CHV1 disabled. */
function chvStates(bytes: Uint8Array): readonly PinState[] {
  const at = (index: number) => bytes[index] ?? 0;
  const chv = (reference: number, status: number, enabled: boolean): PinState => ({
    reference,
    enabled,
    triesLeft: at(status) & 0x0f,
    initialised: (at(status) & 0x80) !== 0,
    // Some cards leave the status of the unblock code out: what is not told is not zero.
    ...(bytes.length > status + 1 && {
      unblockTriesLeft: at(status + 1) & 0x0f,
      unblockInitialised: (at(status + 1) & 0x80) !== 0,
    }),
  });
  return [chv(1, 18, (at(13) & 0x80) === 0), ...(bytes.length > 20 ? [chv(2, 20, true)] : [])];
}

/** Decodes the response data of SELECT in class A0 (TS 51.011 9.2.1). Byte numbers in the comments count from 1, as there. */
export function readSelectResponse2g(bytes: Uint8Array): Result<FileHeader> {
  const type = TYPES_2G[bytes[6] as keyof typeof TYPES_2G];
  if (type === undefined || bytes.length < (type === 'ef' ? 13 : 19)) return err(headerError(bytes));
  const at = (index: number) => bytes[index] ?? 0;
  const fid = numberOf(bytes.subarray(4, 6));
  const size = numberOf(bytes.subarray(2, 4));
  const base = { fid, type, aid: null, bytes, shareable: false, totalSize: null, sfi: null } as const;
  if (type !== 'ef') {
    return ok({
      ...base,
      structure: 'unknown',
      use: 'df',
      size: null,
      recordLength: 0,
      records: 0,
      lifeCycle: 'not-told',
      active: true,
      worksWhenDeactivated: false,
      access: { kind: 'unknown' },
      pins: chvStates(bytes),
    });
  }
  const recordLength = at(14);
  const active = (at(11) & 0x01) === 1;
  return ok({
    ...base,
    structure: STRUCTURES_2G[at(13) as keyof typeof STRUCTURES_2G] ?? 'unknown',
    use: 'working',
    size,
    recordLength,
    records: recordLength === 0 ? 0 : Math.floor(size / recordLength),
    lifeCycle: active ? 'activated' : 'deactivated',
    active,
    worksWhenDeactivated: (at(11) & 0x04) !== 0,
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
