import { describe, expect, it } from 'vitest';
import { answers, cardOf, expected, run, type Step } from './support.ts';

const PKCS15 = 'A000000063504B43532D3135';
const CYCLIC = {
  path: '3F007F106F44',
  type: 'ef',
  structure: 'cyclic',
  recordLength: 2,
  data: 'AAAABBBBCCCC',
} as const;
const uicc = () => cardOf({ modes: '3g', pin1Enabled: true }, [CYCLIC]);

const TABLES: Readonly<Record<string, readonly Step[]>> = {
  'SELECT by id, child, parent, path and name': [
    ['MF without data', '00A4000C00', '9000'],
    ['DF', '00A4000C02 7F50', '9000'],
    ['EF of it', '00A4000C02 5031', '9000'],
    ['sibling DF', '00A4000C02 7F10', '9000'],
    ['no EF of another DF', '00A4000C02 5031', '6A82'],
    ['parent', '00A4030C00', '9000'],
    ['no parent of the MF', '00A4030C00', '6A82'],
    ['child DF', '00A4010C02 7F50', '9000'],
    ['an EF is no child DF', '00A4010C02 5031', '6A82'],
    ['path from the MF', '00A4080C04 7F505031', '9000'],
    ['path from the current DF', '00A4090C02 6421', '9000'],
    ['path that does not exist', '00A4080C04 7F506999', '6A82'],
    ['3F00 does not stand in a path', '00A4080C06 3F007F505031', '6A82'],
    ['half an id', '00A4080C03 7F5050', '6700'],
    ['7FFF before an application is selected', '00A4080C04 7FFF5031', '6A82'],
    ['an ADF has no id', '00A4080C02 7FF0', '6A82'],
    ['by AID', `00A4040C0C ${PKCS15}`, '9000'],
    ['7FFF is that application', '00A4080C04 7FFF5031', '9000'],
    ['7FFF alone', '00A4000C02 7FFF', '9000'],
    ['by the beginning of an AID', '00A4040C05 A000000087', '9000'],
    ['which changed 7FFF', '00A4080C04 7FFF6F07', '9000'],
    ['the first of several', '00A4040C01 A0', '9000'],
    ['an AID that goes on', `00A4040C0D ${PKCS15}00`, '6A82'],
    ['termination of the session', `00A4044C0C ${PKCS15}`, '9000'],
    ['no application any more', '00A4000C02 7FFF', '6A82'],
    ['unknown P1', '00A4050C02 3F00', '6A86'],
    ['unknown P2', '00A4000802 3F00', '6A86'],
  ],
  'T=0: 61xx, GET RESPONSE, 6Cxx': [
    ['FCP announced', '00A4000402 2FE2', '6119'],
    ['wrong length', '00C0000000', '6C19'],
    ['right length', '00C0000019', '6217 82024121 83022FE2 8A0105 8B032F0603 8002000A 880110 9000'],
    ['gone', '00C0000019', '6985'],
    ['FCI announced', '00A4000002 2FE2', '6119'],
    ['in parts', '00C0000002', '6F17 6117'],
    ['the rest', '00C0000017', '82024121 83022FE2 8A0105 8B032F0603 8002000A 880110 9000'],
    ['READ with P3 = 00', '00B0000000', '6C0A'],
    ['repeated', '00B000000A', '98000121436587092193 9000'],
    ['too long', '00B0000080', '6C0A'],
    ['from an offset', '00B0000500', '6C05'],
    ['beyond the end', '00B0000A01', '6B00'],
    ['a trailing Le', '00A4000402 2FE2 00', '6700'],
    ['READ with data', '00B0000001 00', '6700'],
    ['STATUS', '80F2000C00', '9000'],
    ['STATUS, name', '80F2000100', '6C02'],
    ['STATUS, name, there is none', '80F2000102', '8400 9000'],
    ['STATUS is proprietary', '00F2000C00', '6E00'],
    ['READ BINARY is not', '80B000000A', '6E00'],
    ['secure messaging', '04B000000A', '6882'],
    ['unknown instruction', '00EE000000', '6D00'],
    ['unknown instruction, whatever follows', '00CADF3005', '6D00'],
    ['another class', 'F0B000000A', '6E00'],
    ['class A0', 'A0A40000023F00', '6E00'],
  ],
  'logical channels': [
    ['not open', '01A4000C02 3F00', '6881'],
    ['wrong Le', '0070000000', '6C01'],
    ['open', '0070000001', '01 9000'],
    ['select there', `01A4040C0C ${PKCS15}`, '9000'],
    ['channel 0 is where it was', '00A4000C02 5031', '6A82'],
    ['channel 1 too', '01A4000C02 5031', '9000'],
    ['open from channel 1', '0170000001', '02 9000'],
    ['it starts where channel 1 is', '02A4000C02 6421', '9000'],
    ['open 19 by number', '0070001300', '9000'],
    ['use it', '4FA4000C02 3F00', '9000'],
    ['STATUS there', 'CFF2000C00', '9000'],
    ['open again', '0070001300', '6985'],
    ['beyond the last', '0070001400', '6A86'],
    ['close from 0', '0070801300', '9000'],
    ['closed', '4FA4000C02 3F00', '6881'],
    ['close twice', '0070801300', '6881'],
    ['close from itself', '0170800100', '9000'],
    ['not the basic one', '0070800000', '6A86'],
    ['GET RESPONSE belongs to the channel', '02A4000402 3F00', '6120'],
    ['not to another', '00C0000020', '6985'],
  ],
  'short file ids': [
    ['EF(DIR) by SFI', '00B201F400', '6C30'],
    ['EF(DIR) record', '00B201F430', `61184F10A0000000871002FF86FF0389FFFFFFFF50045553494D${'FF'.repeat(22)} 9000`],
    ['an empty record', '00B204F430', `${'FF'.repeat(48)} 9000`],
    ['beyond the last', '00B205F430', '6A83'],
    ['ICCID by SFI', '00B0820001', '98 9000'],
    ['it became current', '00B0000101', '00 9000'],
    ['no such SFI', '00B09D0001', '6A82'],
    ['reserved bits', '00B0C20001', '6A86'],
    ['in the application', `00A4040C0C ${PKCS15}`, '9000'],
    ['ODF', '00B0910002', 'A706 9000'],
  ],
  records: [
    ['EF', '00A4080C04 7F506422', '9000'],
    ['length', '00B2010400', '6C04'],
    ['absolute', '00B2020404', '11121314 9000'],
    ['none is current', '00B2000404', '6A83'],
    ['next', '00B2000204', '01020304 9000'],
    ['previous of the first', '00B2000304', '6A83'],
    ['mode', '00B2010104', '6A86'],
    ['READ BINARY', '00B0000004', '6981'],
    ['update, wrong length', '00DC010403 AAAAAA', '6700'],
    ['update', '00DC010404 AAAAAAAA', '9000'],
    ['read', '00B2010404', 'AAAAAAAA 9000'],
    ['update beyond', '00DC040404 AAAAAAAA', '6A83'],
    ['cyclic', '00A4080C04 7F106F44', '9000'],
    ['absolute', '00DC010402 DDDD', '6A86'],
    ['previous', '00DC000302 DDDD', '9000'],
    ['newest first', '00B2010402', 'DDDD 9000'],
    ['transparent', '00A4000C02 3F00', '9000'],
    ['ICCID', '00A4000C02 2FE2', '9000'],
    ['READ RECORD on it', '00B2010404', '6981'],
  ],
  PINs: [
    ['tries', '0020000100', '63C3'],
    ['asking costs none', '0020000100', '63C3'],
    ['wrong', '0020000108 30303030FFFFFFFF', '63C2'],
    ['length', '0020000104 31323334', '6700'],
    ['right', '0020000108 31323334FFFFFFFF', '9000'],
    ['verified', '0020000100', '9000'],
    ['change', '0024000110 31323334FFFFFFFF 39393939FFFFFFFF', '9000'],
    ['disable', '0026000108 39393939FFFFFFFF', '9000'],
    ['verify a disabled one', '0020000108 39393939FFFFFFFF', '6984'],
    ['asking a disabled one', '0020000100', '9000'],
    ['enable', '0028000108 39393939FFFFFFFF', '9000'],
    ['wrong', '0020000108 30303030FFFFFFFF', '63C2'],
    ['wrong', '0020000108 30303030FFFFFFFF', '63C1'],
    ['wrong', '0020000108 30303030FFFFFFFF', '63C0'],
    ['blocked', '0020000108 39393939FFFFFFFF', '6983'],
    ['blocked, asked', '0020000100', '6983'],
    ['unblock tries', '002C000100', '63CA'],
    ['unblock, wrong', '002C000110 3030303030303030 31313131FFFFFFFF', '63C9'],
    ['unblock', '002C000110 3132333435363738 31313131FFFFFFFF', '9000'],
    ['tries again', '0020000108 31313131FFFFFFFF', '9000'],
    ['no such key', '0020000900', '6A88'],
    ['ADM1 is not switched off', '0026000A08 3132333435363738', '6985'],
    ['ADM1 has no unblock code', '002C000A00', '6985'],
    ['P1', '0020010100', '6A86'],
  ],
  'access rules through EF(ARR)': [
    ['EF', '00A4080C04 7F506421', '9000'],
    ['read asks for PIN1', '00B0000002', '6982'],
    ['PIN1', '0020000108 31323334FFFFFFFF', '9000'],
    ['read', '00B0000002', '0001 9000'],
    ['update asks for ADM1', '00D6000001 FF', '6982'],
    ['deactivate asks for ADM1', '0004000000', '6982'],
    ['ADM1', '0020000A08 3132333435363738', '9000'],
    ['update', '00D6000001 FF', '9000'],
    ['longer than the file', '00D6012B02 FFFF', '6700'],
    ['beyond the file', '00D6012C01 FF', '6B00'],
    ['15-bit offset', '00B0012B01', '2B 9000'],
    ['deactivate', '0004000000', '9000'],
    ['read', '00B0000002', '6984'],
    ['select warns', '00A4000C02 6421', '6283'],
    ['with FCP', '00A4000402 6421', '6118'],
    ['the warning comes with it', '00C0000018', '6216 82024121 83026421 8A0104 8B036F0602 8002012C 8800 6283'],
    ['activate by id', '0044000002 6421', '9000'],
    ['read', '00B0000002', 'FF01 9000'],
  ],
};

