import { channelOf } from '../apdu/command.ts';
import { INS } from '../apdu/instructions.ts';
import { cardClassOf, statusOutcome } from '../apdu/status-words.ts';
import { concat, fromHex, hexWord } from '../base/bytes.ts';
import type { FileHeader } from '../card/file-header.ts';
import { findTlv, isTlvFault, readTlv, readTlvs } from '../tlv/ber-tlv.ts';
import type { TraceLine } from '../transport/trace-file.ts';
import { type ApduParts, apduParts, type FilePart, filePart, shortIdOf } from './apdu-parts.ts';
import { learnHeader, learnPart } from './learn.ts';
import { isObjectCommand, objectAbout, objectPart } from './object-part.ts';
import { headerIn, isFolder, selectTarget, withHeader } from './resolve-select.ts';
import {
  afterReset,
  type ChannelState,
  channelState,
  type Pending,
  type TraceState,
  withChannel,
} from './selection.ts';
import { childOf, fileOfObject, keyOf, knownBySfi, MF, objectOf, type TracedFile, UNKNOWN_DF } from './traced-file.ts';
import { afterSelect, channelsAfter, type Exchange, SELECTED, selected } from './track-select.ts';

/** What one line of a trace did, and to which file. */
export interface TracedStep {
  /** All that is known after it. */
  readonly state: TraceState;
  readonly command: Uint8Array;
  /** Answer without its status word. */
  readonly data: Uint8Array;
  /** Null where no answer came. */
  readonly sw: number | null;
  readonly channel: number;
  /** The file it selected, asked about, read or changed; null where it is about none, or about one that nobody knows. */
  readonly file: TracedFile | null;
  /** The line whose answer this fetches, or which this sends again with another length. */
  readonly of: number | null;
  /** The command that `data` answers: that of line `of`, where there is one. */
  readonly asked: Uint8Array;
  readonly header: FileHeader | undefined;
  readonly part: FilePart | undefined;
}

const NO_BYTES = new Uint8Array(0);

/** About the current EF. */
const ON_FILE: ReadonlySet<number> = new Set([
  INS.readBinary,
  INS.readBinaryOdd,
  INS.readRecord,
  INS.updateBinary,
  INS.updateBinaryOdd,
  INS.updateRecord,
  INS.search,
  INS.retrieveData,
  INS.setData,
  0x32,
]);
/** About the current file, EF or DF, unless they name one. */
const ON_CURRENT: ReadonlySet<number> = new Set([INS.deactivateFile, INS.activateFile, 0xe6, 0xe8]);
/** About a file below the current DF, named in a template (TS 102 222 6.3, 6.10) or by its id. */
const ON_NAMED: ReadonlySet<number> = new Set([0xe0, 0xd4, 0xe4]);

function templateFid(data: Uint8Array): string | undefined {
  const template = readTlv(data, 0);
  if (isTlvFault(template) || template.tag !== 0x62) return data.length === 2 ? hexOf(data) : undefined;
  const fid = findTlv(readTlvs(data, template.valueSpan).items, 0x83)?.value;
  return fid?.length === 2 ? hexOf(fid) : undefined;
}

