import { describe, expect, it } from 'vitest';
import { cardOf, expected, run, type Step } from './support.ts';

const CYCLIC = {
  path: '3F007F106F44',
  type: 'ef',
  structure: 'cyclic',
  recordLength: 2,
  data: 'AAAABBBBCCCC',
} as const;
const sim = () => cardOf({ platform: 'sim', pin1Enabled: true }, [CYCLIC]);

const TABLES: Readonly<Record<string, readonly Step[]>> = {
  'SELECT reaches what TS 51.011 6.5 lets it reach': [
    ['a child of the MF', 'A0A4000002 7F50', '9F17'],
    ['a child of the current DF', 'A0A4000002 5031', '9F0F'],
    ['a sibling of the current DF', 'A0A4000002 7F20', '9F17'],
    ['the current DF itself', 'A0A4000002 7F20', '9F17'],
    ['not a file of another DF', 'A0A4000002 5031', '9404'],
    ['not a file of the MF', 'A0A4000002 2FE2', '9404'],
    ['the parent, which is the MF', 'A0A4000002 3F00', '9F17'],
    ['a file of the MF', 'A0A4000002 2FE2', '9F0F'],
    ['never by AID', 'A0A404000C A000000063504B43532D3135', '6B00'],
    ['not with another length', 'A0A4000003 3F0000', '6702'],
  ],
  'GET RESPONSE answers what SELECT announced, once': [
    ['nothing waits', 'A0C000000F', '6F00'],
    ['select', 'A0A4000002 2FE2', '9F0F'],
    ['more than there is', 'A0C0000010', '670F'],
    ['all of it', 'A0C000000F', '0000000A 2FE2 04 00 0F 00 FF 01 02 00 00 9000'],
    ['it is gone', 'A0C000000F', '6F00'],
    ['select', 'A0A4000002 3F00', '9F17'],
    ['a part', 'A0C0000007', '00000000 3F00 01 9000'],
    ['select', 'A0A4000002 3F00', '9F17'],
    ['another command takes it away', 'A0B0000001', '9400'],
    ['it is gone', 'A0C0000017', '6F00'],
    ['STATUS tells the current DF', 'A0F2000007', '00000000 3F00 01 9000'],
    ['STATUS with too much', 'A0F20000FF', '6717'],
  ],
  'a trailing Le is rejected on T=0': [
    ['SELECT', 'A0A4000002 3F00 00', '6700'],
    ['READ BINARY', 'A0B000000A 00', '6700'],
    ['UPDATE BINARY', 'A0D6000001 FF 00', '6700'],
    ['data missing', 'A0A4000002 3F', '6700'],
    ['a header cut short', 'A0A400', '6700'],
  ],
  'READ and UPDATE BINARY keep to the file': [
    ['no EF yet', 'A0B000000A', '9400'],
    ['ICCID', 'A0A4000002 2FE2', '9F0F'],
    ['all', 'A0B000000A', '98000121436587092193 9000'],
    ['from an offset', 'A0B0000802', '2193 9000'],
    ['P3 = 00 asks for 256', 'A0B0000000', '670A'],
    ['beyond the end from inside', 'A0B0000803', '6702'],
    ['offset beyond the end', 'A0B0000A01', '9402'],
    ['READ RECORD on it', 'A0B201040A', '9408'],
    ['never updated', 'A0D600000100', '9804'],
    ['PL', 'A0A4000002 2F05', '9F0F'],
    ['update asks for CHV1', 'A0D6000002 6672', '9804'],
    ['verify', 'A020000108 31323334FFFFFFFF', '9000'],
    ['update', 'A0D6000002 6672', '9000'],
    ['too long', 'A0D6000402 FFFFFF', '6700'],
    ['beyond the end', 'A0D6000502 FFFF', '6701'],
    ['read', 'A0B0000006', '66727A68FFFF 9000'],
  ],
  'records of a linear file': [
    ['DF', 'A0A4000002 7F50', '9F17'],
    ['EF', 'A0A4000002 6422', '9F0F'],
    ['absolute', 'A0B2010404', '01020304 9000'],
    ['another length', 'A0B2010400', '6704'],
    ['beyond the last', 'A0B2040404', '9402'],
    ['no current record', 'A0B2000404', '9402'],
    ['next', 'A0B2000204', '01020304 9000'],
    ['next', 'A0B2000204', '11121314 9000'],
    ['current', 'A0B2000404', '11121314 9000'],
    ['next', 'A0B2000204', 'FFFFFFFF 9000'],
    ['no next', 'A0B2000204', '9402'],
    ['previous', 'A0B2000304', '11121314 9000'],
    ['no such mode', 'A0B2000104', '6B00'],
    ['READ BINARY on it', 'A0B0000004', '9408'],
    ['update with another length', 'A0DC030403 A1A2A3', '6704'],
    ['update', 'A0DC030404 A1A2A3A4', '9000'],
    ['read', 'A0B2030404', 'A1A2A3A4 9000'],
    ['seek from the start', 'A0A2000102 1213', '9000'],
    ['it became current', 'A0B2000404', '11121314 9000'],
    ['seek from the end, with the number', 'A0A2001201 A3', '9F01'],
    ['its number', 'A0C0000001', '03 9000'],
    ['seek what is not there', 'A0A2000101 77', '9404'],
    ['seek longer than a record', 'A0A2000105 0102030405', '6704'],
  ],
  'records of a cyclic file': [
    ['DF', 'A0A4000002 7F10', '9F17'],
    ['EF', 'A0A4000002 6F44', '9F0F'],
    ['structure and record length', 'A0C000000F', '00000006 6F44 04 40 00 00 00 01 02 03 02 9000'],
    ['absolute update is refused', 'A0DC010402 DDDD', '6B00'],
    ['previous overwrites the oldest', 'A0DC000302 DDDD', '9000'],
    ['which is record 1', 'A0B2010402', 'DDDD 9000'],
    ['the others moved', 'A0B2020402', 'AAAA 9000'],
    ['and the last', 'A0B2030402', 'BBBB 9000'],
    ['current, 1, and back round', 'A0B2000302', 'BBBB 9000'],
    ['and forward round', 'A0B2000202', 'DDDD 9000'],
  ],
  'CHV1 counts, blocks and unblocks': [
    ['wrong length', 'A020000104 31323334', '6708'],
    ['empty', 'A020000100', '6708'],
    ['wrong', 'A020000108 31323335FFFFFFFF', '9804'],
    ['right', 'A020000108 31323334FFFFFFFF', '9000'],
    ['change', 'A024000110 31323334FFFFFFFF 39393939FFFFFFFF', '9000'],
    ['the old one', 'A020000108 31323334FFFFFFFF', '9804'],
    ['wrong', 'A020000108 31323334FFFFFFFF', '9804'],
    ['the last try', 'A020000108 31323334FFFFFFFF', '9840'],
    ['blocked', 'A020000108 39393939FFFFFFFF', '9840'],
    ['STATUS shows it', 'A0F2000016', '00000000 3F00 01 0000000000 09 13 03 03 05 00 80 8A 83 8A 9000'],
    ['unblock with a wrong code', 'A02C000010 3132333435363737 31313131FFFFFFFF', '9804'],
    ['unblock', 'A02C000010 3132333435363738 31313131FFFFFFFF', '9000'],
    ['the new one', 'A020000108 31313131FFFFFFFF', '9000'],
    ['disable', 'A026000108 31313131FFFFFFFF', '9000'],
    ['verify in contradiction', 'A020000108 31313131FFFFFFFF', '9808'],
    ['disable again', 'A026000108 31313131FFFFFFFF', '9808'],
    ['enable', 'A028000108 31313131FFFFFFFF', '9000'],
    ['enable again', 'A028000108 31313131FFFFFFFF', '9808'],
    ['CHV2 is not disabled', 'A026000208 35363738FFFFFFFF', '6B00'],
    ['no such CHV', 'A020000508 31313131FFFFFFFF', '9802'],
  ],
  'ADM1 opens what is administrative; INVALIDATE and REHABILITATE': [
    ['DF', 'A0A4000002 7F50', '9F17'],
    ['EF', 'A0A4000002 5031', '9F0F'],
    ['update', 'A0D6000001 A7', '9804'],
    ['invalidate', 'A004000000', '9804'],
    ['rehabilitate a valid one', 'A044000000', '9804'],
    ['ADM1', 'A020000A08 3132333435363738', '9000'],
    ['update', 'A0D6000001 A7', '9000'],
    ['rehabilitate a valid one', 'A044000000', '9810'],
    ['invalidate', 'A004000000', '9000'],
    ['invalidate again', 'A004000000', '9810'],
    ['read', 'A0B0000001', '9810'],
    ['select', 'A0A4000002 5031', '9F0F'],
    ['status byte', 'A0C000000F', '00000020 5031 04 00 04 00 44 00 02 00 00 9000'],
    ['rehabilitate', 'A044000000', '9000'],
    ['read', 'A0B0000001', 'A7 9000'],
  ],
  'other classes and instructions': [
    ['ISO class', '00A4000C023F00', '6E00'],
    ['unknown instruction', 'A0EE000000', '6D00'],
    ['wrong P2', 'A0A4000102 3F00', '6B00'],
  ],
};

