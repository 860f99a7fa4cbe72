import { describe, expect, it } from 'vitest';
import { toHex } from '../../../core/base/bytes.ts';
import { typedCredential } from '../../../electron/card-host/typed-credential.ts';
import { iccidDigits, parseKeyTable } from '../../../electron/storage/key-table.ts';

const A = '89001010000000000018';
const B = '89001010000000000026';

function cards(text: string) {
  const table = parseKeyTable(text, typedCredential);
  if (!table.ok) throw new Error(JSON.stringify(table.error));
  return Object.fromEntries(
    [...table.value].map(([iccid, keys]) => [
      iccid,
      Object.fromEntries([...keys].map(([ref, value]) => [ref, value.reveal(toHex)])),
    ]),
  );
}

function problems(text: string) {
  const table = parseKeyTable(text, typedCredential);
  return table.ok ? [] : table.error.map(({ line, reason }) => `${line}: ${reason}`);
}

describe('a key table', () => {
  it.each([
    ['commas', `iccid,adm1,pin1\n${A},hex:A1A2A3A4A5A6A7A8,ascii:1234\n`],
    ['semicolons, as spreadsheets of many countries write', `iccid;adm1;pin1\n${A};hex:A1A2A3A4A5A6A7A8;ascii:1234`],
    ['tabs, CRLF and a byte order mark', `\uFEFFICCID\tADM1\tCHV1\r\n${A}\thex:A1A2A3A4A5A6A7A8\tascii:1234\r\n`],
    ['quotes', `"iccid","0a","pin1"\n"${A}","hex:A1A2A3A4A5A6A7A8","ascii:1234"\n`],
    ['forms of columns', `iccid,adm1:hex,pin1:ascii\n${A},a1a2a3a4a5a6a7a8,1234\n`],
    ['forms of columns and of values', `iccid,adm1:hex,pin1:ascii\n${A},hex:A1A2A3A4A5A6A7A8,1234\n`],
    [
      'an ICCID with spaces and its filler',
      `iccid,adm1:hex,pin1:ascii\n8900 1010 0000 0000 0018F,A1A2A3A4A5A6A7A8,1234`,
    ],
  ])('with %s', (_name, text) => {
    expect(cards(text)).toEqual({ [A]: { adm1: 'A1A2A3A4A5A6A7A8', pin1: '31323334FFFFFFFF' } });
  });

  it('may have cells without a key, and blank lines', () => {
    expect(cards(`iccid,adm1:ascii,puk1:ascii\n${A},12345678,\n\n${B},,87654321\n`)).toEqual({
      [A]: { adm1: '3132333435363738' },
      [B]: { puk1: '3837363534333231' },
    });
  });

  it('tells every line that is wrong, counted as editors do, and never what stands there', () => {
    const text = [
      'iccid,adm1,pin1:ascii',
      `${A},hex:A1A2A3A4A5A6A7A8,1234`,
      `${B},12345678,1234`,
      '',
      '8.90010E+19,hex:A1A2A3A4A5A6A7A8,1234',
      `${A},hex:A1A2A3A4A5A6A7A8,1234`,
      `${B},hex:A1A2,1234`,
      '89001010000000000034,hex:A1A2A3A4A5A6A7A8',
      '89001010000000000042,hex:A1A2A3A4A5A6A7A8,12a4',
      '89001010000000000059,,',
      '89001010000000000067,hex:A1A2A3A4A5A6A7A8,hex:31323334FFFFFFFF',
      `${'9'.repeat(21)},hex:A1A2A3A4A5A6A7A8,1234`,
    ].join('\n');
    expect(problems(text)).toEqual([
      '3: adm1 does not say how it is written: hex:… or ascii:…, or name the column adm1:hex or adm1:ascii',
      '5: the first cell is no ICCID of 18 to 20 digits',
      '6: the card of line 2 again',
      '7: the card of line 3 again',
      '8: 2 cells, the head row has 3',
      '9: pin1: a PIN is 4 to 8 digits',
      '10: there is no key in it',
      '11: pin1 is hex, its column is ascii',
      '12: the first cell is no ICCID of 18 to 20 digits',
    ]);
    expect(problems(text).join()).not.toMatch(/A1A2|12345678|12a4/);
  });

  it.each([
    ['', '1: the table is empty'],
    ['iccid,adm1\n', '1: there is no card in it'],
    ['iccid\n', '1: there is no column for a key'],
    [`${A},hex:A1A2A3A4A5A6A7A8\n`, '1: the first column of the head row is not iccid'],
    ['iccid,adm11\n', '1: column 2 does not name a key'],
    ['iccid,adm1:base64\n', '1: column 2 does not name a key'],
    ['iccid,adm1,0A\n', '1: adm1 has two columns'],
    [`iccid,adm1\n${A},"hex:A1A2\n`, '2: not CSV (CSV_QUOTE_NOT_CLOSED)'],
    [`iccid,adm1\n${A},"hex:A1"A2\n`, '2: not CSV (CSV_INVALID_CLOSING_QUOTE)'],
  ])('is refused as a whole: %o', (text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });

  it('takes ten thousand rows', () => {
    const rows = Array.from(
      { length: 10_000 },
      (_, i) => `8900101${String(i).padStart(13, '0')},${'A1'.repeat(8)},1234`,
    );
    const table = parseKeyTable(`iccid,adm1:hex,pin1:ascii\n${rows.join('\n')}\n`, typedCredential);
    expect(table.ok && table.value.size).toBe(10_000);
  });
});

it.each([
  ['8900 1010 0000 0000 018', '8900101000000000018'],
  ['89001010000000000018', '89001010000000000018'],
  ['890010100000000001', '890010100000000001'],
  ['89001010000000001', undefined],
  ['8900101000000000001A', undefined],
  ['', undefined],
])('the ICCID of %o', (text, digits) => {
  expect(iccidDigits(text)).toBe(digits);
});
