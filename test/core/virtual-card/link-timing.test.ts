import { describe, expect, it } from 'vitest';
import { hex } from '../../../core/base/bytes.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { readInterfaceBytes } from '../../../core/virtual-card/interface-bytes.ts';
import { etuMicros, exchangeEtu, exchangeEtuT1 } from '../../../core/virtual-card/link-timing.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';
import { answers, cardOf, imageOf } from './support.ts';

const clockHz = 5_000_000;
/** SELECT with so many bytes, and GET RESPONSE of its answer. */
const selected = (data: number, answer: number): [number, number][] => [
  [5 + data, 2],
  [5, 2 + answer],
];

describe('time on the contacts', () => {
  it.each([
    [0x11, 74.4],
    [0x94, 12.8],
    [0x95, 6.4],
    [0x96, 3.2],
    [0x97, 1.6],
    [0x18, 6.2],
  ])('TA1 %i at 5 MHz has an etu of %d µs', (ta1, micros) => {
    expect(etuMicros({ ta1, clockHz })).toBeCloseTo(micros, 9);
  });

  it.each([0x10, 0x7f, 0x81, 0xe1, 0x9a])('TA1 %i is reserved', (ta1) => {
    expect(etuMicros({ ta1, clockHz })).toBeUndefined();
  });

  it.each<[what: string, exchanges: [sent: number, received: number][], etu: number]>([
    ['reading 256 bytes', [[5, 258]], 3176],
    [
      'reading 1024 bytes',
      [
        [5, 258],
        [5, 258],
        [5, 258],
        [5, 258],
      ],
      12_704,
    ],
    ['writing 1024 bytes', [...Array.from({ length: 4 }, (): [number, number] => [260, 2]), [9, 2]], 12_848],
    [
      'SELECT and GET RESPONSE of 25 bytes',
      [
        [7, 2],
        [5, 27],
      ],
      12 * (2 + 25 + 16) + 24,
    ],
    ['a 6Cxx', [[5, 2]], 92],
    ['reading 2048 bytes', Array.from({ length: 8 }, (): [number, number] => [5, 258]), 25_408],
    ['reading 4096 bytes', Array.from({ length: 16 }, (): [number, number] => [5, 258]), 50_816],
    ['writing 2048 bytes', [...Array.from({ length: 8 }, (): [number, number] => [260, 2]), [13, 2]], 25_584],
    ['writing 4096 bytes', [...Array.from({ length: 16 }, (): [number, number] => [260, 2]), [21, 2]], 51_056],
    [
      'a retrieval of 1024 bytes in 3G (three FCPs of 79 bytes together)',
      [
        [5, 3],
        ...selected(12, 39),
        ...selected(2, 26),
        [5, 34],
        ...selected(2, 26),
        [5, 122],
        ...selected(2, 27),
        ...Array.from({ length: 4 }, (): [number, number] => [5, 258]),
        [5, 2],
      ],
      17_440,
    ],
    [
      'a retrieval of 1024 bytes in 2G',
      [
        ...selected(2, 22),
        ...selected(2, 15),
        ...Array.from({ length: 4 }, (): [number, number] => [5, 50]),
        ...selected(2, 22),
        ...selected(2, 15),
        [5, 34],
        ...selected(2, 15),
        [5, 122],
        ...selected(2, 15),
        ...Array.from({ length: 4 }, (): [number, number] => [5, 258]),
      ],
      20_144,
    ],
  ])('%s takes %j = %i etu', (_, exchanges, etu) => {
    expect(exchanges.reduce((sum, [sent, received]) => sum + exchangeEtu(sent, received), 0)).toBe(etu);
  });

  it('makes 236.3 ms of 256 bytes without negotiation', () => {
    expect(exchangeEtu(5, 258) * (etuMicros({ ta1: 0x11, clockHz }) ?? 0)).toBeCloseTo(236_294.4, 3);
  });

  it('is added up by the card, at the speed of its image', () => {
    const card = cardOf({ modes: '3g' });
    answers(card, '00A4080C047F506421', '00B0000000');
    // SELECT with 4 bytes: 9 characters, procedure byte, SW; READ of 256 bytes; 3.2 µs an etu at 512/32.
    expect(card.contactMicros).toBeCloseTo(3.2 * (12 * 12 + 16 + 3176), 6);
  });

  it.each<[ta1: number, read: number, retrieval3g: number, retrieval2g: number]>([
    [0x11, 945.2, 1297.5, 1498.7],
    [0x94, 162.6, 223.2, 257.8],
    [0x95, 81.3, 111.6, 128.9],
    [0x96, 40.7, 55.8, 64.5],
    [0x97, 20.3, 27.9, 32.2],
  ])('at TA1 %i is milliseconds', (ta1, ...millis) => {
    const etu = etuMicros({ ta1, clockHz }) ?? 0;
    expect([12_704, 17_440, 20_144].map((count) => Number(((count * etu) / 1000).toFixed(1)))).toEqual(millis);
  });

  it('grows with NULL bytes, extra guard time and data asked for byte by byte', () => {
    const plain = exchangeEtu(10, 2);
    expect(exchangeEtu(10, 2, { nulls: 3 })).toBe(plain + 36);
    expect(exchangeEtu(10, 2, { guard: 2 })).toBe(plain + 20);
    expect(exchangeEtu(10, 2, { guard: 255 })).toBe(plain);
    // Four procedure bytes more, each with a turn there and back.
    expect(exchangeEtu(10, 2, { byteWise: true })).toBe(plain + 4 * 12 + 8 * 4);
    expect(exchangeEtu(5, 34, { byteWise: true })).toBe(exchangeEtu(5, 34) + 31 * 12);
  });

  it('on T=1 is that of blocks', () => {
    const sizes = { fieldSize: 32, terminalSize: 254 };
    // Prologue and check byte, four characters; 22 etu between the directions.
    expect(exchangeEtuT1(7, 2, sizes)).toBe(11 * 12 + 10 + (6 * 12 + 10));
    // Two blocks each way, the first of each acknowledged by a block of four characters.
    expect(exchangeEtuT1(40, 258, sizes)).toBe(48 * 12 + 20 + 58 + (266 * 12 + 20 + 58));
    expect(exchangeEtuT1(7, 2, { ...sizes, guard: 255 })).toBe(11 * 11 + 11 + (6 * 11 + 11));
  });
});

