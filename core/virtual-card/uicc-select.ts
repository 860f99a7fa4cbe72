import { startsWith } from '../base/bytes.ts';
import { readTlvs, tlv } from '../tlv/ber-tlv.ts';
import {
  type CardCommand,
  type CardReply,
  type CardState,
  freshSelection,
  lengthSw,
  type Selection,
  select,
} from './card-command.ts';
import type { CardImage } from './card-image.ts';
import { type CardNode, isDeactivated, isTerminated, reachable } from './file-system.ts';
import { fcpOf } from './select-responses.ts';
import { SW } from './uicc-status-words.ts';

type Found = CardNode | { readonly sw: number };
const NOT_FOUND = { sw: SW.notFound } as const;

function wordsOf(data: Uint8Array): number[] {
  const words: number[] = [];
  for (let at = 0; at + 1 < data.length; at += 2) words.push(((data[at] as number) << 8) | (data[at + 1] as number));
  return words;
}

/** P1 = 00: by file id; no data means the MF. */
function byId(data: Uint8Array, card: CardState, selection: Selection): Found {
  if (data.length === 0) return card.fs.mf;
  if (data.length !== 2) return { sw: SW.wrongLength };
  const [fid = 0] = wordsOf(data);
  if (fid === 0x7fff) return selection.application ?? NOT_FOUND;
  return reachable(card.fs, selection.df, fid) ?? NOT_FOUND;
}

/** P1 = 08 and 09: each id a child of the one before; 7FFF at the start stands for the current application. */
function byPath(data: Uint8Array, start: CardNode, selection: Selection): Found {
  if (data.length === 0 || data.length % 2 !== 0) return { sw: SW.wrongLength };
  let node = start;
  for (const [index, fid] of wordsOf(data).entries()) {
    const next: CardNode | undefined =
      index === 0 && fid === 0x7fff
        ? selection.application
        : node.children.find((child) => child.fid === fid && child.kind !== 'adf');
    if (next === undefined) return NOT_FOUND;
    node = next;
  }
  return node;
}

/** P1 = 04: by DF name, whole or its beginning; P2 b2 b1 choose the first, last, next or previous that fits. */
function byName(data: Uint8Array, p2: number, card: CardState, selection: Selection): Found {
  if (data.length === 0) return { sw: SW.wrongLength };
  const fitting = card.fs.nodes.filter((node) => node.aid !== undefined && startsWith(node.aid, data));
  const at = selection.application === undefined ? -1 : fitting.indexOf(selection.application);
  const choice = [0, fitting.length - 1, at + 1, at - 1][p2 & 0x03] as number;
  return fitting[choice] ?? NOT_FOUND;
}

function find(command: CardCommand, card: CardState, selection: Selection): Found {
  const { data } = command;
  switch (command.p1) {
    case 0x00:
      return byId(data, card, selection);
    case 0x01: {
      if (data.length !== 2) return { sw: SW.wrongLength };
      const [fid] = wordsOf(data);
      return selection.df.children.find((child) => child.fid === fid && child.kind === 'df') ?? NOT_FOUND;
    }
    case 0x03:
      return data.length === 0 ? (selection.df.parent ?? NOT_FOUND) : { sw: SW.lengthAndP1P2 };
    case 0x04:
      return byName(data, command.p2, card, selection);
    case 0x08:
      return byPath(data, card.fs.mf, selection);
    case 0x09:
      return byPath(data, selection.df, selection);
    default:
      return { sw: SW.wrongP1P2 };
  }
}

