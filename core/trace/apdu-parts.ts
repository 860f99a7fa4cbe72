import { INS } from '../apdu/instructions.ts';
import { toHex } from '../base/bytes.ts';
import { findTlv, isTlvFault, readTlv, readTlvs } from '../tlv/ber-tlv.ts';
import { isObjectCommand } from './object-part.ts';

/** A TPDU or APDU taken apart as it went over the link. */
export interface ApduParts {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Uint8Array;
  /** Bytes asked for; undefined where the command does not say. */
  readonly le?: number;
}

/** Case 1 of T=0 has P3 = 00, which is Le = 256 in case 2: what the answer may hold tells them apart, nothing in the bytes. */
export function apduParts(command: Uint8Array): ApduParts {
  const [cla = 0, ins = 0, p1 = 0, p2 = 0, p3] = command;
  const header = { cla, ins, p1, p2 };
  const none = new Uint8Array(0);
  if (p3 === undefined) return { ...header, data: none };
  if (command.length === 5) return { ...header, data: none, le: p3 === 0 ? 256 : p3 };
  // Extended length: a zero byte, then two bytes of Lc or Le (ISO/IEC 7816-3 12.1.3).
  if (p3 === 0 && command.length >= 7) {
    const word = ((command[5] as number) << 8) | (command[6] as number);
    if (command.length === 7) return { ...header, data: none, le: word === 0 ? 65536 : word };
    return { ...header, data: command.subarray(7, 7 + word), ...(command.length > 7 + word && { le: 65536 }) };
  }
  const le = command[5 + p3];
  return { ...header, data: command.subarray(5, 5 + p3), ...(le !== undefined && { le: le === 0 ? 256 : le }) };
}

/** A stretch of a file that a command reads or writes. */
export interface FilePart {
  /** Of a record, counted from 1; null in a transparent file. */
  readonly record: number | null;
  /** In the file, or in the record. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly written: boolean;
}

const OFFSET = 0x54;
const ODD: readonly number[] = [INS.readBinaryOdd, INS.updateBinaryOdd];

/** The content of a data object, as far as it came: more of it may have to be fetched. */
function contentOf(answer: Uint8Array): Uint8Array | undefined {
  const object = readTlv(answer, 0);
  if (!isTlvFault(object)) return object.value;
  const [tag, length] = answer;
  if (tag !== 0x53 || length === undefined || object.reason !== 'overrun') return undefined;
  return answer.subarray(length < 0x80 ? 2 : 2 + (length & 0x7f));
}

/** Offset data object, and what stands behind it (ISO/IEC 7816-4 7.2.2). */
function farPart(parts: ApduParts, answer: Uint8Array): FilePart | undefined {
  const { items } = readTlvs(parts.data);
  const offset = findTlv(items, OFFSET);
  if (offset === undefined) return undefined;
  const written = parts.ins === INS.updateBinaryOdd;
  const bytes = written ? items.find(({ tag }) => tag === 0x53 || tag === 0x73)?.value : contentOf(answer);
  if (bytes === undefined) return undefined;
  return { record: null, offset: Number.parseInt(toHex(offset.value), 16), bytes, written };
}

/**
 * The stretch of the current file that a command carries, or its answer.
 * @param record number of the record that is current once the command is done
 */
export function filePart(parts: ApduParts, answer: Uint8Array, record: number): FilePart | undefined {
  const { ins, p1, p2, data } = parts;
  if (ODD.includes(ins)) return farPart(parts, answer);
  if (ins === INS.readBinary || ins === INS.updateBinary) {
    const offset = parts.cla !== 0xa0 && (p1 & 0x80) !== 0 ? p2 : (p1 << 8) | p2;
    const written = ins === INS.updateBinary;
    return { record: null, offset, bytes: written ? data : answer, written };
  }
  if ((ins !== INS.readRecord && ins !== INS.updateRecord) || record === 0) return undefined;
  const written = ins === INS.updateRecord;
  return { record, offset: 0, bytes: written ? data : answer, written };
}

/** Short file id in P1 (binary) or P2 (record, object); 0: none, the current file is meant (TS 102 221 11.1.3, 11.1.5, 11.3). */
export function shortIdOf({ cla, ins, p1, p2 }: ApduParts): number {
  if (cla === 0xa0) return 0;
  if (ins === INS.readBinary || ins === INS.updateBinary) return (p1 & 0x80) === 0 ? 0 : p1 & 0x1f;
  if (isObjectCommand(ins)) return p2 & 0x1f;
  const byRecord = ins === INS.readRecord || ins === INS.updateRecord || ins === INS.search;
  return byRecord ? p2 >> 3 : 0;
}
