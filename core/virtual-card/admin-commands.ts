import { fromHex, hexWord } from '../base/bytes.ts';
import { findTlv, readTlvs } from '../tlv/ber-tlv.ts';
import { type CardCommand, type CardReply, type CardState, type Selection, select } from './card-command.ts';
import type { FileImage } from './card-image.ts';
import { filledBody, firstBody, numberOf, readNewFile, spareId } from './file-parameters.ts';
import {
  addFile,
  type CardNode,
  isDeactivated,
  isShutAway,
  isTerminated,
  isWithin,
  removeFile,
} from './file-system.ts';
import { contentSize, footprint } from './free-memory.ts';
import { childOf, permits } from './uicc-gate.ts';
import { SW } from './uicc-status-words.ts';

/** Bytes of the largest file: what three bytes of size can tell. */
const LARGEST = 0xffffff;

/** CREATE FILE (TS 102 222 6.3): a child of the current DF, which becomes the current file. */
export function createFile(command: CardCommand, card: CardState, selection: Selection): CardReply {
  if (command.p1 !== 0 || command.p2 !== 0) return { sw: SW.wrongP1P2 };
  const { df } = selection;
  const wanted = readNewFile(command.data);
  if ('sw' in wanted) return wanted;
  const isFile = wanted.image.type === 'ef';
  if (!permits(card, df, isFile ? 'createEf' : 'createDf', command)) return { sw: SW.security };
  if (isTerminated(df) || isDeactivated(df) || isShutAway(df)) return { sw: SW.conditions };
  const ids = new Set(df.children.map(({ fid }) => fid));
  // SELECT by id would not tell it from the DF it lies in, nor from that one's parent.
  if (df.kind !== 'adf') ids.add(df.fid);
  if (df.parent !== undefined) ids.add(df.parent.fid);
  if (wanted.fid !== undefined && ids.has(wanted.fid)) return { sw: SW.fileExists };
  const { aid } = wanted.image;
  if (aid !== undefined && card.fs.nodes.some((node) => node.image.aid?.toUpperCase() === aid)) {
    return { sw: SW.nameExists };
  }
  const size = isFile ? (wanted.image.size ?? 0) : (wanted.image.totalSize ?? 0);
  if (size > Math.min(card.space.freeIn(df), LARGEST)) return { sw: SW.noMemory };
  const id = wanted.fid === undefined ? spareId(ids) : hexWord(wanted.fid);
  const image: FileImage = { ...wanted.image, path: `${df.path}${id}` };
  if (isFile) image.data = firstBody(image);
  select(selection, addFile(card.fs, df, image));
  card.changed();
  return { sw: SW.done };
}

/** The file that a command of TS 102 222 names: a child of the current DF, or that itself. */
function named(selection: Selection, id: Uint8Array): CardNode | undefined {
  const { df } = selection;
  return childOf(selection, id) ?? (df.fid === (((id[0] as number) << 8) | (id[1] as number)) ? df : undefined);
}

/** DELETE FILE (TS 102 222 6.4): by the file's own rule or its DF's rule for children; a DF goes with all below it. */
export function deleteFile(command: CardCommand, card: CardState, selection: Selection): CardReply {
  if (command.p1 !== 0 || command.p2 !== 0) return { sw: SW.wrongP1P2 };
  if (command.data.length !== 2) return { sw: SW.wrongLength };
  const node = named(selection, command.data);
  if (node === undefined) return { sw: SW.notFound };
  const { parent } = node;
  if (parent === undefined) return { sw: SW.conditions };
  if (!permits(card, node, 'delete', command) && !permits(card, parent, 'deleteChild', command)) {
    return { sw: SW.security };
  }
  // What another channel has selected stays.
  for (const other of card.channels.values()) {
    if (other !== selection && (isWithin(other.ef ?? other.df, node) || isWithin(other.application, node))) {
      return { sw: SW.conditions };
    }
  }
  removeFile(card.fs, node);
  if (isWithin(selection.application, node)) selection.application = undefined;
  select(selection, parent);
  card.changed();
  return { sw: SW.done };
}

/** Shorter: the end is cut off. Longer: filled as a new file of this kind is. */
function resizedBody(ef: CardNode, size: number): Uint8Array {
  const patterns = ef.structure === 'ber-tlv' ? undefined : fromHex(ef.image.proprietary ?? '');
  const body = filledBody(size, ef.recordLength, patterns);
  body.set(ef.body.subarray(0, size));
  return body;
}

function resizeEf(ef: CardNode, size: number | undefined, p1: number, card: CardState): CardReply {
  if (size === undefined) return { sw: SW.wrongData };
  if (ef.structure === 'cyclic') return { sw: SW.wrongStructure };
  if (ef.recordLength !== 0 && (size % ef.recordLength !== 0 || size / ef.recordLength > 254 || size === 0)) {
    return { sw: SW.wrongData };
  }
  if (size > LARGEST || size - ef.body.length > card.space.freeIn(ef.parent)) return { sw: SW.noMemory };
  if (ef.structure === 'ber-tlv' && size < readTlvs(ef.body, undefined, true).end) {
    // Mode 1 gives the objects up, mode 0 keeps them (TS 102 222 6.10).
    if (p1 === 0) return { sw: SW.conditions };
    card.memory.replace(ef, new Uint8Array(size).fill(0xff));
    return { sw: SW.done };
  }
  card.memory.replace(ef, resizedBody(ef, size));
  return { sw: SW.done };
}

