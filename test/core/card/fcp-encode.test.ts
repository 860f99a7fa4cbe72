import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../../../core/base/bytes.ts';
import { encodeFcp, type FcpDraft } from '../../../core/card/fcp-encode.ts';
import { readFcp } from '../../../core/card/file-header.ts';

const PLAIN: FcpDraft = {
  fid: 0x4200,
  file: { kind: 'ef', structure: 'transparent', size: 0x12 },
  lifeCycle: 'initialisation',
  security: { tag: 0x8b, value: hex('6F0601') },
};

function encoded(draft: FcpDraft): Uint8Array {
  const made = encodeFcp(draft);
  if (!made.ok) throw new Error(JSON.stringify(made.error.details));
  return made.value;
}

describe('the FCP of CREATE FILE (TS 102 222 6.3.2.2)', () => {
  it('byte for byte as a transparent EF is created in the field', () => {
    const draft: FcpDraft = { ...PLAIN, sfi: 'none', special: { worksWhenDeactivated: true } };
    expect(toHex(encoded(draft))).toBe('621B8202412183024200' + '8A01038B036F0601' + '800200128800A503C00140');
  });

  it('of records: their length in 82, the size of all of them in 80', () => {
    const file = { kind: 'ef', structure: 'linear', recordLength: 0x1c, records: 10 } as const;
    const draft: FcpDraft = { ...PLAIN, file, sfi: 3, filling: hex('FF') };
    expect(toHex(encoded(draft))).toBe('621E82044221001C830242008A01038B036F060180020118880118A503C101FF');
  });

  it('of an ADF with its PIN status template', () => {
    const draft: FcpDraft = {
      ...PLAIN,
      fid: 0x5020,
      lifeCycle: 'activated',
      file: {
        kind: 'df',
        aid: hex('A000000063504B43532D3135'),
        totalSize: 0x1000,
        pins: [
          { reference: 0x01, enabled: false },
          { reference: 0x11, enabled: true, usage: 8 },
        ],
      },
    };
    expect(toHex(encoded(draft))).toBe(
      '62' +
        '30' +
        '82027821' +
        '83025020' +
        '840CA000000063504B43532D3135' +
        '8A0105' +
        '8B036F0601' +
        '81021000' +
        'C60C' +
        '900140' +
        '830101' +
        '950108' +
        '830111',
    );
  });

  it.each<[string, Partial<FcpDraft>]>([
    ['fid', { fid: 0x3fff }],
    ['fid', { fid: 0xffff }],
    ['size', { file: { kind: 'ef', structure: 'transparent', size: 0 } }],
    ['recordLength', { file: { kind: 'ef', structure: 'linear', recordLength: 256, records: 1 } }],
    ['records', { file: { kind: 'ef', structure: 'cyclic', recordLength: 4, records: 255 } }],
    ['maxSize', { file: { kind: 'ef', structure: 'ber-tlv', size: 9, maxSize: 8 } }],
    ['sfi', { sfi: 31 }],
    ['sfi', { file: { kind: 'df' }, sfi: 4 }],
    ['aid', { file: { kind: 'df', aid: hex('A0') } }],
    ['pins', { file: { kind: 'df', pins: [{ reference: 0, enabled: true }] } }],
    ['filling', { filling: hex('FF'), repeat: hex('00') }],
    ['security', { security: { tag: 0x8c, value: new Uint8Array(0) } }],
    ['the template', { filling: new Uint8Array(240) }],
  ])('what no card could take is refused with its field: %s', (field, change) => {
    expect(encodeFcp({ ...PLAIN, ...change })).toMatchObject({
      ok: false,
      error: { code: 'fcp-invalid', details: { field } },
    });
  });

  const bytes = (min: number, max: number) => fc.uint8Array({ minLength: min, maxLength: max });
  const ef = fc.oneof(
    fc.record({ structure: fc.constant('transparent' as const), size: fc.integer({ min: 1, max: 0xffffff }) }),
    fc.record({
      structure: fc.constantFrom('linear' as const, 'cyclic' as const),
      recordLength: fc.integer({ min: 1, max: 255 }),
      records: fc.integer({ min: 1, max: 254 }),
    }),
    fc.record({ structure: fc.constant('ber-tlv' as const), size: fc.integer({ min: 1, max: 0xffffff }) }),
  );
  const common = {
    fid: fc.integer({ min: 0x4000, max: 0x7f00 }),
    shareable: fc.boolean(),
    lifeCycle: fc.constantFrom(
      'creation' as const,
      'initialisation' as const,
      'activated' as const,
      'deactivated' as const,
    ),
  };

  it('what it encodes of an EF the decoder reads back', () => {
    const drafts = fc.record({
      ...common,
      file: ef.map((file) => ({ kind: 'ef' as const, ...file })),
      security: fc.oneof(
        fc.record({ tag: fc.constant(0x8b as const), value: bytes(3, 3) }),
        fc.record({ tag: fc.constantFrom(0x8c as const, 0xab as const), value: bytes(1, 60) }),
      ),
      sfi: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constant('none' as const)),
      special: fc.record({ worksWhenDeactivated: fc.boolean(), highUpdateActivity: fc.boolean() }),
    });
    fc.assert(
      fc.property(drafts, (draft) => {
        const read = readFcp(encoded(draft));
        if (!read.ok) throw new Error(read.error.code);
        const { fid, shareable, lifeCycle, security, file } = draft;
        const records = 'records' in file ? { records: file.records, recordLength: file.recordLength } : { records: 0 };
        expect(read.value).toMatchObject({
          fid,
          shareable,
          lifeCycle,
          type: 'ef',
          sfi: draft.sfi === 'none' ? null : draft.sfi,
          structure: file.structure === 'ber-tlv' ? 'unknown' : file.structure,
          use: file.structure === 'ber-tlv' ? 'ber-tlv' : 'working',
          size: 'records' in file ? file.records * file.recordLength : file.size,
          worksWhenDeactivated: draft.special.worksWhenDeactivated,
          ...records,
          access:
            security.tag === 0x8b
              ? {
                  kind: 'arr',
                  fid: ((security.value[0] ?? 0) << 8) | (security.value[1] ?? 0),
                  record: security.value[2],
                }
              : { kind: security.tag === 0x8c ? 'compact' : 'expanded', bytes: security.value },
        });
      }),
    );
  });

  it('and of a DF', () => {
    const pin = fc.record({
      reference: fc.integer({ min: 1, max: 0xfe }),
      enabled: fc.boolean(),
      usage: fc.constantFrom(0x00, 0x08),
    });
    const drafts = fc.record({
      ...common,
      file: fc.record({
        kind: fc.constant('df' as const),
        aid: bytes(5, 16),
        totalSize: fc.integer({ min: 1, max: 0xffffff }),
        pins: fc.array(pin, { minLength: 1, maxLength: 12 }),
      }),
      security: fc.record({ tag: fc.constant(0x8b as const), value: bytes(3, 3) }),
    });
    fc.assert(
      fc.property(drafts, (draft) => {
        const { aid, totalSize, pins } = draft.file;
        const read = readFcp(encoded(draft));
        expect(read).toMatchObject({ ok: true, value: { type: 'df', use: 'df', sfi: null, aid, totalSize, pins } });
      }),
    );
  });
});