describe('the speed of a card', () => {
  const timeOfReset = (atr: string, link: CardImage['link'] = {}) => {
    const card = new VirtualCard({ ...imageOf({ modes: '3g' }), atr, link });
    card.reset();
    const reset = card.contactMicros;
    answers(card, '00A4000C00');
    return { reset, etu: card.lastExchange.micros / card.lastExchange.etu };
  };
  /** ATR of so many characters, and a PPS where there is one. */
  const resetMicros = (characters: number, pps: boolean) => 80 + 74.4 * (12 * characters + 4 + (pps ? 104 : 0));

  it.each<[what: string, atr: string, link: CardImage['link'], pps: boolean, etu: number]>([
    ['an ATR that offers nothing', '3B00', {}, false, 74.4],
    ['an ATR that offers 512/32', '3B1096', {}, true, 3.2],
    ['a terminal that does not negotiate', '3B1096', { pps: false }, false, 74.4],
    ['a terminal that wants less', '3B1096', { ta1: '94' }, true, 12.8],
    ['a terminal that wants what is reserved', '3B1096', { ta1: '9F' }, false, 74.4],
    ['specific mode', '3B90951000', {}, false, 6.4],
    ['specific mode without negotiation', '3B90951000', { pps: false }, false, 6.4],
    ['specific mode with implicit parameters', '3B90951010', {}, false, 74.4],
    ['another clock', '3B00', { clockHz: 3_571_200 }, false, 1e6 / 9600],
  ])('%s', (_, atr, link, pps, etu) => {
    const time = timeOfReset(atr, link);
    expect(time.etu).toBeCloseTo(etu, 9);
    const scale = 5_000_000 / (link.clockHz ?? 5_000_000);
    expect(time.reset).toBeCloseTo(scale * resetMicros(atr.length / 2, pps), 6);
  });

  it('counts follow-ups as exchanges of their own', () => {
    const card = cardOf({ modes: '3g' });
    const etus = ['00A40804047F506421', '00C0000000', '00C0000018', '00B0010000', '00B001002C'].map((command) => {
      const [answer = ''] = answers(card, command);
      return `${answer.slice(-4)} ${card.lastExchange.etu}`;
    });
    expect(etus).toEqual([
      `6118 ${12 * 12 + 16}`,
      '6C18 92',
      `9000 ${12 * (24 + 8) + 8}`,
      '6C2C 92',
      `9000 ${12 * (44 + 8) + 8}`,
    ]);
  });

  it('takes interface bytes as they stand', () => {
    const none = { ta1: undefined, ta2: undefined, guard: 0, waiting: 10, fieldSize: 32 };
    const of = (atr: string) => readInterfaceBytes(hex(atr));
    expect(of('3B')).toEqual(none);
    expect(of('3BFF')).toEqual(none);
    // TA1, TC1, TD1 (T=1): TA2, TC2, TD2 (T=1): TA3.
    expect(of('3BD096 05 D1 10 0F 11 FE')).toEqual({ ta1: 0x96, ta2: 0x10, guard: 5, waiting: 15, fieldSize: 254 });
    // TA3 after T=15 says something else.
    expect(of('3B9096801FC7')).toEqual({ ...none, ta1: 0x96 });
  });
});
