import { describe, expect, it } from 'vitest';
import { hex } from '../../../core/base/bytes.ts';
import { parseCardImage, serializeCardImage } from '../../../core/virtual-card/card-image.ts';
import { QUIRKS, type Quirks } from '../../../core/virtual-card/quirks.ts';
import type { TelecomImageOptions } from '../../../core/virtual-card/telecom-image.ts';
import { answers, cardOf, imageOf } from './support.ts';

const SELECT_DM = ['00A4080C047F506421', '9000'] as const;
const SELECT_LIN = ['00A4080C047F506422', '9000'] as const;
const AID = 'A000000063504B43532D3135';
const ADM1 = ['0020000A083132333435363738', '9000'] as const;
const DM_2G = [
  ['A0A40000027F50', '9F17'],
  ['A0A40000026421', '9F0F'],
] as const;

type Row = readonly [
  quirks: Quirks,
  steps: readonly (readonly [command: string, answer: string])[],
  options?: Partial<TelecomImageOptions>,
];

const T1 = { protocol: 'T=1' } as const;
const GSM = { platform: 'sim' } as const;
const DIR = { efDir: { records: [hex('6101'), new Uint8Array(0), hex('6103')], recordLength: 2 } } as const;

/** What the card does with each quirk; the answer without it stands in the tests of the commands. */
const ROWS: readonly Row[] = [
  [{ noLogicalChannels: true }, [['0070000001', '6881']]],
  [{ noLogicalChannels: '6A81' }, [['0070000001', '6A81']]],
  [
    { maxChannels: 1 },
    [
      ['0070000001', '019000'],
      ['0070000001', '6A81'],
    ],
  ],
  [
    { noChannelClose: true },
    [
      ['0070000001', '019000'],
      ['0070800100', '6881'],
      ['01A4000C00', '9000'],
    ],
  ],
  [
    { noChannelCommands: true },
    [
      ['0070000001', '019000'],
      ['01A4000C00', '6E00'],
      ['00A4000C00', '9000'],
    ],
  ],
  [
    { channelStartsAt: '3F007F50' },
    [
      ['0070000001', '019000'],
      ['01A4000C026421', '9000'],
      ['00A4000C026421', '6A82'],
    ],
  ],
  [
    { wrongClass: '6D00' },
    [
      ['00A4000C00', '9000'],
      ['A0A40000023F00', '6D00'],
    ],
  ],
  [
    { unknownIns: ['F2'] },
    [
      ['80F2000000', '6D00'],
      ['00A4000C00', '9000'],
    ],
  ],
  [
    { unknownIns: ['F2'] },
    [
      ['A0F2000016', '6D00'],
      ['A0A40000023F00', '9F17'],
    ],
    GSM,
  ],
  [
    { noP2_0C: true },
    [
      ['00A4000C00', '6A86'],
      ['00A40004022FE2', '6119'],
    ],
  ],
  [
    { answersP2_0C: true },
    [
      ['00A4000C022FE2', '6119'],
      ['00C0000019', '621782024121 83022FE2 8A0105 8B032F0603 8002000A 880110 9000'],
    ],
  ],
  [
    { selectFciOnly: true },
    [
      ['00A4000C022FE2', '6A86'],
      ['00A40004022FE2', '6A86'],
      ['00A40000022FE2', '6119'],
      ['00C0000002', '6F176117'],
    ],
  ],
  [
    { fciTag: true },
    [
      ['00A40004022FE2', '6119'],
      ['00C0000002', '6F176117'],
    ],
  ],
  [
    { fcpOmits: ['82', '8A'] },
    [
      ['00A40004022FE2', '6112'],
      ['00C0000012', '6210 83022FE2 8B032F0603 8002000A 880110 9000'],
    ],
  ],
  [
    { fcpPadding: 'FF00' },
    [
      ['00A40004022FE2', '611B'],
      ['00C000001B', '621782024121 83022FE2 8A0105 8B032F0603 8002000A 880110 FF00 9000'],
    ],
  ],
  [
    { shortDirectory: true },
    [
      ['A0A40000023F00', '9F16'],
      ['A0F2000017', '6716'],
      ['A0F2000002', '00009000'],
      ['A0A40000022FE2', '9F0F'],
    ],
    GSM,
  ],
  [
    { noSelectByPath: true },
    [
      ['00A4080C047F506421', '6A86'],
      ['00A4090C027F50', '6A86'],
      ['00A4000C027F50', '9000'],
    ],
  ],
  [
    { aidSelection: 'full' },
    [
      [`00A4040C0B${AID.slice(0, 22)}`, '6A82'],
      [`00A4040C0C${AID}`, '9000'],
    ],
  ],
  [
    { aidSelection: 'partial' },
    [
      [`00A4040C0B${AID.slice(0, 22)}`, '9000'],
      [`00A4040C0C${AID}`, '6A82'],
    ],
  ],
  [{ noSfi: true }, [['00B201F400', '6A82'], ['00B0820001', '6A82'], ...[SELECT_LIN], ['00B2010404', '010203049000']]],
  [{ readPastEnd: '6700' }, [SELECT_DM, ['00B0010000', '6700'], ['00B001002C', `${head(44)}9000`]]],
  [{ readPastEnd: '6282' }, [SELECT_DM, ['00B0012A04', '2A2B6282'], ['00B0012C01', '6B00']]],
  [{ readPastEnd: 'FF' }, [SELECT_DM, ['00B0012A04', '2A2BFFFF9000'], ['00B0200002', 'FFFF9000']]],
  [{ readPastEnd: '6700' }, [SELECT_DM, ['00B0012A04', '6700'], ['00B0012A02', '2A2B9000']], T1],
  [{ recordLengthUntold: true }, [SELECT_LIN, ['00B2010400', '6700'], ['00B2010404', '010203049000']]],
  [{ le00Refused: true }, [SELECT_DM, ['00B0000000', '6700'], ['00B0000001', '009000'], ['80F2000000', '6700']]],
  [{ maxResponse: 32 }, [SELECT_DM, ['00B0000021', '6700'], ['00B0000020', `${head(32)}9000`]]],
  [{ maxResponse: 32, maxResponseTold: true }, [SELECT_DM, ['00B0000021', '6C20']]],
  [
    { maxResponse: 32, maxResponseTold: true },
    [...DM_2G, ['A0B0000021', '6720'], ['A0B0000020', `${head(32)}9000`]],
    { ...GSM, pin1Enabled: false },
  ],
  [
    { maxResponse: 32 },
    [
      ['00A40004027F50', '6120'],
      ['00C0000000', '6C20'],
    ],
  ],
  [{ maxCommand: 16 }, [ADM1, SELECT_DM, [`00D6000011${head(17)}`, '6700'], [`00D6000010${head(16)}`, '9000']]],
  [
    { updateAlign: 4 },
    [
      ADM1,
      SELECT_DM,
      ['00D6000103AABBCC', '6700'],
      ['00D6000003AABBCC', '6700'],
      ['00D6000404AABBCCDD', '9000'],
      ['00D6012804AABBCCDD', '9000'],
    ],
  ],
  [
    { updateAlign: 'file' },
    [ADM1, ['00A4080C047F505031', '9000'], ['00D6000001AA', '6700'], [`00D6000020${head(32)}`, '9000']],
  ],
  [
    { getResponseLong: true },
    [
      ['00A40004022FE2', '6119'],
      ['00C0000000', '621782024121 83022FE2 8A0105 8B032F0603 8002000A 880110 9000'],
    ],
  ],
  [
    { lengthUntold: true },
    [
      ['00A40004022FE2', '6100'],
      ['00C0000000', '6C19'],
    ],
  ],
  [
    { lengthUntold: true },
    [
      ['A0A40000023F00', '9F00'],
      ['A0C0000000', '6717'],
    ],
    GSM,
  ],
  [
    { trailingLe: true },
    [
      ['00A40004022FE200', '6119'],
      ['00A40004022FE20000', '6700'],
    ],
  ],
  [
    { emptyDirRecord: 'notFound' },
    [
      ['00B201F402', '61019000'],
      ['00B202F402', '6A83'],
      ['00B203F402', '61039000'],
    ],
    DIR,
  ],
  [
    { emptyDirRecord: 'skip' },
    [
      ['00B201F402', '61019000'],
      ['00B202F402', '61039000'],
      ['00B203F402', '6A83'],
    ],
    DIR,
  ],
  [
    { emptyDirRecord: 'notFound' },
    [
      ['A0A40000022F00', '9F0F'],
      ['A0B2020402', '9402'],
      ['A0B2030402', '61039000'],
    ],
    { ...GSM, ...DIR },
  ],
  [{ emptyVerify: '6A86' }, [['0020000A00', '6A86'], ADM1]],
  [
    { proactive: '2B' },
    [
      ['00A4000C00', '912B'],
      ['00A40004022FE2', '6119'],
      ['00C0000019', '621782024121 83022FE2 8A0105 8B032F0603 8002000A 880110 912B'],
      ['00B0000001', '98912B'],
      ['00B1000001', '6700'],
    ],
  ],
];