/** SELECT (TS 102 221 11.1.1). P2 b4 b3: 01 the FCP, 11 nothing, 00 the FCI (ISO/IEC 7816-4), 10 not offered. */
export function selectFile(
  command: CardCommand,
  card: CardState,
  selection: Selection,
  quirks: CardImage['quirks'],
): CardReply {
  const wanted = command.p2 & 0x0c;
  const others = command.p1 === 0x04 ? 0x43 : 0x00;
  if (wanted === 0x08 || (command.p2 & ~(0x0c | others)) !== 0) return { sw: SW.wrongP1P2 };
  if (wanted === 0x0c && quirks.noP2_0C === true) return { sw: SW.wrongP1P2 };
  const node = find(command, card, selection);
  if ('sw' in node) return node;
  if (command.p1 === 0x04 && (command.p2 & 0x40) !== 0) {
    // Termination of the application session: the MF is current again (TS 102 221 8.5.2).
    if (selection.application !== undefined) card.credentials.forgetScope(selection.application.path);
    selection.application = undefined;
    select(selection, card.fs.mf);
    return { sw: SW.done };
  }
  select(selection, node);
  // Only a name activates an application: a DF that was reached by its id is a DF like any other (TS 102 221 8.5.1).
  if (command.p1 === 0x04) selection.application = node;
  const sw = isTerminated(node) ? SW.terminated : isDeactivated(node) ? SW.deactivated : SW.done;
  return wanted === 0x0c
    ? { sw }
    : { sw, data: fcpOf(node, card.credentials, wanted === 0x04 ? 0x62 : 0x6f, card.space.told(node)) };
}

/** STATUS (TS 102 221 11.1.2): P2 00 the FCP of the current DF, 01 its name, 0C nothing. */
export function status(command: CardCommand, card: CardState, selection: Selection): CardReply {
  const { p1, p2, le } = command;
  if (p1 > 0x02) return { sw: SW.wrongP1P2 };
  if (p2 === 0x0c) return { sw: SW.done };
  if (p2 !== 0x00 && p2 !== 0x01) return { sw: SW.wrongP1P2 };
  const name = (selection.application ?? selection.df).aid ?? new Uint8Array(0);
  const data =
    p2 === 0x00 ? fcpOf(selection.df, card.credentials, 0x62, card.space.told(selection.df)) : tlv(0x84, name);
  if (le === undefined) return { sw: lengthSw(0x6c, data.length) };
  if (le === data.length || command.all) return { sw: SW.done, data };
  return { sw: lengthSw(0x6c, data.length) };
}

/** TERMINAL CAPABILITY (TS 102 221 11.1.19): a template A9. This card needs nothing that stands in it. */
export function terminalCapability({ p1, p2, data }: CardCommand): CardReply {
  if (p1 !== 0 || p2 !== 0) return { sw: SW.wrongP1P2 };
  const { items, fault } = readTlvs(data);
  return { sw: fault === undefined && items.length === 1 && items[0]?.tag === 0xa9 ? SW.done : SW.wrongData };
}

/** MANAGE CHANNEL (TS 102 221 11.1.17). A channel opened from the basic one starts at the MF, from another one where that is. */
export function manageChannel(
  command: CardCommand,
  card: CardState,
  channel: number,
  quirks: CardImage['quirks'],
): CardReply {
  const refusal = quirks.noLogicalChannels;
  if (refusal !== undefined && refusal !== false)
    return { sw: refusal === true ? SW.noChannel : Number.parseInt(refusal, 16) };
  const highest = quirks.maxChannels ?? 19;
  const { p1, p2, le } = command;
  if (p1 === 0x80) {
    const closing = p2 === 0 ? channel : p2;
    if (closing === 0) return { sw: SW.wrongP1P2 };
    return card.channels.delete(closing) ? { sw: SW.done } : { sw: SW.noChannel };
  }
  if (p1 !== 0x00) return { sw: SW.wrongP1P2 };
  const origin = card.channels.get(channel);
  const open = (number: number) => {
    const start = channel === 0 || origin === undefined ? {} : { df: origin.df, application: origin.application };
    card.channels.set(number, { ...freshSelection(card.fs), ...start });
  };
  if (p2 !== 0) {
    if (p2 > highest) return { sw: SW.wrongP1P2 };
    if (card.channels.has(p2)) return { sw: SW.conditions };
    open(p2);
    return { sw: SW.done };
  }
  if (le !== 1 && !command.all) return { sw: lengthSw(0x6c, 1) };
  for (let number = 1; number <= highest; number++) {
    if (card.channels.has(number)) continue;
    open(number);
    return { sw: SW.done, data: Uint8Array.of(number) };
  }
  return { sw: SW.notSupported };
}
