import { concat } from '../base/bytes.ts';
import { type Act2g, allowed2g } from './access-2g.ts';
import { type CardCommand, type CardReply, type CardState, lengthSw, type Selection, select } from './card-command.ts';
import { type CredentialOutcome, change, disable, enable, unblock, verify } from './credential-store.ts';
import {
  type CardNode,
  isDeactivated,
  isShutAway,
  isTerminated,
  reachable,
  readableEnd,
  recordCount,
  worksWhenDeactivated,
} from './file-system.ts';
import { matchingRecords, type RecordMode, sumOf, targetRecord } from './records.ts';
import { gsmResponseOf } from './select-responses.ts';

/** Status words of class A0 (TS 51.011 9.4). */
const SW = {
  done: 0x9000,
  noEf: 0x9400,
  outOfRange: 0x9402,
  notFound: 0x9404,
  wrongStructure: 0x9408,
  noChv: 0x9802,
  refused: 0x9804,
  chvContradiction: 0x9808,
  invalidated: 0x9810,
  blocked: 0x9840,
  maximum: 0x9850,
  wrongP1P2: 0x6b00,
  wrongIns: 0x6d00,
} as const;

const RECORD_MODES: Readonly<Record<number, RecordMode>> = { 2: 'next', 3: 'previous', 4: 'absolute' };

type Gate = { readonly ef: CardNode } | { readonly sw: number };

/** The current EF, where it has one of `structures`, is valid, and lets `act` pass. */
function gate(card: CardState, selection: Selection, structures: readonly CardNode['structure'][], act: Act2g): Gate {
  const { ef } = selection;
  if (ef === undefined) return { sw: SW.noEf };
  if (!structures.includes(ef.structure)) return { sw: SW.wrongStructure };
  if (!allowed2g(ef, act, card.credentials)) return { sw: SW.refused };
  const closed = isTerminated(ef) || (isDeactivated(ef) && !worksWhenDeactivated(ef));
  if (closed || isShutAway(ef)) return { sw: SW.invalidated };
  return { ef };
}

function selectFile({ data, p1, p2 }: CardCommand, card: CardState, selection: Selection): CardReply {
  if (p1 !== 0 || p2 !== 0) return { sw: SW.wrongP1P2 };
  if (data.length !== 2) return { sw: lengthSw(0x67, 2) };
  const node = reachable(card.fs, selection.df, ((data[0] as number) << 8) | (data[1] as number));
  if (node === undefined) return { sw: SW.notFound };
  select(selection, node);
  return { sw: SW.done, data: gsmResponseOf(node, card.credentials, card.space.told(node)) };
}

function status({ p1, p2, le }: CardCommand, card: CardState, selection: Selection): CardReply {
  if (p1 !== 0 || p2 !== 0) return { sw: SW.wrongP1P2 };
  const all = gsmResponseOf(selection.df, card.credentials, card.space.told(selection.df));
  if (le === undefined || le > all.length) return { sw: lengthSw(0x67, all.length) };
  return { sw: SW.done, data: all.slice(0, le) };
}

function readBinary({ p1, p2, le }: CardCommand, card: CardState, selection: Selection): CardReply {
  const file = gate(card, selection, ['transparent'], 'read');
  if ('sw' in file) return file;
  const offset = (p1 << 8) | p2;
  if (offset >= file.ef.body.length) return { sw: SW.outOfRange };
  const there = readableEnd(file.ef) - offset;
  if (there <= 0) return { sw: SW.refused };
  if (le === undefined || le > there) return { sw: lengthSw(0x67, Math.min(there, 256)) };
  return { sw: SW.done, data: file.ef.body.slice(offset, offset + le) };
}

function updateBinary({ p1, p2, data }: CardCommand, card: CardState, selection: Selection): CardReply {
  const file = gate(card, selection, ['transparent'], 'update');
  if ('sw' in file) return file;
  const offset = (p1 << 8) | p2;
  const there = file.ef.body.length - offset;
  if (there <= 0) return { sw: SW.outOfRange };
  if (data.length === 0 || data.length > there) return { sw: lengthSw(0x67, Math.min(there, 255)) };
  card.memory.write(file.ef, offset, data);
  return { sw: SW.done };
}

