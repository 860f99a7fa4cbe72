import { describe, expect, it } from 'vitest';
import { concat, hex, toHex, utf8 } from '../../../core/base/bytes.ts';
import { ATTRIBUTE_PAGES, CODE_PAGES, tagName, tagToken, type Vocabulary } from '../../../core/wbxml/code-pages.ts';
import { decodeWbxml, rootElement } from '../../../core/wbxml/decode.ts';
import { draftOf } from '../../../core/wbxml/draft.ts';
import { PUBLIC_IDS, showPublicId } from '../../../core/wbxml/public-ids.ts';
import { WBXML_LIMITS } from '../../../core/wbxml/scanner.ts';
import { writeWbxml } from '../../../core/wbxml/write.ts';
import { draftTree } from '../../support/document-tree.ts';

const meanings = (text: string) => decodeWbxml(hex(text)).tokens.map((token) => token.meaning);

function treeIn(bytes: Uint8Array) {
  const decoding = decodeWbxml(bytes);
  const draft = decoding.ok ? draftOf(decoding.document) : undefined;
  if (draft === undefined) throw new Error('does not decode');
  return draftTree(draft);
}

describe('document types', () => {
  it.each(PUBLIC_IDS)(
    '$fpi is known by its name, and by its number where it has one',
    ({ fpi, number, vocabulary }) => {
      const named = decodeWbxml(concat(hex('02 00 00 6A'), Uint8Array.of(fpi.length + 1), utf8(fpi), hex('00 05')));
      expect(named).toMatchObject({ ok: true, document: { vocabulary } });
      if (number === null) return;
      const high = number >= 128 ? [0x80 | (number >> 7)] : [];
      const numbered = decodeWbxml(Uint8Array.of(2, ...high, number & 0x7f, 0x6a, 0, 0x05));
      if (!numbered.ok) throw new Error(numbered.fault.reason);
      expect(numbered.document.vocabulary).toBe(vocabulary);
      expect(showPublicId(numbered.document)).toBe(fpi);
    },
  );

  it('has no token and no name twice on a page, and reads back every name', () => {
    for (const [vocabulary, pages] of Object.entries(CODE_PAGES)) {
      for (const { page, tags } of pages) {
        expect(new Set(tags.map((row) => row.token)).size).toBe(tags.length);
        for (const { token, name } of tags) {
          expect(tagName(vocabulary as Vocabulary, page, token)).toBe(name);
          expect(tagToken(vocabulary as Vocabulary, page, name)).toEqual({ page, token });
          expect(token).toBeGreaterThanOrEqual(5);
          expect(token).toBeLessThan(0x40);
        }
      }
      for (const { starts, values } of ATTRIBUTE_PAGES[vocabulary as Vocabulary]) {
        expect(starts.every(({ token }) => token > 4 && token < 0x80)).toBe(true);
        expect(values.every(({ token }) => token > 0x84 && token < 0x100)).toBe(true);
      }
    }
  });

  it('calls token 1C of DevInf by the version', () => {
    expect(tagName('devinf11', 0, 0x1c)).toBe('Size');
    expect(tagName('devinf12', 0, 0x1c)).toBe('MaxSize');
  });

  it('takes a SyncML message for one whatever its label says', () => {
    for (const label of ['A403', '05', '06', '0D']) {
      const decoding = decodeWbxml(hex(`02 ${label} 6A 00 2D`));
      expect(decoding.ok && rootElement(decoding.document)?.name).toBe('SyncML');
    }
  });

  it('reads a service indication with its attributes', () => {
    // The address is split over a start token, a string and a value token, as the tables have it.
    const si = hex('03 05 6A 00 45 C6 0D 03 616300 85 03 7800 11 03 3100 08 0A C3 04 20260701 01 03 486900 01 01');
    expect(treeIn(si)).toEqual([
      'si',
      '',
      [['indication', 'href=http://www.ac.com/x si-id=1 action=signal-high created=hex:20260701', 'Hi']],
    ]);
    expect(meanings('03 05 6A 00 45 C6 0D 85 01 01 01')).toContain('attribute href = "http://www.", page 0');
    expect(meanings('03 05 6A 00 45 C6 0D 85 01 01 01')).toContain('".com/", page 0');
  });

  it.each([
    [
      'service loading',
      '02 06 6A 00 85 0A 03 6F6E6500 86 06 01',
      ['sl', 'href=http://www.one.edu/ action=execute-high', ''],
    ],
    [
      'mail notification',
      '02 0D 6A 00 85 07 03 78407900 85 05 C3 02 20FE 01',
      ['emn', 'mailbox=mailat:x@y.com timestamp=hex:20FE', ''],
    ],
  ])('reads a %s', (_, text, expected) => {
    expect(treeIn(hex(text))).toEqual(expected);
  });

  it('writes attributes with the tokens that make them smallest', () => {
    const given = hex('03 05 6A 00 45 86 0B 03 687474703A2F2F7777772E612E636F6D2F00 01 01');
    const decoding = decodeWbxml(given);
    const draft = decoding.ok ? draftOf(decoding.document) : undefined;
    if (draft === undefined) throw new Error('does not decode');
    const written = writeWbxml(draft, { strings: 'table' });
    expect(toHex(written)).toBe(toHex(hex('03 05 6A 00 45 86 0D 03 6100 85 01 01')));
    expect(treeIn(written)).toEqual(treeIn(given));
  });
});

describe('limits', () => {
  const wide = (count: number) => concat(hex('02A4016A006D'), new Uint8Array(count).fill(0x12), hex('01'));

  it('are those that the documentation names', () => {
    expect(WBXML_LIMITS).toEqual({ depth: 64, nodes: 100_000, text: 4_194_304 });
  });

  it('stop a document of too many nodes, and no smaller one', () => {
    expect(decodeWbxml(wide(WBXML_LIMITS.nodes))).toMatchObject({ ok: false, fault: { reason: 'too-many-nodes' } });
    expect(decodeWbxml(wide(WBXML_LIMITS.nodes - 1)).ok).toBe(true);
  });

  it('stop references that repeat a long string: a small document cannot become a large one', () => {
    const long = concat(hex('02A4016A'), hex('84 80 00'), new Uint8Array(65_536).fill(0x61), hex('6D'));
    const many = concat(long, ...Array.from({ length: 100 }, () => hex('83 00')), hex('01'));
    const decoding = decodeWbxml(many);
    expect(decoding).toMatchObject({ ok: false, fault: { reason: 'too-much-text' } });
    expect(decoding.cost.text).toBeLessThanOrEqual(WBXML_LIMITS.text + 65_536);
    expect(decodeWbxml(concat(long, hex('83 00 83 00 01'))).ok).toBe(true);
  });

  it('count documents inside each other together', () => {
    let bytes = hex('02A4016A00 2D');
    for (let depth = 0; depth < 40; depth++) {
      const length = bytes.length < 128 ? [bytes.length] : [0x80 | (bytes.length >> 7), bytes.length & 0x7f];
      bytes = concat(hex('02A4016A00 6D 4F C3'), Uint8Array.from(length), bytes, hex('01 01'));
    }
    const decoding = decodeWbxml(bytes);
    expect(decoding.cost.nodes).toBeLessThan(64 * bytes.length);
    // Each level is two elements deep: at the 32nd the rest is data like any other.
    expect(decoding.ok).toBe(true);
  });
});
