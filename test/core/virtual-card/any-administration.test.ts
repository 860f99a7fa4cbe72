import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, toHex } from '../../../core/base/bytes.ts';
import { tlv } from '../../../core/tlv/ber-tlv.ts';
import { parseCardImage, serializeCardImage } from '../../../core/virtual-card/card-image.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';
import { imageOf } from './support.ts';

const FREE_MEMORY = 1024;
const FREE_RULES = tlv(0xab, Uint8Array.of(0x80, 0x01, 0x7f, 0x90, 0x00, 0x84, 0x01, 0xd4, 0x90, 0x00));
const command = (header: readonly number[], data: Uint8Array) =>
  data.length === 0 || data.length > 255
    ? Uint8Array.of(...header, 0)
    : concat(Uint8Array.of(...header, data.length), data);

const ids = fc.constantFrom([0x65, 0x00], [0x65, 0x01], [0x7f, 0x50], [0x64, 0x21], [0x64, 0x22], [0x3f, 0x00]);
const id = ids.map((bytes) => tlv(0x83, Uint8Array.from(bytes)));
const size = fc.nat(600).map((value) => tlv(0x80, Uint8Array.of(value >> 8, value & 0xff)));
const descriptor = fc
  .constantFrom([0x41, 0x21], [0x42, 0x21, 0, 4], [0x46, 0x21, 0, 3], [0x79, 0x21], [0x78, 0x21], [0x42, 0x21], [0x40])
  .map((bytes) => tlv(0x82, Uint8Array.from(bytes)));
const optional = fc.constantFrom(
  tlv(0x8a, Uint8Array.of(0x05)),
  tlv(0x8a, Uint8Array.of(0x03)),
  tlv(0x88),
  tlv(0x81, Uint8Array.of(0x01, 0x00)),
  tlv(0x84, Uint8Array.of(0xa0, 0, 0, 0, 1)),
  tlv(0xa5, tlv(0xc2, Uint8Array.of(1, 2, 3))),
  tlv(0xa5, tlv(0x86, Uint8Array.of(0x02, 0x00))),
  tlv(0xc6, tlv(0x90, Uint8Array.of(0)), tlv(0x83, Uint8Array.of(1))),
  tlv(0xdd, Uint8Array.of(9)),
);
const create = fc
  .tuple(id, size, descriptor, fc.array(optional, { maxLength: 3 }), fc.boolean())
  .map(([a, b, c, rest, rules]) =>
    command([0, 0xe0, 0, 0], tlv(0x62, c, a, ...(rules ? [FREE_RULES] : []), b, ...rest)),
  );
const resize = fc
  .tuple(id, size, fc.nat(1), fc.boolean())
  .map(([a, b, p1, df]) => command([0x80, 0xd4, p1, 0], tlv(0x62, a, df ? tlv(0x81, b.subarray(2)) : b)));
const byId = fc
  .tuple(fc.constantFrom(0xe4, 0xe4, 0x04, 0x44, 0xe8, 0xe6, 0xa4), ids)
  .map(([ins, bytes]) => command([0, ins, 0, ins === 0xa4 ? 0x0c : 0], Uint8Array.from(bytes)));
const content = fc
  .tuple(
    fc.constantFrom(0xd6, 0xdc, 0xdb, 0xcb, 0xa2, 0xd7, 0xb1),
    fc.constantFrom(0, 1, 3, 4, 0x80),
    fc.uint8Array({ maxLength: 12 }),
  )
  .map(([ins, p2, data]) => command([ins === 0xdb || ins === 0xcb ? 0x80 : 0, ins, 0, p2], data));
const step = fc.oneof({ weight: 4, arbitrary: create }, { weight: 2, arbitrary: resize }, byId, content);

describe('a virtual card under any administration', () => {
  it('answers, keeps its books, and leaves an image that makes the same card', () => {
    let made = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (commands) => {
        const image = { ...imageOf({ modes: '3g' }), freeMemory: FREE_MEMORY };
        for (const file of image.files) delete file.security;
        const used = (files: typeof image.files) => files.reduce((sum, file) => sum + (file.size ?? 0), 0);
        const total = used(image.files) + FREE_MEMORY;
        const card = new VirtualCard(image);
        for (const bytes of commands) {
          const answer = card.transmit(bytes);
          if (typeof answer === 'string') throw new Error(answer);
          if (bytes[1] === 0xe0 && toHex(answer) === '9000') made += 1;
        }
        const now = card.image();
        expect(now.freeMemory).toBeGreaterThanOrEqual(0);
        expect(used(now.files) + (now.freeMemory ?? 0)).toBeLessThanOrEqual(total);
        const parsed = parseCardImage(serializeCardImage(now), 'any.card.json');
        if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
        expect(new VirtualCard(parsed.value).image()).toEqual(now);
      }),
      { numRuns: 150 },
    );
    expect(made).toBeGreaterThan(100);
  });
});
