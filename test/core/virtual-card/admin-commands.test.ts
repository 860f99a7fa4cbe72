import { describe, expect, it } from 'vitest';
import { hexByte } from '../../../core/base/bytes.ts';
import { parseCardImage, serializeCardImage } from '../../../core/virtual-card/card-image.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';
import { answers, cardOf, expected, imageOf, run, type Step } from './support.ts';

/** A BER-TLV object of `hex` values, spaces ignored. */
function object(tag: string, ...values: string[]): string {
  const value = values.join('').replaceAll(' ', '');
  return `${tag}${hexByte(value.length / 2)}${value}`;
}
/** The command with its data and length. */
function command(header: string, ...values: string[]): string {
  const value = values.join('').replaceAll(' ', '');
  return `${header}${hexByte(value.length / 2)}${value}`;
}

const FREE = 'AB05 800107 9000';
const create = (...objects: string[]) => command('00E00000', object('62', ...objects));
const transparent = (fid: string, size: string, ...rest: string[]) =>
  create('82024121', `8302${fid}`, '8A0105', object('AB', '80017F 9000 8401D4 9000'), `8002${size}`, '8800', ...rest);
const resize = (...objects: string[]) => command('80D40000', object('62', ...objects));

const ADM1: Step = ['ADM1', '0020000A08 3132333435363738', '9000'];
const PKCS15: Step = ['DF(PKCS15)', '00A4000C02 7F50', '9000'];
const uicc = () => cardOf({ modes: '3g' });

