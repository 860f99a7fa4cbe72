import { INS } from '../apdu/instructions.ts';
import { isTlvFault, readTlv } from '../tlv/ber-tlv.ts';

/** Instructions whose P3 is what they ask for: they carry no data (TS 102 221 table 10.5, TS 51.011 9.2). */
const ASKING: ReadonlySet<number> = new Set([
  INS.readBinary,
  INS.readRecord,
  INS.getResponse,
  INS.status,
  INS.manageChannel,
  0x12, // FETCH
  0x84, // GET CHALLENGE
  0xca, // GET DATA
]);

function asks(ins: number, p2: number): boolean {
  // RETRIEVE DATA names its object in the first block only (TS 102 221 11.3.1).
  return ASKING.has(ins) || (ins === INS.retrieveData && (p2 & 0x80) === 0);
}

export interface SplitApdu {
  readonly command: Uint8Array;
  /** With its status word. */
  readonly response: Uint8Array;
}

const HEADER = 5;

/** A Le between command data and answer: what follows it is as long as it says, or 256 is asked for. */
function leadsWithLe(rest: Uint8Array): boolean {
  if (rest.length === 1) return true;
  const whole = readTlv(rest, 0);
  if (!isTlvFault(whole) && whole.span.length === rest.length) return false;
  return rest[0] === 0 || rest[0] === rest.length - 1;
}

/**
 * Takes command and answer apart where one packet or line has both, one behind the other, as sniffers write them: header, data in
 * the one direction that T=0 allows, status word. An answer fetched on the way, behind the data of its command, is taken too.
 * @returns undefined where there are fewer bytes than a header and a status word
 */
export function splitApdu(bytes: Uint8Array): SplitApdu | undefined {
  if (bytes.length < 6) return undefined;
  const cut = (at: number) => ({ command: bytes.subarray(0, at), response: bytes.subarray(at) });
  if (bytes.length === 6) return cut(4);
  const [, ins = 0, , p2 = 0, p3 = 0] = bytes;
  const between = bytes.length - HEADER - 2;
  if (asks(ins, p2) || between < p3 || (p3 === 0 && between > 0)) return cut(HEADER);
  const end = HEADER + p3;
  const rest = bytes.subarray(end, bytes.length - 2);
  return cut(rest.length > 0 && leadsWithLe(rest) ? end + 1 : end);
}

/** The form of T=0, which sniffers see and packets have: case 1 has a P3, a Le behind data is not sent (ISO/IEC 7816-3 12.2). */
export function onTheWire(command: Uint8Array): Uint8Array {
  if (command.length === 4) return Uint8Array.of(...command, 0);
  const p3 = command[4] ?? 0;
  return p3 !== 0 && command.length === HEADER + p3 + 1 ? command.subarray(0, HEADER + p3) : command;
}
