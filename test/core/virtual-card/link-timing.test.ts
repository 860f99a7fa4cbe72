import { describe, expect, it } from 'vitest';
import { etuMicros, exchangeEtu, exchangeMicros } from '../../../core/virtual-card/link-timing.ts';
import { answers, cardOf } from './support.ts';

const clockHz = 5_000_000;

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
    expect(exchangeMicros(5, 2, { ta1, clockHz })).toBeUndefined();
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
  ])('%s takes %j = %i etu', (_, exchanges, etu) => {
    expect(exchanges.reduce((sum, [sent, received]) => sum + exchangeEtu(sent, received), 0)).toBe(etu);
  });

  it('makes 236.3 ms of 256 bytes without negotiation', () => {
    expect(exchangeMicros(5, 258, { ta1: 0x11, clockHz })).toBeCloseTo(236_294.4, 3);
  });

  it('is added up by the card, at the speed of its image', () => {
    const card = cardOf({ modes: '3g' });
    answers(card, '00A4080C047F506421', '00B0000000');
    // SELECT with 4 bytes: 9 characters, procedure byte, SW; READ of 256 bytes; 3.2 µs an etu at 512/32.
    expect(card.contactMicros).toBeCloseTo(3.2 * (12 * 12 + 16 + 3176), 6);
  });
});
