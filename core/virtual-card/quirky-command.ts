import { concat, equalBytes, fromHex, isFilled, padEnd, startsWith } from '../base/bytes.ts';
import { isTlvFault, readTlv, readTlvs, tlv } from '../tlv/ber-tlv.ts';
import { type CardCommand, type CardReply, type CardState, lengthSw, type Selection, select } from './card-command.ts';
import { type Quirks, quirkSw } from './quirks.ts';
import { SW } from './uicc-status-words.ts';

/** Where a command goes. */
interface CommandPlace {
  readonly gsm: boolean;
  readonly channel: number;
  readonly selection: Selection;
}

/** The command as the standards have it. */
type Run = (command: CardCommand) => CardReply;

const READS: readonly number[] = [0xb0, 0xb2];
const EF_DIR = '3F002F00';

/** A short file id in P1 of the BINARY commands, in P2 of the RECORD commands (TS 102 221 11.1.3, 11.1.5). */
function namesSfi({ ins, p1, p2 }: CardCommand): boolean {
  if (ins === 0xb0 || ins === 0xd6) return (p1 & 0x80) !== 0;
  return (ins === 0xb2 || ins === 0xdc || ins === 0xa2) && p2 >> 3 !== 0;
}

function misaligned({ p1, p2, data }: CardCommand, { selection }: CommandPlace, align: 'file' | number): boolean {
  const size = selection.ef?.body.length ?? 0;
  const offset = (p1 << 8) | p2;
  if (align === 'file') return size <= 255 && (offset !== 0 || data.length !== size);
  return offset % align !== 0 || (data.length % align !== 0 && offset + data.length !== size);
}

function refusedName({ data }: CardCommand, card: CardState, quirk: Quirks['aidSelection']): boolean {
  const names = card.fs.nodes.flatMap(({ aid }) => (aid === undefined ? [] : [aid]));
  if (quirk === 'full') return !names.some((aid) => equalBytes(aid, data));
  return (
    names.some((aid) => equalBytes(aid, data)) &&
    !names.some((aid) => aid.length > data.length && startsWith(aid, data))
  );
}

/** Commands of the ISO class that the card refuses though the standard has them. */
function refusalIso(command: CardCommand, place: CommandPlace, card: CardState, quirks: Quirks): number | undefined {
  const { ins, p1, p2, data } = command;
  const closed = ins === 0x70 && p1 === 0x80 ? quirkSw(quirks.noChannelClose, SW.noChannel) : undefined;
  if (closed !== undefined) return closed;
  const unheard = place.channel === 0 ? undefined : quirkSw(quirks.noChannelCommands, SW.wrongCla);
  if (unheard !== undefined) return unheard;
  if (namesSfi(command)) {
    const sw = quirkSw(quirks.noSfi, SW.notFound);
    if (sw !== undefined) return sw;
  }
  if (ins === 0xa4) {
    if (quirks.noSelectByPath === true && (p1 === 0x08 || p1 === 0x09)) return SW.wrongP1P2;
    if (quirks.selectFciOnly === true && (p2 & 0x0c) !== 0) return SW.wrongP1P2;
    if (p1 === 0x04 && quirks.aidSelection !== undefined && refusedName(command, card, quirks.aidSelection))
      return SW.notFound;
  }
  return ins === 0x20 && data.length === 0 ? quirkSw(quirks.emptyVerify, SW.wrongLength) : undefined;
}

function refusal(command: CardCommand, place: CommandPlace, card: CardState, quirks: Quirks): number | undefined {
  const { ins, data, le } = command;
  if (quirks.unknownIns?.some((text) => Number.parseInt(text, 16) === ins)) return SW.wrongIns;
  const iso = place.gsm ? undefined : refusalIso(command, place, card, quirks);
  if (iso !== undefined) return iso;
  if (quirks.maxCommand !== undefined && data.length > quirks.maxCommand) return SW.wrongLength;
  if (quirks.le00Refused === true && le === 256 && (READS.includes(ins) || ins === 0xf2)) return SW.wrongLength;
  const most = quirks.maxResponse;
  if (most !== undefined && le !== undefined && le > most && READS.includes(ins))
    return quirks.maxResponseTold === true ? lengthSw(place.gsm ? 0x67 : 0x6c, most) : SW.wrongLength;
  if (quirks.updateAlign !== undefined && ins === 0xd6 && !(!place.gsm && namesSfi(command)))
    return misaligned(command, place, quirks.updateAlign) ? SW.wrongLength : undefined;
  return undefined;
}

/** READ BINARY beyond the end, and READ RECORD with another length: 6Cxx and 67xx told what is there. */
function otherLength(command: CardCommand, reply: CardReply, place: CommandPlace, quirks: Quirks, run: Run): CardReply {
  const { ins, le = 0, protocol } = command;
  const told = reply.sw >> 8 === (place.gsm ? 0x67 : 0x6c) && (reply.sw & 0xff) !== 0;
  if (ins === 0xb2) return told && quirks.recordLengthUntold === true ? { sw: SW.wrongLength } : reply;
  const quirk = quirks.readPastEnd;
  if (ins !== 0xb0 || quirk === undefined) return reply;
  const cut = protocol === 'T=1' && reply.data !== undefined && reply.data.length < le;
  if (quirk === '6700') return told || cut ? { sw: SW.wrongLength } : reply;
  const past = reply.sw === (place.gsm ? 0x9402 : SW.outOfFile);
  if (!told && !cut && !past) return reply;
  const data = cut ? reply.data : told ? run({ ...command, le: reply.sw & 0xff }).data : new Uint8Array(0);
  if (data === undefined) return reply;
  if (quirk === 'FF') return { sw: SW.done, data: padEnd(data, le, 0xff) };
  return past ? reply : { sw: SW.endOfFile, data };
}

