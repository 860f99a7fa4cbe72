import { concat, fromHex, toHex } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import type { TraceHeader, TraceLine } from '../transport/trace-file.ts';
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
 * Writes a trace as a pcap file that Wireshark dissects, line by line: one packet an exchange with command, answer and status word as
 * they go over the contacts on T=0. Resets, and commands without an answer, are lines of a log: Wireshark takes every packet of type
 * SIM for a command. What is masked in the trace is masked there.
 */
export class CaptureWriter {
  readonly #header: TraceHeader;
  /** Microseconds since 1970. */
  readonly #began: number;
  #packets = 0;

  constructor(header: TraceHeader) {
    this.#header = header;
    this.#began = header.created === undefined ? 0 : Date.parse(header.created) * 1000 || 0;
  }

  get packets(): number {
    return this.#packets;
  }

  /** What the file begins with. */
  begin(): Uint8Array {
    const { atr, protocol } = this.#header;
    return concat(fileHeader(), this.#log(0, { kind: 'session', atr: atr.toUpperCase(), protocol }));
  }

  /** The packet of a line; undefined where it is longer than a packet may be. */
  line({ t, c, r, name, error = 'card-link' }: TraceLine): Uint8Array | undefined {
    const command = fromHex(c) ?? new Uint8Array(0);
    const response = fromHex(r) ?? new Uint8Array(0);
    if (command.length === 0) return this.#log(t, { kind: 'reset', atr: toHex(response), name });
    if (command.length < 4 || response.length < 2)
      return this.#log(t, { kind: 'silent', command: toHex(command), name, error });
    const form = packetForm(onTheWire(command), response);
    const packet = gsmtapPacket(GSMTAP_SIM.apdu, form.bytes, form.note);
    return packet.length > MOST_PAYLOAD ? undefined : this.#packet(t, packet);
  }

  #log(at: number, entry: Parameters<typeof logText>[0]): Uint8Array {
    return this.#packet(at, gsmtapLog(logText(entry)));
  }

  #packet(at: number, payload: Uint8Array): Uint8Array {
    const frame = datagram(payload, this.#packets & 0xffff);
    const time = this.#began + Math.max(0, Math.floor(at));
    this.#packets += 1;
    return concat(numbers(Math.floor(time / 1e6), time % 1e6, frame.length, frame.length), frame);
  }
}

/** A whole trace as a pcap file. @returns the error of the trace where a line does not decode */
export function exportCapture(source: TraceSource): Result<ExportedCapture> {
  const writer = new CaptureWriter(source.header);
  const file = byteColumn();
  file.pushAll(writer.begin());
  let leftOut = 0;
  for (let index = 0; index < source.count; index++) {
    const line = source.line(index);
    if (!line.ok) return line;
    const packet = writer.line(line.value);
    if (packet === undefined) leftOut += 1;
    else file.pushAll(packet);
  }
  return ok({ bytes: file.values.slice(0, file.length), packets: writer.packets, leftOut });
}
