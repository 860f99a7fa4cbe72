import { describe, expect, it } from 'vitest';
import type { CardImage, CredentialImage, FileImage } from '../../../core/virtual-card/card-image.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';
import { expected, imageOf, run, type Step } from './support.ts';

const three = { tries: 3, maxTries: 3 };
const puk = () => ({ value: '3837363534333231', tries: 10, maxTries: 10 });
const pin = (digit: string) => `${`3${digit}`.repeat(4)}FFFFFFFF`;
const CREDENTIALS: CredentialImage[] = [
  { ref: 'pin1', chv: '01', level: 1, key: '01', value: pin('1'), ...three, enabled: true, unblock: puk() },
  { ref: 'upin', key: '11', value: pin('9'), ...three, enabled: true, unblock: puk() },
  { ref: 'local A', key: '81', scope: '3F007F60', value: pin('2'), ...three, enabled: true, unblock: puk() },
  { ref: 'local B', key: '81', scope: '3F007F61', value: pin('3'), ...three, enabled: true, unblock: puk() },
  { ref: 'adm1', chv: '0A', level: 4, key: '0A', value: '0123456789ABCDEF'.repeat(2), ...three, enabled: true },
  { ref: 'adm10', key: '8E', value: '1122334455667788', tries: 10, maxTries: 10, enabled: true },
];

const crt = (key: string) => `A4068301${key}950108`;
const ef = (path: string, rules: string): FileImage => ({
  path,
  type: 'ef',
  data: 'AA',
  sfi: null,
  security: { tag: 'AB', value: rules },
});
const ARR = (path: string, ...records: string[]): FileImage => ({
  path,
  type: 'ef',
  structure: 'linear',
  recordLength: 16,
  data: records.map((record) => record.padEnd(32, 'F')).join(''),
});
const FILES: FileImage[] = [
  { path: '3F00', type: 'mf', pins: ['01', '11', '0A', '8E'] },
  { path: '3F007F60', type: 'adf', aid: 'A0000000AA', pins: ['01', '11', '81', '0A'] },
  ef('3F007F606001', `800101${crt('01')}`),
  ef('3F007F606002', `800101${crt('81')}`),
  { path: '3F007F606003', type: 'ef', data: 'BB', sfi: null, security: { tag: '8B', value: '6F0601010002' } },
  ARR('3F007F606F06', `800101${crt('01')}`, '8001019700'),
  { path: '3F007F61', type: 'adf', aid: 'A0000000BB', pins: ['01', '81'] },
  ef('3F007F616002', `800101${crt('81')}`),
];

function image(modes: '2g' | '3g' = '3g'): CardImage {
  return { ...imageOf({ modes }), credentials: structuredClone(CREDENTIALS), files: structuredClone(FILES) };
}
const A: Step = ['application A', '00A4040C05 A0000000AA', '9000'];
const B: Step = ['application B', '00A4040C05 A0000000BB', '9000'];

