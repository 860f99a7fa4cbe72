import type { Random } from './random.ts';

/** Bytes with a few changes: bytes set, bits turned, stretches taken out, put in twice or cut off. */
export function mutated(bytes: Uint8Array, random: Random): Uint8Array {
  let out = [...bytes];
  for (let left = 1 + random.below(4); left > 0; left--) {
    const at = random.below(out.length + 1);
    const length = 1 + random.below(8);
    const change = random.below(6);
    if (change === 0) out[at] = random.below(256);
    else if (change === 1) out[at] = (out[at] ?? 0) ^ (1 << random.below(8));
    else if (change === 2) out.splice(at, length);
    else if (change === 3) out.splice(at, 0, ...out.slice(at, at + length));
    else if (change === 4) out.splice(at, 0, ...random.times(1, 4, () => random.pick(TELLING)));
    else if (random.chance(20)) out = out.slice(0, at);
  }
  return Uint8Array.from(out);
}

/** Bytes that mean something wherever they stand in WBXML. */
const TELLING = [
  0x00, 0x01, 0x02, 0x03, 0x04, 0x40, 0x43, 0x44, 0x6a, 0x7f, 0x80, 0x83, 0x84, 0x8f, 0xc0, 0xc3, 0xc4, 0xff,
];