const TABLES: Readonly<Record<string, readonly Step[]>> = {
  'CREATE FILE: a transparent EF': [
    PKCS15,
    ['asks for the key of the DF', transparent('6500', '0004'), '6982'],
    ADM1,
    ['created', transparent('6500', '0004'), '9000'],
    ['it is the current file, full of FF', '00B0000004', 'FFFFFFFF 9000'],
    ['there is one already', transparent('6500', '0004'), '6A89'],
    ['the id of its DF', transparent('7F50', '0004'), '6A89'],
    ['reserved ids', transparent('3FFF', '0004'), '6A80'],
    ['and the MF', transparent('3F00', '0004'), '6A80'],
    ['more than the card has', transparent('6501', 'FFFF'), '6A84'],
    ['more than any has', create('82024121', '83026501', '8A0105', FREE, '8004FFFFFFFF'), '6A84'],
    ['selected by id', '00A4000402 6500', '611F'],
    ['as it was asked for', '00C000001F', '621D 82024121 83026500 8A0105 AB0A80017F90008401D49000 80020004 8800 9000'],
    ['by path', '00A4080C04 7F506500', '9000'],
  ],
  'CREATE FILE: every object of the FCP is kept': [
    PKCS15,
    ADM1,
    [
      'initialised, by reference, with a short id, special information and a pattern',
      create('82024121', '83026500', '8A0103', '8B036F0601', '80020006', '8801A8', 'A508 C00140 C103 414243', 'DE0155'),
      '9000',
    ],
    ['FCP', '00A4000402 6500', '6126'],
    [
      'all of it',
      '00C0000026',
      '6224 82024121 83026500 A508C00140C103414243 8A0103 8B036F0601 80020006 8801A8 DE0155 9000',
    ],
    ['the filling pattern, its last byte again', '00B0950006', '414243434343 9000'],
  ],
  'CREATE FILE: records and patterns': [
    PKCS15,
    ADM1,
    [
      'linear fixed, repeat pattern',
      create('8204 4221 0003', '83026500', '8A0105', FREE, '80020006', '8800', 'A504 C202 A1A2'),
      '9000',
    ],
    ['each record anew', '00B2020403', 'A1A2A1 9000'],
    ['linear fixed with a number', create('8205 4221 0003 02', '83026501', '8A0105', FREE, '80020006'), '9000'],
    ['that does not fit', create('8205 4221 0003 03', '83026502', '8A0105', FREE, '80020006'), '6A80'],
    ['half a record', create('8204 4221 0003', '83026502', '8A0105', FREE, '80020007'), '6A80'],
    ['255 records', create('8204 4221 0001', '83026502', '8A0105', FREE, '800200FF'), '6A80'],
    ['no record length', create('8202 4221', '83026502', '8A0105', FREE, '80020006'), '6A80'],
    ['cyclic', create('8204 4621 0002', '83026503', '8A0105', FREE, '80020006'), '9000'],
    ['a record', '00DC000302 1234', '9000'],
    ['object file', create('82027921', '83026504', '8A0105', FREE, '80020040'), '9000'],
    ['READ BINARY on it', '00B0000001', '6981'],
  ],
  'CREATE FILE: what it must say': [
    PKCS15,
    ADM1,
    ['no template', command('00E00000', '82024121'), '6A80'],
    ['no descriptor', create('83026500', '8A0105', FREE, '80020004'), '6A80'],
    ['no id', create('82024121', '8A0105', FREE, '80020004'), '6A80'],
    ['no size', create('82024121', '83026500', '8A0105', FREE), '6A80'],
    ['no rules', create('82024121', '83026500', '8A0105', '80020004'), '6A80'],
    ['terminated from the start', create('82024121', '83026500', '8A010C', FREE, '80020004'), '6A80'],
    ['short id 31', create('82024121', '83026500', '8A0105', FREE, '80020004', '8801F8'), '6A80'],
    ['P1', `00E001${transparent('6500', '0004').slice(6)}`, '6A86'],
  ],
  'CREATE FILE: DF and ADF': [
    ADM1,
    [
      'DF with room of its own',
      create(
        '82027821',
        '83027F60',
        '8A0105',
        object('AB', '80017F 9000 8401D4 9000'),
        '81020010',
        'C606 9001 00 83010A',
      ),
      '9000',
    ],
    ['STATUS', '80F2000000', '6C25'],
    [
      'its FCP, with the key’s state',
      '80F2000025',
      '6223 82027821 83027F60 8A0105 AB0A80017F90008401D49000 81020010 C60690018083010A 9000',
    ],
    ['a file in it', transparent('6500', '0010'), '9000'],
    ['the room is gone', transparent('6501', '0001'), '6A84'],
    ['its parent', '00A4030C00', '9000'],
    ['resized to less than it holds', resize('83027F60', '8102000F'), '6985'],
    ['resized', resize('83027F60', '81020020'), '9000'],
    ['room again', transparent('6501', '0010'), '9000'],
    ['MF', '00A4000C00', '9000'],
    ['ADF by name alone', create('82027821', '8406A0000000AABB', '8A0105', FREE), '9000'],
    ['by name', '00A4040C06 A0000000AABB', '9000'],
    ['MF', '00A4000C00', '9000'],
    ['the name is taken', create('82027821', '83027F61', '8406A0000000AABB', '8A0105', FREE), '6A8A'],
    ['neither id nor name', create('82027821', '8A0105', FREE), '6A80'],
  ],
  'DELETE FILE': [
    PKCS15,
    ['asks for a key', '00E4000002 5031', '6982'],
    ADM1,
    ['no such file', '00E4000002 6999', '6A82'],
    ['half an id', '00E4000001 50', '6700'],
    ['deleted', '00E4000002 5031', '9000'],
    ['gone', '00A4000C02 5031', '6A82'],
    ['no EF is current', '00B0000001', '6986'],
    ['the DF itself', '00E4000002 7F50', '9000'],
    ['its parent is current', '00A4000C02 2FE2', '9000'],
    ['by name it is gone too', '00A4040C0C A000000063504B43532D3135', '6A82'],
    ['not the MF', '00E4000002 3F00', '6985'],
    ['open a channel', '0070000001', '01 9000'],
    ['select there', '01A4000C02 2F05', '9000'],
    ['what another channel has selected stays', '00E4000002 2F05', '6985'],
    ['close it', '0070800100', '9000'],
    ['now it goes', '00E4000002 2F05', '9000'],
  ],
  'RESIZE FILE': [
    PKCS15,
    ['asks for the key', resize('83026422', '80020010'), '6982'],
    ADM1,
    ['linear', resize('83026422', '80020010'), '9000'],
    ['it is current and has its records', '00B2020404', '11121314 9000'],
    ['and a new one', '00B2040404', 'FFFFFFFF 9000'],
    ['half a record', resize('83026422', '80020011'), '6A80'],
    ['shorter', resize('83026421', '80020004'), '9000'],
    ['cut off', '00B0000004', '00010203 9000'],
    ['the rest is gone', '00B0000401', '6B00'],
    ['more than the card has', resize('83026421', '8003FFFFFF'), '6A84'],
    ['no size', resize('83026421'), '6A80'],
    ['no such file', resize('83026999', '80020004'), '6A82'],
    ['no template', command('80D40000', '83026421'), '6A80'],
    ['class', command('00D40000', '83026421'), '6E00'],
  ],
  'RESIZE FILE fills with the pattern of its file': [
    ADM1,
    ['created', transparent('6500', '0002', 'A505C1034142 43'), '9000'],
    ['longer', resize('83026500', '80020005'), '9000'],
    ['old bytes, then the pattern', '00B0000005', '4142434343 9000'],
    ['cyclic', create('8204 4621 0002', '83026503', '8A0105', object('AB', '8401D4 9000'), '80020006'), '9000'],
    ['is not resized', resize('83026503', '80020008'), '6981'],
  ],
  'a rule for a command header covers that command': [
    ADM1,
    [
      'rules for INS D4 with P1 00',
      create('82024121', '83026500', '8A0105', object('AB', '8602D400 9000'), '80020004'),
      '9000',
    ],
    ['let it pass', resize('83026500', '80020005'), '9000'],
    ['but not P1 01', resize('83026500', '80020005').replace('80D400', '80D401'), '6982'],
    ['and not READ', '00B0000001', '6982'],
  ],
  'DEACTIVATE, ACTIVATE, TERMINATE': [
    PKCS15,
    ['deactivate asks for the key', '0004000002 5031', '6982'],
    ADM1,
    ['a DF by its id', '0004000002 7F50', '9000'],
    ['select warns', '00A4000C02 7F50', '6283'],
    ['nothing new in it', transparent('6500', '0004'), '6985'],
    ['its files are shut away', '00A4000C02 5031', '9000'],
    ['no reading', '00B0000001', '6984'],
    ['activate it', '0044000002 7F50', '9000'],
    ['by path', '0004080004 7F505031', '9000'],
    ['deactivated', '00B0000001', '6984'],
    ['by path from the DF', '0044090002 5031', '9000'],
    ['active', '00B0000001', 'A7 9000'],
    ['terminate the EF', '00E8000000', '9000'],
    ['for ever', '0044000002 5031', '6985'],
    ['twice', '00E8000002 5031', '6985'],
    ['no reading', '00B0000001', '6984'],
    ['select warns', '00A4000C02 5031', '6285'],
    ['it may be deleted', '00E4000002 5031', '9000'],
    ['a DF is no EF', '00E8000002 7F50', '6981'],
    ['none is current', '00E8000000', '6986'],
    ['terminate the DF', '00E6000000', '9000'],
    ['select warns', '00A4000C02 7F50', '6285'],
    ['nothing is created there', transparent('6500', '0004'), '6985'],
  ],
  'TERMINATE CARD USAGE': [
    ['asks for the key', '00FE000000', '6982'],
    ADM1,
    ['P1', '00FE010000', '6A86'],
    ['ends the card', '00FE000000', '9000'],
    ['nothing is allowed', '00A4000C02 3F00', '6900'],
    ['nothing at all', '0020000100', '6900'],
  ],
};

