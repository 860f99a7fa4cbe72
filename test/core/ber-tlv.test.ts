import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../../core/base/bytes.ts';
import { isTlvFault, readTlv, readTlvs, tlv } from '../../core/tlv/ber-tlv.ts';

describe('BER-TLV', () => {
  it('reads what it wrote, for any tag and value', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0x61, 0x4f, 0x5f50, 0xbf0c, 0xa7),
        fc.uint8Array({ maxLength: 70_000 }),
        (tag, value) => {
          const bytes = tlv(tag, value);
          const read = readTlv(bytes, 0);
          if (isTlvFault(read)) throw new Error(read.reason);
          expect(read.tag).toBe(tag);
          expect(toHex(read.value)).toBe(toHex(value));
          expect(read.span.length).toBe(bytes.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ['61', 'truncated', 0],
    ['6180', 'indefinite', 1],
    ['61054F', 'overrun', 1],
    ['618501', 'truncated', 1],
    ['1F80808001', 'long-tag', 0],
  ])('tells why %s does not read', (text, reason, offset) => {
    expect(readTlv(hex(text), 0)).toMatchObject({ reason, offset });
  });

  it('stops at padding and says where', () => {
    expect(readTlvs(hex('A706300404026420FFFF'), undefined, true)).toMatchObject({ end: 8, items: [{ tag: 0xa7 }] });
  });

  it('never throws on any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => readTlvs(bytes).end <= bytes.length));
  });
});
