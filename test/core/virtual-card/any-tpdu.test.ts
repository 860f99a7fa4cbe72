import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';
import { imageOf } from './support.ts';

/** Commands that make, take away or resize files, or end the card. */
const ADMINISTRATIVE = new Set([0xe0, 0xe4, 0xd4, 0xfe]);
/** Commands that may cost a try. */
const GUARDED = new Set([0x20, 0x24, 0x26, 0x28, 0x2c]);

const cla = fc.oneof(fc.constantFrom(0x00, 0x01, 0x02, 0x40, 0x80, 0xa0), fc.nat(255));
const ins = fc.oneof(
  fc.constantFrom(0xa4, 0xb0, 0xb2, 0xd6, 0xdc, 0xc0, 0xf2, 0x70, 0xa2, 0x04, 0x44, 0x20, 0x24, 0x26, 0x28, 0x2c),
  fc.constantFrom(0xa2, 0xb1, 0xd7, 0xcb, 0xdb, 0x32, 0xe0, 0xe4, 0xd4, 0xe6, 0xe8, 0xaa, 0xfa),
  fc.nat(255),
);
const parameter = fc.oneof(fc.constantFrom(0x00, 0x01, 0x03, 0x04, 0x08, 0x0a, 0x0c, 0x80, 0x81), fc.nat(255));
const fids = fc.constantFrom(
  [0x3f, 0x00],
  [0x2f, 0x00],
  [0x2f, 0xe2],
  [0x7f, 0x50],
  [0x50, 0x31],
  [0x64, 0x22],
  [0x7f, 0xff],
);
const data = fc.oneof(fids, fc.array(fc.nat(255), { maxLength: 20 }));
/** TPDUs that have a meaning, with and without a right length, and plain noise. */
const tpdu = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(cla, ins, parameter, parameter, data)
      .map(([c, i, p1, p2, d]) => [c, i, p1, p2, d.length, ...d]),
  },
  { weight: 3, arbitrary: fc.tuple(cla, ins, parameter, parameter, fc.nat(255)).map((header) => [...header]) },
  { weight: 1, arbitrary: fc.array(fc.nat(255), { maxLength: 12 }) },
);

const triesOf = (image: CardImage) => image.credentials.flatMap(({ tries, unblock }) => [tries, unblock?.tries ?? 0]);

describe('a virtual card under any TPDUs', () => {
  it.each([
    ['sim', 'T=0'],
    ['ruim', 'T=0'],
    ['uicc', 'T=0'],
    ['uicc', 'T=1'],
  ] as const)('%s, %s: answers or refuses, and spends no try but where asked to', (platform, protocol) => {
    fc.assert(
      fc.property(fc.array(tpdu, { minLength: 1, maxLength: 40 }), (commands) => {
        const card = new VirtualCard(imageOf({ platform, protocol, pin1Enabled: true }));
        for (const command of commands) {
          const before = triesOf(card.image());
          const answer = card.transmit(Uint8Array.from(command));
          if (typeof answer === 'string') throw new Error(answer);
          expect(answer.length).toBeGreaterThanOrEqual(2);
          expect(answer.length).toBeLessThanOrEqual(258);
          if (!GUARDED.has(command[1] ?? 0)) expect(triesOf(card.image())).toEqual(before);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the size of every file', () => {
    fc.assert(
      fc.property(fc.array(tpdu, { minLength: 1, maxLength: 40 }), (commands) => {
        const image = imageOf();
        for (const file of image.files) {
          delete file.security;
          delete file.access2g;
        }
        const card = new VirtualCard(image);
        for (const command of commands) {
          if (!ADMINISTRATIVE.has(command[1] ?? 0)) card.transmit(Uint8Array.from(command));
        }
        expect(card.image().files.map(({ path, size }) => [path, size])).toEqual(
          image.files.map(({ path, size }) => [path, size]),
        );
      }),
      { numRuns: 100 },
    );
  });
});
