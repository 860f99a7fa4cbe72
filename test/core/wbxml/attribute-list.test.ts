import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, hex, toHex, utf8 } from '../../../core/base/bytes.ts';
import { writeAttributeItems } from '../../../core/wbxml/attribute-item.ts';
import { type AttributeContext, readAttributeList } from '../../../core/wbxml/attribute-list.ts';

const table = utf8('APPID\0w7\0');
const context: AttributeContext = {
  charset: 106,
  stringTable: table,
  stringTableSpan: { offset: 4, length: table.length },
  vocabulary: 'prov',
};

const read = (bytes: Uint8Array, page = 0) => readAttributeList(bytes, 0, bytes.length, page, context);
const shown = (literal: string, page = 0) => read(hex(literal), page).attributes.map((a) => `${a.name}=${a.value}`);

describe('attribute lists', () => {
  it.each([
    ['a start that says the whole value', '46 01', 0, ['version=1.0']],
    ['a page switch before the start', '00 01 36 06 03 7737 00 01', 0, ['name=APPID', 'value=w7']],
    ['the page of the element before', '36 06 03 7737 00 01', 1, ['name=APPID', 'value=w7']],
    ['the switch back that some writers make', '36 00 00 06 03 7737 00 01', 1, ['name=APPID', 'value=w7']],
    ['value tokens one after the other', '33 06 91 92 01', 1, ['name=AAUTHTYPE', 'value=HTTP-BASIC']],
    ['a switch inside a value', '33 00 00 06 00 01 93 01', 1, ['name=AAUTHTYPE', 'value=DIGEST']],
    ['references and entities', '05 83 00 06 83 06 02 21 01', 0, ['name=APPID', 'value=w7!']],
    ['a literal name', '04 06 03 61 00 01', 0, ['w7=a']],
    ['opaque bytes', '07 06 C3 02 4142 01', 0, ['name=NAME', 'value=AB']],
    ['an attribute without a value', '14 01', 0, ['name=INTERNET']],
    ['a start and a value that no table has', '4D 06 F0 01', 0, ['Attr_0_4D=', 'value=']],
  ] as const)('%s', (_, literal, page, expected) => {
    expect(shown(literal, page)).toEqual(expected);
  });

  it('tells the page that it ends on and the byte after it', () => {
    expect(read(hex('00 01 36 01 FF FF'))).toMatchObject({ page: 1, next: 4 });
  });

  it('knows the bytes of every value', () => {
    const [name, value] = read(hex('07 06 03 4F70 00 01')).attributes;
    expect(name?.parts).toEqual([]);
    expect(value?.parts[0]?.valueSpan).toEqual({ offset: 3, length: 2 });
    expect(read(hex('07 06 83 06 01')).attributes[1]?.parts[0]?.valueSpan).toEqual({ offset: 10, length: 2 });
  });

  it('writes every list as it was read, odd numbers and unknown tokens included', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '4D',
        '07',
        '36',
        '45',
        '50',
        '85',
        '91',
        'F0',
        'C0',
        '00 01',
        '00 05',
        '04 80 06',
        '83 80 00',
        '02 81 21',
      ),
      fc.uint8Array({ min: 1, maxLength: 6 }).map((bytes) => `03 ${toHex(bytes)} 00`),
      fc.uint8Array({ maxLength: 6 }).map((bytes) => `C3 80 0${bytes.length} ${toHex(bytes)}`),
      fc.constantFrom('40 41 00', '80 05', '81 80 05'),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const bytes = hex(`${parts.join(' ')} 01`);
        const list = read(bytes);
        expect(list.next).toBe(bytes.length);
        expect(toHex(concat(writeAttributeItems(list.items), hex('01')))).toBe(toHex(bytes));
      }),
    );
  });

  it('ends at the first token that does not read', () => {
    for (const bytes of ['07 03 61', '07 83', '07 C3 05 41', '00', '07 40 61', '07 02 FF FF FF FF FF'])
      expect(shown(bytes)).toEqual(bytes === '00' ? [] : ['name=NAME']);
  });
});
