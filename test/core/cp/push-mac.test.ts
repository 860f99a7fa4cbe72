import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../../../core/base/bytes.ts';
import { readPushHeader } from '../../../core/cp/push.ts';
import { imsiBytes, isUserPinMac, pushMac } from '../../../core/cp/push-mac.ts';

interface Row {
  readonly name: string;
  readonly hex: string;
  readonly pin?: string;
  readonly imsi?: string;
  readonly mac?: string;
  readonly expectedMac?: string;
}

const file = new URL('../../fixtures/vectors/cp.json', import.meta.url);
const rows = (JSON.parse(readFileSync(file, 'utf8')) as Row[]).filter((row) => row.mac !== undefined);

describe('the MAC of a push', () => {
  it.each(rows)('$name', (row) => {
    const bytes = hex(row.hex);
    const push = readPushHeader(bytes);
    const security = push?.security ?? 0;
    const made = pushMac(security, row, bytes.subarray(push?.span.length ?? 0));
    // Two documents of the field were changed after they were signed.
    expect(made).toBe(row.expectedMac ?? row.mac);
    if (push !== undefined) expect(made === push.mac).toBe(row.expectedMac === undefined);
  });

  it.each([
    ['262011106487504', '2926101160845740'],
    ['123456789012345', '1932547698103254'],
    ['26201110648750', '21261011608457F0'],
  ])('has the IMSI %s as its card has it', (imsi, expected) => {
    expect(toHex(imsiBytes(imsi) ?? new Uint8Array())).toBe(expected);
  });

  it('is none without its key', () => {
    expect(pushMac(0, { pin: '1234' }, hex('00'))).toBeUndefined();
    expect(pushMac(1, { imsi: '262011106487504' }, hex('00'))).toBeUndefined();
    expect(pushMac(1, { pin: '12a4' }, hex('00'))).toBeUndefined();
    expect(pushMac(2, { imsi: '262011106487504' }, hex('00'))).toBeUndefined();
    expect(pushMac(2, { imsi: '262011106487504', pin: '1' }, hex('00'))).toMatch(/^[0-9A-F]{40}$/);
    expect(pushMac(3, { pin: '1234567890' }, hex('00'))).toBeUndefined();
    expect(imsiBytes('12 34')).toBeUndefined();
  });

  it('is half of what the user types, for USERPINMAC', () => {
    const body = hex('030B6A0045');
    const good = [...Array(100_000).keys()]
      .map((n) => `12345${String(n).padStart(5, '0')}`)
      .filter((typed) => isUserPinMac(typed, body));
    expect(good).toHaveLength(1);
    for (const typed of ['123451234', '12345', 'abcdefghij', '']) expect(isUserPinMac(typed, body)).toBe(false);
  });
});