const TABLES: Readonly<Record<string, readonly Step[]>> = {
  'a local PIN belongs to its application': [
    ['the MF has none', '0020008100', '6A88'],
    A,
    ['its own', `0020008108 ${pin('2')}`, '9000'],
    ['opens its file', '00A4000C02 6002', '9000'],
    ['read', '00B0000001', 'AA 9000'],
    B,
    ['the other one is not verified', '0020008100', '63C3'],
    ['nor opens its file', '00A4000C02 6002', '9000'],
    ['read', '00B0000001', '6982'],
    ['another value', `0020008108 ${pin('2')}`, '63C2'],
    ['its own', `0020008108 ${pin('3')}`, '9000'],
    ['read', '00B0000001', 'AA 9000'],
    ['end of the session', '00A4044C05 A0000000BB', '9000'],
    B,
    ['forgotten', '0020008100', '63C3'],
    A,
    ['the other one still stands', '0020008100', '9000'],
  ],
  'the universal PIN stands in for an application PIN': [
    A,
    ['states: 01, 11, 81 and 0A are asked for', '80F2000000', '6C28'],
    [
      'usage 00: not in use',
      '80F2000028',
      '6226 82027821 83027F60 8405A0000000AA 8A0105 C612 9001F0 830101 950100 830111 830181 83010A 9000',
    ],
    ['no key 12', `0026920108 ${pin('1')}`, '6A88'],
    ['off, and 11 instead', `0026910108 ${pin('1')}`, '9000'],
    ['a file for PIN1', '00A4000C02 6001', '9000'],
    ['asks for it', '00B0000001', '6982'],
    [
      'usage 08',
      '80F2000028',
      '6226 82027821 83027F60 8405A0000000AA 8A0105 C612 900170 830101 950108 830111 830181 83010A 9000',
    ],
    ['PIN1 is off', `0020000108 ${pin('1')}`, '6984'],
    ['the universal PIN', `0020001108 ${pin('9')}`, '9000'],
    ['opens it', '00B0000001', 'AA 9000'],
    ['on again', `0028000108 ${pin('1')}`, '9000'],
    [
      'usage 00',
      '80F2000028',
      '6226 82027821 83027F60 8405A0000000AA 8A0105 C612 9001F0 830101 950100 830111 830181 83010A 9000',
    ],
    ['off for good', `0026000108 ${pin('1')}`, '9000'],
    ['open', '00B0000001', 'AA 9000'],
  ],
  'a referenced rule by security environment': [
    A,
    ['the file', '00A4000C02 6003', '9000'],
    ['environment 01: PIN1', '00B0000001', '6982'],
    ['PIN1', `0020000108 ${pin('1')}`, '9000'],
    ['read', '00B0000001', 'BB 9000'],
    ['PIN1 off', `0026000108 ${pin('1')}`, '9000'],
    ['environment 00: never', '00B0000001', '6982'],
    ['on', `0028000108 ${pin('1')}`, '9000'],
    ['read', '00B0000001', 'BB 9000'],
  ],
  'administrative keys of 16 and 8 bytes': [
    ['half of it', '0020000A08 0123456789ABCDEF', '6700'],
    ['all', `0020000A10 ${'0123456789ABCDEF'.repeat(2)}`, '9000'],
    ['change', `0024000A20 ${'0123456789ABCDEF'.repeat(2)}${'FF'.repeat(16)}`, '9000'],
    ['the old one', `0020000A10 ${'0123456789ABCDEF'.repeat(2)}`, '63C2'],
    ['the new one', `0020000A10 ${'FF'.repeat(16)}`, '9000'],
    ['not switched off', `0026000A10 ${'FF'.repeat(16)}`, '6985'],
    ['no unblock code', '002C000A00', '6985'],
    ['ADM10 has ten tries', '0020008E00', '63CA'],
    ['wrong', '0020008E08 1122334455667789', '63C9'],
    ['right', '0020008E08 1122334455667788', '9000'],
    ['as many as before', '0020008E08 1122334455667789', '63C9'],
  ],
  'change, off and on block as VERIFY does; UNBLOCK frees': [
    ['change with a wrong one', `0024000110 ${pin('0')}${pin('7')}`, '63C2'],
    ['off with a wrong one', `0026000108 ${pin('0')}`, '63C1'],
    ['the last', `0020000108 ${pin('0')}`, '63C0'],
    ['blocked', `0024000110 ${pin('1')}${pin('7')}`, '6983'],
    ['blocked', `0026000108 ${pin('1')}`, '6983'],
    ['its PUK has ten', '002C000100', '63CA'],
    ['wrong PUK', `002C000110 3030303030303030 ${pin('7')}`, '63C9'],
    ['asking costs none', '002C000100', '63C9'],
    ['PUK', `002C000110 3837363534333231 ${pin('7')}`, '9000'],
    ['verified', '0020000100', '9000'],
    ['tries', '002C000100', '63CA'],
    ['on when it is', `0028000108 ${pin('7')}`, '6984'],
  ],
  'a PUK blocks too, and for ever': [
    ...Array.from(
      { length: 10 },
      (_, i): Step => [
        `wrong ${i}`,
        `002C000110 3030303030303030 ${pin('7')}`,
        `63C${(9 - i).toString(16).toUpperCase()}`,
      ],
    ),
    ['blocked', `002C000110 3837363534333231 ${pin('7')}`, '6983'],
    ['blocked, asked', '002C000100', '6983'],
    ['the PIN itself still goes', `0020000108 ${pin('1')}`, '9000'],
  ],
};

describe('PINs and keys (TS 102 221 9)', () => {
  it.each(Object.entries(TABLES))('%s', (_, steps) => {
    expect(run(new VirtualCard(image()), steps)).toEqual(expected(steps));
  });

  it('a reset forgets what is verified and keeps what is switched off or replaced', () => {
    const card = new VirtualCard(image());
    run(card, [A, ['', `0020008108 ${pin('2')}`, ''], ['', `0026910108 ${pin('1')}`, '']]);
    card.reset();
    const steps: Step[] = [A, ['local', '0020008100', '63C3'], ['file for PIN1', '00A4000C02 6001', '9000']];
    const asks: Step = ['asks for the universal PIN', '00B0000001', '6982'];
    expect(run(card, [...steps, asks])).toEqual(expected([...steps, asks]));
    const kept = card.image().credentials[0];
    expect([kept?.enabled, kept?.replacedBy]).toEqual([false, '11']);
    expect(run(new VirtualCard(card.image()), [...steps, asks])).toEqual(expected([...steps, asks]));
  });

  it('class A0 takes 16 bytes where the key has them, and blocks', () => {
    const steps: Step[] = [
      ['short', 'A020000A08 0123456789ABCDEF', '6710'],
      ['all', `A020000A10 ${'0123456789ABCDEF'.repeat(2)}`, '9000'],
      ...['9804', '9804', '9840'].map((sw): Step => ['wrong', `A020000A10 ${'00'.repeat(16)}`, sw]),
      ['blocked', `A020000A10 ${'0123456789ABCDEF'.repeat(2)}`, '9840'],
      ['no PUK', `A02C000A20 ${'00'.repeat(32)}`, '9808'],
    ];
    expect(run(new VirtualCard(image('2g')), steps)).toEqual(expected(steps));
  });
});
