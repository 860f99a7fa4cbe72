import type { CommandApdu } from '../apdu/command.ts';
import { INS } from '../apdu/instructions.ts';
import { concat } from '../base/bytes.ts';
import { tlv } from '../tlv/ber-tlv.ts';

/** Command builders: class A0 as TS 51.011 9.2 has them, ISO class as TS 102 221 11.1. File ids and offsets are numbers. */

const word = (value: number) => Uint8Array.of(value >> 8, value & 0xff);

/** Class byte of an ISO command on a logical channel: 0X for 0 to 3, 4X for 4 to 19 (TS 102 221 10.1.1). */
export function channelClass(channel: number): number {
  return channel < 4 ? channel : 0x40 | (channel - 4);
}

/** Offset in P1 P2. @throws RangeError beyond what they can say: it would mean another place, or a short file id. */
function offsetBytes(offset: number, most: number): { readonly p1: number; readonly p2: number } {
  if (!Number.isInteger(offset) || offset < 0 || offset > most) throw new RangeError(`no offset ${offset}`);
  return { p1: offset >> 8, p2: offset & 0xff };
}

/** P2 of SELECT: 0C asks for no data, 04 for the FCP (TS 102 221 11.1.1.2), 00 for the FCI (ISO/IEC 7816-4 7.1.1). */
export type SelectAnswer = 0x00 | 0x04 | 0x0c;

/** Offset data object 54 (ISO/IEC 7816-4 7.2.2). @throws RangeError beyond 3 bytes */
function offsetObject(offset: number): Uint8Array {
  if (!Number.isInteger(offset) || offset < 0 || offset > 0xffffff) throw new RangeError(`no offset ${offset}`);
  return offset > 0xffff
    ? Uint8Array.of(0x54, 3, offset >> 16, ...word(offset & 0xffff))
    : Uint8Array.of(0x54, 2, ...word(offset));
}

/** Bytes that UPDATE BINARY takes where its data also names the offset: 255 without 54 03 and the offset, 53 81 and the length. */
export const MAX_FAR_UPDATE = 247;

export const gsm = {
  select: (fid: number): CommandApdu => ({ cla: 0xa0, ins: INS.select, p1: 0, p2: 0, data: word(fid) }),
  status: (le: number): CommandApdu => ({ cla: 0xa0, ins: INS.status, p1: 0, p2: 0, le }),
  readBinary: (offset: number, le: number): CommandApdu => ({
    cla: 0xa0,
    ins: INS.readBinary,
    ...offsetBytes(offset, 0xffff),
    le,
  }),
  updateBinary: (offset: number, data: Uint8Array): CommandApdu => ({
    cla: 0xa0,
    ins: INS.updateBinary,
    ...offsetBytes(offset, 0xffff),
    data,
  }),
  /** Absolute mode: `record` counts from 1. */
  readRecord: (record: number, le: number): CommandApdu => ({ cla: 0xa0, ins: INS.readRecord, p1: record, p2: 4, le }),
  /** Absolute mode; `data` of exactly a record's length. */
  updateRecord: (record: number, data: Uint8Array): CommandApdu => ({
    cla: 0xa0,
    ins: INS.updateRecord,
    p1: record,
    p2: 4,
    data,
  }),
  verify: (chv: number, value: Uint8Array): CommandApdu => ({
    cla: 0xa0,
    ins: INS.verify,
    p1: 0,
    p2: chv,
    data: value,
  }),
} as const;