describe('class A0 (TS 51.011) on a SIM', () => {
  it.each(Object.entries(TABLES))('%s', (_, steps) => {
    expect(run(sim(), steps)).toEqual(expected(steps));
  });

  it('gives an R-UIM DF(CDMA) and the same commands', () => {
    const steps: Step[] = [
      ['DF(CDMA)', 'A0A4000002 7F25', '9F17'],
      ['no DF(GSM)', 'A0A4000002 7F20', '9404'],
      ['ISO class', '00A4000C023F00', '6E00'],
    ];
    expect(run(cardOf({ platform: 'ruim' }), steps)).toEqual(expected(steps));
  });

  it('reads without CHV1 where that is switched off', () => {
    const steps: Step[] = [
      ['DF', 'A0A4000002 7F50', '9F17'],
      ['EF', 'A0A4000002 6421', '9F0F'],
      ['read', 'A0B0000002', '0001 9000'],
      [
        'P3 = 00 where 256 are there',
        'A0B0000100',
        `${Array.from({ length: 256 }, (_, i) => ((i + 1) & 0xff).toString(16).padStart(2, '0'))
          .join('')
          .toUpperCase()}9000`,
      ],
    ];
    expect(run(cardOf({ platform: 'sim' }), steps)).toEqual(expected(steps));
    expect(run(cardOf({ platform: 'sim', pin1Enabled: true }), steps.slice(0, 3))[2]).toMatch(/9804$/);
  });
});
