import { concat, fromUtf8, utf8 } from '../base/bytes.ts';
import type { FormNote } from './wireshark-form.ts';

/** GSMTAP version 2: a header before what a sniffer saw, on UDP 4729 (osmocom GSMTAP). */
export const GSMTAP_PORT = 4729;

/** What a packet of type SIM holds. */
export const GSMTAP_SIM = {
  /** Command, answer and status word in one packet. */
  apdu: 0,
  atr: 1,
  ppsRequest: 2,
  ppsResponse: 3,
  tpduHeader: 4,
  tpduCommand: 5,
  tpduResponse: 6,
  tpduStatus: 7,
} as const;

const VERSION = 2;
const TYPE_SIM = 4;
/** A line of a program's log. */
const TYPE_LOG = 0x10;
const HEADER_WORDS = 4;
/** The header says how long it is, and readers pass over what they do not know: two words for a note. */
const NOTE_WORDS = 2;
/** Of a log line, before its text: time, program, process, level, part of the program, source line. */
const LOG_HEADER = 84;
const PROGRAM = { at: 8, length: 16, name: 'bootcard' } as const;

function header(type: number, subType: number, words: number): Uint8Array {
  const bytes = new Uint8Array(4 * words);
  bytes.set([VERSION, words, type]);
  bytes[12] = subType;
  return bytes;
}

const word = (value: number) => [(value >> 8) & 0xff, value & 0xff];

/** A packet of type SIM. @param note where the payload is not as it was */
export function gsmtapPacket(subType: number, payload: Uint8Array, note?: FormNote): Uint8Array {
  const bytes = header(TYPE_SIM, subType, HEADER_WORDS + (note === undefined ? 0 : NOTE_WORDS));
  if (note !== undefined) bytes.set([note.p3, note.added, ...word(note.at), ...word(note.length)], 4 * HEADER_WORDS);
  return concat(bytes, payload);
}

/** A line of a log, which Wireshark shows as it is. */
export function gsmtapLog(text: string): Uint8Array {
  const line = new Uint8Array(LOG_HEADER);
  line.set(utf8(PROGRAM.name), PROGRAM.at);
  return concat(header(TYPE_LOG, 0, HEADER_WORDS), line, utf8(text));
}

export interface GsmtapSim {
  readonly subType: number;
  /** Where in the packet the payload begins. */
  readonly offset: number;
  readonly note?: FormNote;
}

/** @returns undefined for anything but GSMTAP 2 of type SIM */
export function readGsmtap(packet: Uint8Array): GsmtapSim | undefined {
  const [version, words = 0, type] = packet;
  if (version !== VERSION || type !== TYPE_SIM || words < HEADER_WORDS || packet.length < 4 * words) return undefined;
  const sim = { subType: packet[12] ?? 0, offset: 4 * words };
  if (words !== HEADER_WORDS + NOTE_WORDS) return sim;
  const at = (place: number) => packet[4 * HEADER_WORDS + place] ?? 0;
  const note = { p3: at(0), added: at(1), at: (at(2) << 8) | at(3), length: (at(4) << 8) | at(5) };
  return { ...sim, note };
}

/** The text of a line that `gsmtapLog` made; undefined for any other packet. */
export function readGsmtapLog(packet: Uint8Array): string | undefined {
  const [version, words = 0, type] = packet;
  const from = 4 * words + PROGRAM.at;
  const program = fromUtf8(packet.subarray(from, from + PROGRAM.length))?.replace(/\0+$/, '');
  if (version !== VERSION || type !== TYPE_LOG || program !== PROGRAM.name) return undefined;
  return fromUtf8(packet.subarray(4 * words + LOG_HEADER));
}
