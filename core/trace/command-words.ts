import { INS } from '../apdu/instructions.ts';
import { hexByte } from '../base/bytes.ts';
import { keyName } from '../card/key-names.ts';
import { type ApduParts, shortIdOf } from './apdu-parts.ts';
import { blockWords } from './object-part.ts';
import { SELECT_BY } from './resolve-select.ts';

/** What P1 and P2 of a command say, in words. A row carries its clause. */
interface ParameterRow {
  readonly ins: readonly number[];
  readonly clause: string;
  readonly words: (parts: ApduParts) => string;
}

const bytes = (count: number | undefined) => (count === undefined ? '' : `, ${count} byte${count === 1 ? '' : 's'}`);

function selectWords({ cla, p1, p2, data }: ApduParts): string {
  if (cla === 0xa0) return 'by file id';
  const by = SELECT_BY[p1 as keyof typeof SELECT_BY] ?? `P1 ${hexByte(p1)}`;
  const answer = { 0: 'FCI', 4: 'FCP', 8: 'FMD', 12: 'no data' }[p2 & 0x0c];
  const session = p1 === 4 && (p2 & 0x60) === 0x40 ? ', ends the session' : '';
  const which = p1 === 4 && (p2 & 0x03) !== 0 ? `, ${['', 'last', 'next', 'previous'][p2 & 0x03]} that fits` : '';
  return `by ${data.length === 0 && p1 === 0 ? 'nothing: the MF' : by}, ${answer} wanted${session}${which}`;
}

function binaryWords(parts: ApduParts): string {
  const sfi = shortIdOf(parts);
  const count = bytes(parts.data.length > 0 ? parts.data.length : parts.le);
  return sfi === 0
    ? `offset ${(parts.p1 << 8) | parts.p2}${count}`
    : `short file id ${sfi}, offset ${parts.p2}${count}`;
}

const RECORD_MODES: Readonly<Record<number, string>> = { 2: 'next record', 3: 'previous record' };

function recordWords(parts: ApduParts): string {
  const { p1, p2 } = parts;
  const sfi = shortIdOf(parts);
  const mode = p2 & 0x07;
  const record = RECORD_MODES[mode] ?? (mode !== 4 ? `mode ${mode}` : p1 === 0 ? 'current record' : `record ${p1}`);
  return `${sfi === 0 ? '' : `short file id ${sfi}, `}${record}${bytes(parts.data.length > 0 ? parts.data.length : parts.le)}`;
}

function keyWords({ cla, p2, data }: ApduParts): string {
  const name = keyName(p2, cla === 0xa0 ? '2g' : '3g');
  return data.length === 0 && cla !== 0xa0 ? `${name}, asks for the tries left` : name;
}

function channelWords({ p1, p2 }: ApduParts): string {
  if (p1 === 0x80) return p2 === 0 ? 'close this one' : `close ${p2}`;
  return p1 !== 0 ? `P1 ${hexByte(p1)}` : p2 === 0 ? 'open, the card chooses' : `open ${p2}`;
}

const STATUS_P1 = ['no indication', 'application initialised', 'application ends'];

function statusWords({ cla, p1, p2 }: ApduParts): string {
  if (cla === 0xa0) return 'current DF';
  const answer = { 0: 'FCP', 1: 'DF name', 12: 'no data' }[p2] ?? `P2 ${hexByte(p2)}`;
  return `${STATUS_P1[p1] ?? `P1 ${hexByte(p1)}`}, ${answer} wanted`;
}

const SEARCH_MODES: Readonly<Record<number, string>> = {
  1: 'forward from the beginning',
  2: 'backward from the end',
  3: 'forward from the next',
  4: 'backward from the previous',
};

/** Templates that ENVELOPE carries (TS 101 220 table 7.18). */
const ENVELOPES: Readonly<Record<number, string>> = {
  209: 'SMS-PP download',
  210: 'cell broadcast download',
  211: 'menu selection',
  212: 'call control',
  213: 'control of short messages',
  214: 'event download',
  215: 'timer expiration',
  217: 'USSD download',
};

function toolkitWords(data: Uint8Array): string {
  const [tag = 0] = data;
  const named = ENVELOPES[tag];
  return named ?? `${data.length} byte${data.length === 1 ? '' : 's'}`;
}

const PARAMETER_ROWS: readonly ParameterRow[] = [
  { ins: [INS.select], clause: 'TS 102 221 11.1.1', words: selectWords },
  { ins: [INS.readBinary, INS.updateBinary], clause: 'TS 102 221 11.1.3', words: binaryWords },
  { ins: [INS.readBinaryOdd, INS.updateBinaryOdd], clause: 'ISO/IEC 7816-4 7.2.2', words: () => 'offset in the data' },
  { ins: [INS.readRecord, INS.updateRecord], clause: 'TS 102 221 11.1.5', words: recordWords },
  {
    ins: [INS.search],
    clause: 'TS 51.011 8.7',
    words: ({ cla, p2 }) => (cla === 0xa0 ? (SEARCH_MODES[p2 & 0x0f] ?? `mode ${p2 & 0x0f}`) : `mode ${p2 & 0x07}`),
  },
  {
    ins: [INS.verify, INS.changePin, INS.disablePin, INS.enablePin, INS.unblockPin],
    clause: 'TS 102 221 11.1.9',
    words: keyWords,
  },
  { ins: [INS.manageChannel], clause: 'TS 102 221 11.1.17', words: channelWords },
  { ins: [INS.status], clause: 'TS 102 221 11.1.2', words: statusWords },
  { ins: [INS.getResponse], clause: 'TS 51.011 8.18', words: ({ le }) => `${le ?? 0} byte${le === 1 ? '' : 's'}` },
  { ins: [INS.retrieveData, INS.setData], clause: 'TS 102 221 11.3', words: blockWords },
  { ins: [0x12], clause: 'TS 102 221 11.2.3', words: ({ le }) => `${le ?? 0} bytes` },
  { ins: [0xc2, 0x14], clause: 'TS 102 221 11.2.2', words: ({ data }) => toolkitWords(data) },
];

/** What the parameters of a command ask for; empty where they say nothing, their values where no row has the command. */
export function parameterWords(parts: ApduParts): string {
  const row = PARAMETER_ROWS.find(({ ins }) => ins.includes(parts.ins));
  if (row !== undefined) return row.words(parts);
  return parts.p1 === 0 && parts.p2 === 0 ? '' : `P1 ${hexByte(parts.p1)} P2 ${hexByte(parts.p2)}`;
}