function readRecord({ p1, p2, le }: CardCommand, card: CardState, selection: Selection): CardReply {
  const mode = RECORD_MODES[p2];
  if (mode === undefined) return { sw: SW.wrongP1P2 };
  const file = gate(card, selection, ['linear', 'cyclic'], 'read');
  if ('sw' in file) return file;
  const number = targetRecord(selection, file.ef, mode, p1);
  if (number === undefined) return { sw: SW.outOfRange };
  const length = file.ef.recordLength;
  if (number * length > readableEnd(file.ef)) return { sw: SW.refused };
  if (le !== length) return { sw: lengthSw(0x67, length) };
  if (mode !== 'absolute') selection.record = number;
  return { sw: SW.done, data: file.ef.body.slice((number - 1) * length, number * length) };
}

function updateRecord({ p1, p2, data }: CardCommand, card: CardState, selection: Selection): CardReply {
  const mode = RECORD_MODES[p2];
  if (mode === undefined) return { sw: SW.wrongP1P2 };
  const file = gate(card, selection, ['linear', 'cyclic'], 'update');
  if ('sw' in file) return file;
  // A cyclic file takes the mode "previous" alone, and overwrites its oldest record (TS 51.011 8.6).
  if (file.ef.structure === 'cyclic' && mode !== 'previous') return { sw: SW.wrongP1P2 };
  const number = targetRecord(selection, file.ef, mode, p1);
  if (number === undefined) return { sw: SW.outOfRange };
  if (data.length !== file.ef.recordLength) return { sw: lengthSw(0x67, file.ef.recordLength) };
  if (file.ef.structure === 'cyclic') {
    card.memory.push(file.ef, data);
    selection.record = 1;
  } else {
    card.memory.write(file.ef, (number - 1) * file.ef.recordLength, data);
    if (mode !== 'absolute') selection.record = number;
  }
  return { sw: SW.done };
}

/** SEEK (TS 51.011 8.7): the low nibble of P2 is where to begin, the high one whether to answer the record number. */
function seek({ p2, data }: CardCommand, card: CardState, selection: Selection): CardReply {
  const type = p2 >> 4;
  const mode = p2 & 0x0f;
  if (type > 1 || mode < 1 || mode > 4) return { sw: SW.wrongP1P2 };
  const file = gate(card, selection, ['linear'], 'read');
  if ('sw' in file) return file;
  if (data.length === 0 || data.length > file.ef.recordLength) return { sw: lengthSw(0x67, file.ef.recordLength) };
  if (readableEnd(file.ef) < file.ef.body.length) return { sw: SW.refused };
  const last = recordCount(file.ef);
  const { record } = selection;
  const step = mode === 1 || mode === 3 ? 1 : -1;
  const start = mode === 1 ? 1 : mode === 2 ? last : mode === 3 ? record + 1 : record === 0 ? last : record - 1;
  const [found] = matchingRecords(file.ef, data, start, step);
  if (found === undefined) return { sw: SW.notFound };
  selection.record = found;
  return type === 0 ? { sw: SW.done } : { sw: SW.done, data: Uint8Array.of(found) };
}

/** INCREASE (TS 51.011 8.8): adds to the newest record of a cyclic file; answers the sum and what was added. */
function increase({ p1, p2, data }: CardCommand, card: CardState, selection: Selection): CardReply {
  if (p1 !== 0 || p2 !== 0) return { sw: SW.wrongP1P2 };
  const file = gate(card, selection, ['cyclic'], 'increase');
  if ('sw' in file) return file;
  if (data.length !== 3) return { sw: lengthSw(0x67, 3) };
  const sum = sumOf(file.ef.body.subarray(0, file.ef.recordLength), data);
  if (sum === undefined) return { sw: SW.maximum };
  card.memory.push(file.ef, sum);
  selection.record = 1;
  return { sw: SW.done, data: concat(sum, data) };
}

