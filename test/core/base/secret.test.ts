import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../core/base/bytes.ts';
import { Secret } from '../../../core/base/secret.ts';

const BYTES = [0x31, 0x32, 0x33, 0x34];

describe('a secret', () => {
  it.each([
    ['an array', Uint8Array.from(BYTES)],
    ['a buffer, whose slice is a view', Buffer.from(BYTES)],
  ])('is a copy of %s', (_name, bytes) => {
    const secret = new Secret(bytes);
    bytes.fill(0);
    expect(secret.reveal(toHex)).toBe('31323334');
  });

  it('shows itself nowhere', () => {
    const secret = new Secret(Uint8Array.from(BYTES));
    for (const text of [String(secret), JSON.stringify({ secret }), inspect({ secret }), `${secret}`])
      expect(text).toMatch(/^[^0-9]*\[secret\][^0-9]*$/);
  });

  it('is zeroed where it was', () => {
    const secret = new Secret(Uint8Array.from(BYTES));
    const own = secret.reveal((bytes) => bytes);
    secret.wipe();
    expect([toHex(own), secret.length]).toEqual(['00000000', 0]);
  });
});
