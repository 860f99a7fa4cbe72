import { appError } from '../base/app-error.ts';
import { toHex } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { isPause, type Stepwise } from '../base/stepwise.ts';
import type { TraceLine } from '../transport/trace-file.ts';
import { capturedFrames, captureKind } from './capture-file.ts';
import { type ImportedTrace, importedExchange, importedHeader, importedReset, protocolOf } from './imported-trace.ts';
import { type SimPacket, SimPackets } from './sim-packets.ts';
import type { SplitApdu } from './split-apdu.ts';
import type { TraceSource } from './trace-source.ts';
import { exchangeOf } from './wireshark-form.ts';

function lineOf(packet: SimPacket, reader: string): TraceLine | undefined {
  const { kind, bytes, at, name, error } = packet;
  if (kind === 'reset') return { ...importedReset(bytes, reader, at), ...(name !== undefined && { name }) };
  if (kind === 'silent')
    return {
      ...importedExchange({ command: bytes, response: new Uint8Array(0) }, reader, at),
      ...(error && { error }),
    };
  const exchange = exchangeOf(packet);
  return exchange && importedExchange(exchange, reader, at);
}

/**
 * Opens a pcap or pcapng file with GSMTAP in it; packets are taken apart when they are asked for. A file that was cut off is read as
 * far as it goes.
 * @param path what errors call it
 * @returns `trace-import-invalid` with the number of the frame
 */
export function* importCapture(bytes: Uint8Array, path: string): Stepwise<Result<ImportedTrace>> {
  const { frames, fault } = yield* capturedFrames(bytes);
  const wrong = (frame: number, reason: string) =>
    err(appError('trace-import-invalid', { path, place: `frame ${frame}`, placeZh: `第 ${frame} 帧`, reason }));
  const packets = new SimPackets();
  for (const [i, frame] of frames.entries()) {
    if (isPause(i)) yield;
    packets.take(frame, bytes.subarray(frame.offset, frame.offset + frame.length));
  }
  const { found, began, broken, session } = packets;
  const [first] = found;
  if (first === undefined)
    return fault === undefined
      ? wrong(1, 'no GSMTAP packet of type SIM on UDP port 4729 is in it')
      : wrong(fault.frame, fault.reason);
  const ownAtr = session === undefined && first.kind === 'reset';
  const lines = ownAtr ? found.slice(1) : found;
  const exchanges: SplitApdu[] = [];
  for (const [i, packet] of lines.entries()) {
    if (isPause(i)) yield;
    const exchange = packet.kind === 'exchange' ? exchangeOf(packet) : undefined;
    if (exchange !== undefined) exchanges.push(exchange);
  }
  const header = importedHeader({
    reader: `gsmtap:${path}`,
    atr: session?.atr ?? (ownAtr ? toHex(first.bytes) : ''),
    protocol: session?.protocol ?? protocolOf(exchanges),
    began,
  });
  const source: TraceSource = {
    header,
    count: lines.length,
    line(index) {
      const packet = lines[index];
      const line = packet && lineOf(packet, header.reader);
      return line === undefined ? wrong(index + 1, 'there is no such packet') : ok(line);
    },
  };
  const notes = [
    ...(fault === undefined ? [] : [`The capture ends in frame ${fault.frame}: ${fault.reason}.`]),
    ...(broken === 0
      ? []
      : [`${broken} packet${broken === 1 ? '' : 's'} of type SIM without a whole exchange left out.`]),
  ];
  return ok({ source, format: captureKind(bytes) ?? 'pcap', notes });
}