/** SLEEP (TS 51.011 8.18): an old command without effect. */
function sleep({ p1, p2, data }: CardCommand): CardReply {
  if (p1 !== 0 || p2 !== 0) return { sw: SW.wrongP1P2 };
  return { sw: data.length === 0 ? SW.done : 0x6700 };
}

function outcomeSw(outcome: CredentialOutcome): number {
  if (outcome.kind === 'done') return SW.done;
  if (outcome.kind === 'contradiction') return SW.chvContradiction;
  if (outcome.kind === 'blocked') return SW.blocked;
  return outcome.tries === 0 ? SW.blocked : SW.refused;
}

const CHV_ACTS = {
  32: { length: 1, act: verify },
  36: { length: 2, act: change },
  38: { length: 1, act: disable },
  40: { length: 1, act: enable },
  44: { length: 2, act: unblock },
} as const;

/** The CHV commands (TS 51.011 8.9 to 8.13). UNBLOCK names CHV1 by 00; cards take 01 too. */
function chv(ins: keyof typeof CHV_ACTS, { p1, p2, data }: CardCommand, card: CardState): CardReply {
  const { length, act } = CHV_ACTS[ins];
  if (p1 !== 0 || ((ins === 0x26 || ins === 0x28) && p2 !== 0x01)) return { sw: SW.wrongP1P2 };
  const credential = card.credentials.byChv(ins === 0x2c && p2 === 0 ? 1 : p2);
  if (credential === undefined) return { sw: SW.noChv };
  const half = credential.value?.length ?? 8;
  if (data.length !== length * half) return { sw: lengthSw(0x67, length * half) };
  if (credential.tries === 0 && ins !== 0x2c) return { sw: SW.blocked };
  const outcome = act(credential, data);
  if (outcome.kind !== 'contradiction' && outcome.kind !== 'blocked') card.changed();
  return { sw: outcomeSw(outcome) };
}

/** INVALIDATE and REHABILITATE of the current EF (TS 51.011 8.14, 8.15). */
function setValidity(valid: boolean, { p1, p2, data }: CardCommand, card: CardState, selection: Selection): CardReply {
  if (p1 !== 0 || p2 !== 0) return { sw: SW.wrongP1P2 };
  if (data.length !== 0) return { sw: 0x6700 };
  const { ef } = selection;
  if (ef === undefined) return { sw: SW.noEf };
  if (!allowed2g(ef, valid ? 'rehabilitate' : 'invalidate', card.credentials)) return { sw: SW.refused };
  if (isTerminated(ef) || isDeactivated(ef) !== valid) return { sw: SW.invalidated };
  ef.lifeCycle = valid ? 0x05 : 0x04;
  card.changed();
  return { sw: SW.done };
}

/** Every command of class A0 but GET RESPONSE, which belongs to the protocol. */
export function gsmCommand(command: CardCommand, card: CardState, selection: Selection): CardReply {
  switch (command.ins) {
    case 0xa4:
      return selectFile(command, card, selection);
    case 0xf2:
      return status(command, card, selection);
    case 0xb0:
      return readBinary(command, card, selection);
    case 0xd6:
      return updateBinary(command, card, selection);
    case 0xb2:
      return readRecord(command, card, selection);
    case 0xdc:
      return updateRecord(command, card, selection);
    case 0xa2:
      return seek(command, card, selection);
    case 0x32:
      return increase(command, card, selection);
    case 0xfa:
      return sleep(command);
    case 0x20:
    case 0x24:
    case 0x26:
    case 0x28:
    case 0x2c:
      return chv(command.ins, command, card);
    case 0x04:
      return setValidity(false, command, card, selection);
    case 0x44:
      return setValidity(true, command, card, selection);
    default:
      return { sw: SW.wrongIns };
  }
}
