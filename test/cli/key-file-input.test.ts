import { describe, expect, it } from 'vitest';
import { type AddOptions, placeFrom, ringWith } from '../../cli/key-file-input.ts';
import { errorText } from '../../core/base/app-error.ts';
import { NO_RING } from '../../core/card/key-ring.ts';

const ICCID = '89001010000000000018';
const EIGHT = ['adm1=hex:E1F2A3B4C5D6E7F8'];
const SIXTEEN = ['adm1=hex:2B7E151628AED2A6ABF7158809CF4F3C'];
const METHOD = 'aes-cmac-bcd-8';

async function added(options: AddOptions) {
  const place = placeFrom(options, 'keys add');
  return place.ok ? ringWith(NO_RING, place.value, options) : place;
}

describe('an entry for a key file', () => {
  it.each<[AddOptions, string]>([
    [{ key: EIGHT }, '--iccid, --prefix and --master'],
    [{ iccid: ICCID, prefix: '8900', key: EIGHT }, '--iccid, --prefix and --master'],
    [{ iccid: ICCID, master: 'm', key: EIGHT }, '--iccid, --prefix and --master'],
    [{ iccid: '8900', key: EIGHT }, '18 to 20 digits'],
    [{ iccid: ICCID, key: [] }, 'The key is missing'],
    [{ iccid: ICCID, key: ['adm1=12345678'] }, 'does not say how it is written'],
    [{ iccid: ICCID, key: ['adm1=hex:A1A2'] }, '2 bytes instead of 8 or 16'],
    [{ iccid: ICCID, key: EIGHT, method: METHOD }, '--method goes with --master'],
    [{ prefix: '89', key: EIGHT }, 'first 4 to 19 digits'],
    [{ master: 'm', prefix: '8900', key: SIXTEEN }, METHOD],
    [{ master: 'm', prefix: '8900', method: 'aes', key: SIXTEEN }, METHOD],
    [{ master: 'm', method: METHOD, key: SIXTEEN }, '--prefix'],
    [{ master: 'm', prefix: '8900', method: METHOD, key: EIGHT }, '8 bytes instead of 16, 24 or 32'],
    [{ master: 'm', prefix: '8900', method: METHOD, key: ['adm1=ascii:0123456789ABCDEF'] }, 'not hex'],
    [
      { master: 'm', prefix: '8900', method: METHOD, key: ['pin1=hex:2B7E151628AED2A6ABF7158809CF4F3C'] },
      'makes digits',
    ],
    [{ master: 'm', prefix: '8900', method: METHOD, key: [...SIXTEEN, 'adm2=hex:00'] }, 'makes one key'],
  ])('is refused with a reason: %j', async (options, words) => {
    const ring = await added(options);
    const text = ring.ok ? '' : errorText(ring.error).message;
    expect(text).toContain(words);
    expect(text).not.toMatch(/E1F2|2B7E|12345678|01234567/);
  });

  it.each<[AddOptions, 'cards' | 'issuers' | 'masters']>([
    [{ iccid: `${ICCID}`, key: EIGHT }, 'cards'],
    [{ prefix: '8900', key: EIGHT }, 'issuers'],
    [{ master: 'm', prefix: '8900', method: METHOD, key: SIXTEEN }, 'masters'],
  ])('is kept where it belongs: %j', async (options, place) => {
    const ring = await added(options);
    const sizes = ring.ok && {
      cards: ring.value.cards.size,
      issuers: ring.value.issuers.size,
      masters: ring.value.masters.length,
    };
    expect(sizes).toEqual({ cards: 0, issuers: 0, masters: 0, [place]: 1 });
  });
});
