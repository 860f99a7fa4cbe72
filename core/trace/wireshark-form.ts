import { INS } from '../apdu/instructions.ts';
import { concat } from '../base/bytes.ts';
import { splitApdu } from './split-apdu.ts';
import { isToolkitRow, isToolkitTemplate } from './toolkit-tlv.ts';

/**
 * How an exchange stands in a packet. Wireshark's dissector takes P3 for the number of bytes that follow, and reads some commands
 * to fixed places: what went over the contacts in another way would count as malformed, its status word not be shown.
 */
export interface PacketForm {
  /** Header, data in one direction, status word. */
  readonly bytes: Uint8Array;
  /** What of the bytes is not as it was; undefined where a reader can tell command and answer from them alone. */
  readonly note?: FormNote;
}

/** How to undo a form. */
export interface FormNote {
  readonly p3: number;
  /** How many bytes were put in, and where. */
  readonly added: number;
  readonly at: number;
  /** Bytes of the command. */
  readonly length: number;
}

const HEADER = 5;
const STATUS = 2;
const FETCH = 0x12;
const TERMINAL_RESPONSE = 0x14;
const AUTHENTICATE = 0x88;
const ENVELOPE = 0xc2;
/** P1 of SELECT by parent, AID and paths; all else names one file. */
const OTHER_SELECTS: ReadonlySet<number> = new Set([3, 4, 8, 9]);
/** RAND, SRES and Kc, which the dissector reads behind the header of every AUTHENTICATE. */
const AUTHENTICATE_BODY = 16 + 4 + 8;
/** An object without content: tag and length. */
const EMPTY_OBJECT = 2;

/** P3 to show, and bytes to put in. */
interface Change {
  readonly p3: number;
  readonly added: number;
  readonly at: number;
}

function changeFor(bytes: Uint8Array, commandLength: number): Change {
  const [, ins = 0, p1 = 0, , p3 = 0] = bytes;
  const body = bytes.subarray(HEADER, bytes.length - STATUS);
  const shown = { p3, added: 0, at: HEADER };
  switch (ins) {
    case FETCH:
      // Nothing, or nothing that is a command of the toolkit: the dissector needs an object to read.
      return body.length === (p3 || 256) && isToolkitTemplate(body)
        ? shown
        : { ...shown, p3: EMPTY_OBJECT, added: EMPTY_OBJECT };
    case TERMINAL_RESPONSE:
    case ENVELOPE: {
      const data = body.subarray(0, p3);
      const readable = ins === ENVELOPE ? isToolkitTemplate(data) : isToolkitRow(data);
      return data.length === p3 && readable ? shown : { ...shown, p3: 0 };
    }
    case AUTHENTICATE: {
      const missing = Math.max(0, AUTHENTICATE_BODY - body.length - STATUS);
      return { p3: Math.min(p3, body.length), added: missing, at: bytes.length - STATUS };
    }
    case INS.select:
      // What comes back would be taken for file ids.
      if (commandLength === HEADER) return { ...shown, p3: 0 };
      if (!OTHER_SELECTS.has(p1) && p3 > 4) return { ...shown, p3: Math.min(2, body.length) };
  }
  // The header alone, with P3 for what was asked: it says what came.
  const asks = commandLength === HEADER && p3 !== 0 && body.length <= 0xff;
  return { ...shown, p3: asks ? body.length : Math.min(p3, body.length) };
}

/**
 * @param command as it goes over the contacts on T=0
 * @param response with its status word
 */
export function packetForm(command: Uint8Array, response: Uint8Array): PacketForm {
  const whole = concat(command, response);
  const { p3, added, at } = changeFor(whole, command.length);
  const same = p3 === command[4] && added === 0;
  if (same && splitApdu(whole)?.command.length === command.length) return { bytes: whole };
  const bytes = concat(whole.subarray(0, at), new Uint8Array(added), whole.subarray(at));
  bytes[4] = p3;
  return { bytes, note: { p3: command[4] ?? 0, added, at, length: command.length } };
}

/** The exchange behind a packet. @returns undefined where its note does not fit the packet, or it is too short to be one */
export function exchangeOf({ bytes, note }: PacketForm): ReturnType<typeof splitApdu> {
  if (note === undefined) return splitApdu(bytes);
  const { p3, added, at, length } = note;
  const whole = concat(bytes.subarray(0, at), bytes.subarray(at + added));
  if (length < 4 || length > whole.length - STATUS || at + added > bytes.length) return undefined;
  if (length > 4) whole[4] = p3;
  return { command: whole.subarray(0, length), response: whole.subarray(length) };
}
