import { describe, expect, it } from 'vitest';
import { hexByte, hexWord, toHex } from '../../../core/base/bytes.ts';
import type { FileImage } from '../../../core/virtual-card/card-image.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';
import { answers, cardOf, expected, imageOf, run, type Step } from './support.ts';

const LINEAR: FileImage = {
  path: '3F007F106F3A',
  type: 'ef',
  structure: 'linear',
  recordLength: 4,
  sfi: 3,
  data: '41424344 42434445 FFFFFFFF 44414243'.replaceAll(' ', ''),
};
const CYCLIC: FileImage = {
  path: '3F007F106F44',
  type: 'ef',
  structure: 'cyclic',
  recordLength: 2,
  sfi: 4,
  data: '0010000500FF',
};
const GUARDED_CYCLIC: FileImage = {
  path: '3F007F106F45',
  type: 'ef',
  structure: 'cyclic',
  recordLength: 2,
  sfi: null,
  security: { tag: 'AB', value: '8001019000840132A406830101950108' },
  data: '00100005',
};
const LARGE: FileImage = {
  path: '3F007F106F50',
  type: 'ef',
  sfi: 5,
  data: toHex(Uint8Array.from({ length: 0x9000 }, (_, i) => (i >> 8) ^ (i & 0xff))),
};
const OBJECTS: FileImage = {
  path: '3F007F106F60',
  type: 'ef',
  structure: 'ber-tlv',
  size: 32,
  sfi: 6,
  proprietary: '86020180',
  data: '8003010203 5F0102AABB'.replaceAll(' ', ''),
};
const EXTRA = [LINEAR, CYCLIC, GUARDED_CYCLIC, LARGE, OBJECTS];
const uicc = () => cardOf({ modes: '3g', pin1Enabled: true }, EXTRA);
const TELECOM: Step = ['DF(TELECOM)', '00A4000C02 7F10', '9000'];
const PIN1: Step = ['PIN1', '0020000108 31323334FFFFFFFF', '9000'];

