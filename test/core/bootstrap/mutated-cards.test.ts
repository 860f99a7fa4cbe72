import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hex } from '../../../core/base/bytes.ts';
import { ok } from '../../../core/base/result.ts';
import { explainFile } from '../../../core/bootstrap/explain-file.ts';
import { readCard } from '../../../core/bootstrap/read-card.ts';
import { CHAIN_STEPS } from '../../../core/bootstrap/read-result.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { bodyOf, cardWith, openscCard, withFile } from '../../support/bootstrap-card.ts';
import { readImage } from '../../support/read-image.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';

/** Every TPDU a sane read of these cards could want, many times over: EF(DIR) has 254 records at most, files 2048 bytes. */
const BOUND = 1000;

const CARDS: readonly { readonly image: CardImage; readonly files: readonly string[] }[] = [
  { image: cardWith(), files: ['3F002F00', '3F007F505031', '3F007F506420', '3F007F506421'] },
  { image: cardWith({ platform: 'sim' }), files: ['3F002F00', '3F007F505031', '3F007F506420', '3F007F506421'] },
  {
    image: cardWith({ protocol: 'T=1', pin1Enabled: true }),
    files: ['3F002F00', '3F007F505031', '3F007F506420', '3F007F506F06'],
  },
  { image: openscCard('sim'), files: ['3F002F00', '3F0050155031', '3F0050154405', '3F0050153200'] },
];

const mutation = fc.record({
  file: fc.nat(3),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 6 }),
  insert: fc.boolean(),
});

/** Overwrites or inserts bytes; the early ones, where the structure is, are hit more often. */
function mutate(body: Uint8Array, at: number, bytes: Uint8Array, insert: boolean): Uint8Array {
  const place = Math.floor(at * at * at * body.length);
  const out = body.slice();
  if (insert) out.copyWithin(place + bytes.length, place);
  out.set(bytes.subarray(0, out.length - place), place);
  return out;
}

it.each(['device', 'inspect'] as const)('a card with mutated files is read to an end, %s depth', async (depth) => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(CARDS.length - 1),
      fc.constantFrom('2g', '3g'),
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
      async (index, wanted, mutations) => {
        const card = CARDS[index] as (typeof CARDS)[number];
        const mode = card.image.platform === 'sim' ? '2g' : wanted;
        let { image } = card;
        for (const { file, at, bytes, insert } of mutations) {
          const path = card.files[file] as string;
          image = withFile(image, path, mutate(bodyOf(image, path), at, bytes, insert));
        }
        const { result } = await readImage(image, { mode, depth });
        expect(result.exchanges.count).toBeLessThan(BOUND);
        expect(result.steps.map((step) => step.id)).toEqual([...CHAIN_STEPS]);
        // Where the way ends, something says why.
        const reached = result.steps.filter((step) => step.verdict !== 'notReached');
        if (reached.length < 9) expect(result.findings.length).toBeGreaterThan(0);
        for (const finding of result.findings) expect(finding.message).not.toMatch(/\{\w+\}|undefined|NaN/);
        for (const file of result.files) {
          const { tokens } = explainFile(file, result.objects);
          expect(tokens.reduce((sum, token) => sum + token.span.length, 0)).toBe(file.bytes.length);
        }
      },
    ),
    { numRuns: 300 },
  );
});

it('a header that promises 65535 records is not believed: a record number has one byte', async () => {
  const image = cardWith({ platform: 'sim', efDir: { records: [] } });
  const card = await openVirtualLink(image, (inner) => {
    let selected = '';
    return {
      reader: inner.reader,
      atr: inner.atr,
      protocol: inner.protocol,
      async transmit(tpdu) {
        if (tpdu[1] === 0xa4) selected = tpdu.slice(5).join('.');
        if (selected !== '47.0') return inner.transmit(tpdu);
        // EF(DIR), linear fixed: size FFFF, records of one byte, every one of them blank.
        if (tpdu[1] === 0xc0) return ok(hex('0000FFFF2F000400044400010201 01 9000'));
        return tpdu[1] === 0xb2 ? ok(hex('FF9000')) : inner.transmit(tpdu);
      },
      reset: (kind) => inner.reset(kind),
      beginTransaction: () => inner.beginTransaction(),
      endTransaction: () => inner.endTransaction(),
      disconnect: (disposition) => inner.disconnect(disposition),
    };
  });
  const read = await readCard(card.link, { mode: '2g', depth: 'inspect' });
  expect(read).toMatchObject({ ok: true, value: { findings: [{ code: 'dir-record-blank' }] } });
  expect(card.commands(0xb2).length).toBeLessThan(256);
  expect(new Set(card.commands(0xb2)).size).toBe(card.commands(0xb2).length);
});
