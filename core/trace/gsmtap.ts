/** GSMTAP version 2: a header of 16 bytes before what a sniffer saw, on UDP 4729 (osmocom GSMTAP). */
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
const HEADER_WORDS = 4;

/** Reserved in the header, and passed over by every reader that is known: P3 as it was, where the packet has another one. */
const RESERVED = 15;

/** A packet of type SIM. @param p3 of the command where the packet has another one, else 0 */
export function gsmtapPacket(subType: number, p3: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const packet = new Uint8Array(4 * HEADER_WORDS + length);
  packet.set([VERSION, HEADER_WORDS, TYPE_SIM]);
  packet[12] = subType;
  packet[RESERVED] = p3;
  let at = 4 * HEADER_WORDS;
  for (const part of parts) {
    packet.set(part, at);
    at += part.length;
  }
  return packet;
}

export interface GsmtapSim {
  readonly subType: number;
  /** Where in the packet the payload begins. */
  readonly offset: number;
  /** P3 as the command had it; 0: as it stands in the packet. */
  readonly p3: number;
}

/** @returns undefined for anything but GSMTAP 2 of type SIM */
export function readGsmtap(packet: Uint8Array): GsmtapSim | undefined {
  const [version, words = 0, type] = packet;
  if (version !== VERSION || type !== TYPE_SIM || words < HEADER_WORDS || packet.length < 4 * words) return undefined;
  return { subType: packet[12] ?? 0, offset: 4 * words, p3: packet[RESERVED] ?? 0 };
}
