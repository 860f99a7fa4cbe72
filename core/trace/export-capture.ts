import { concat, fromHex, toHex } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import { logText } from './capture-log.ts';
import { byteColumn } from './column.ts';
import { GSMTAP_PORT, GSMTAP_SIM, gsmtapLog, gsmtapPacket } from './gsmtap.ts';
import { onTheWire } from './split-apdu.ts';
import type { TraceSource } from './trace-source.ts';
import { packetForm } from './wireshark-form.ts';

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

export interface ExportedCapture {
  readonly bytes: Uint8Array;
  readonly packets: number;
  /** Exchanges longer than a packet. */
  readonly leftOut: number;
}

/**
 * A trace as a pcap file that Wireshark dissects: one packet an exchange with command, answer and status word as they go over the
 * contacts on T=0. Resets, and commands without an answer, are lines of a log: Wireshark takes every packet of type SIM for a
 * command. What is masked in the trace is masked there.
 */
export function exportCapture(source: TraceSource): Result<ExportedCapture> {
  const { header } = source;
  const began = header.created === undefined ? 0 : Date.parse(header.created) * 1000 || 0;
  const file = byteColumn();
  file.pushAll(fileHeader());
  let packets = 0;
  let leftOut = 0;
  const add = (at: number, packet: Uint8Array) => {
    const frame = datagram(packet, packets & 0xffff);
    const time = began + Math.max(0, Math.floor(at));
    file.pushAll(numbers(Math.floor(time / 1e6), time % 1e6, frame.length, frame.length));
    file.pushAll(frame);
    packets += 1;
  };
  add(0, gsmtapLog(logText({ kind: 'session', atr: header.atr.toUpperCase(), protocol: header.protocol })));
  for (let index = 0; index < source.count; index++) {
    const line = source.line(index);
    if (!line.ok) return line;
    const { t, c, r, name, error = 'card-link' } = line.value;
    const command = fromHex(c) ?? new Uint8Array(0);
    const response = fromHex(r) ?? new Uint8Array(0);
    if (command.length === 0) add(t, gsmtapLog(logText({ kind: 'reset', atr: toHex(response), name })));
    else if (command.length < 4 || response.length < 2)
      add(t, gsmtapLog(logText({ kind: 'silent', command: toHex(command), name, error })));
    else {
      const form = packetForm(onTheWire(command), response);
      const packet = gsmtapPacket(GSMTAP_SIM.apdu, form.bytes, form.note);
      if (packet.length > MOST_PAYLOAD) leftOut += 1;
      else add(t, packet);
    }
  }
  return ok({ bytes: file.values.slice(0, file.length), packets, leftOut });
}