/** The FCP with objects left out, under another tag, with bytes behind it. */
function bentFcp(data: Uint8Array, quirks: Quirks): Uint8Array {
  const template = readTlv(data, 0);
  if (isTlvFault(template) || (template.tag !== 0x62 && template.tag !== 0x6f)) return data;
  const omitted = new Set(quirks.fcpOmits?.map((tag) => tag.toUpperCase()));
  const kept = readTlvs(data, template.valueSpan).items.filter(
    (item) => !omitted.has(item.tag.toString(16).padStart(2, '0').toUpperCase()),
  );
  const tag = quirks.fciTag === true ? 0x6f : template.tag;
  const objects = kept.map(({ span }) => data.subarray(span.offset, span.offset + span.length));
  return concat(tlv(tag, ...objects), fromHex(quirks.fcpPadding ?? '') ?? new Uint8Array(0));
}

/** Records of EF(DIR) that hold nothing: not found, or passed over. */
function dirRecord(command: CardCommand, reply: CardReply, place: CommandPlace, quirks: Quirks, run: Run): CardReply {
  const { ef } = place.selection;
  if (quirks.emptyDirRecord === undefined || reply.data === undefined || ef?.path !== EF_DIR) return reply;
  const notFound = { sw: place.gsm ? 0x9402 : SW.recordNotFound };
  if (quirks.emptyDirRecord === 'notFound') return isFilled(reply.data, 0xff) ? notFound : reply;
  const filled = Array.from({ length: Math.floor(ef.body.length / ef.recordLength) }, (_, i) => i + 1).filter(
    (n) => !isFilled(ef.body.subarray((n - 1) * ef.recordLength, n * ef.recordLength), 0xff),
  );
  const number = filled[command.p1 - 1];
  return number === undefined ? notFound : run({ ...command, p1: number });
}

/** What the card answers to the question for a directory's 2G header, cut to its mandatory 22 bytes. */
function shortHeader(command: CardCommand, reply: CardReply, run: Run): CardReply {
  const { ins, le = 0 } = command;
  const whole = ins === 0xf2 && reply.sw >> 8 === 0x67 ? run({ ...command, le: reply.sw & 0xff }) : reply;
  const type = whole.data?.[6];
  if (whole.data === undefined || (type !== 0x01 && type !== 0x02)) return reply;
  if (ins === 0xf2 && le > 22) return { sw: 0x6716 };
  return { ...whole, data: whole.data.slice(0, 22) };
}

function bentReply(command: CardCommand, reply: CardReply, place: CommandPlace, quirks: Quirks, run: Run): CardReply {
  const { ins } = command;
  if (READS.includes(ins)) {
    const read = otherLength(command, reply, place, quirks, run);
    return ins === 0xb2 ? dirRecord(command, read, place, quirks, run) : read;
  }
  if (ins !== 0xa4 && ins !== 0xf2) return reply;
  if (place.gsm) return quirks.shortDirectory === true ? shortHeader(command, reply, run) : reply;
  return reply.data === undefined || ins === 0xf2 ? reply : { ...reply, data: bentFcp(reply.data, quirks) };
}

/** Where a new channel begins: MANAGE CHANNEL open from the basic channel (TS 102 221 8.7). */
function moveChannel({ p2 }: CardCommand, reply: CardReply, card: CardState, path: string): void {
  const opened = card.channels.get(reply.data?.[0] ?? p2);
  const start = card.fs.nodes.find((node) => node.path === path.toUpperCase());
  if (opened !== undefined && start !== undefined) select(opened, start);
}

/**
 * A command to a card with quirks: refused where a quirk says so, else run as the standards have it, its answer bent.
 * @param run executes a command without quirks
 */
export function quirkyCommand(
  command: CardCommand,
  place: CommandPlace,
  card: CardState,
  quirks: Quirks,
  run: Run,
): CardReply {
  const refused = refusal(command, place, card, quirks);
  if (refused !== undefined) return { sw: refused };
  const { ins, p1, p2 } = command;
  const silent = !place.gsm && ins === 0xa4 && (p2 & 0x0c) === 0x0c;
  const asked = silent && quirks.answersP2_0C === true ? { ...command, p2: p2 & ~0x08 } : command;
  const reply = bentReply(asked, run(asked), place, quirks, run);
  if (ins === 0x70 && p1 === 0 && place.channel === 0 && reply.sw === SW.done && quirks.channelStartsAt !== undefined)
    moveChannel(command, reply, card, quirks.channelStartsAt);
  if (reply.sw !== SW.done || quirks.proactive === undefined) return reply;
  return { ...reply, sw: 0x9100 | Number.parseInt(quirks.proactive, 16) };
}
