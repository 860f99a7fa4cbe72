import { concat, padEnd } from '../base/bytes.ts';
import { isTlvFault, readTlv, readTlvs, tlv } from '../tlv/ber-tlv.ts';
import type { CardCommand, CardReply, CardState, Selection, Transfer } from './card-command.ts';
import { type CardNode, maximumSize, readableEnd } from './file-system.ts';
import { gate } from './uicc-gate.ts';
import { SW } from './uicc-status-words.ts';

/** Tag whose value lists the tags of all objects (TS 102 221 11.3.1). */
const TAG_LIST = 0x5c;
/** What one answer, or one command, holds. */
const BLOCK = 255;

type Step = 'first' | 'next' | 'again';
/** P2 b8 to b6: 100 the first block, 000 the next, 010 the last one again; b5 to b1 a short id. */
const STEPS: Readonly<Record<number, Step>> = { 4: 'first', 0: 'next', 2: 'again' };

interface Aim {
  readonly step: Step;
  readonly ef: CardNode;
}

function aim(
  command: CardCommand,
  card: CardState,
  selection: Selection,
  act: 'read' | 'update',
): Aim | { readonly sw: number } {
  const { p1, p2 } = command;
  const step = STEPS[p2 >> 5];
  const sfi = p2 & 0x1f;
  if (p1 !== 0 || step === undefined || sfi === 0x1f) return { sw: SW.wrongP1P2 };
  const file = gate(card, selection, command, sfi, ['ber-tlv'], act);
  return 'sw' in file ? file : { step, ef: file.ef };
}

/** The objects of a BER-TLV file, each with its tag and length. */
function objectsOf(ef: CardNode): { tag: number; bytes: Uint8Array; tagBytes: Uint8Array }[] {
  return readTlvs(ef.body, undefined, true).items.map(({ tag, span, tagSpan }) => ({
    tag,
    bytes: ef.body.slice(span.offset, span.offset + span.length),
    tagBytes: ef.body.slice(tagSpan.offset, tagSpan.offset + tagSpan.length),
  }));
}

/** A tag that stands alone. @returns undefined where the bytes are something else */
function loneTag(bytes: Uint8Array): number | undefined {
  const object = readTlv(concat(bytes, Uint8Array.of(0)), 0);
  return isTlvFault(object) || object.lengthSpan.offset !== bytes.length ? undefined : object.tag;
}

/** RETRIEVE DATA (TS 102 221 11.3.1): the first block names the tag, 62F1 says that another block follows. */
export function retrieveData(command: CardCommand, card: CardState, selection: Selection): CardReply {
  const aimed = aim(command, card, selection, 'read');
  if ('sw' in aimed) return aimed;
  const { step, ef } = aimed;
  if (readableEnd(ef) < ef.body.length) return { sw: SW.security };
  let bytes: Uint8Array;
  let start = 0;
  if (step === 'first') {
    const tag = loneTag(command.data);
    if (tag === undefined) return { sw: SW.wrongData };
    const objects = objectsOf(ef);
    const found = tag === TAG_LIST ? tlv(TAG_LIST, ...objects.map(({ tagBytes }) => tagBytes)) : undefined;
    const object = found ?? objects.find((item) => item.tag === tag)?.bytes;
    if (object === undefined) return { sw: SW.keyNotFound };
    bytes = object;
  } else {
    const { transfer } = selection;
    if (transfer?.kind !== 'retrieve' || transfer.ef !== ef) return { sw: SW.conditions };
    if (step === 'next' && transfer.next >= transfer.bytes.length) return { sw: SW.conditions };
    bytes = transfer.bytes;
    start = step === 'next' ? transfer.next : transfer.last;
  }
  const end = Math.min(bytes.length, start + (command.le ?? BLOCK));
  selection.transfer = { kind: 'retrieve', ef, bytes, last: start, next: end };
  return { sw: end < bytes.length ? SW.moreData : SW.done, data: bytes.slice(start, end) };
}

/** Puts an object in the place of the one with its tag, or takes that away. @returns false where there is no room */
function store(card: CardState, ef: CardNode, tag: number, object: Uint8Array | undefined): boolean {
  const others = objectsOf(ef).filter((item) => item.tag !== tag);
  const content = concat(...others.map(({ bytes }) => bytes), object ?? new Uint8Array(0));
  const grown = content.length - ef.body.length;
  if (grown > 0) {
    if (content.length > maximumSize(ef) || grown > card.space.freeIn(ef.parent)) return false;
    card.memory.replace(ef, padEnd(ef.body, content.length, 0xff));
  }
  card.memory.write(ef, 0, padEnd(content, ef.body.length, 0xff));
  return true;
}

/** How long the object at the start of `bytes` says that it is. @returns undefined before its length field is complete */
function announced(bytes: Uint8Array): { tag: number; length: number } | undefined {
  const object = readTlv(bytes, 0);
  if (!isTlvFault(object)) return { tag: object.tag, length: object.span.length };
  if (object.reason !== 'overrun' || object.claimed === undefined) return undefined;
  let tagLength = 1;
  if (((bytes[0] as number) & 0x1f) === 0x1f) {
    while (((bytes[tagLength] as number) & 0x80) !== 0) tagLength += 1;
    tagLength += 1;
  }
  const first = bytes[tagLength] as number;
  const header = tagLength + (first < 0x80 ? 1 : 1 + (first & 0x7f));
  return { tag: loneTag(bytes.subarray(0, tagLength)) ?? 0, length: header + object.claimed };
}

/**
 * SET DATA (TS 102 221 11.3.2): the object block by block, 63F1 while some is missing. It takes the place of the one with
 * its tag when it is complete. A tag alone, or with length zero, deletes.
 */
export function setData(command: CardCommand, card: CardState, selection: Selection): CardReply {
  const aimed = aim(command, card, selection, 'update');
  if ('sw' in aimed) return aimed;
  const { step, ef } = aimed;
  const { data } = command;
  if (data.length === 0) return { sw: SW.wrongLength };
  const { transfer } = selection;
  let start = 0;
  let before: Uint8Array = new Uint8Array(0);
  if (step !== 'first') {
    if (transfer?.kind !== 'set' || transfer.ef !== ef) return { sw: SW.conditions };
    start = step === 'next' ? transfer.next : transfer.last;
    before = transfer.bytes.slice(0, start);
  }
  const bytes = concat(before, data);
  const tag = loneTag(bytes);
  const object = announced(bytes);
  if (tag === TAG_LIST || object?.tag === TAG_LIST) return { sw: SW.wrongData };
  selection.transfer = undefined;
  if (tag !== undefined || (object !== undefined && object.length === bytes.length)) {
    const empty = tag !== undefined || isEmptyObject(bytes);
    const wanted = (tag ?? object?.tag) as number;
    if (empty && !objectsOf(ef).some((item) => item.tag === wanted)) return { sw: SW.keyNotFound };
    return { sw: store(card, ef, wanted, empty ? undefined : bytes) ? SW.done : SW.noMemory };
  }
  if (object === undefined || object.length < bytes.length) return { sw: SW.wrongData };
  if (object.length > maximumSize(ef)) return { sw: SW.noMemory };
  const next: Transfer = { kind: 'set', ef, bytes, last: start, next: bytes.length };
  selection.transfer = next;
  return { sw: SW.moreExpected };
}

function isEmptyObject(bytes: Uint8Array): boolean {
  const object = readTlv(bytes, 0);
  return !isTlvFault(object) && object.valueSpan.length === 0;
}
