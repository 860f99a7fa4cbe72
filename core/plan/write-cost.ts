import { readAtr } from '../card/atr.ts';
import { etuMicros } from '../virtual-card/link-timing.ts';

/**
 * What an UPDATE costs, in microseconds: the command, each of its bytes, and each page of the card's memory that it touches
 * (the card programs whole pages: touching one twice wears it twice).
 */
export interface WriteCost {
  readonly command: number;
  readonly byte: number;
  readonly page: number;
  /** Bytes of a page; 0 where the card does not say: then every UPDATE counts as one page. */
  readonly pageSize: number;
  /** The longest command data that the card takes, at most 255. */
  readonly maxData: number;
}

/** Card clock of a common reader, in Hz. */
export const READER_CLOCK = 4_000_000;
/** Programming a page, in microseconds: cards take 2 to 10 ms. */
export const PAGE_MICROS = 5_000;
/** The longest Lc of a short APDU. */
const MAX_LC = 255;

/** Etu of UPDATE on T=0: n bytes of data take 12 (n + 8) + 16 (ISO/IEC 7816-3 10 to 12, no extra guard time). */
const COMMAND_ETU = 12 * 8 + 16;
const BYTE_ETU = 12;

/** One etu at the speed that the ATR offers; at 372/1 where its TA1 is reserved. In microseconds. */
export function etuOf(atr: Uint8Array): number {
  const { ta1 } = readAtr(atr);
  return etuMicros({ ta1, clockHz: READER_CLOCK }) ?? etuMicros({ ta1: 0x11, clockHz: READER_CLOCK }) ?? 0;
}

/** The cost model for a card, from its ATR. */
export function writeCostOf(
  atr: Uint8Array,
  { pageSize = 0, maxData = MAX_LC }: { readonly pageSize?: number; readonly maxData?: number } = {},
): WriteCost {
  const etu = etuOf(atr);
  return {
    command: Math.round(COMMAND_ETU * etu),
    byte: Math.round(BYTE_ETU * etu),
    page: PAGE_MICROS,
    pageSize,
    maxData: Math.min(maxData, MAX_LC),
  };
}

/** Cost of one UPDATE of `length` bytes at `offset`. */
export function updateCost(cost: WriteCost, offset: number, length: number): number {
  const { pageSize } = cost;
  const pages = pageSize === 0 ? 1 : Math.floor((offset + length - 1) / pageSize) - Math.floor(offset / pageSize) + 1;
  return cost.command + cost.byte * length + cost.page * pages;
}
