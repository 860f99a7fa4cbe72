import { concat } from '../base/bytes.ts';
import { type CardCommand, type CardReply, type CardState, lengthSw, type Selection } from './card-command.ts';
import { readableEnd, recordCount } from './file-system.ts';
import { matchingRecords, type RecordMode, sumOf, targetRecord } from './records.ts';
import { gate } from './uicc-gate.ts';
import { SW } from './uicc-status-words.ts';

const RECORD_MODES: Readonly<Record<number, RecordMode>> = { 2: 'next', 3: 'previous', 4: 'absolute' };

export function readRecord(command: CardCommand, card: CardState, selection: Selection): CardReply {
  const { p1, p2, le } = command;
  const mode = RECORD_MODES[p2 & 0x07];
  if (mode === undefined || p2 >> 3 === 0x1f) return { sw: SW.wrongP1P2 };
  const file = gate(card, selection, command, p2 >> 3, ['linear', 'cyclic'], 'read');
  if ('sw' in file) return file;
  const number = targetRecord(selection, file.ef, mode, p1);
  if (number === undefined) return { sw: SW.recordNotFound };
  const length = file.ef.recordLength;
  if (number * length > readableEnd(file.ef)) return { sw: SW.security };
  if (le !== length && !command.all) return { sw: lengthSw(0x6c, length) };
  if (mode !== 'absolute') selection.record = number;
  return { sw: SW.done, data: file.ef.body.slice((number - 1) * length, number * length) };
}

export function updateRecord(command: CardCommand, card: CardState, selection: Selection): CardReply {
  const { p1, p2, data } = command;
  const mode = RECORD_MODES[p2 & 0x07];
  if (mode === undefined || p2 >> 3 === 0x1f) return { sw: SW.wrongP1P2 };
  const file = gate(card, selection, command, p2 >> 3, ['linear', 'cyclic'], 'update');
  if ('sw' in file) return file;
  const cyclic = file.ef.structure === 'cyclic';
  // A cyclic file takes the mode "previous" alone, and overwrites its oldest record (TS 102 221 11.1.6).
  if (cyclic && mode !== 'previous') return { sw: SW.wrongP1P2 };
  const number = targetRecord(selection, file.ef, mode, p1);
  if (number === undefined) return { sw: SW.recordNotFound };
  if (data.length !== file.ef.recordLength) return { sw: SW.wrongLength };
  if (cyclic) card.memory.push(file.ef, data);
  else card.memory.write(file.ef, (number - 1) * file.ef.recordLength, data);
  if (cyclic) selection.record = 1;
  else if (mode !== 'absolute') selection.record = number;
  return { sw: SW.done };
}

/** Where a search begins and which way it goes, by the low three bits of P2 or of the search indication. */
function course(mode: number, p1: number, current: number, last: number): { start: number; step: 1 | -1 } | undefined {
  const given = p1 === 0 ? current : p1;
  switch (mode) {
    case 4:
      return { start: given === 0 ? 1 : given, step: 1 };
    case 5:
      return { start: given === 0 ? last : given, step: -1 };
    case 6:
      return { start: current + 1, step: 1 };
    case 7:
      return { start: current === 0 ? last : current - 1, step: -1 };
    default:
      return undefined;
  }
}

/**
 * SEARCH RECORD (TS 102 221 11.1.7). P2 b3 to b1: 100 and 101 the simple search forwards and backwards from record P1, 110
 * the enhanced one, whose first two data bytes say where to look: b3 to b1 of the first give the course, b4 says whether
 * the second is an offset in the record or a byte behind which the string must stand. Answers the numbers of all that fit.
 */
export function searchRecord(command: CardCommand, card: CardState, selection: Selection): CardReply {
  const { p1, p2, data } = command;
  const kind = p2 & 0x07;
  if ((kind !== 4 && kind !== 5 && kind !== 6) || p2 >> 3 === 0x1f) return { sw: SW.wrongP1P2 };
  const enhanced = kind === 6;
  const file = gate(card, selection, command, p2 >> 3, ['linear', 'cyclic'], 'read');
  if ('sw' in file) return file;
  if (readableEnd(file.ef) < file.ef.body.length) return { sw: SW.security };
  const [indication = 0, second = 0] = data;
  const pattern = enhanced ? data.subarray(2) : data;
  if (pattern.length === 0 || pattern.length > file.ef.recordLength) return { sw: SW.wrongLength };
  const last = recordCount(file.ef);
  const way = course(enhanced ? indication & 0x07 : kind, p1, selection.record, last);
  if (way === undefined || (enhanced && (indication & 0xf0) !== 0)) return { sw: SW.wrongData };
  if (p1 > last) return { sw: SW.recordNotFound };
  const from = !enhanced ? { offset: 0 } : (indication & 0x08) === 0 ? { offset: second } : { behind: second };
  const found = matchingRecords(file.ef, pattern, way.start, way.step, from);
  const [first] = found;
  if (first === undefined) return { sw: SW.endOfFile };
  selection.record = first;
  return { sw: SW.done, data: Uint8Array.from(found) };
}

/**
 * INCREASE (TS 102 221 11.1.8): adds to the newest record of a cyclic file and stores the sum over the oldest. P1 00 or a
 * short id behind b8. The rules name it by its instruction. Answers the sum and what was added.
 */
export function increase(command: CardCommand, card: CardState, selection: Selection): CardReply {
  const { p1, p2, data } = command;
  const sfi = p1 & 0x1f;
  if (p2 !== 0 || (p1 !== 0 && ((p1 & 0xe0) !== 0x80 || sfi === 0 || sfi === 0x1f))) return { sw: SW.wrongP1P2 };
  const file = gate(card, selection, command, sfi, ['cyclic'], 'command');
  if ('sw' in file) return file;
  if (data.length === 0 || data.length > 127) return { sw: SW.wrongLength };
  const sum = sumOf(file.ef.body.subarray(0, file.ef.recordLength), data);
  if (sum === undefined) return { sw: SW.maximum };
  card.memory.push(file.ef, sum);
  selection.record = 1;
  return { sw: SW.done, data: concat(sum, data) };
}
