import { readAtr } from '../card/atr.ts';

/** Clock-rate and baud-rate factors by the nibbles of TA1 (ISO/IEC 7816-3 tables 7 and 8). */
const FI = [372, 372, 558, 744, 1116, 1488, 1860, 0, 0, 512, 768, 1024, 1536, 2048];
const DI = [0, 1, 2, 4, 8, 16, 32, 64, 12, 20];

/** Card clock of a common reader, in Hz. */
const CLOCK = 4_000_000;
/** Non-volatile write of a short range, in seconds: cards take 2 to 10 ms a page. */
const WRITE_TIME = 0.005;

/**
 * A floor for the time of a run, in seconds: characters of 12 etu and turn-rounds of 4 etu on T=0 (ISO/IEC 7816-3 10), and
 * the card's write time. What its operating system takes comes on top.
 */
export function estimateSeconds(
  atr: Uint8Array,
  load: { readonly exchanges: number; readonly bytes: number; readonly updates: number },
): number {
  const { ta1 } = readAtr(atr);
  const etu = (FI[ta1 >> 4] || 372) / (DI[ta1 & 0x0f] || 1) / CLOCK;
  const characters = load.exchanges * 8 + load.bytes;
  const seconds = etu * (characters * 12 + load.exchanges * 16) + load.updates * WRITE_TIME;
  return Math.round(seconds * 1000) / 1000;
}
