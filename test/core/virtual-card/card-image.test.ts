import { describe, expect, it } from 'vitest';
import { parseCardImage, serializeCardImage } from '../../../core/virtual-card/card-image.ts';
import { withLuhn } from '../../../core/virtual-card/digits.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';
import { answers, imageOf } from './support.ts';

const changed = (change: (image: ReturnType<typeof imageOf>) => unknown): string => {
  const image = imageOf();
  change(image);
  return JSON.stringify(image);
};

describe('card image', () => {
  it('comes back as it was written', () => {
    const image = imageOf();
    const parsed = parseCardImage(serializeCardImage(image), 'x');
    expect(parsed.ok && parsed.value).toEqual(image);
  });

  it.each<[what: string, text: string, place: string]>([
    ['not JSON', '{', 'the top level'],
    ['another format', changed((image) => Object.assign(image, { format: 'bootcard-card/2' })), 'format'],
    ['hex', changed((image) => Object.assign(image.files[3] ?? {}, { data: '0g' })), 'files[3].data'],
    ['path', changed((image) => Object.assign(image.files[1] ?? {}, { path: '2F00' })), 'files[1].path'],
    ['no MF', changed((image) => image.files.shift()), 'files[0]'],
    [
      'no parent',
      changed((image) => image.files.push({ path: '3F0077776421', type: 'ef' })),
      `files[${imageOf().files.length}].path`,
    ],
    [
      'twice',
      changed((image) => image.files.push({ path: '3F002F00', type: 'ef' })),
      `files[${imageOf().files.length}].path`,
    ],
    ['too much data', changed((image) => Object.assign(image.files[2] ?? {}, { size: 3 })), 'files[2].data'],
    ['record length missing', changed((image) => delete image.files[1]?.recordLength), 'files[1].recordLength'],
    ['half a record', changed((image) => Object.assign(image.files[1] ?? {}, { size: 191 })), 'files[1].size'],
    [
      'more than a process can hold',
      changed((image) => {
        for (let fid = 0x6f00; fid < 0x6f05; fid++)
          image.files.push({ path: `3F00${fid.toString(16).toUpperCase()}`, type: 'ef', size: 0xf00000 });
      }),
      `files[${imageOf().files.length + 4}].size`,
    ],
    ['tries', changed((image) => Object.assign(image.credentials[0] ?? {}, { tries: 16 })), 'credentials[0].tries'],
  ])('says where it is wrong: %s', (_, text, place) => {
    const parsed = parseCardImage(text, 'card.json');
    expect(!parsed.ok && parsed.error).toMatchObject({ code: 'image-invalid', details: { path: 'card.json', place } });
  });

  it('keeps what it does not know, at every level, through a session', () => {
    const text = changed((image) => {
      Object.assign(image, { later: 1 });
      Object.assign(image.files[0] ?? {}, { later: [2] });
      Object.assign(image.credentials[0] ?? {}, { later: 'three' });
      Object.assign(image.quirks, { later: { four: 4 } });
    });
    const parsed = parseCardImage(text, 'x');
    if (!parsed.ok) throw new Error(parsed.error.code);
    const card = new VirtualCard(parsed.value);
    answers(card, '0020000A08 3030303030303030', '00A40804047F505031');
    expect(card.image()).toMatchObject({
      later: 1,
      quirks: { later: { four: 4 } },
      files: [
        { later: [2] },
        ...imageOf()
          .files.slice(1)
          .map(() => ({})),
      ],
      credentials: [{ later: 'three' }, {}, { tries: 2 }],
    });
  });

  it('is the card as it is now', () => {
    const card = new VirtualCard(imageOf({ modes: '3g' }));
    let changes = 0;
    card.onChange = () => {
      changes += 1;
    };
    answers(card, '0020000A08 3132333435363738', '00A4080C047F505031', '00B0000020');
    expect(changes).toBe(1);
    answers(card, '00D6000002BEEF', '0004000000', '0024000A10 3132333435363738 4142434445464748');
    expect(changes).toBe(4);
    const image = card.image();
    expect(image.files.find((file) => file.path === '3F007F505031')).toMatchObject({
      data: expect.stringMatching(/^BEEF30/),
      lifeCycle: '04',
    });
    expect(image.credentials.find(({ ref }) => ref === 'adm1')).toMatchObject({ value: '4142434445464748', tries: 3 });
    expect(new VirtualCard(image).image()).toEqual(image);
  });

  it('has faults that happen once', () => {
    const card = new VirtualCard({
      ...imageOf(),
      faults: [
        { kind: 'status', at: 2, sw: '6581' },
        { kind: 'remove', at: 3 },
      ],
    });
    expect(answers(card, '00A4000C00', '00A4000C00', '00A4000C00', '00A4000C00')).toEqual([
      '9000',
      '6581',
      'removed',
      'removed',
    ]);
    expect(card.image().faults).toEqual([]);
  });

  it('gets a check digit for its ICCID', () => {
    expect(withLuhn('7992739871')).toBe('79927398713');
    expect(imageOf().iccid).toBe(withLuhn('8900101234567890123'));
  });
});
