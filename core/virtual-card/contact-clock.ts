import type { Protocol } from '../apdu/command.ts';
import { readInterfaceBytes } from './interface-bytes.ts';
import type { LinkImage } from './link-image.ts';
import { atrMicros, conversionOf, etuMicros, exchangeEtu, exchangeEtuT1, ppsMicros } from './link-timing.ts';

/** Time of one exchange on the contacts. */
export interface ContactTime {
  /** Elementary time units of its characters, NULL bytes included. */
  readonly etu: number;
  /** Microseconds from the first character to the last; with the card's own time where a fault makes it slow. */
  readonly micros: number;
  /** NULL procedure bytes sent to keep the terminal waiting. */
  readonly nulls: number;
  /** Milliseconds that a fault of the image holds the answer back: they pass whether or not time is simulated. */
  readonly heldBack: number;
}

/** Fi and Di where nothing else was agreed. */
const DEFAULT_TA1 = 0x11;
const CLOCK = 5_000_000;
/** Terminals ask for the longest answers on T=1, by S(IFS request). */
const TERMINAL_SIZE = 254;

/**
 * Adds up the time that a card's exchanges take on real contacts. The speed is what terminal and card agree on after each
 * reset: in negotiable mode by a PPS for what TA1 offers, in specific mode (TA2) at once (ISO/IEC 7816-3 6.3.1).
 */
export class ContactClock {
  readonly #protocol: Protocol;
  readonly #clockHz: number;
  readonly #etu: number;
  readonly #negotiates: boolean;
  readonly #atrLength: number;
  readonly #wait: number;
  readonly #guard: number;
  readonly #fieldSize: number;
  readonly #byteWise: boolean;
  #total = 0;

  constructor(atr: Uint8Array, link: LinkImage, protocol: Protocol) {
    const { ta1, ta2, guard, waiting, fieldSize } = readInterfaceBytes(atr);
    const offered = link.ta1 === undefined ? (ta1 ?? DEFAULT_TA1) : Number.parseInt(link.ta1, 16);
    const specific = ta2 !== undefined;
    // b5 of TA2: the parameters are not those of TA1 but implicit, and no standard names any for telecom cards.
    const wanted = specific && (ta2 & 0x10) !== 0 ? DEFAULT_TA1 : offered;
    const agreed = (specific || link.pps !== false) && conversionOf(wanted) !== undefined ? wanted : DEFAULT_TA1;
    this.#clockHz = link.clockHz ?? CLOCK;
    this.#protocol = protocol;
    this.#etu = etuMicros({ ta1: agreed, clockHz: this.#clockHz }) ?? 0;
    this.#negotiates = !specific && agreed !== DEFAULT_TA1;
    this.#atrLength = atr.length;
    this.#guard = guard;
    this.#fieldSize = fieldSize;
    this.#byteWise = link.byteWise ?? false;
    // Work waiting time: 960 × WI × Fi / f (ISO/IEC 7816-3 10.2).
    this.#wait = ((960 * waiting * (conversionOf(agreed)?.f ?? 372)) / this.#clockHz) * 1e6;
  }

  /** Microseconds since the card was made. */
  get total(): number {
    return this.#total;
  }

  /** An answer to reset, and the negotiation after it. */
  reset(): void {
    this.#total += atrMicros(this.#atrLength, this.#clockHz);
    if (this.#negotiates) this.#total += ppsMicros(this.#clockHz);
  }

  /**
   * A command and its answer.
   * @param heldBack milliseconds that the card takes for it: on T=0 it sends a NULL in each work waiting time
   */
  exchange(sent: number, received: number, heldBack = 0): ContactTime {
    const held = heldBack * 1000;
    const t0 = this.#protocol === 'T=0';
    const nulls = t0 && held > 0 ? Math.max(1, Math.floor(held / this.#wait)) : 0;
    const etu = t0
      ? exchangeEtu(sent, received, { nulls, guard: this.#guard, byteWise: this.#byteWise })
      : exchangeEtuT1(sent, received, { fieldSize: this.#fieldSize, terminalSize: TERMINAL_SIZE, guard: this.#guard });
    // The NULL bytes go out while the card works: they are part of its time.
    const micros = etu * this.#etu + Math.max(0, held - nulls * 12 * this.#etu);
    this.#total += micros;
    return { etu, micros, nulls, heldBack };
  }
}
