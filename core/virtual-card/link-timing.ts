/**
 * How long it takes on the contacts at least (ISO/IEC 7816-3 7 to 12): the characters of commands, procedure bytes, answers,
 * the answer to reset and the negotiation. The card's own time and its memory's come on top.
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

/** F and D of a TA1; undefined where it is reserved. */
export function conversionOf(ta1: number): { readonly f: number; readonly d: number } | undefined {
  const f = F_BY_INDEX[ta1 >> 4];
  const d = D_BY_INDEX[ta1 & 0x0f];
  return f === undefined || d === undefined ? undefined : { f, d };
}

/** Length of an elementary time unit in microseconds; undefined for a reserved TA1. */
export function etuMicros({ ta1, clockHz }: LinkSpeed): number | undefined {
  const conversion = conversionOf(ta1);
  return conversion && (conversion.f / (conversion.d * clockHz)) * 1e6;
}

/** Etu from one character to the next without extra guard time, and what a change of direction costs more (10.2). */
const CHARACTER = 12;
const TURN = 4;

/** What makes an exchange longer than its characters. */
export interface ExchangeExtras {
  /** NULL procedure bytes (60), by which the card asks for more time. */
  readonly nulls?: number;
  /** Extra guard time N of TC1: the terminal spaces its characters by 12 + N etu; 255 is 12 on T=0, 11 on T=1. */
  readonly guard?: number;
  /** The card takes or asks for data byte by byte, with the complement of INS as procedure byte. */
  readonly byteWise?: boolean;
}

/**
 * Etu of one TPDU and its answer on T=0: the header, a procedure byte where data follow, the data, and SW1 SW2.
 * @param sent length of the TPDU, 5 with the header alone
 * @param received length of the answer with its status word
 */
export function exchangeEtu(sent: number, received: number, extras: ExchangeExtras = {}): number {
  const { nulls = 0, guard = 0, byteWise = false } = extras;
  const into = Math.max(0, sent - 5);
  const out = Math.max(0, received - 2);
  // A card that refuses says so on the header alone; data go either way after a procedure byte.
  const procedure = into + out === 0 ? 0 : byteWise ? into + out : 1;
  // Header and back. Data for the card: there after each procedure byte, and back.
  const turns = into > 0 ? 2 + 2 * procedure : 2;
  const spaced = guard === 255 ? 0 : guard * (5 + into);
  return CHARACTER * (5 + procedure + into + out + 2 + nulls) + TURN * turns + spaced;
}

/** Prologue of three bytes and a check byte around the information field of a T=1 block; block guard time in etu. */
const BLOCK = 4;
const BLOCK_GUARD = 22;

/** Etu of blocks that carry `length` bytes one way, each but the last answered by a block without content. */
function chainEtu(length: number, fieldSize: number, character: number, back: number): number {
  const blocks = Math.max(1, Math.ceil(length / fieldSize));
  const last = BLOCK_GUARD - character;
  return blocks * (BLOCK * character + last) + length * character + (blocks - 1) * (BLOCK * back + BLOCK_GUARD - back);
}

/**
 * Etu of one APDU and its answer on T=1 without errors (ISO/IEC 7816-3 11): I-blocks of at most the receiver's field size,
 * chained by R-blocks, block guard time at each change of direction.
 * @param fieldSize information field size of the card; `terminalSize` that of the terminal, 254 where it asked for it
 */
export function exchangeEtuT1(
  sent: number,
  received: number,
  sizes: { readonly fieldSize: number; readonly terminalSize: number; readonly guard?: number },
): number {
  const { fieldSize, terminalSize, guard = 0 } = sizes;
  const card = guard === 255 ? 11 : CHARACTER;
  const terminal = guard === 255 ? 11 : CHARACTER + guard;
  return chainEtu(sent, fieldSize, terminal, card) + chainEtu(received, terminalSize, card, terminal);
}

/** Clock cycles from the release of reset to the first character of the ATR at least (ISO/IEC 7816-3 6.2.2). */
const RESET_CYCLES = 400;

/** Microseconds of an answer to reset: always at 372/1, whatever it offers. */
export function atrMicros(length: number, clockHz: number): number {
  const etu = (372 / clockHz) * 1e6;
  return (RESET_CYCLES / clockHz) * 1e6 + etu * (CHARACTER * length + TURN);
}

/** Microseconds of a PPS: request `FF 10 PPS1 PCK` and the card's repetition of it, at 372/1 (ISO/IEC 7816-3 9). */
export function ppsMicros(clockHz: number): number {
  return (372 / clockHz) * 1e6 * (CHARACTER * 8 + TURN * 2);
}
