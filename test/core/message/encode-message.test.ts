import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, hex, toHex } from '../../../core/base/bytes.ts';
import {
  type EncodedMessage,
  type EncodeMessageOptions,
  encodeMessage,
} from '../../../core/bootstrap/encode-message.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { decodeWbxml } from '../../../core/wbxml/decode.ts';
import { draftOf } from '../../../core/wbxml/draft.ts';
import { writeWbxml } from '../../../core/wbxml/write.ts';
import { draftTree, type Tree } from '../../support/document-tree.ts';
import { generateDocument } from '../../support/generate-documents.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';
import { asXmlTnds, changed } from './messages.ts';

const STYLES = ['compatible', 'canonical', 'smallest'] as const;
const vectors = vectorsOf('message.json').filter(({ bytes }) => decodeWbxml(bytes).ok);

function encoded(source: Uint8Array | string, options: EncodeMessageOptions): EncodedMessage {
  const result = encodeMessage(typeof source === 'string' ? source : decodeMessage(source), options);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function treeIn(bytes: Uint8Array): Tree {
  const decoding = decodeWbxml(bytes);
  const draft = decoding.ok ? draftOf(decoding.document) : undefined;
  if (draft === undefined) throw new Error('does not decode');
  return draftTree(draft);
}

/** The accounts and values of a message, however its trees are written. */
function meaning(bytes: Uint8Array) {
  const { accounts, fields } = decodeMessage(bytes);
  const values = fields
    .filter(({ path }) => !/Meta\/(Type|Format)(\[\d+\])?$/.test(path))
    .map(({ path, value }) => `${path}=${value}`);
  return { accounts, values };
}

describe('encodeMessage', () => {
  it.each(vectors)('$name says the same in all styles, the smallest being the smallest', ({ bytes }) => {
    const view = decodeMessage(bytes);
    if (view.document === null) return;
    const sizes = STYLES.map((style) => {
      const result = encoded(bytes, { style, tnds: 'keep' });
      expect(treeIn(result.bytes)).toEqual(treeIn(bytes));
      return result.size;
    });
    expect(Math.min(...sizes)).toBe(sizes[2]);
  });

  it('says the same in all styles, for any document; the figures add up', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1_000_000 }), fc.boolean(), (seed, table) => {
        const { draft, kind } = generateDocument(seed);
        if (kind !== 'syncml') return;
        const bytes = writeWbxml(draft, { strings: table ? 'table' : 'inline' });
        const results = STYLES.map((style) => encoded(bytes, { style }));
        for (const { bytes: written, size, saved } of results) {
          expect(meaning(written)).toEqual(meaning(bytes));
          expect(size).toBe(written.length);
          expect(saved.tnds + saved.strings + saved.form).toBe(saved.total);
        }
        const [compatible, canonical, smallest] = results;
        expect(smallest?.size).toBeLessThanOrEqual(Math.min(compatible?.size ?? 0, canonical?.size ?? 0));
        expect(smallest?.saved.total).toBe((compatible?.size ?? 0) - (smallest?.size ?? 0));
        expect(treeIn(compatible?.bytes ?? bytes)).toEqual(draftTree(draft));
        expect(treeIn(canonical?.bytes ?? bytes)).toEqual(draftTree(draft));
      }),
      { numRuns: 60 },
    );
  });

  it('gives one canonical form, however the message was written', () => {
    for (let seed = 0; seed < 40; seed++) {
      const { draft } = generateDocument(seed);
      const forms = (['inline', 'table'] as const).map((strings) => {
        const view = decodeMessage(writeWbxml({ ...draft, version: 1 + (seed % 3) }, { strings }));
        const result = encodeMessage(view, { style: 'canonical' });
        return result.ok ? toHex(result.value.bytes) : result.error.code;
      });
      expect(forms[0]).toBe(forms[1]);
    }
  });

  it('makes a tree in XML one in WBXML and back, Type and Format with it', () => {
    const xml = asXmlTnds();
    const toWbxml = encoded(xml, { style: 'compatible', tnds: 'wbxml' });
    expect(toHex(toWbxml.bytes)).toBe(toHex(changed()));
    expect(toWbxml.saved.tnds).toBe(toWbxml.saved.total);
    const back = encoded(toWbxml.bytes, { style: 'compatible', tnds: 'xml' });
    expect(decodeMessage(back.bytes).xml).toContain('dmtnds+xml');
    expect(decodeMessage(back.bytes).xml).toContain('>xml</Format>');
    expect(meaning(back.bytes)).toEqual(meaning(xml));
    expect(encoded(xml, { style: 'smallest', tnds: 'keep' }).saved.tnds).toBe(0);
    expect(encoded(xml, { style: 'smallest' }).size).toBeLessThan(0.5 * xml.length);
  });

  it('keeps a tree whose XML says more than WBXML can', () => {
    const plain = decodeMessage(asXmlTnds()).xml.replace(/<MgmtTree[^>]*>/, '<MgmtTree x="1">');
    const bytes = encoded(plain, { style: 'compatible' }).bytes;
    expect(encoded(bytes, { style: 'compatible', tnds: 'wbxml' }).saved.tnds).toBe(0);
  });

  it('leaves a WBXML tree as it stands in the compatible style, odd header and all', () => {
    const { bytes } = vectorIn(vectors, 'tnds-wbxml-strtbl-1A-field');
    expect(toHex(encoded(bytes, { style: 'compatible' }).bytes)).toBe(toHex(bytes));
    expect(encoded(bytes, { style: 'canonical' }).size).toBe(bytes.length + 2);
  });

  it('keeps what it cannot read: unknown tokens, attributes, extensions, instructions, broken text', () => {
    const odd = hex(
      '02A4016A05 61626300 00' +
        '43 05 03 6100 01' + // instruction
        'ED 85 03 7800 83 00 01' + // SyncML with attributes
        '7F 03 C328 00 01' + // unknown tag, malformed UTF-8
        '40 6500 81 01 C2' + // extensions; one that may point into the table
        'C4 00 7F 01 02 00 01' + // literal with attributes, a 00 character
        '01',
    );
    const tree = treeIn(odd);
    for (const style of STYLES) expect(treeIn(encoded(odd, { style }).bytes)).toEqual(tree);
    expect(toHex(encoded(odd, { style: 'smallest' }).bytes)).toContain('C328');
  });

  it('writes versions that no card may hold as 1.2, and a known identifier by its number', () => {
    const old = vectorIn(vectors, 'wbxml-version-1.0').bytes;
    expect(encoded(old, { style: 'compatible' }).bytes.subarray(0, 4)).toEqual(hex('02A4016A'));
    const text = vectorIn(vectors, 'pubid-stringtable').bytes;
    expect(encoded(text, { style: 'compatible' }).bytes.subarray(0, 5)).toEqual(hex('02A4016A00'));
  });

  it('refuses a text that its character set does not have, as UTF-8 could not keep it', () => {
    const bytes = hex('02A401 06 00 6D 6C 67 57 03 A500 01 01 01 6B 12 01 01');
    const result = encodeMessage(decodeMessage(bytes), { style: 'canonical' });
    expect(result).toMatchObject({ ok: false, error: { code: 'message-invalid' } });
  });

  it('takes the XML form, and says what is wrong with one that is none', () => {
    const xml = decodeMessage(changed()).xml;
    expect(toHex(encoded(xml, { style: 'compatible' }).bytes)).toBe(toHex(changed()));
    expect(encodeMessage('<SyncML>', { style: 'smallest' })).toMatchObject({
      ok: false,
      error: { code: 'xml-invalid' },
    });
    const cut = decodeMessage(concat(changed().subarray(0, 100)));
    expect(encodeMessage(cut, { style: 'smallest' })).toMatchObject({ ok: false, error: { code: 'message-invalid' } });
  });
});
