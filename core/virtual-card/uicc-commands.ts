import { type Act3g, allowed3g } from './access-3g.ts';
import { type CardCommand, type CardReply, type CardState, lengthSw, type Selection, select } from './card-command.ts';
import type { CardImage } from './card-image.ts';
import { type CredentialOutcome, change, disable, enable, unblock, verify } from './credential-store.ts';
import { type CardNode, isDeactivated, isTerminated, sfiOf, worksWhenDeactivated } from './file-system.ts';
import { type RecordMode, targetRecord } from './records.ts';
import { manageChannel, selectFile, status } from './uicc-select.ts';
import { SW } from './uicc-status-words.ts';

const RECORD_MODES: Readonly<Record<number, RecordMode>> = { 2: 'next', 3: 'previous', 4: 'absolute' };

type Gate = { readonly ef: CardNode } | { readonly sw: number };

/** The EF a command works on (by short id: it becomes the current one), where it lets `act` pass. */
function gate(
  card: CardState,
  selection: Selection,
  sfi: number,
  structures: readonly CardNode['structure'][],
  act: Act3g,
): Gate {
  if (sfi !== 0) {
    const named = selection.df.children.find((child) => child.kind === 'ef' && sfiOf(child) === sfi);
    if (named === undefined) return { sw: SW.notFound };
    select(selection, named);
  }
  const { ef } = selection;
  if (ef === undefined) return { sw: SW.noEf };
  if (!structures.includes(ef.structure)) return { sw: SW.wrongStructure };
  if (!allowed3g(ef, act, card.credentials)) return { sw: SW.security };
  if (isTerminated(ef) || (isDeactivated(ef) && !worksWhenDeactivated(ef))) return { sw: SW.invalidated };
  return { ef };
}

/** P1 and P2 of the BINARY commands: short id and 8-bit offset, or 15-bit offset (TS 102 221 11.1.3). */
function place(p1: number, p2: number): { sfi: number; offset: number } | undefined {
  if ((p1 & 0x80) === 0) return { sfi: 0, offset: (p1 << 8) | p2 };
  if ((p1 & 0x60) !== 0 || (p1 & 0x1f) === 0) return undefined;
  return { sfi: p1 & 0x1f, offset: p2 };
}

function readBinary({ p1, p2, le, protocol }: CardCommand, card: CardState, selection: Selection): CardReply {
  const at = place(p1, p2);
  if (at === undefined) return { sw: SW.wrongP1P2 };
  const file = gate(card, selection, at.sfi, ['transparent'], 'read');
  if ('sw' in file) return file;
  const there = file.ef.body.length - at.offset;
  if (there <= 0) return { sw: SW.outOfFile };
  if (le === undefined) return { sw: SW.wrongLength };
  if (le <= there) return { sw: SW.done, data: file.ef.body.slice(at.offset, at.offset + le) };
  if (protocol === 'T=0') return { sw: lengthSw(0x6c, there) };
  // T=1 hands over what there is: Le = 00 asked for just that, another Le is told that the file ended before it.
  return { sw: le === 256 ? SW.done : SW.endOfFile, data: file.ef.body.slice(at.offset) };
}

function updateBinary({ p1, p2, data }: CardCommand, card: CardState, selection: Selection): CardReply {
  const at = place(p1, p2);
  if (at === undefined) return { sw: SW.wrongP1P2 };
  const file = gate(card, selection, at.sfi, ['transparent'], 'update');
  if ('sw' in file) return file;
  const there = file.ef.body.length - at.offset;
  if (there <= 0) return { sw: SW.outOfFile };
  if (data.length === 0 || data.length > there) return { sw: SW.wrongLength };
  card.memory.write(file.ef, at.offset, data);
  return { sw: SW.done };
}

function readRecord(command: CardCommand, card: CardState, selection: Selection): CardReply {
  const { p1, p2, le, protocol } = command;
  const mode = RECORD_MODES[p2 & 0x07];
  if (mode === undefined || p2 >> 3 === 0x1f) return { sw: SW.wrongP1P2 };
  const file = gate(card, selection, p2 >> 3, ['linear', 'cyclic'], 'read');
  if ('sw' in file) return file;
  const number = targetRecord(selection, file.ef, mode, p1);
  if (number === undefined) return { sw: SW.recordNotFound };
  const length = file.ef.recordLength;
  if (le !== length && !(protocol === 'T=1' && le === 256)) return { sw: lengthSw(0x6c, length) };
  if (mode !== 'absolute') selection.record = number;
  return { sw: SW.done, data: file.ef.body.slice((number - 1) * length, number * length) };
}

