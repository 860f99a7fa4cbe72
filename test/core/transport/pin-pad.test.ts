import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../../../core/base/bytes.ts';
import { commandInStructure, modifyStructure, readFeatures, verifyStructure } from '../../../core/transport/pin-pad.ts';

describe('structures of PC/SC part 10', () => {
  it('PIN_VERIFY_STRUCTURE (2.5.2), byte for byte', () => {
    expect(toHex(verifyStructure(hex('00200001')), ' ')).toBe(
      [
        '1E 0F', // bTimerOut, bTimerOut2
        '82', // bmFormatString: bytes, at offset 0, left, ASCII
        '08', // bmPINBlockString: 8 bytes
        '00', // bmPINLengthFormat
        '08 04', // wPINMaxExtraDigit: 4 to 8
        '02', // bEntryValidationCondition: the OK key
        'FF', // bNumberMessage
        '09 04', // wLangId
        '00', // bMsgIndex
        '00 00 00', // bTeoPrologue
        '0D 00 00 00', // ulDataLength
        '00 20 00 01 08 FF FF FF FF FF FF FF FF',
      ].join(' '),
    );
  });

  it('PIN_MODIFY_STRUCTURE (2.5.3), byte for byte', () => {
    expect(toHex(modifyStructure(hex('A0240001')), ' ')).toBe(
      [
        '1E 0F 82 08 00',
        '00 08', // bInsertionOffsetOld, bInsertionOffsetNew
        '08 04',
        '03', // bConfirmPIN: the present one is asked for, the new one twice
        '02 FF 09 04',
        '00 01 02', // bMsgIndex1 to 3
        '00 00 00',
        '15 00 00 00',
        'A0 24 00 01 10 FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF',
      ].join(' '),
    );
  });

  it('the command is found again in each', () => {
    const block = 'FF'.repeat(8);
    expect(toHex(commandInStructure(verifyStructure(hex('00200081')), 'verify'))).toBe(`0020008108${block}`);
    expect(toHex(commandInStructure(modifyStructure(hex('00240001')), 'modify'))).toBe(`0024000110${block}${block}`);
  });
});

describe('the list of features (2.3)', () => {
  it.each([
    ['both', '060442330006 070442330007', { verify: 0x42330006, modify: 0x42330007 }],
    ['among others', '12044233001206044233000A', { verify: 0x4233000a }],
    ['a Windows code', '06040031 36B0', { verify: 0x3136b0 }],
    ['none', '', {}],
    ['of another length', '0603423300 0704423300 07', { modify: 0x42330007 }],
    ['cut', '06044233', {}],
  ])('%s', (_title, list, codes) => {
    expect(readFeatures(hex(list))).toEqual(codes);
  });
});
