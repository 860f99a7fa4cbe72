import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../../../core/base/bytes.ts';
import { type CardImage, parseCardImage, serializeCardImage } from '../../../core/virtual-card/card-image.ts';
import type { FaultImage } from '../../../core/virtual-card/faults.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';
import { answers, imageOf } from './support.ts';

const ADM1 = '0020000A083132333435363738';
const SELECT_DM = '00A4080C047F506421';
const SELECT_LIN = '00A4080C047F506422';
const UPDATE = '00D60002060A0B0C0D0E0F';

function withFault(fault: FaultImage, also: Partial<CardImage> = {}): CardImage {
  return { ...imageOf({ modes: '3g' }), faults: [fault], ...also };
}

const bodyIn = (image: CardImage, path: string) => image.files.find((file) => file.path === path)?.data ?? '';
/** First bytes of the file after the fault, and its answer. */
function torn(fault: Omit<FaultImage, 'kind' | 'at'>, also: Partial<CardImage> = {}): string {
  const card = new VirtualCard(withFault({ kind: 'tear', at: 1, ins: 'D6', ...fault }, also));
  answers(card, ADM1, SELECT_DM);
  const [answer] = answers(card, UPDATE);
  return `${answer} ${bodyIn(card.image(), '3F007F506421').slice(0, 20)}`;
}

describe('an UPDATE that is torn', () => {
  it.each<[what: string, fault: Omit<FaultImage, 'kind' | 'at'>, left: string]>([
    ['before its first byte', { prefix: 0 }, 'removed 00010203040506070809'],
    ['after one byte', { prefix: 1 }, 'removed 00010A03040506070809'],
    ['after its last byte', { prefix: 6 }, 'removed 00010A0B0C0D0E0F0809'],
    ['beyond its last byte', { prefix: 99 }, 'removed 00010A0B0C0D0E0F0809'],
    ['byte by byte', { bytes: 'NOFN' }, 'removed 00010A03FF0D06070809'],
    ['by pages', { pages: 'FN' }, 'removed 0001FFFF0C0D0E0F0809'],
    ['with a card that falls silent', { prefix: 2, outcome: 'mute' }, 'mute 00010A0B040506070809'],
    ['with a memory that fails', { prefix: 2, outcome: '6581' }, '6581 00010A0B040506070809'],
  ])('%s', (_, fault, left) => {
    expect(torn(fault, { memory: { pageSize: 4 } })).toBe(left);
  });

  it('at every byte leaves so many new ones', () => {
    const image = imageOf({ modes: '3g' });
    const before = bodyIn(image, '3F007F506421');
    const data = 'FF'.repeat(40);
    for (let prefix = 0; prefix <= 40; prefix++) {
      const card = new VirtualCard(withFault({ kind: 'tear', at: 1, ins: 'D6', prefix }));
      expect(answers(card, ADM1, SELECT_DM, `00D6000A28${data}`)).toEqual(['9000', '9000', 'removed']);
      const left = before.slice(0, 20) + 'FF'.repeat(prefix) + before.slice(20 + 2 * prefix);
      expect(bodyIn(card.image(), '3F007F506421')).toBe(left);
    }
  });

  it('may be one of a record, whose number does not become current', () => {
    const card = new VirtualCard(withFault({ kind: 'tear', at: 1, ins: 'DC', prefix: 3, outcome: '6581' }));
    answers(card, SELECT_LIN, '00B2000204');
    expect(answers(card, '00DC000204A1A2A3A4', '00B2000204', '00B2000304')).toEqual([
      '6581',
      'A1A2A3149000',
      '010203049000',
    ]);
  });

  it('in a cyclic file spoils the oldest record and keeps the order', () => {
    const cyclic = {
      path: '3F006F99',
      type: 'ef',
      structure: 'cyclic',
      recordLength: 2,
      size: 6,
      data: '111122223333',
    } as const;
    const plain = withFault({ kind: 'tear', at: 1, ins: 'DC', prefix: 1 });
    const card = new VirtualCard({ ...plain, files: [...plain.files, cyclic] });
    expect(answers(card, '00A4000C026F99', '00DC000302AAAA')).toEqual(['9000', 'removed']);
    expect(bodyIn(card.image(), '3F006F99')).toBe('11112222AA33');
  });

  it('is an UPDATE: a command that writes nothing is answered as ever, and the fault is spent', () => {
    const card = new VirtualCard(withFault({ kind: 'tear', at: 1, ins: 'D6', prefix: 1 }));
    expect(answers(card, SELECT_DM, UPDATE, ADM1, UPDATE)).toEqual(['9000', '6982', '9000', '9000']);
    expect(card.image().faults).toEqual([]);
  });

  it('in class A0 is no different', () => {
    const card = new VirtualCard({
      ...imageOf({ platform: 'sim' }),
      faults: [{ kind: 'tear', at: 1, ins: 'D6', prefix: 1, outcome: '9240' }],
    });
    answers(card, 'A020000A083132333435363738', 'A0A40000027F50', 'A0A40000026421');
    expect(answers(card, 'A0D6000003AABBCC')).toEqual(['9240']);
    expect(bodyIn(card.image(), '3F007F506421').slice(0, 6)).toBe('AA0102');
  });
});