const hexOf = (bytes: Uint8Array) => hexWord(((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0));

/** The EF behind a short file id: one that the card told of, or that the standards give it. */
function fileOfShortId(state: TraceState, { df }: ChannelState, sfi: number): TracedFile {
  const fid = state.sfis.get(`${keyOf(df)}:${sfi}`) ?? knownBySfi(df, sfi);
  return fid === undefined ? UNKNOWN_DF : childOf(df, fid);
}

/** The record that is current after a READ or UPDATE RECORD; 0: not known (TS 102 221 11.1.5). */
function recordAfter({ p1, p2 }: ApduParts, { record }: ChannelState): number {
  const mode = p2 & 0x07;
  if (mode === 4) return p1 === 0 ? record : p1;
  if (mode === 2) return record + 1;
  return mode === 3 && record > 1 ? record - 1 : 0;
}

/** What a command is about before its answer is looked at. */
function fileAbout(state: TraceState, parts: ApduParts, channel: ChannelState): TracedFile | null {
  const { ins, data } = parts;
  if (ins === INS.status) return channel.df;
  if (ON_FILE.has(ins)) {
    const sfi = shortIdOf(parts);
    const file = sfi === 0 ? (channel.ef ?? UNKNOWN_DF) : fileOfShortId(state, channel, sfi);
    const object = isObjectCommand(ins) ? objectAbout(parts, channel.object) : undefined;
    return object === undefined ? file : objectOf(file, object.tag);
  }
  const named = ON_NAMED.has(ins) || ON_CURRENT.has(ins) ? templateFid(data) : undefined;
  if (named !== undefined) return named === '3F00' ? MF : childOf(channel.df, named);
  return ON_CURRENT.has(ins) ? (channel.ef ?? channel.df) : null;
}

/** Data waits, or the same command is to come again with another length. */
function isPending(sw: number, gsm: boolean): boolean {
  const sw1 = sw >> 8;
  return sw1 === 0x61 || sw1 === 0x6c || (gsm && (sw1 === 0x9f || sw1 === 0x67)) || sw1 === 0x62 || sw1 === 0x63;
}

/** The line that this one goes on with. */
function continued({ pending }: TraceState, command: Uint8Array): Pending | undefined {
  if (pending === null) return undefined;
  const [cla = 0, ins = 0, p1 = 0, p2 = 0] = command;
  if (ins === INS.getResponse) return channelOf(pending.command[0] ?? 0) === channelOf(cla) ? pending : undefined;
  const asked = pending.command;
  const again = asked[0] === cla && asked[1] === ins && asked[2] === p1 && asked[3] === p2;
  const wrongLength = pending.sw >> 8 === 0x6c || pending.sw >> 8 === 0x67;
  return again && wrongLength && asked[4] !== command[4] ? pending : undefined;
}

/** What of a stretch came with the last of several answers: the lines before have told of the rest. */
function lastPiece(part: FilePart, whole: Uint8Array, data: Uint8Array): FilePart | undefined {
  const before = whole.length - data.length;
  // What was written went with the command, not with its answer.
  if (part.written || before === 0) return part.written ? undefined : part;
  const start = part.bytes.byteOffset - whole.byteOffset;
  const passed = Math.max(0, before - start);
  const from = Math.max(0, start - before);
  const bytes = data.subarray(from, from + Math.max(0, part.bytes.length - passed));
  return { ...part, offset: part.offset + passed, bytes };
}

function afterFetch(state: TraceState, exchange: Exchange, pending: Pending): TracedStep {
  const { data, sw } = exchange;
  // The same bytes, not equal ones: who masks them finds their place in the answer.
  const whole = pending.data.length === 0 ? data : concat(pending.data, data);
  const asked = pending.command;
  const parts = apduParts(asked);
  const number = channelOf(parts.cla);
  const told = { ...exchange, command: asked, data: whole };
  // A warning before counts for the command, that of GET RESPONSE for itself (TS 102 221 7.3.1.1.4).
  const done = taken(state, told, parts, pending.before, pending.file);
  const more = isPending(sw, asked[0] === 0xa0) && sw >> 8 !== 0x6c && sw >> 8 !== 0x67;
  const next = { ...done.state, pending: more ? { ...pending, sw, data: whole, index: pending.index } : null };
  const part = done.part && lastPiece(done.part, whole, data);
  return { ...done, part, state: next, command: exchange.command, data, sw, channel: number, of: pending.index, asked };
}

/** RETRIEVE DATA and SET DATA: a block of an object, which the next one goes on with. */
function afterBlock(
  state: TraceState,
  { data }: Exchange,
  parts: ApduParts,
  before: ChannelState,
  about: TracedFile,
): Pick<TracedStep, 'state' | 'file' | 'header' | 'part'> {
  const { object: open, ...rest } = before;
  const object = objectAbout(parts, open);
  const part = object === undefined ? undefined : objectPart(parts, data, object);
  const next = object && { ...object, next: object.last + (part?.bytes.length ?? 0) };
  const channel = { ...rest, ef: fileOfObject(about), ...(next && { object: next }) };
  return { state: withChannel(state, channelOf(parts.cla), channel), file: about, header: undefined, part };
}

/** The effect of a command whose answer is there. */
function taken(
  state: TraceState,
  exchange: Exchange,
  parts: ApduParts,
  before: ChannelState,
  about: TracedFile | null,
): Pick<TracedStep, 'state' | 'file' | 'header' | 'part'> {
  const { data, sw } = exchange;
  const { cla, ins } = parts;
  const number = channelOf(cla);
  const good = SELECTED.has(statusOutcome(sw, cardClassOf(cla)));
  if (ins === INS.select) {
    const target = about ?? selectTarget(exchange.command, before, state);
    return { ...afterSelect(state, exchange, before, number, target), part: undefined };
  }
  if (!good) return { state, file: about, header: undefined, part: undefined };
  if (ins === INS.manageChannel)
    return { state: channelsAfter(state, number, parts, data), file: null, header: undefined, part: undefined };
  if (ins === INS.status) {
    const header = headerIn(data, cla === 0xa0);
    const file = header === undefined ? before.df : withHeader(before.df, header, state);
    const known = header === undefined ? state : learnHeader(state, file, header);
    const next =
      header === undefined ? known : withChannel(known, number, { ...channelState(known, number), df: file });
    return { state: next, file, header, part: undefined };
  }
  if (about === null) return { state, file: null, header: undefined, part: undefined };
  if (ins === 0xe0) {
    const header = headerIn(parts.data, false);
    const next = selected(state, number, before, about, isFolder(about, header, false, sw));
    return {
      state: header === undefined ? next : learnHeader(next, about, header),
      file: about,
      header,
      part: undefined,
    };
  }
  if (!ON_FILE.has(ins)) return { state, file: about, header: undefined, part: undefined };
  if (isObjectCommand(ins)) return afterBlock(state, exchange, parts, before, about);
  const record = ins === INS.readRecord || ins === INS.updateRecord ? recordAfter(parts, before) : before.record;
  const part = filePart(parts, data, record);
  const current = withChannel(state, number, { ...before, ef: about, record });
  return {
    state: part === undefined ? current : learnPart(current, about, part),
    file: about,
    header: undefined,
    part,
  };
}

/** One more line: what it is about, and what is known after it. Never fails; what does not make sense changes nothing. */
export function trackLine(state: TraceState, line: TraceLine, index: number): TracedStep {
  return trackBytes(state, fromHex(line.c) ?? NO_BYTES, fromHex(line.r) ?? NO_BYTES, index);
}

/**
 * As `trackLine`, of bytes.
 * @param command empty: a reset
 * @param answer with its status word; of a reset the ATR; empty where none came
 */
export function trackBytes(state: TraceState, command: Uint8Array, answer: Uint8Array, index: number): TracedStep {
  if (command.length === 0)
    return {
      state: afterReset(state),
      command,
      data: answer,
      sw: null,
      channel: 0,
      file: null,
      of: null,
      asked: command,
      header: undefined,
      part: undefined,
    };
  const parts = apduParts(command);
  const number = channelOf(parts.cla);
  const before = channelState(state, number);
  const about = fileAbout(state, parts, before);
  const rest = { command, channel: number, of: null, asked: command };
  if (answer.length < 2)
    return {
      ...rest,
      state: { ...state, pending: null },
      data: answer,
      sw: null,
      file: about,
      header: undefined,
      part: undefined,
    };
  const data = answer.subarray(0, -2);
  const sw = ((answer.at(-2) ?? 0) << 8) | (answer.at(-1) ?? 0);
  const exchange = { index, command, data, sw };
  const pending = continued(state, command);
  if (pending !== undefined && parts.ins === INS.getResponse)
    return afterFetch({ ...state, pending: null }, exchange, pending);
  const done = taken({ ...state, pending: null }, exchange, parts, pending?.before ?? before, about);
  const waits = isPending(sw, parts.cla === 0xa0) && data.length === 0;
  const held: Pending | null = waits
    ? {
        index: pending?.index ?? index,
        command,
        before: pending?.before ?? before,
        file: done.file,
        sw,
        data: NO_BYTES,
      }
    : null;
  return { ...rest, ...done, state: { ...done.state, pending: held }, data, sw, of: pending?.index ?? null };
}
