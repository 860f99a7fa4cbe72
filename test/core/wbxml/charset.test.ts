import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../../../core/base/bytes.ts';
import { CHARSETS, charsetName, decodeText, encodeText } from '../../../core/wbxml/charset.ts';
import { decodeWbxml, rootElement } from '../../../core/wbxml/decode.ts';
import { encodeWbxml } from '../../../core/wbxml/encode.ts';
import { expectTiling } from '../../support/tiling.ts';

describe('character sets', () => {
  it.each([
    [3, 'Abc', '416263'],
    [4, 'Grüße', '4772FCDF65'],
    [5, 'Łódź', 'A3F364BC'],
    [8, 'Привет', 'BFE0D8D2D5E2'],
    [10, 'Αθήνα', 'C1E8DEEDE1'],
    [12, 'ışık', 'FDFEFD6B'],
    [106, 'é漢', 'C3A9E6BCA2'],
    [111, '€', 'A4'],
    [1000, 'Aé', '004100E9'],
    [1013, '😀', 'D83DDE00'],
    [1014, 'A漢', '4100226F'],
    [1015, 'é', '00E9'],
    [2084, 'мир', 'CDC9D2'],
    [2252, '€', '80'],
  ])('MIBenum %i writes and reads %s', (charset, text, bytes) => {
    expect(toHex(encodeText(text, charset) ?? new Uint8Array())).toBe(bytes);
    expect(decodeText(hex(bytes), charset)).toBe(text);
  });

  it.each([
    [17, '8ABF8E9A', '漢字'],
    [38, 'C7D1B1DB', '한글'],
    [113, 'BABAD7D6', '汉字'],
    [2026, 'BA7EA672', '漢字'],
  ])('MIBenum %i is read, and written where it is ASCII', (charset, bytes, text) => {
    expect(decodeText(hex(bytes), charset)).toBe(text);
    expect(toHex(encodeText('Abc1', charset) ?? new Uint8Array())).toBe('41626331');
    expect(encodeText(text, charset)).toBeUndefined();
  });

  it('follows a byte order mark', () => {
    expect(decodeText(hex('FFFE4100'), 1015)).toBe('A');
    expect(decodeText(hex('FEFF0041'), 1015)).toBe('A');
  });

  it.each([4, 5, 8, 2084])('MIBenum %i refuses what it does not have', (charset) => {
    expect(encodeText('漢', charset)).toBeUndefined();
  });

  it('names them; one that is not known is shown as UTF-8', () => {
    expect(charsetName(1015)).toBe('UTF-16');
    expect(charsetName(9999)).toBe('MIBenum 9999');
    expect(decodeText(hex('C3A9'), 9999)).toBe('é');
    for (const charset of Object.keys(CHARSETS).map(Number)) {
      const wide = charset === 1014 ? hex('4100') : hex('0041');
      const form = CHARSETS[charset as keyof typeof CHARSETS].form;
      expect(decodeText(form === 'wide' ? wide : hex('41'), charset)).toBe('A');
    }
  });
});

describe('strings of a document', () => {
  it.each([
    ['ISO-8859-1', '02A401 04 00 6D 03 47FC00 01', 'Gü'],
    ['UTF-16, whose strings end in two 00 bytes', '02A401 8777 00 6D 03 0041010000E9 0000 01', 'AĀé'],
    ['UTF-16 in the string table', '02A401 8777 08 0041 0000 00E9 0000 6D 83 04 01', 'é'],
    ['Shift_JIS, whose second bytes look like ASCII', '02A401 11 00 6D 03 955C00 01', '表'],
  ])('%s', (_, text, expected) => {
    const bytes = hex(text);
    const decoding = decodeWbxml(bytes);
    if (!decoding.ok) throw new Error(decoding.fault.reason);
    expect(rootElement(decoding.document)?.children).toMatchObject([{ kind: 'text', text: expected }]);
    expect(toHex(encodeWbxml(decoding.document))).toBe(toHex(bytes));
    expectTiling(decoding.tokens, 0, bytes.length);
  });

  it('does not end a UTF-16 string at a 00 that is half of a character', () => {
    expect(decodeWbxml(hex('02A401 8777 00 6D 03 0041 0100 00'))).toMatchObject({
      ok: false,
      fault: { reason: 'string-open' },
    });
  });
});
