import { equalBytes, hex } from '../base/bytes.ts';
import { findTlv, readTlvs, type Tlv, tlv } from '../tlv/ber-tlv.ts';
import { type CardCommand, type CardReply, type CardState, lengthSw, type Selection, select } from './card-command.ts';
import { readableEnd } from './file-system.ts';
import { childOf, gate } from './uicc-gate.ts';
import { SW } from './uicc-status-words.ts';

/** P1 and P2 of the BINARY commands: short id and 8-bit offset, or 15-bit offset (TS 102 221 11.1.3). */
function place(p1: number, p2: number): { sfi: number; offset: number } | undefined {
  if ((p1 & 0x80) === 0) return { sfi: 0, offset: (p1 << 8) | p2 };
  if ((p1 & 0x60) !== 0 || (p1 & 0x1f) === 0) return undefined;
  return { sfi: p1 & 0x1f, offset: p2 };
}

export function readBinary(command: CardCommand, card: CardState, selection: Selection): CardReply {
  const { p1, p2, le, protocol } = command;
  const at = place(p1, p2);
  if (at === undefined) return { sw: SW.wrongP1P2 };
  const file = gate(card, selection, command, at.sfi, ['transparent'], 'read');
  if ('sw' in file) return file;
  if (at.offset >= file.ef.body.length) return { sw: SW.outOfFile };
  const there = readableEnd(file.ef) - at.offset;
  if (there <= 0) return { sw: SW.security };
  if (le === undefined) return { sw: SW.wrongLength };
  if (le <= there) return { sw: SW.done, data: file.ef.body.slice(at.offset, at.offset + le) };
  if (protocol === 'T=0') return { sw: lengthSw(0x6c, there) };
  // T=1 hands over what there is: Le = 00 asked for just that, another Le is told that the file ended before it.
  return { sw: command.all ? SW.done : SW.endOfFile, data: file.ef.body.slice(at.offset) };
}

export function updateBinary(command: CardCommand, card: CardState, selection: Selection): CardReply {
  const { p1, p2, data } = command;
  const at = place(p1, p2);
  if (at === undefined) return { sw: SW.wrongP1P2 };
  const file = gate(card, selection, command, at.sfi, ['transparent'], 'update');
  if ('sw' in file) return file;
  const there = file.ef.body.length - at.offset;
  if (there <= 0) return { sw: SW.outOfFile };
  if (data.length === 0 || data.length > there) return { sw: SW.wrongLength };
  card.memory.write(file.ef, at.offset, data);
  return { sw: SW.done };
}

const NO_ID = hex('0000');

/**
 * P1 P2 of the odd instructions: 0000 the current EF, a short id, or a file id (ISO/IEC 7816-4 7.2.2).
 * @returns the short id to go by, 0 for the EF that is current then; undefined where there is no such file
 */
function oddPlace({ p1, p2 }: CardCommand, selection: Selection): number | undefined {
  const id = Uint8Array.of(p1, p2);
  if (equalBytes(id, NO_ID)) return 0;
  if (p1 === 0 && p2 <= 0x1e) return p2;
  const node = childOf(selection, id);
  if (node?.kind !== 'ef') return undefined;
  select(selection, node);
  return 0;
}

/** The offset data object 54 (ISO/IEC 7816-4 7.2.2): a number of one to four bytes. */
function offsetOf(items: readonly Tlv[]): number | undefined {
  const item = findTlv(items, 0x54);
  if (item === undefined || item.value.length === 0 || item.value.length > 4) return undefined;
  return item.value.reduce((value, byte) => value * 256 + byte, 0);
}

/** Bytes that tag and length of 53 take around `length` bytes. */
const wrapping = (length: number) => tlv(0x53, new Uint8Array(length)).length - length;

/** READ BINARY with the odd instruction B1: the offset in 54, the bytes in 53; Le counts the whole object. */
export function readBinaryAt(command: CardCommand, card: CardState, selection: Selection): CardReply {
  const sfi = oddPlace(command, selection);
  if (sfi === undefined) return { sw: SW.notFound };
  const { items, fault } = readTlvs(command.data);
  const offset = offsetOf(items);
  if (fault !== undefined || offset === undefined) return { sw: SW.wrongData };
  const file = gate(card, selection, command, sfi, ['transparent'], 'read');
  if ('sw' in file) return file;
  if (offset >= file.ef.body.length) return { sw: SW.outOfFile };
  const there = readableEnd(file.ef) - offset;
  if (there <= 0) return { sw: SW.security };
  // On T=0 the card does not know Le before GET RESPONSE: it prepares as much as one answer holds.
  const room = command.le ?? 256;
  let length = Math.min(there, room);
  while (length > 0 && length + wrapping(length) > room) length -= 1;
  if (length === 0) return { sw: SW.wrongLength };
  return { sw: SW.done, data: tlv(0x53, file.ef.body.slice(offset, offset + length)) };
}

/** UPDATE BINARY with the odd instruction D7: the offset in 54, the bytes in 53. */
export function updateBinaryAt(command: CardCommand, card: CardState, selection: Selection): CardReply {
  const sfi = oddPlace(command, selection);
  if (sfi === undefined) return { sw: SW.notFound };
  const { items, fault } = readTlvs(command.data);
  const offset = offsetOf(items);
  const bytes = findTlv(items, 0x53)?.value;
  if (fault !== undefined || offset === undefined || bytes === undefined || bytes.length === 0) {
    return { sw: SW.wrongData };
  }
  const file = gate(card, selection, command, sfi, ['transparent'], 'update');
  if ('sw' in file) return file;
  const there = file.ef.body.length - offset;
  if (there <= 0) return { sw: SW.outOfFile };
  if (bytes.length > there) return { sw: SW.wrongLength };
  card.memory.write(file.ef, offset, bytes);
  return { sw: SW.done };
}