export const uicc = {
  manageChannelOpen: (): CommandApdu => ({ cla: 0, ins: INS.manageChannel, p1: 0, p2: 0, le: 1 }),
  manageChannelClose: (channel: number): CommandApdu => ({ cla: 0, ins: INS.manageChannel, p1: 0x80, p2: channel }),
  select: (channel: number, fid: number, p2: SelectAnswer): CommandApdu => ({
    cla: channelClass(channel),
    ins: INS.select,
    p1: 0,
    p2,
    data: word(fid),
    ...(p2 !== 0x0c && { le: 256 }),
  }),
  selectAid: (channel: number, aid: Uint8Array, p2: SelectAnswer): CommandApdu => ({
    cla: channelClass(channel),
    ins: INS.select,
    p1: 4,
    p2,
    data: aid,
    ...(p2 !== 0x0c && { le: 256 }),
  }),
  /** Path from the MF, 3F00 left out; 7FFF stands for the channel's application. */
  selectPath: (channel: number, fids: readonly number[], p2: SelectAnswer): CommandApdu => ({
    cla: channelClass(channel),
    ins: INS.select,
    p1: 8,
    p2,
    data: Uint8Array.from(fids.flatMap((fid) => [fid >> 8, fid & 0xff])),
    ...(p2 !== 0x0c && { le: 256 }),
  }),
  /** STATUS with the FCP of the current DF. */
  status: (channel: number): CommandApdu => ({
    cla: 0x80 | channelClass(channel),
    ins: INS.status,
    p1: 0,
    p2: 0,
    le: 256,
  }),
  readBinary: (channel: number, offset: number, le: number): CommandApdu => ({
    cla: channelClass(channel),
    ins: INS.readBinary,
    ...offsetBytes(offset, 0x7fff),
    le,
  }),
  readBinarySfi: (channel: number, sfi: number, le: number): CommandApdu => ({
    cla: channelClass(channel),
    ins: INS.readBinary,
    p1: 0x80 | sfi,
    p2: 0,
    le,
  }),
  updateBinary: (channel: number, offset: number, data: Uint8Array): CommandApdu => ({
    cla: channelClass(channel),
    ins: INS.updateBinary,
    ...offsetBytes(offset, 0x7fff),
    data,
  }),
  /** Any offset of the current EF, named in the data; the answer stands in data object 53 or 73 (ISO/IEC 7816-4 7.2.2). */
  readBinaryFar: (channel: number, offset: number, le: number): CommandApdu => ({
    cla: channelClass(channel),
    ins: INS.readBinaryOdd,
    p1: 0,
    p2: 0,
    data: offsetObject(offset),
    le,
  }),
  /** Any offset of the current EF; at most MAX_FAR_UPDATE bytes (ISO/IEC 7816-4 7.2.4). */
  updateBinaryFar: (channel: number, offset: number, data: Uint8Array): CommandApdu => ({
    cla: channelClass(channel),
    ins: INS.updateBinaryOdd,
    p1: 0,
    p2: 0,
    data: concat(offsetObject(offset), tlv(0x53, data)),
  }),
  /** First block of an object of the current BER-TLV EF; tag 5C lists the tags (TS 102 221 11.3.1). */
  retrieveData: (channel: number, tag: Uint8Array): CommandApdu => ({
    cla: 0x80 | channelClass(channel),
    ins: INS.retrieveData,
    p1: 0,
    p2: 0x80,
    data: tag,
    le: 256,
  }),
  /** The block after the one before. */
  retrieveNext: (channel: number): CommandApdu => ({
    cla: 0x80 | channelClass(channel),
    ins: INS.retrieveData,
    p1: 0,
    p2: 0,
    le: 256,
  }),
  /** `sfi` 0 reads the current EF; records count from 1. */
  readRecord: (channel: number, record: number, sfi: number, le: number): CommandApdu => ({
    cla: channelClass(channel),
    ins: INS.readRecord,
    p1: record,
    p2: (sfi << 3) | 4,
    le,
  }),
  /** Of the current EF, absolute mode; `data` of exactly a record's length. */
  updateRecord: (channel: number, record: number, data: Uint8Array): CommandApdu => ({
    cla: channelClass(channel),
    ins: INS.updateRecord,
    p1: record,
    p2: 4,
    data,
  }),
  /** Without a value: asks for the tries left, costs nothing (TS 102 221 11.1.9). */
  verifyEmpty: (channel: number, reference: number): CommandApdu => ({
    cla: channelClass(channel),
    ins: INS.verify,
    p1: 0,
    p2: reference,
  }),
  verify: (channel: number, reference: number, value: Uint8Array): CommandApdu => ({
    cla: channelClass(channel),
    ins: INS.verify,
    p1: 0,
    p2: reference,
    data: value,
  }),
} as const;
