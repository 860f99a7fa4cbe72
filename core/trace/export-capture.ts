import { concat, fromHex } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import { GSMTAP_PORT, GSMTAP_SIM, gsmtapPacket } from './gsmtap.ts';
import { onTheWire } from './split-apdu.ts';
import type { TraceSource } from './trace-source.ts';

const LINKTYPE_IPV4 = 228;
const SNAP_LENGTH = 0x40000;
/** An IPv4 packet is no longer than its length field can say; commands of extended length may be. */
const MOST_PAYLOAD = 0xffff - 20 - 8;
const LOOPBACK = [127, 0, 0, 1];

/** One's complement sum of 16-bit words (RFC 1071). */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] as number) << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

const word = (value: number) => [(value >> 8) & 0xff, value & 0xff];

/** IPv4 and UDP around a payload, from and to this machine, with both checksums (RFC 791, RFC 768). */
function datagram(payload: Uint8Array, id: number): Uint8Array {
  const length = 8 + payload.length;
  const udp = concat(Uint8Array.of(...word(GSMTAP_PORT), ...word(GSMTAP_PORT), ...word(length), 0, 0), payload);
  const pseudo = Uint8Array.of(...LOOPBACK, ...LOOPBACK, 0, 17, ...word(length));
  // Zero means that there is none: a sum of zero is sent as FFFF.
  udp.set(word(checksum(concat(pseudo, udp)) || 0xffff), 6);
  const ip = Uint8Array.of(0x45, 0, ...word(20 + length), ...word(id), 0x40, 0, 64, 17, 0, 0, ...LOOPBACK, ...LOOPBACK);
  ip.set(word(checksum(ip)), 10);
  return concat(ip, udp);
}

function numbers(...values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, at) => {
    view.setUint32(4 * at, value, true);
  });
  return new Uint8Array(view.buffer);
}

/** Magic, version 2.4, no time zone, snap length, link type (draft-ietf-opsawg-pcap). */
const fileHeader = () =>
  concat(numbers(0xa1b2c3d4), Uint8Array.of(2, 0, 4, 0), numbers(0, 0, SNAP_LENGTH, LINKTYPE_IPV4));

/**
 * Command and answer in a packet. Wireshark's dissector takes P3 for the number of bytes that follow, and marks a refused READ as
 * malformed: where fewer follow, P3 says how many, and the header keeps what it was.
 */
function apduPacket(command: Uint8Array, response: Uint8Array): Uint8Array {
  const p3 = command[4] ?? 0;
  const follow = response.length - 2;
  if (command.length !== 5 || p3 === 0 || follow === p3 || follow > 0xff)
    return gsmtapPacket(GSMTAP_SIM.apdu, 0, command, response);
  const shown = Uint8Array.of(...command.subarray(0, 4), follow);
  return gsmtapPacket(GSMTAP_SIM.apdu, p3, shown, response);
}

export interface ExportedCapture {
  readonly bytes: Uint8Array;
  readonly packets: number;
  /** Exchanges without an answer, or longer than a packet: a sniffer would have nothing to show of them. */
  readonly leftOut: number;
}

/**
 * A trace as a pcap file that Wireshark dissects: one packet an exchange with command, answer and status word as they go over the
 * contacts on T=0, and one for each answer to reset. What is masked in the trace is masked there.
 */
export function exportCapture(source: TraceSource): Result<ExportedCapture> {
  const { header } = source;
  const began = header.created === undefined ? 0 : Date.parse(header.created) * 1000 || 0;
  const parts: Uint8Array[] = [fileHeader()];
  let packets = 0;
  let leftOut = 0;
  const add = (at: number, packet: Uint8Array) => {
    const frame = datagram(packet, packets & 0xffff);
    const time = began + Math.max(0, Math.floor(at));
    parts.push(numbers(Math.floor(time / 1e6), time % 1e6, frame.length, frame.length), frame);
    packets += 1;
  };
  const atr = fromHex(header.atr) ?? new Uint8Array(0);
  add(0, gsmtapPacket(GSMTAP_SIM.atr, 0, atr));
  for (let index = 0; index < source.count; index++) {
    const line = source.line(index);
    if (!line.ok) return line;
    const command = fromHex(line.value.c) ?? new Uint8Array(0);
    const response = fromHex(line.value.r) ?? new Uint8Array(0);
    if (command.length === 0) {
      add(line.value.t, gsmtapPacket(GSMTAP_SIM.atr, 0, response));
      continue;
    }
    const packet = apduPacket(onTheWire(command), response);
    if (command.length < 4 || response.length < 2 || packet.length > MOST_PAYLOAD) leftOut += 1;
    else add(line.value.t, packet);
  }
  return ok({ bytes: concat(...parts), packets, leftOut });
}
