import { describe, expect, it } from 'vitest';
import { type NewFileOptions, newFileOf, placeOf } from '../../cli/admin-file.ts';
import { hex } from '../../core/base/bytes.ts';

const FILE = '3F007F506430';

describe('a new file as typed', () => {
  it.each<[string, string, NewFileOptions, unknown]>([
    [
      'a record file with its rule',
      FILE,
      { type: 'linear', records: '4', recordLength: '48', expanded: '800101 9000', sfi: '30' },
      {
        folder: { aid: null, fids: [0x7f50] },
        file: {
          fid: 0x6430,
          sfi: 30,
          lifeCycle: 'activated',
          security: { tag: 0xab, value: hex('8001019000') },
          file: { kind: 'ef', structure: 'linear', recordLength: 48, records: 4 },
        },
      },
    ],
    [
      'a DF with a name and PINs',
      '3F007F50',
      { type: 'df', size: '4096', arr: '2F06:3', dfName: 'A000000063', pins: 'pin1,81:off,0A', state: 'creation' },
      {
        folder: { aid: null, fids: [] },
        file: {
          fid: 0x7f50,
          lifeCycle: 'creation',
          security: { tag: 0x8b, value: hex('2F0603') },
          file: {
            kind: 'df',
            totalSize: 4096,
            aid: hex('A000000063'),
            pins: [
              { reference: 1, enabled: true },
              { reference: 0x81, enabled: false },
              { reference: 0x0a, enabled: true },
            ],
          },
        },
      },
    ],
    [
      'an ADF, which has no place below the MF',
      '3F00',
      { type: 'adf', size: '100', compact: '0100', dfName: 'A000000063' },
      { folder: { aid: null, fids: [] }, file: { security: { tag: 0x8c }, file: { kind: 'df' } } },
    ],
    [
      'a file in an application',
      '7FFF6F07',
      {
        type: 'transparent',
        size: '9',
        arr: '6F06:1',
        application: 'A0000000871002',
        worksDeactivated: true,
        fill: '00',
      },
      {
        folder: { aid: hex('A0000000871002'), fids: [] },
        file: { fid: 0x6f07, special: { worksWhenDeactivated: true }, filling: hex('00') },
      },
    ],
  ])('%s', (_name, path, options, wanted) => {
    expect(newFileOf(path, options)).toMatchObject({ ok: true, value: wanted });
  });

  it.each<[string, NewFileOptions, string]>([
    [FILE, { type: 'transparent', size: '10' }, '--arr'],
    [FILE, { type: 'transparent', size: '10', arr: '6F06:1', compact: '00' }, '--arr'],
    [FILE, { type: 'transparent', size: '10', arr: '6F06' }, 'FID:RECORD'],
    [FILE, { type: 'transparent', size: 'ten', arr: '6F06:1' }, 'ten'],
    [FILE, { type: 'transparent', size: '10', compact: 'XY' }, 'hex'],
    [FILE, { type: 'transparent', size: '10', arr: '6F06:1', fill: '' }, '--fill'],
    [FILE, { type: 'linear', size: '10', arr: '6F06:1' }, '--records'],
    [FILE, { type: 'df', size: '10', arr: '6F06:1', pins: 'pin9' }, 'pin9'],
    ['3F00', { type: 'df', size: '10', arr: '6F06:1' }, 'id of the new file'],
  ])('%s %j is wrong usage', (path, options, words) => {
    const made = newFileOf(path, options);
    expect(made).toMatchObject({ ok: false, error: { code: 'usage-invalid' } });
    if (!made.ok) expect(made.error.details.what).toContain(words);
  });

  it.each(['6421', '3F0', 'xyz', '7FFF6F07', ''])('"%s" alone is no place', (text) => {
    expect(placeOf(text, undefined)).toMatchObject({ ok: false, error: { code: 'usage-invalid' } });
  });
});