describe('administrative commands (TS 102 222)', () => {
  it.each(Object.entries(TABLES))('%s', (_, steps) => {
    expect(run(uicc(), steps)).toEqual(expected(steps));
  });

  it('accounts for its memory', () => {
    const card = new VirtualCard({ ...imageOf({ modes: '3g' }), freeMemory: 16 });
    const steps: Step[] = [
      ADM1,
      ['too much', transparent('6500', '0011'), '6A84'],
      ['all of it', transparent('6500', '0010'), '9000'],
      ['no more', transparent('6501', '0001'), '6A84'],
      ['give back', resize('83026500', '8002000F'), '9000'],
      ['a byte', transparent('6501', '0001'), '9000'],
      ['delete', '00E4000002 6500', '9000'],
    ];
    expect(run(card, steps)).toEqual(expected(steps));
    expect(card.image().freeMemory).toBe(15);
  });

  it('tells class A0 how much is left, where the image says so', () => {
    const card = new VirtualCard({ ...imageOf({ platform: 'sim' }), freeMemory: 0x1234 });
    expect(answers(card, 'A0F2000006')).toEqual(['000012343F009000']);
  });

  it('leaves an image that makes the same card', () => {
    const card = uicc();
    run(card, [ADM1, PKCS15, ['', transparent('6500', '0004', 'A503C00140'), '']]);
    run(card, [['', '0004000000', '']]);
    const parsed = parseCardImage(serializeCardImage(card.image()), 'test.card.json');
    if (!parsed.ok) throw new Error(parsed.error.code);
    const again = new VirtualCard(parsed.value);
    expect(again.image()).toEqual(card.image());
    const select = ['00A4000C027F50', '00A40004026500', '00C0000026'];
    expect(answers(again, ...select)).toEqual(answers(card, ...select));
    expect(answers(again, '00A4000C026500')).toEqual(['6283']);
  });

  it('gives class A0 the access nibbles of a file that came with rules alone', () => {
    const rules = '800101 A406830101950108 800102 A40683010A950108 840132 9000';
    const image = imageOf();
    const card = new VirtualCard({ ...image, modes: '3g' });
    const made = create('8204 4621 0002', '83026500', '8A0105', object('AB', rules), '80020004');
    expect(run(card, [ADM1, ['created', made, '9000']])).toEqual(expected([ADM1, ['created', made, '9000']]));
    const gsm = new VirtualCard({ ...card.image(), modes: '2g' });
    const steps: Step[] = [
      ['select', 'A0A4000002 6500', '9F0F'],
      ['CHV1 reads, ADM1 updates, INCREASE is free', 'A0C000000F', '00000004 6500 04 40 14 00 FF 01 02 03 02 9000'],
    ];
    expect(run(gsm, steps)).toEqual(expected(steps));
  });
});
