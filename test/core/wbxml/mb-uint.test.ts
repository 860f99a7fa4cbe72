import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../../../core/base/bytes.ts';
import { readMbUint, writeMbUint } from '../../../core/wbxml/mb-uint.ts';

const vectors = JSON.parse(readFileSync(new URL('../../fixtures/vectors/mb-uint.json', import.meta.url), 'utf8')) as {
  name: string;
  hex: string;
  value: number;
}[];

describe('mb_u_int32', () => {
  it.each(vectors)('$name reads and writes', ({ hex: text, value }) => {
    expect(readMbUint(hex(text), 0)).toEqual({ value, length: text.length / 2 });
    expect(toHex(writeMbUint(value))).toBe(text);
  });

  it('reads what it wrote, for any value and any excess', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), fc.nat({ max: 4 }), (value, excess) => {
        const bytes = writeMbUint(value, excess);
        expect(bytes.length).toBeLessThanOrEqual(5);
        expect(readMbUint(bytes, 0)).toEqual({ value, length: bytes.length });
      }),
    );
  });

  it.each([
    ['', 'truncated'],
    ['81', 'truncated'],
    ['8181818181', 'integer-too-long'],
    ['818181818100', 'integer-too-long'],
    ['FFFFFFFF7F', 'integer-too-long'],
  ])('tells why %s is none', (text, reason) => {
    expect(readMbUint(hex(text), 0)).toBe(reason);
  });
});
