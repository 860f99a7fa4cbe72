import { appError } from '../base/app-error.ts';
import { concat, toHex } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { type CapturedFrame, capturedFrames, captureKind } from './capture-file.ts';
import { GSMTAP_PORT, GSMTAP_SIM, readGsmtap } from './gsmtap.ts';
import { type ImportedTrace, importedExchange, importedHeader, importedReset, protocolOf } from './imported-trace.ts';
import { splitApdu } from './split-apdu.ts';
import type { TraceSource } from './trace-source.ts';
import { udpPayload } from './udp-payload.ts';

/** A packet of the capture that is a line of the trace. */
interface Packet {
  readonly frame: number;
  /** Microseconds since the first one. */
  readonly at: number;
  readonly reset: boolean;
  readonly bytes: Uint8Array;
}

/** Packets of type SIM in a capture; pieces of a TPDU are put together. */
class SimPackets {
  readonly found: Packet[] = [];
  /** First packet's time, microseconds since 1970. */
  began: number | null = null;
  #pieces: Uint8Array[] = [];

  take({ number, time }: CapturedFrame, packet: Uint8Array): void {
    const header = readGsmtap(packet);
    if (header === undefined) return;
    this.began ??= time;
    const at = time === null || this.began === null ? 0 : Math.max(0, time - this.began);
    const payload = packet.slice(header.offset);
    if (header.p3 !== 0 && header.subType === GSMTAP_SIM.apdu && payload.length > 6) payload[4] = header.p3;
    const add = (reset: boolean, bytes: Uint8Array) => this.found.push({ frame: number, at, reset, bytes });
    switch (header.subType) {
      case GSMTAP_SIM.apdu:
        return void add(false, payload);
      case GSMTAP_SIM.atr:
        return void add(true, payload);
      case GSMTAP_SIM.tpduHeader:
        this.#pieces = [payload];
        return;
      case GSMTAP_SIM.tpduCommand:
      case GSMTAP_SIM.tpduResponse:
        this.#pieces.push(payload);
        return;
      case GSMTAP_SIM.tpduStatus:
        add(false, concat(...this.#pieces, payload));
        this.#pieces = [];
        return;
      default:
        // PPS, and what other tools add: no line of a trace.
        return;
    }
  }
}

/**
 * Opens a pcap or pcapng file with GSMTAP in it; packets are taken apart when they are asked for.
 * @param path what errors call it
 * @returns `trace-import-invalid` with the number of the frame
 */
export function importCapture(bytes: Uint8Array, path: string): Result<ImportedTrace> {
  const frames = capturedFrames(bytes);
  const wrong = (frame: number, reason: string) =>
    err(appError('trace-import-invalid', { path, place: `frame ${frame}`, placeZh: `第 ${frame} 帧`, reason }));
  if (!frames.ok) return wrong(frames.error.frame, frames.error.reason);
  const packets = new SimPackets();
  for (const frame of frames.value) {
    const whole = bytes.subarray(frame.offset, frame.offset + frame.length);
    const udp = udpPayload(whole, frame.linkType);
    if (udp === undefined || (udp.from !== GSMTAP_PORT && udp.to !== GSMTAP_PORT)) continue;
    packets.take(frame, whole.subarray(udp.offset, udp.offset + udp.length));
  }
  const { found, began } = packets;
  if (found.length === 0) return wrong(1, 'no GSMTAP packet of type SIM on UDP port 4729 is in it');
  const first = found[0];
  const lines = first?.reset ? found.slice(1) : found;
  const pair = (packet: Packet) => splitApdu(packet.bytes);
  const short = lines.find((packet) => !packet.reset && pair(packet) === undefined);
  if (short !== undefined) return wrong(short.frame, `${short.bytes.length} bytes are no command with its answer`);
  const header = importedHeader({
    reader: `gsmtap:${path}`,
    atr: first?.reset ? toHex(first.bytes) : '',
    protocol: protocolOf(lines.flatMap((packet) => (packet.reset ? [] : (pair(packet) ?? [])))),
    began,
  });
  const source: TraceSource = {
    header,
    count: lines.length,
    line(index) {
      const packet = lines[index];
      const split = packet && pair(packet);
      if (packet?.reset) return ok(importedReset(packet.bytes, header.reader, packet.at));
      if (packet === undefined || split === undefined)
        return wrong(packet?.frame ?? index + 1, 'there is no such packet');
      return ok(importedExchange(split, header.reader, packet.at));
    },
  };
  return ok({ source, format: captureKind(bytes) ?? 'pcap', notes: [] });
}
