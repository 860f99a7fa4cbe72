/**
 * How long an exchange takes on the contacts at least (ISO/IEC 7816-3 10 to 12, T=0, no extra guard time): a character is
 * 12 etu, every change of direction costs 4 etu more. The card's own time and its memory's come on top.
 */

/** Clock rate conversion integer F by index, and the bit rate adjustment integer D (ISO/IEC 7816-3 tables 7 and 8). */
const F_BY_INDEX: readonly (number | undefined)[] = [
  372,
  372,
  558,
  744,
  1116,
  1488,
  1860,
  undefined,
  undefined,
  512,
  768,
  1024,
  1536,
  2048,
];
const D_BY_INDEX: readonly (number | undefined)[] = [undefined, 1, 2, 4, 8, 16, 32, 64, 12, 20];

export interface LinkSpeed {
  /** TA1 as negotiated; 0x11 where nothing was. */
  readonly ta1: number;
  /** Card clock in Hz; terminals give up to 5 MHz. */
  readonly clockHz: number;
}

/** Length of an elementary time unit in microseconds; undefined for a reserved TA1. */
export function etuMicros({ ta1, clockHz }: LinkSpeed): number | undefined {
  const f = F_BY_INDEX[ta1 >> 4];
  const d = D_BY_INDEX[ta1 & 0x0f];
  return f === undefined || d === undefined ? undefined : (f / (d * clockHz)) * 1e6;
}

/**
 * Etu of one TPDU and its answer on T=0: the header, a procedure byte where data follow, the data, and SW1 SW2.
 * @param sent length of the TPDU, 5 with the header alone
 * @param received length of the answer with its status word
 */
export function exchangeEtu(sent: number, received: number): number {
  const into = Math.max(0, sent - 5);
  const out = Math.max(0, received - 2);
  const procedure = into + out > 0 ? 1 : 0;
  // Header and back; with data for the card also procedure byte, data, and back once more.
  const turns = into > 0 ? 4 : 2;
  return 12 * (5 + procedure + into + out + 2) + 4 * turns;
}

/** Microseconds of one TPDU and its answer; undefined for a reserved TA1. */
export function exchangeMicros(sent: number, received: number, speed: LinkSpeed): number | undefined {
  const etu = etuMicros(speed);
  return etu === undefined ? undefined : etu * exchangeEtu(sent, received);
}
