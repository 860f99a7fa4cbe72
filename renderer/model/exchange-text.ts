import { commandName, INS } from '../../core/apdu/instructions.ts';
import { hexWord, toHex } from '../../core/base/bytes.ts';
import type { Exchange } from '../../core/transport/exchange.ts';

/** An exchange in the words of the inspector. */
export interface ExchangeText {
  /** Header as sent, with masked bytes as dots. */
  readonly command: string;
  readonly name: string;
  /** Offset of a READ or UPDATE BINARY, as four digits; null otherwise. */
  readonly offset: string | null;
  readonly length: number;
  readonly sw: string;
  readonly millis: number;
  readonly channel: number;
}

function maskedHex(exchange: Exchange): string {
  return [...exchange.command]
    .map((byte, at) =>
      exchange.masked.some((place) => at >= place.offset && at < place.offset + place.length)
        ? '••'
        : toHex(Uint8Array.of(byte)),
    )
    .join(' ');
}

/** Logical channel in a class byte (TS 102 221 10.1.1); class A0 has none. */
function channelOf(cla: number): number {
  if (cla === 0xa0) return 0;
  return (cla & 0x40) !== 0 ? 4 + (cla & 0x0f) : cla & 0x03;
}

export function describeExchange(exchange: Exchange): ExchangeText {
  const [cla = 0, ins = 0, p1 = 0, p2 = 0] = exchange.command;
  const binary = ins === INS.readBinary || ins === INS.updateBinary;
  // With bit 8 of P1 set the low byte alone is the offset and P1 names a short file identifier (TS 102 221 11.1.3).
  const offset = (p1 & 0x80) !== 0 ? p2 : (p1 << 8) | p2;
  return {
    command: maskedHex(exchange),
    name: commandName(cla, ins),
    offset: binary ? hexWord(offset) : null,
    length: Math.max(0, exchange.response.length - 2),
    sw: toHex(exchange.response.subarray(-2), ' '),
    millis: exchange.took / 1000,
    channel: channelOf(cla),
  };
}
