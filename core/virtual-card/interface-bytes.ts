/** Interface bytes of an answer to reset that say how characters go over the contacts (ISO/IEC 7816-3 8.3). */
interface InterfaceBytes {
  /** TA1: Fi and Di that the card offers; undefined where it offers none beyond 372/1. */
  readonly ta1: number | undefined;
  /** TA2: specific mode, no negotiation. */
  readonly ta2: number | undefined;
  /** TC1: extra guard time N, default 0. */
  readonly guard: number;
  /** TC2: work waiting time integer WI of T=0, default 10. */
  readonly waiting: number;
  /** First TA after a TD that names T=1, from the third on: information field size of the card, default 32. */
  readonly fieldSize: number;
}

/** Reads the interface bytes of an ATR as far as it goes. */
export function readInterfaceBytes(atr: Uint8Array): InterfaceBytes {
  let ta1: number | undefined;
  let ta2: number | undefined;
  let guard = 0;
  let waiting = 10;
  let fieldSize = 32;
  let sized = false;
  let protocol = 0;
  let present = (atr[1] ?? 0) >> 4;
  let at = 2;
  const next = () => atr[at++];
  for (let level = 1; present !== 0 && at < atr.length; level++) {
    const ta = present & 1 ? next() : undefined;
    if (present & 2) next();
    const tc = present & 4 ? next() : undefined;
    const td = present & 8 ? next() : undefined;
    if (level === 1) {
      ta1 = ta;
      guard = tc ?? guard;
    } else if (level === 2) {
      ta2 = ta;
      waiting = tc === undefined || tc === 0 ? waiting : tc;
    } else if (protocol === 1 && !sized && ta !== undefined) {
      fieldSize = ta === 0 || ta === 0xff ? fieldSize : ta;
      sized = true;
    }
    protocol = (td ?? 0) & 0x0f;
    present = (td ?? 0) >> 4;
  }
  return { ta1, ta2, guard, waiting, fieldSize };
}