describe('faults', () => {
  it('of status may last', () => {
    const card = new VirtualCard(withFault({ kind: 'statusFrom', at: 2, ins: 'B0', sw: '6581' }));
    expect(answers(card, SELECT_DM, '00B0000001', '00B0000001', SELECT_DM, '00B0000001')).toEqual([
      '9000',
      '009000',
      '6581',
      '9000',
      '6581',
    ]);
    expect(card.image().faults).toEqual([]);
  });

  it.each([
    ['before', '000102'],
    ['after', 'AABBCC'],
  ] as const)('may reset the card %s the command took effect', (when, left) => {
    const card = new VirtualCard(withFault({ kind: 'reset', at: 1, ins: 'D6', when }));
    answers(card, ADM1, SELECT_DM);
    expect(answers(card, '00D6000003AABBCC', '00B0000003', SELECT_DM, '00B0000003', '00D6000003DDEEFF')).toEqual([
      'reset',
      '6986',
      '9000',
      `${left}9000`,
      '6982',
    ]);
  });

  it('may put another card into the reader', () => {
    const card = new VirtualCard(withFault({ kind: 'swap', at: 2, card: 'sim' }));
    expect(answers(card, SELECT_DM, SELECT_DM, SELECT_DM)).toEqual(['9000', 'swapped', 'swapped']);
    expect(card.swappedFor).toBe('sim');
  });

  it.each<[offset: number | undefined, xor: string | undefined, answer: string]>([
    [undefined, undefined, 'FF0102039000'],
    [2, '80', '000182039000'],
    [4, '01', '000102039100'],
    [99, '0F', '00010203900F'],
  ])('may change byte %s of an answer by %s', (offset, xor, answer) => {
    const where = { ...(offset !== undefined && { offset }), ...(xor !== undefined && { xor }) };
    const card = new VirtualCard(withFault({ kind: 'corrupt', at: 1, ins: 'B0', ...where }));
    expect(answers(card, SELECT_DM, '00B0000004', '00B0000004')).toEqual(['9000', answer, '000102039000']);
  });

  it('may make the card slow: on T=0 it asks for time with NULL bytes', () => {
    const card = new VirtualCard(withFault({ kind: 'slow', at: 1, ins: 'B0', millis: 3000 }));
    answers(card, SELECT_DM, '00B0000004');
    // Work waiting time at F = 512, WI = 10, 5 MHz: 983.04 ms, so three NULL bytes.
    expect(card.lastExchange).toMatchObject({ nulls: 3, heldBack: 3000, etu: 12 * (12 + 3) + 8 });
    expect(card.lastExchange.micros).toBeCloseTo(3_000_000 + 3.2 * (12 * 12 + 8), 6);
    answers(card, '00B0000004');
    expect(card.lastExchange).toMatchObject({ nulls: 0, heldBack: 0 });
  });

  it('count the commands of their instruction alone, each for itself', () => {
    const card = new VirtualCard({
      ...imageOf({ modes: '3g' }),
      faults: [
        { kind: 'status', at: 2, ins: 'B0', sw: '6F01' },
        { kind: 'status', at: 4, sw: '6F02' },
      ],
    });
    expect(answers(card, SELECT_DM, '00B0000001', '00B0000001', '00B0000001', '00B0000001')).toEqual([
      '9000',
      '009000',
      '6F01',
      '6F02',
      '009000',
    ]);
  });

  it('that have not happened stay in the image', () => {
    const fault: FaultImage = { kind: 'tear', at: 2, ins: 'D6', prefix: 1 };
    const card = new VirtualCard(withFault(fault));
    answers(card, ADM1, SELECT_DM, UPDATE);
    expect(card.image().faults).toEqual([fault]);
  });

  it.each<[what: string, fault: FaultImage]>([
    ['one of prefix, bytes and pages', { kind: 'tear', at: 1 }],
    ['one of prefix, bytes and pages', { kind: 'tear', at: 1, prefix: 1, bytes: 'N' }],
    ['millis', { kind: 'slow', at: 1 }],
    ['card', { kind: 'swap', at: 1 }],
  ])('are refused where %s is missing', (missing, fault) => {
    const parsed = parseCardImage(serializeCardImage(withFault(fault)), 'x');
    expect(!parsed.ok && parsed.error.details).toMatchObject({
      place: 'faults[0]',
      reason: `${fault.kind} needs ${missing}`,
    });
  });
});

describe('wear', () => {
  it('counts every byte that is written, by page', () => {
    const card = new VirtualCard(imageOf({ modes: '3g' }));
    answers(
      card,
      ADM1,
      SELECT_DM,
      `00D6003E04${'AB'.repeat(4)}`,
      `00D6000001${'AB'}`,
      SELECT_LIN,
      '00DC020404A1A2A3A4',
    );
    expect(card.wear()).toEqual([
      { path: '3F007F506421', page: 0, writes: 2, bytes: 3 },
      { path: '3F007F506421', page: 1, writes: 1, bytes: 2 },
      { path: '3F007F506422', page: 0, writes: 1, bytes: 4 },
    ]);
  });

  it('stays in the image and goes on from there, page by page of its size', () => {
    const card = new VirtualCard({ ...imageOf({ modes: '3g' }), memory: { pageSize: 2 } });
    answers(card, ADM1, SELECT_DM, '00D6000103AAAAAA');
    const kept = parseCardImage(serializeCardImage(card.image()), 'x');
    if (!kept.ok) throw new Error(kept.error.code);
    const later = new VirtualCard(kept.value);
    answers(later, ADM1, SELECT_DM, '00D6000001BB');
    expect(later.wear()).toEqual([
      { path: '3F007F506421', page: 0, writes: 2, bytes: 2 },
      { path: '3F007F506421', page: 1, writes: 1, bytes: 2 },
    ]);
    expect(later.image().memory).toMatchObject({ pageSize: 2 });
  });

  it('is no part of the image of a card that was only read', () => {
    const card = new VirtualCard(imageOf({ modes: '3g' }));
    answers(card, SELECT_DM, '00B0000004', UPDATE);
    expect(card.image()).not.toHaveProperty('memory');
    expect(toHex(hex(bodyIn(card.image(), '3F007F506421')).subarray(0, 3))).toBe('000102');
  });
});