function updateRecord({ p1, p2, data }: CardCommand, card: CardState, selection: Selection): CardReply {
  const mode = RECORD_MODES[p2 & 0x07];
  if (mode === undefined || p2 >> 3 === 0x1f) return { sw: SW.wrongP1P2 };
  const file = gate(card, selection, p2 >> 3, ['linear', 'cyclic'], 'update');
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

function outcomeSw(outcome: CredentialOutcome): number {
  if (outcome.kind === 'done') return SW.done;
  if (outcome.kind === 'blocked') return SW.blocked;
  return outcome.kind === 'contradiction' ? SW.invalidated : 0x63c0 | outcome.tries;
}

const PIN_ACTS = {
  32: { length: 1, act: verify },
  36: { length: 2, act: change },
  38: { length: 1, act: disable },
  40: { length: 1, act: enable },
  44: { length: 2, act: unblock },
} as const;

/** The PIN commands (TS 102 221 11.1.9 to 11.1.13). VERIFY and UNBLOCK without data tell the tries left and cost none. */
function pin(ins: keyof typeof PIN_ACTS, { p1, p2, data }: CardCommand, card: CardState): CardReply {
  const { length, act } = PIN_ACTS[ins];
  if (p1 !== 0) return { sw: SW.wrongP1P2 };
  const credential = card.credentials.byKey(p2);
  if (credential === undefined) return { sw: SW.keyNotFound };
  if (data.length === 0 && ins === 0x20) {
    if (credential.tries === 0) return { sw: SW.blocked };
    return { sw: credential.verified || !credential.enabled ? SW.done : 0x63c0 | credential.tries };
  }
  const counter = ins === 0x2c ? credential.unblock : credential;
  if (counter === undefined) return { sw: SW.conditions };
  if (data.length === 0 && ins === 0x2c) return { sw: counter.tries === 0 ? SW.blocked : 0x63c0 | counter.tries };
  if (data.length !== length * (credential.value?.length ?? 8)) return { sw: SW.wrongLength };
  // Administrative keys are never switched off.
  if ((ins === 0x26 || ins === 0x28) && credential.unblock === undefined) return { sw: SW.conditions };
  if (counter.tries === 0) return { sw: SW.blocked };
  const outcome = act(credential, data);
  if (outcome.kind !== 'contradiction') card.changed();
  return { sw: outcomeSw(outcome) };
}

/** DEACTIVATE and ACTIVATE FILE (TS 102 221 11.1.14, 11.1.15): the current EF, or a file id. */
function setActive(active: boolean, { p1, p2, data }: CardCommand, card: CardState, selection: Selection): CardReply {
  if (p1 !== 0 || p2 !== 0) return { sw: SW.wrongP1P2 };
  if (data.length !== 0 && data.length !== 2) return { sw: SW.wrongLength };
  if (data.length === 2) {
    const node = childEf(selection, ((data[0] as number) << 8) | (data[1] as number));
    if (node === undefined) return { sw: SW.notFound };
    select(selection, node);
  }
  const { ef } = selection;
  if (ef === undefined) return { sw: SW.noEf };
  if (!allowed3g(ef, active ? 'activate' : 'deactivate', card.credentials)) return { sw: SW.security };
  if (isTerminated(ef)) return { sw: SW.conditions };
  ef.lifeCycle = active ? 0x05 : 0x04;
  card.changed();
  return { sw: SW.done };
}

function childEf(selection: Selection, fid: number): CardNode | undefined {
  return selection.df.children.find((child) => child.kind === 'ef' && child.fid === fid);
}

/** STATUS alone is coded in the proprietary classes 8X and CX (TS 102 221 table 10.5). */
export function isProprietary(ins: number): boolean {
  return ins === 0xf2;
}

/** Every command of the ISO class but GET RESPONSE, which belongs to the protocol. */
export function uiccCommand(
  command: CardCommand,
  card: CardState,
  channel: { readonly number: number; readonly selection: Selection },
  quirks: CardImage['quirks'],
): CardReply {
  const { selection } = channel;
  switch (command.ins) {
    case 0xa4:
      return selectFile(command, card, selection, quirks);
    case 0xf2:
      return status(command, card, selection);
    case 0x70:
      return manageChannel(command, card, channel.number, quirks);
    case 0xb0:
      return readBinary(command, card, selection);
    case 0xd6:
      return updateBinary(command, card, selection);
    case 0xb2:
      return readRecord(command, card, selection);
    case 0xdc:
      return updateRecord(command, card, selection);
    case 0x20:
    case 0x24:
    case 0x26:
    case 0x28:
    case 0x2c:
      return pin(command.ins, command, card);
    case 0x04:
      return setActive(false, command, card, selection);
    case 0x44:
      return setActive(true, command, card, selection);
    default:
      return { sw: SW.wrongIns };
  }
}
