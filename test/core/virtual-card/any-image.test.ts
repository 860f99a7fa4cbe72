import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CardImage, parseCardImage, serializeCardImage } from '../../../core/virtual-card/card-image.ts';
import { QUIRKS } from '../../../core/virtual-card/quirks.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';
import { imageOf } from './support.ts';

const byte = fc.nat(255);
const hexOf = (length: number) =>
  fc
    .array(byte, { minLength: length, maxLength: length })
    .map((bytes) => Buffer.from(bytes).toString('hex').toUpperCase());

/** A value that the quirk's own schema takes, from candidates of every shape that occurs. */
const quirkValue = (name: keyof typeof QUIRKS) =>
  fc
    .oneof(
      fc.boolean(),
      fc.integer({ min: 0, max: 255 }),
      hexOf(1),
      hexOf(2),
      fc.constantFrom(
        'full',
        'partial',
        'FF',
        '6282',
        'file',
        'skip',
        'notFound',
        '3F00',
        '3F007F50',
        ['F2'],
        ['80', '8A'],
      ),
    )
    .filter((value) => QUIRKS[name].type.safeParse(value).success);
const quirks = fc
  .subarray(Object.keys(QUIRKS) as (keyof typeof QUIRKS)[], { maxLength: 5 })
  .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, quirkValue(name)]))));

const letters = fc.array(fc.constantFrom('O', 'N', 'F'), { minLength: 1, maxLength: 12 }).map((all) => all.join(''));
const at = fc.integer({ min: 1, max: 12 });
const ins = fc.option(fc.constantFrom('D6', 'DC', 'B0', 'A4', '20'), { nil: undefined });
const fault = fc
  .oneof(
    fc.record({ kind: fc.constantFrom('remove', 'mute', 'reset'), at, when: fc.constantFrom('before', 'after') }),
    fc.record({
      kind: fc.constantFrom('status', 'statusFrom'),
      at,
      sw: hexOf(2),
      when: fc.constantFrom('before', 'after'),
    }),
    fc.record({ kind: fc.constant('tear'), at, prefix: fc.nat(300) }),
    fc.record({ kind: fc.constant('tear'), at, bytes: letters, outcome: fc.constantFrom('remove', 'mute', '6581') }),
    fc.record({ kind: fc.constant('tear'), at, pages: letters, outcome: fc.constant('9240') }),
    fc.record({ kind: fc.constant('slow'), at, millis: fc.nat(5000) }),
    fc.record({ kind: fc.constant('swap'), at, card: fc.constant('sim') }),
    fc.record({ kind: fc.constant('corrupt'), at, offset: fc.nat(300), xor: hexOf(1) }),
  )
  .chain((row) => ins.map((only) => (only === undefined ? row : { ...row, ins: only })));

const link = fc.oneof(
  fc.constant({}),
  fc.record({
    ta1: hexOf(1),
    clockHz: fc.constantFrom(1_000_000, 3_571_200),
    byteWise: fc.boolean(),
    pps: fc.boolean(),
  }),
);

const extraFile = fc.oneof(
  fc.record({
    path: fc.constant('3F006F01'),
    type: fc.constant('ef'),
    data: fc.nat(40).chain(hexOf),
    size: fc.constant(64),
  }),
  fc.nat(5).chain((records) =>
    fc.record({
      path: fc.constant('3F006F02'),
      type: fc.constant('ef'),
      structure: fc.constantFrom('linear', 'cyclic'),
      recordLength: fc.constant(6),
      size: fc.constant(6 * records),
      lifeCycle: hexOf(1),
      proprietary: fc.nat(6).chain(hexOf),
    }),
  ),
  fc.record({
    path: fc.constant('3F006F03'),
    type: fc.constant('ef'),
    data: hexOf(8),
    security: fc.record({ tag: fc.constantFrom('8B', '8C', 'AB'), value: fc.nat(12).chain(hexOf) }),
  }),
);

/** Images that the parser takes, whatever stands in them. */
const image = fc
  .record({
    platform: fc.constantFrom('sim', 'ruim', 'uicc'),
    protocol: fc.constantFrom('T=0', 'T=1'),
    modes: fc.constantFrom('both', '2g', '3g'),
    atr: fc.nat(12).chain(hexOf),
    quirks,
    faults: fc.array(fault, { maxLength: 3 }),
    link,
    extra: fc.uniqueArray(extraFile, { selector: (file) => file.path, maxLength: 3 }),
    pageSize: fc.integer({ min: 1, max: 300 }),
  })
  .map(({ platform, protocol, modes, extra, pageSize, ...rest }) => {
    const base = imageOf({ platform: platform as CardImage['platform'], protocol: protocol as 'T=0' | 'T=1' });
    return serializeCardImage({
      ...base,
      ...rest,
      modes,
      memory: { pageSize },
      files: [...base.files, ...extra],
    } as CardImage);
  });

const tpdu = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(0x00, 0x01, 0x80, 0xa0),
      fc.constantFrom(0xa4, 0xb0, 0xb2, 0xd6, 0xdc, 0xc0, 0xf2, 0x70, 0xa2, 0x20, 0x32, 0xd4, 0xe0, 0xe4),
      fc.constantFrom(0x00, 0x01, 0x04, 0x08, 0x80, 0x9e),
      fc.constantFrom(0x00, 0x01, 0x04, 0x0a, 0x0c, 0xf4),
      fc.oneof(
        fc.constantFrom([0x7f, 0x50], [0x64, 0x21], [0x64, 0x22], [0x6f, 0x02], [0x2f, 0x00], [0x50, 0x31]),
        fc.constant([...Buffer.from('12345678')]),
        fc.constant([...Buffer.from('A000000063504B43532D3135', 'hex')]),
        fc.array(byte, { maxLength: 30 }),
      ),
      fc.option(byte, { nil: undefined }),
    )
    .map(([cla, instruction, p1, p2, data, le]) => [
      cla,
      instruction,
      p1,
      p2,
      ...(data.length > 0 ? [data.length, ...data] : []),
      ...(le === undefined ? [] : [le]),
    ]),
  fc.array(byte, { maxLength: 10 }),
);

describe('any image the parser takes', () => {
  it('makes a card that answers anything, and an image that makes the same card', () => {
    fc.assert(
      fc.property(image, fc.array(tpdu, { maxLength: 25 }), (text, commands) => {
        const parsed = parseCardImage(text, 'x');
        if (!parsed.ok) throw new Error(JSON.stringify(parsed.error.details));
        const card = new VirtualCard(parsed.value);
        for (const command of commands) {
          const answer = card.transmit(Uint8Array.from(command));
          if (typeof answer !== 'string') expect(answer.length).toBeGreaterThanOrEqual(2);
          expect(Number.isFinite(card.lastExchange.micros)).toBe(true);
        }
        expect(card.contactMicros).toBeGreaterThanOrEqual(0);
        const again = parseCardImage(serializeCardImage(card.image()), 'x');
        if (!again.ok) throw new Error(JSON.stringify(again.error.details));
        expect(new VirtualCard(again.value).image()).toEqual(again.value);
      }),
      { numRuns: 400 },
    );
  });
});