describe('ISO class (TS 102 221) on a UICC', () => {
  it.each(Object.entries(TABLES))('%s', (_, steps) => {
    expect(run(uicc(), steps)).toEqual(expected(steps));
  });

  it('gives out 19 channels and then no more', () => {
    const card = uicc();
    const opened = answers(card, ...Array.from({ length: 20 }, () => '0070000001'));
    expect(opened.slice(0, 19)).toEqual(
      Array.from({ length: 19 }, (_, i) => `${(i + 1).toString(16).padStart(2, '0').toUpperCase()}9000`),
    );
    expect(opened[19]).toBe('6A81');
  });

  it('goes through applications that fit a partial AID, one after the other', () => {
    const card = uicc();
    const select = (p2: string): string => {
      const [told = ''] = answers(card, `00A404${p2}01A0`);
      return told.startsWith('61') ? (answers(card, `00C00000${told.slice(2)}`)[0] ?? '') : told;
    };
    expect(select('04')).toContain('8410A0000000871002');
    expect(select('06')).toContain(`840C${PKCS15}`);
    expect(select('06')).toBe('6A82');
    expect(select('07')).toContain('8410A0000000871002');
    expect(select('05')).toContain(`840C${PKCS15}`);
  });

  it('speaks T=1: data at once, Le = 00 for what there is', () => {
    const steps: Step[] = [
      ['FCP', '00A4000402 2FE2 00', '6217 82024121 83022FE2 8A0105 8B032F0603 8002000A 880110 9000'],
      ['FCP not wanted', '00A4000402 2FE2', '9000'],
      ['FCP with a wrong Le', '00A4000402 2FE2 05', '6C19'],
      ['read', '00B0000000', '98000121436587092193 9000'],
      ['read too much', '00B0000010', '98000121436587092193 6282'],
      ['open', '0070000000', '01 9000'],
      ['close, case 1', '00708001', '9000'],
      ['record', '00B201F400', `61184F10A0000000871002FF86FF0389FFFFFFFF50045553494D${'FF'.repeat(22)} 9000`],
      ['verify, case 1', '00200001', '63C3'],
      ['extended length', '00B00000000100', '6700'],
      ['nothing waits', '00C0000001', '6985'],
    ];
    expect(run(cardOf({ modes: '3g', protocol: 'T=1', pin1Enabled: true }), steps)).toEqual(expected(steps));
  });

  it('takes its mode from the first command after a reset', () => {
    const card = cardOf();
    expect(answers(card, 'F0A4000C023F00', 'A0A40000023F00', '00A4000C023F00', 'A0A40000022FE2')).toEqual([
      '6E00',
      '9F17',
      '6E00',
      '9F0F',
    ]);
    card.reset();
    expect(answers(card, '00A4000C023F00', 'A0A40000023F00')).toEqual(['9000', '6E00']);
    expect(answers(cardOf({ modes: '2g' }), '00A4000C023F00', 'A0A40000023F00')).toEqual(['6E00', '9F17']);
    expect(answers(cardOf({ modes: '3g' }), 'A0A40000023F00', '00A4000C023F00')).toEqual(['6E00', '9000']);
  });

  it('reaches DF(PKCS15) by id in 2G mode, and no ADF', () => {
    expect(answers(cardOf(), 'A0A40000027F50', 'A0A40000027FF0', 'A0A40000027FFF')).toEqual(['9F17', '9404', '9404']);
  });

  it('honours its quirks', () => {
    expect(answers(cardOf({ quirks: { noLogicalChannels: true } }), '0070000001')).toEqual(['6881']);
    expect(answers(cardOf({ quirks: { noLogicalChannels: '6200' } }), '0070000001')).toEqual(['6200']);
    expect(answers(cardOf({ quirks: { noP2_0C: true } }), '00A4000C023F00', '00A40004023F00')).toEqual([
      '6A86',
      '6120',
    ]);
    expect(answers(cardOf({ quirks: { maxChannels: 1 } }), '0070000001', '0070000001')).toEqual(['019000', '6A81']);
  });
});
