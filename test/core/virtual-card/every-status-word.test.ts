import { describe, expect, it } from 'vitest';
import type { StatusRow } from '../../../core/apdu/status-row.ts';
import { STATUS_WORDS_2G } from '../../../core/apdu/status-words-2g.ts';
import { STATUS_WORDS_ISO } from '../../../core/apdu/status-words-iso.ts';
import type { CardImage, FileImage } from '../../../core/virtual-card/card-image.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';
import { answers, imageOf } from './support.ts';

const CYCLIC: FileImage = {
  path: '3F007F106F44',
  type: 'ef',
  structure: 'cyclic',
  recordLength: 2,
  data: 'FFFE00000000',
};
const OBJECTS: FileImage = {
  path: '3F007F106F45',
  type: 'ef',
  structure: 'ber-tlv',
  size: 0x200,
  data: `80820110${'AB'.repeat(0x110)}`,
};
const image = (platform: 'sim' | 'uicc'): CardImage => {
  const base = imageOf({ platform, modes: platform === 'sim' ? '2g' : '3g', pin1Enabled: true }, [CYCLIC, OBJECTS]);
  return { ...base, freeMemory: 64 };
};

/** What makes a card answer: commands, of which the last one counts. */
type Cause = readonly string[];

const PKCS15_2G = ['A0A40000027F50'];
const ADM1_2G = 'A020000A083132333435363738';
const WRONG_2G = 'A02000010830303030FFFFFFFF';
/** TS 51.011 9.4, by what a card does. */
const BEHAVIOUR_2G: Readonly<Record<string, Cause>> = {
  '9000': ['A02000010831323334FFFFFFFF'],
  '9Fxx': ['A0A40000023F00'],
  '9400': ['A0B0000001'],
  '9402': ['A0A40000022FE2', 'A0B0000A01'],
  '9404': ['A0A40000026999'],
  '9408': ['A0A40000022FE2', 'A0B201040A'],
  '9802': ['A02000050831323334FFFFFFFF'],
  '9804': [...PKCS15_2G, 'A0A40000026421', 'A0B0000001'],
  '9808': ['A02800010831323334FFFFFFFF'],
  '9810': [...PKCS15_2G, 'A0A40000025031', ADM1_2G, 'A004000000', 'A0B0000001'],
  '9840': [WRONG_2G, WRONG_2G, WRONG_2G],
  '9850': ['A0A40000027F10', 'A0A40000026F44', 'A032000003000002'],
  '67xx': ['A0A4000003000000'],
  '6Bxx': ['A0A40100023F00'],
  '6Dxx': ['A0EE000000'],
  '6Exx': ['00A4000C023F00'],
  '6Fxx': ['A0C0000010'],
};

const ADM1 = '0020000A083132333435363738';
const WRONG = '002000010830303030FFFFFFFF';
const create = (fid: string, size: string) =>
  `00E000001A62188202412183028888 8A0105AB058001079000 80021111 8800`
    .replaceAll(' ', '')
    .replace('8888', fid)
    .replace('1111', size);
/** TS 102 221 10.2, by what a card does. */
const BEHAVIOUR_ISO: Readonly<Record<string, Cause>> = {
  '9000': ['00A4000C02 3F00'],
  '61xx': ['00A4000402 3F00'],
  '6Cxx': ['00A4000C02 2FE2', '00B0000000'],
  '6282': ['00A4080C04 7F506422', '00A2010402 7788'],
  '6283': ['00A4000C02 7F50', ADM1, '0004000002 5031', '00A4000C02 5031'],
  '6285': ['00A4000C02 7F50', ADM1, '00E8000002 5031', '00A4000C02 5031'],
  '62Fx': ['00A4080C04 7F106F45', '80CB008001 80', '00C00000FF'],
  '63Cx': [WRONG],
  '63Fx': ['00A4080C04 7F106F45', '80DB008006 810A01020304'],
  '6700': ['00A4080C03 7F5050'],
  '6881': ['01A4000C02 3F00'],
  '6882': ['04A4000C02 3F00'],
  '6900': [ADM1, '00FE000000', '00A4000C02 3F00'],
  '6981': ['00A4000C02 2FE2', '00B2010404'],
  '6982': ['00A4080C04 7F506421', '00B0000001'],
  '6983': [WRONG, WRONG, WRONG, WRONG],
  '6984': ['00A4000C02 7F50', ADM1, '0004000002 5031', '00B0000001'],
  '6985': ['0026000A08 3132333435363738'],
  '6986': ['00B0000001'],
  '6A80': [ADM1, '00E0000002 6200'],
  '6A81': [...Array.from({ length: 19 }, () => '0070000001'), '0070000001'],
  '6A82': ['00A4000C02 6999'],
  '6A83': ['00A4080C04 7F506422', '00B2090404'],
  '6A84': [ADM1, create('6501', '0041')],
  '6A86': ['00A4050C02 3F00'],
  '6A87': ['00A4030C02 3F00'],
  '6A88': ['0020000900'],
  '6A89': [ADM1, create('2FE2', '0001')],
  '6A8A': [ADM1, '00E000001E 621C82027821840C A000000063504B43532D3135 8A0105 AB058001079000'],
  '6Bxx': ['00A4000C02 2FE2', '00B0000A01'],
  '6Dxx': ['00EE000000'],
  '6Exx': ['A0A4000002 3F00'],
  '9850': ['00A4080C04 7F106F44', '8032000002 0002'],
};

/** What no part of this card brings about (radio, toolkit, worn memory, authentication): the image's faults answer it. */
const BY_FAULT = {
  '2g': ['9100', '9E10', '9240', '9201', '9300'],
  iso: [
    ...['9110', '9203', '9300', '6200', '6281', '6284', '6400', '6581', '6500', '6800', '6989', '6F00'],
    ...['9862', '9863', '9864'],
  ],
} as const;

function rowOf(rows: readonly StatusRow[], sw: string): string | undefined {
  return rows.find((row) => new RegExp(`^${row.sw.replaceAll('x', '.')}$`).test(sw))?.sw;
}

function lastSw(card: VirtualCard, cause: Cause): string {
  return (answers(card, ...cause).at(-1) ?? '').slice(-4);
}

describe.each([
  ['2g', 'sim', STATUS_WORDS_2G, BEHAVIOUR_2G, BY_FAULT['2g']],
  ['iso', 'uicc', STATUS_WORDS_ISO, BEHAVIOUR_ISO, BY_FAULT.iso],
] as const)('status words of class %s', (_, platform, rows, behaviour, byFault) => {
  it.each(Object.entries(behaviour))('%s comes of what the card does', (row, cause) => {
    expect(rowOf(rows, lastSw(new VirtualCard(image(platform)), cause))).toBe(row);
  });

  it.each(byFault.map((sw) => [sw]))('%s comes of a fault of the image', (sw) => {
    const card = new VirtualCard({ ...image(platform), faults: [{ kind: 'status', at: 1, sw }] });
    const probe = platform === 'sim' ? 'A0A40000023F00' : '00A4000C023F00';
    expect(lastSw(card, [probe])).toBe(sw);
    expect(lastSw(card, [probe])).not.toBe(sw);
  });

  it('are all there, each once', () => {
    const produced = [...Object.keys(behaviour), ...byFault.map((sw) => rowOf(rows, sw))];
    expect(produced.sort()).toEqual(rows.map(({ sw }) => sw).sort());
  });
});
