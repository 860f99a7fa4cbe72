import { readAtr } from '../card/atr.ts';
import { etuMicros, exchangeEtu } from '../virtual-card/link-timing.ts';

/** Card clock of a common reader, in Hz. */
const CLOCK = 4_000_000;
/** Non-volatile write of a short range, in microseconds: cards take 2 to 10 ms a page. */
const WRITE_TIME = 5_000;

export interface RunLoad {
  readonly exchanges: number;
  /** Data bytes both ways, headers and status words not counted. */
  readonly bytes: number;
  readonly updates: number;
}

/**
 * A floor for the time of a run, in seconds to three places: the characters on the contacts at the speed the ATR offers, and
 * the card's write time. What its operating system takes comes on top.
 */
export function estimateSeconds(atr: Uint8Array, { exchanges, bytes, updates }: RunLoad): number {
  const etu = etuMicros({ ta1: readAtr(atr).ta1, clockHz: CLOCK }) ?? etuMicros({ ta1: 0x11, clockHz: CLOCK }) ?? 0;
  const average = exchanges === 0 ? 0 : Math.round(bytes / exchanges);
  const micros = exchanges * exchangeEtu(5, 2 + average) * etu + updates * WRITE_TIME;
  return Math.round(micros / 1000) / 1000;
}
