import { describe, expect, it } from 'vitest';
import { hex } from '../../../core/base/bytes.ts';
import type { TelecomImageOptions } from '../../../core/virtual-card/telecom-image.ts';
import { answers, cardOf, imageOf } from './support.ts';

const FILE = { name: 'EF_X', fid: '6430', data: hex('A1A2'), size: 4, read: 'always', update: 'adm1' } as const;
const fileOf = (options: Partial<TelecomImageOptions>, path: string) =>
  imageOf(options).files.find((file) => file.path === path);

describe('an image built from options', () => {
  it('fills files and records with FF, or with another byte', () => {
    const built = (filler?: number) =>
      cardOf({
        modes: '3g',
        efDir: { records: [hex('6101')], recordLength: 4, count: 2, ...(filler !== undefined && { filler }) },
        pkcs15: { files: [{ ...FILE, ...(filler !== undefined && { filler }) }] },
      });
    const commands = ['00B201F404', '00B202F404', '00A4080C047F506430', '00B0000004'];
    expect(answers(built(), ...commands)).toEqual(['6101FFFF9000', 'FFFFFFFF9000', '9000', 'A1A2FFFF9000']);
    expect(answers(built(0), ...commands)).toEqual(['610100009000', '000000009000', '9000', 'A1A200009000']);
  });

  it('refers to a record of EF(ARR) that is not there: nobody may read then', () => {
    const options = { modes: '3g', pkcs15: { files: [{ ...FILE, arrRecord: 9 }] } } as const;
    expect(fileOf(options, '3F007F506430')?.security).toEqual({ tag: '8B', value: '6F0609' });
    expect(answers(cardOf(options), '00A4080C047F506430', '00B0000004')).toEqual(['9000', '6982']);
  });

  it('may have a PIN1 that is blocked, and another link', () => {
    expect(answers(cardOf({ pin1Enabled: true, pin1Tries: 0 }), '0020000100')).toEqual(['6983']);
    expect(imageOf({ link: { realTime: true } }).link).toEqual({ realTime: true });
  });
});