const TABLES: Readonly<Record<string, readonly Step[]>> = {
  'SEARCH RECORD, simple': [
    TELECOM,
    ['forwards, all that hold it', '00A201 1C 02 4243', '6103'],
    ['their numbers', '00C0000003', '010204 9000'],
    ['the first is current', '00B2000404', '41424344 9000'],
    ['backwards', '00A20405 02 4243', '6103'],
    ['their numbers', '00C0000003', '040201 9000'],
    ['from record 2 on', '00A20204 02 4243', '6102'],
    ['their numbers', '00C0000002', '0204 9000'],
    ['from the current one, which is 2', '00A20004 02 4243', '6102'],
    ['not there', '00A20104 02 7777', '6282'],
    ['longer than a record', '00A20104 05 4142434445', '6700'],
    ['no record 9', '00A20904 01 41', '6A83'],
    ['reserved kind', '00A20107 01 41', '6A86'],
    ['a transparent file', '00A4000C02 6F50', '9000'],
    ['has no records', '00A20104 01 41', '6981'],
  ],
  'SEARCH RECORD, enhanced': [
    TELECOM,
    ['the file', '00A4000C02 6F3A', '9000'],
    ['from offset 1', '00A20106 04 0401 4243', '6102'],
    ['record 2 has it at 0 alone', '00C0000002', '0104 9000'],
    ['behind the first 43', '00A20106 03 0C43 44', '6102'],
    ['record 4 has none behind', '00C0000002', '0102 9000'],
    ['forwards from the next record: 1 is current', '00A20006 03 0600 44', '6102'],
    ['not 1', '00C0000002', '0204 9000'],
    ['backwards from the previous one: 2 is current', '00A20006 03 0700 44', '6101'],
    ['1', '00C0000001', '01 9000'],
    ['reserved indication', '00A20106 03 1400 41', '6A80'],
    ['no course', '00A20106 03 0000 41', '6A80'],
  ],
  'records by short id, next and previous': [
    TELECOM,
    ['next of none', '00B2001A04', '41424344 9000'],
    ['naming the current file again goes on', '00B2001A04', '42434445 9000'],
    ['previous', '00B2001B04', '41424344 9000'],
    ['update next', '00DC001A04 31323334', '9000'],
    ['which is the second', '00B2020404', '31323334 9000'],
  ],
  INCREASE: [
    TELECOM,
    ['by short id', '8032840001 03', '6103'],
    ['the sum and what was added', '00C0000003', '001303 9000'],
    ['it is the newest record', '00B2010402', '0013 9000'],
    ['the others moved', '00B2020402', '0010 9000'],
    ['too much', '803200000 2FFF0'.replaceAll(' ', ''), '9850'],
    ['too much, in more bytes than the record has', '8032000003 010000', '9850'],
    ['nothing', '8032000000', '6700'],
    ['P2', '8032000101 01', '6A86'],
    ['a linear file', '8032830001 01', '6981'],
    ['it is proprietary', '0032840001 01', '6E00'],
    ['one with rules', '00A4000C02 6F45', '9000'],
    ['asks for PIN1', '8032000001 01', '6982'],
    PIN1,
    ['with it', '8032000001 01', '6103'],
    ['but no update', '00DC000302 0000', '6982'],
  ],
  'BINARY beyond 32 kB by the odd instructions': [
    TELECOM,
    ['select', '00A4000C02 6F50', '9000'],
    ['offset 8FFE', '00B1000004 54028FFE', '6104'],
    ['two bytes are left', '00C0000004', '53027170 9000'],
    ['offset of three bytes', '00B1000005 5403008FFF', '6103'],
    ['the last byte', '00C0000003', '530170 9000'],
    ['beyond the end', '00B1000004 54029000', '6B00'],
    ['no offset', '00B1000000', '6A80'],
    ['by short id', '00B1000503 540100', '6100'],
    ['update', '00D7000008 54028FFE 5302CAFE', '9000'],
    ['there it is', '00B1000004 54028FFE', '6104'],
    ['new', '00C0000004', '5302CAFE 9000'],
    ['by file id', '00D76F5008 54028FFE 53020000', '9000'],
    ['more than is left', '00D7000009 54028FFE 5303CAFECA', '6700'],
    ['nothing to write', '00D7000006 54028FFE 5300', '6A80'],
    ['no such file', '00D76F9908 54028FFE 53020000', '6A82'],
    ['records have none', '00B1000303 540100', '6981'],
  ],
  'RETRIEVE DATA and SET DATA': [
    TELECOM,
    ['by short id', '80CB008601 80', '6105'],
    ['the object', '00C0000005', '8003010203 9000'],
    ['all tags', '80CB008001 5C', '6105'],
    ['list', '00C0000005', '5C03805F01 9000'],
    ['two-byte tag', '80CB008002 5F01', '6105'],
    ['it', '00C0000005', '5F0102AABB 9000'],
    ['not there', '80CB008001 81', '6A88'],
    ['no tag', '80CB008000', '6A80'],
    ['nothing was begun', '80CB000010', '6985'],
    ['set', '80DB008004 80020A0B', '9000'],
    ['new', '80CB008001 80', '6104'],
    ['it', '00C0000004', '80020A0B 9000'],
    ['in blocks', '80DB008004 81060102', '63F1'],
    ['next', '80DB000002 0304', '63F1'],
    ['again', '80DB004002 1314', '63F1'],
    ['the rest', '80DB000002 0506', '9000'],
    ['as sent', '80CB008001 81', '6108'],
    ['it', '00C0000008', '8106010213140506 9000'],
    ['too much in the last block', '80DB008004 81030102', '63F1'],
    ['more than announced', '80DB000003 030405', '6A80'],
    ['and it is over', '80DB000001 03', '6985'],
    ['delete', '80DB008001 81', '9000'],
    ['gone', '80CB008001 81', '6A88'],
    ['twice', '80DB008001 81', '6A88'],
    ['length zero deletes too', '80DB008002 8000', '9000'],
    ['gone', '80CB008001 80', '6A88'],
    ['the list is none of them', '80DB008003 5C0100', '6A80'],
    ['beyond the maximum size', '80DB008005 8282018101', '6A84'],
    ['far beyond', '80DB008008 9F0184FFFFFFF0 01', '6A84'],
    ['a tag of two bytes in blocks', '80DB008004 9F020301', '63F1'],
    ['its end', '80DB000002 0203', '9000'],
    ['as sent', '80CB008002 9F02', '6106'],
    ['reserved block', '80DB002001 81', '6A86'],
    ['a transparent file', '80CB008501 80', '6981'],
  ],
  'a long object comes in blocks': [
    TELECOM,
    ['begin', `80DB0086FF 82820110${'A5'.repeat(251)}`, '63F1'],
    ['end', `80DB000015 ${'5A'.repeat(21)}`, '9000'],
    ['first block', '80CB008001 82', '61FF'],
    ['more follows', '00C00000FF', `82820110${'A5'.repeat(251)} 62F1`],
    ['next', '80CB000015', `${'5A'.repeat(21)} 9000`],
    ['no more', '80CB000001', '6985'],
    ['once more the last', '80CB004015', `${'5A'.repeat(21)} 9000`],
  ],
  'TERMINAL CAPABILITY': [
    ['template', '80AA000005 A903810100', '9000'],
    ['something else', '80AA000003 810100', '6A80'],
    ['P1', '80AA010005 A903810100', '6A86'],
  ],
};