/** Bytes from the start of the 300 byte file; they stand there once more from 256 on. */
function head(count: number): string {
  return Array.from({ length: count }, (_, i) => i.toString(16).padStart(2, '0').toUpperCase()).join('');
}

describe('a card with a quirk', () => {
  it.each(ROWS.map(([quirks, steps, options]) => [JSON.stringify(quirks), quirks, steps, options ?? {}] as const))(
    '%s',
    (_, quirks, steps, options) => {
      const card = cardOf({ ...options, quirks });
      const said = steps.map(([command]) => `${command} → ${answers(card, command)[0]}`);
      expect(said).toEqual(steps.map(([command, answer]) => `${command} → ${answer.replaceAll(' ', '')}`));
    },
  );

  it.each(ROWS.map(([quirks, steps, options]) => [JSON.stringify(quirks), steps, options ?? {}] as const))(
    'is another one without %s',
    (_, steps, options) => {
      const card = cardOf(options);
      const said = steps.map(([command]) => answers(card, command)[0]);
      expect(said).not.toEqual(steps.map(([, answer]) => answer.replaceAll(' ', '')));
    },
  );

  it('has every one of the table', () => {
    expect([...new Set(ROWS.flatMap(([quirks]) => Object.keys(quirks)))].sort()).toEqual(Object.keys(QUIRKS).sort());
  });

  it.each<[name: string, value: unknown]>([
    ['noP2_0C', 'yes'],
    ['maxResponse', 10],
    ['readPastEnd', '6B00'],
    ['proactive', '9120'],
    ['fcpOmits', ['8']],
  ])('is refused where the value of %s is %j', (name, value) => {
    const image = { ...imageOf(), quirks: { [name]: value } };
    const parsed = parseCardImage(serializeCardImage(image), 'x');
    expect(!parsed.ok && String(parsed.error.details.place)).toMatch(new RegExp(`^quirks\\.${name}`));
  });
});
