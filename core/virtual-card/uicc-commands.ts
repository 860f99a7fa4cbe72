import { createFile, deleteFile, resizeFile, setActive, terminate, terminateCard } from './admin-commands.ts';
import type { CardCommand, CardReply, CardState, Selection } from './card-command.ts';
import type { CardImage } from './card-image.ts';
import { readBinary, readBinaryAt, updateBinary, updateBinaryAt } from './uicc-binary.ts';
import { retrieveData, setData } from './uicc-objects.ts';
import { pin } from './uicc-pins.ts';
import { increase, readRecord, searchRecord, updateRecord } from './uicc-records.ts';
import { manageChannel, selectFile, status, terminalCapability } from './uicc-select.ts';
import { SW } from './uicc-status-words.ts';

/** Coded in the proprietary classes 8X and CX alone (TS 102 221 table 10.5, TS 102 222 table 2). */
const PROPRIETARY: ReadonlySet<number> = new Set([0xf2, 0xaa, 0x32, 0xcb, 0xdb, 0xd4]);

export function isProprietary(ins: number): boolean {
  return PROPRIETARY.has(ins);
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
    case 0xaa:
      return terminalCapability(command);
    case 0xb0:
      return readBinary(command, card, selection);
    case 0xb1:
      return readBinaryAt(command, card, selection);
    case 0xd6:
      return updateBinary(command, card, selection);
    case 0xd7:
      return updateBinaryAt(command, card, selection);
    case 0xb2:
      return readRecord(command, card, selection);
    case 0xdc:
      return updateRecord(command, card, selection);
    case 0xa2:
      return searchRecord(command, card, selection);
    case 0x32:
      return increase(command, card, selection);
    case 0xcb:
      return retrieveData(command, card, selection);
    case 0xdb:
      return setData(command, card, selection);
    case 0x20:
    case 0x24:
    case 0x26:
    case 0x28:
    case 0x2c:
      return pin(command.ins, command, card, selection);
    case 0x04:
      return setActive(false, command, card, selection);
    case 0x44:
      return setActive(true, command, card, selection);
    case 0xe0:
      return createFile(command, card, selection);
    case 0xe4:
      return deleteFile(command, card, selection);
    case 0xd4:
      return resizeFile(command, card, selection);
    case 0xe6:
      return terminate('df', command, card, selection);
    case 0xe8:
      return terminate('ef', command, card, selection);
    case 0xfe:
      return terminateCard(command, card);
    default:
      return { sw: SW.wrongIns };
  }
}