function resizeDf(df: CardNode, total: number | undefined, card: CardState): CardReply {
  if (total === undefined || df.parent === undefined) return { sw: SW.wrongData };
  if (total < contentSize(df)) return { sw: SW.conditions };
  if (total - footprint(df) > card.space.freeIn(df.parent)) return { sw: SW.noMemory };
  df.totalSize = total;
  card.changed();
  return { sw: SW.done };
}

/** RESIZE FILE (TS 102 222 6.10): 62 with the id 83 and the new size, 80 of an EF and 81 of a DF. Contents stay. */
export function resizeFile(command: CardCommand, card: CardState, selection: Selection): CardReply {
  const { p1, p2, data } = command;
  if (p1 > 1 || p2 !== 0) return { sw: SW.wrongP1P2 };
  const [template] = readTlvs(data).items;
  const { items, fault } = readTlvs(template?.tag === 0x62 ? template.value : new Uint8Array(0));
  const id = findTlv(items, 0x83)?.value;
  if (fault !== undefined || id?.length !== 2) return { sw: SW.wrongData };
  const node = named(selection, id);
  if (node === undefined) return { sw: SW.notFound };
  if (!permits(card, node, 'command', command)) return { sw: SW.security };
  if (isTerminated(node) || isDeactivated(node)) return { sw: SW.invalidated };
  const size = numberOf(findTlv(items, node.kind === 'ef' ? 0x80 : 0x81)?.value ?? new Uint8Array(0));
  const reply = node.kind === 'ef' ? resizeEf(node, size, p1, card) : resizeDf(node, size, card);
  if (reply.sw === SW.done) select(selection, node);
  return reply;
}

/** The file a life cycle command means: the one that is current, or by P1 a child, a path from the MF or from the current DF. */
function aimOf(
  { p1, p2, data }: CardCommand,
  card: CardState,
  selection: Selection,
): CardNode | { readonly sw: number } {
  if (p2 !== 0 || (p1 !== 0x00 && p1 !== 0x08 && p1 !== 0x09)) return { sw: SW.wrongP1P2 };
  if (p1 === 0x00) {
    if (data.length === 0) return selection.ef ?? selection.df;
    if (data.length !== 2) return { sw: SW.wrongLength };
    return named(selection, data) ?? { sw: SW.notFound };
  }
  if (data.length === 0 || data.length % 2 !== 0) return { sw: SW.wrongLength };
  let node: CardNode | undefined = p1 === 0x08 ? card.fs.mf : selection.df;
  for (let at = 0; at < data.length && node !== undefined; at += 2) {
    const fid = ((data[at] as number) << 8) | (data[at + 1] as number);
    node = at === 0 && fid === 0x7fff ? selection.application : node.children.find((child) => child.fid === fid);
  }
  return node ?? { sw: SW.notFound };
}

/** DEACTIVATE and ACTIVATE FILE (TS 102 221 11.1.14, 11.1.15; TS 102 222 6.6, 6.7): a file that is named becomes current. */
export function setActive(active: boolean, command: CardCommand, card: CardState, selection: Selection): CardReply {
  const node = aimOf(command, card, selection);
  if ('sw' in node) return node;
  if (node.kind === 'mf') return { sw: SW.noEf };
  if (!permits(card, node, active ? 'activate' : 'deactivate', command)) return { sw: SW.security };
  if (isTerminated(node)) return { sw: SW.conditions };
  if (command.data.length > 0) select(selection, node);
  node.lifeCycle = active ? 0x05 : 0x04;
  card.changed();
  return { sw: SW.done };
}

/** TERMINATE EF and TERMINATE DF (TS 102 222 6.8, 6.9). There is no way back but DELETE FILE. */
export function terminate(kind: 'ef' | 'df', command: CardCommand, card: CardState, selection: Selection): CardReply {
  if (command.p1 !== 0) return { sw: SW.wrongP1P2 };
  const node = aimOf(command, card, selection);
  if ('sw' in node) return node;
  if (kind === 'ef' && node.kind !== 'ef') return { sw: command.data.length === 0 ? SW.noEf : SW.wrongStructure };
  const aim = kind === 'df' && command.data.length === 0 ? selection.df : node;
  if (kind === 'df' && (aim.kind === 'ef' || aim.kind === 'mf')) return { sw: SW.wrongStructure };
  if (!permits(card, aim, 'terminate', command)) return { sw: SW.security };
  if (isTerminated(aim)) return { sw: SW.conditions };
  aim.lifeCycle = 0x0c;
  card.changed();
  return { sw: SW.done };
}

/** TERMINATE CARD USAGE (TS 102 222 6.11): the MF is terminated, and the card allows no command any more. */
export function terminateCard(command: CardCommand, card: CardState): CardReply {
  if (command.p1 !== 0 || command.p2 !== 0) return { sw: SW.wrongP1P2 };
  if (command.data.length !== 0) return { sw: SW.wrongLength };
  if (!permits(card, card.fs.mf, 'terminate', command)) return { sw: SW.security };
  card.fs.mf.lifeCycle = 0x0c;
  card.changed();
  return { sw: SW.done };
}
