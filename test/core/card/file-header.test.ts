import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../../../core/base/bytes.ts';
import type { Result } from '../../../core/base/result.ts';
import { type FileHeader, readFcp, readSelectResponse2g } from '../../../core/card/file-header.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';

const VECTORS = vectorsOf('card-files.json');

function header(result: Result<FileHeader>): FileHeader {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

/** FCP templates (TS 102 221 11.1.1.3) of real cards and their fields. */
const FCPS: readonly (readonly [name: string, fields: Partial<FileHeader>])[] = [
  [
    'fcp-efdir-goldfish',
    {
      fid: 0x2f00,
      type: 'ef',
      structure: 'linear',
      size: 0xc0,
      recordLength: 0x30,
      records: 4,
      active: true,
      access: { kind: 'arr', fid: 0x2f06, record: 1 },
    },
  ],
  [
    'fcp-transparent-goldfish',
    { fid: 0x2fe2, type: 'ef', structure: 'transparent', size: 10, access: { kind: 'arr', fid: 0x2f06, record: 3 } },
  ],
  [
    'fcp-adf-pkcs15-nrf',
    {
      fid: null,
      type: 'df',
      active: true,
      access: { kind: 'arr', fid: 0x2f06, record: 0x0c },
      aid: hex('A000000063504B43532D3135'),
      pins: [
        { reference: 0x01, enabled: false },
        { reference: 0x0a, enabled: true },
      ],
    },
  ],
  [
    'fcp-ef-nrf',
    { fid: 0x5031, structure: 'transparent', size: 0x20, access: { kind: 'arr', fid: 0x6f06, record: 2 } },
  ],
  ['fcp-proprietary-a5', { fid: 0x5031, size: 0x38, access: { kind: 'arr', fid: 0x6f06, record: 2 } }],
];

describe('FCP', () => {
  it.each(FCPS)('%s', (name, fields) => {
    const { bytes } = vectorIn(VECTORS, name);
    expect(header(readFcp(bytes))).toMatchObject(fields);
    expect(toHex(header(readFcp(bytes)).bytes)).toBe(toHex(bytes));
  });

  it.each([
    // ISO/IEC 7816-4 5.4.10, TS 102 221 11.1.1.4.9
    ['initialised', '03', false],
    ['activated', '05', true],
    ['activated, other bit', '07', true],
    ['deactivated', '04', false],
    ['deactivated, other bit', '06', false],
    ['terminated', '0C', false],
    ['terminated', '0F', false],
  ])('life cycle %s (%s)', (_title, state, active) => {
    expect(header(readFcp(hex(`620B 82024121 83026421 8A01${state}`))).active).toBe(active);
  });

  it.each([
    ['8B of one byte: the EF(ARR) in reach', '8B0102', { kind: 'arr', fid: null, record: 2 }],
    ['8B of three: file id and record', '8B036F0602', { kind: 'arr', fid: 0x6f06, record: 2 }],
    ['8B with SE ids: the one of SE 01 stands first', '8B062F0601020003', { kind: 'arr', fid: 0x2f06, record: 2 }],
    ['8C compact', '8C020100', { kind: 'compact', bytes: hex('0100') }],
    ['AB expanded', 'AB058001019000', { kind: 'expanded', bytes: hex('8001019000') }],
    ['none', '', { kind: 'unknown' }],
  ])('security attributes: %s (TS 102 221 11.1.1.4.7)', (_title, attribute, access) => {
    const body = `82024121${attribute}`;
    const length = (body.length / 2).toString(16).padStart(2, '0');
    expect(header(readFcp(hex(`62${length}${body}`))).access).toMatchObject(access);
  });

  it('an MF is told from a DF by its id', () => {
    expect(header(readFcp(hex('6208 82027821 83023F00'))).type).toBe('mf');
    expect(header(readFcp(hex('6208 82027821 83027F50'))).type).toBe('df');
  });

  it.each(['', '62', '9000', '6205', '000000'])('what is no template is an error, not a throw: "%s"', (text) => {
    expect(readFcp(hex(text))).toMatchObject({ ok: false, error: { code: 'card-error' } });
  });
});

/** SELECT responses of class A0 (TS 51.011 9.2.1). */
describe('SELECT response in class A0', () => {
  it('of an EF: the bytes of a linear fixed file, its last one cut off', () => {
    const { bytes } = vectorIn(VECTORS, 'gsm-select-ef-response');
    expect(header(readSelectResponse2g(bytes))).toMatchObject({
      fid: 0x6f40,
      type: 'ef',
      structure: 'linear',
      size: 0x1c,
      recordLength: 0x1c,
      records: 1,
      active: true,
      access: { kind: 'nibbles', read: 1, update: 1, increase: 0, rehabilitate: 4, invalidate: 4 },
    });
  });

  it('of the MF: CHV states', () => {
    const { bytes } = vectorIn(VECTORS, 'gsm-select-mf-response');
    // Byte 14 is 93: b8 set, CHV1 is disabled (TS 51.011 9.3, file characteristics).
    expect(header(readSelectResponse2g(bytes))).toMatchObject({
      fid: 0x3f00,
      type: 'mf',
      pins: [
        { reference: 1, enabled: false, triesLeft: 3, initialised: true },
        { reference: 2, enabled: true, triesLeft: 3, initialised: true },
      ],
    });
  });

  it('of an EF that was invalidated: byte 12, b1', () => {
    expect(header(readSelectResponse2g(hex('0000 0100 6421 04 00 14F044 00 02 00 00'))).active).toBe(false);
    expect(header(readSelectResponse2g(hex('0000 0100 6421 04 00 14F044 01 02 00 00'))).active).toBe(true);
  });

  it('of a transparent EF without bytes 14 and 15, which are optional for it', () => {
    const read = readSelectResponse2g(hex('0000 0100 6421 04 00 14F044 01 01 00'));
    expect(header(read)).toMatchObject({ structure: 'transparent', size: 0x100 });
  });

  it('of a DF without CHV2', () => {
    expect(header(readSelectResponse2g(hex('00000000 7F50 02 0000000000 07 13 00 02 02 00 83'))).pins).toEqual([
      { reference: 1, enabled: true, triesLeft: 3, initialised: true },
    ]);
  });

  it.each(['', '00', '0000001C6F4003001100440102011C', '0000001C6F40040011'])(
    'what is too short or of no type: "%s"',
    (text) => {
      expect(readSelectResponse2g(hex(text))).toMatchObject({ ok: false, error: { code: 'card-error' } });
    },
  );
});
