import type { Protocol } from '../apdu/command.ts';

/** What an answer to reset tells (ISO/IEC 7816-3 8.2). */
export interface AtrFacts {
  readonly protocols: readonly Protocol[];
  /** TA1, or 11 (372/1) where absent. */
  readonly ta1: number;
  /** Global interface bytes after T=15: TS 102 221 6.3 obliges a UICC to have them. */
  readonly t15: boolean;
  readonly historical: Uint8Array;
}

/** Decodes an ATR as far as it goes; a cut one gives what stands before the cut. */
export function readAtr(atr: Uint8Array): AtrFacts {
  const t0 = atr[1] ?? 0;
  const protocols: Protocol[] = [];
  let t15 = false;
  let ta1 = 0x11;
  let at = 2;
  let y = t0 >> 4;
  for (let level = 1; y !== 0 && at < atr.length; level++) {
    if (y & 1) {
      if (level === 1) ta1 = atr[at] ?? ta1;
      at += 1;
    }
    if (y & 2) at += 1;
    if (y & 4) at += 1;
    if ((y & 8) === 0) break;
    const td = atr[at++] ?? 0;
    y = td >> 4;
    const protocol = td & 0x0f;
    if (protocol === 15) t15 = true;
    else if (protocol <= 1) protocols.push(protocol === 0 ? 'T=0' : 'T=1');
  }
  return {
    protocols: protocols.length > 0 ? [...new Set(protocols)] : ['T=0'],
    ta1,
    t15,
    historical: atr.subarray(at, at + (t0 & 0x0f)),
  };
}

/**
 * True where the historical bytes announce extended Lc and Le: the card capabilities, tag 7 of the compact objects, say it in
 * bit 7 of their third byte (ISO/IEC 7816-4 12.1.1.9).
 */
export function announcesExtendedLength({ historical }: AtrFacts): boolean {
  const [category] = historical;
  if (category !== 0x00 && category !== 0x80) return false;
  for (let at = 1; at < historical.length; ) {
    const head = historical[at] as number;
    const length = head & 0x0f;
    if (head >> 4 === 7 && length >= 3) return ((historical[at + 3] ?? 0) & 0x40) !== 0;
    at += 1 + length;
  }
  return false;
}