describe('files of a UICC (TS 102 221 11)', () => {
  it.each(Object.entries(TABLES))('%s', (_, steps) => {
    expect(run(uicc(), steps)).toEqual(expected(steps));
  });

  it('an object file grows to its maximum and is the same from its image', () => {
    const card = uicc();
    const object = `8281 50${'11'.repeat(0x50)}`.replaceAll(' ', '');
    const steps: Step[] = [TELECOM, ['set', `80DB0086${hexByte(object.length / 2)}${object}`, '9000']];
    expect(run(card, steps)).toEqual(expected(steps));
    const again = new VirtualCard(card.image());
    expect(answers(again, '00A4000C027F10', '80CB00860182', '00C0000053').at(-1)).toBe(`${object}9000`);
    expect(card.image().files.at(-1)?.size).toBe(10 + object.length / 2);
  });
});

describe('class A0 on a SIM', () => {
  it('INCREASE and SLEEP', () => {
    const access2g = { read: 0, update: 15, increase: 1, rehabilitate: 15, invalidate: 15 };
    const card = cardOf({ platform: 'sim', pin1Enabled: true }, [{ ...CYCLIC, access2g }]);
    const steps: Step[] = [
      ['sleep', 'A0FA000000', '9000'],
      ['nothing selected', 'A032000003 000001', '9400'],
      ['DF', 'A0A4000002 7F10', '9F17'],
      ['EF', 'A0A4000002 6F44', '9F0F'],
      ['asks for CHV1', 'A032000003 000001', '9804'],
      ['CHV1', 'A020000108 31323334FFFFFFFF', '9000'],
      ['adds', 'A032000003 000001', '9F05'],
      ['sum and number', 'A0C0000005', '0011000001 9000'],
      ['two bytes', 'A032000002 0001', '6703'],
      ['too much', 'A032000003 00FFFF', '9850'],
      ['P1', 'A032010003 000001', '6B00'],
    ];
    expect(run(card, steps)).toEqual(expected(steps));
  });
});

describe('extended lengths on T=1', () => {
  const le = (length: number) => `00${hexWord(length)}`;
  const of = (extendedLength: boolean) =>
    new VirtualCard({ ...imageOf({ modes: '3g', protocol: 'T=1' }, EXTRA), extendedLength });

  it('are understood where the image says so', () => {
    const card = of(true);
    const big = 'C3'.repeat(0x1234);
    const [selected, read, all, written, back] = answers(
      card,
      '00A4080C047F106F50',
      `00B00000${le(0x1234)}`,
      `00B07FF0${le(0)}`,
      `00D6000000${hexWord(0x1234)}${big}`,
      `00B00000${le(0x1234)}`,
    );
    expect(selected).toBe('9000');
    expect(read).toBe(`${(LARGE.data ?? '').slice(0, 2 * 0x1234)}9000`);
    expect(all).toBe(`${(LARGE.data ?? '').slice(2 * 0x7ff0)}9000`);
    expect(written).toBe('9000');
    expect(back).toBe(`${big}9000`);
  });

  it('come with case 4, and are refused where they do not fit', () => {
    expect(answers(of(true), `00A4000400 0002 2FE2 0000`, '00A400040000022FE2')).toEqual([
      expect.stringMatching(/^62.*9000$/),
      '9000',
    ]);
    expect(answers(of(true), '00D600000000051122', '00D60000000000')).toEqual(['6700', '6986']);
  });

  it('are announced by the ATR and EF(ATR) of a built card', () => {
    const image = imageOf({ modes: '3g', protocol: 'T=1', extendedLength: true });
    const card = new VirtualCard(image);
    expect(image.atr).toContain('8031A073BE2153');
    expect(imageOf({ protocol: 'T=1' }).atr).toContain('8031A073BE2113');
    expect(answers(card, '00A4000C022F01', `00B00000${le(0)}`)[1]).toBe('4703BE21537F660802027FFF02027FFF9000');
  });

  it('are a wrong length elsewhere', () => {
    expect(answers(of(false), `00B00000${le(0x1234)}`)).toEqual(['6700']);
    const card = new VirtualCard({ ...imageOf({ modes: '3g' }), extendedLength: true });
    expect(answers(card, `00D6000000${hexWord(2)}1122`)).toEqual(['6700']);
  });
});
