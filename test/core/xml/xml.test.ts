import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../core/base/bytes.ts';
import { byteOffsets } from '../../../core/xml/byte-offsets.ts';
import { childElements, readXml, textOf } from '../../../core/xml/read.ts';
import { cdata, writeXml, type XmlDraft } from '../../../core/xml/write.ts';

const TEXT = '<?xml version="1.0"?>\r\n<a x="1>2"><!-- c --><b>h&amp;i\r\n😀</b><c/><d><![CDATA[<x>]]></d><e></e ></a>';

describe('XML reader', () => {
  it('gives every element its place in the text', () => {
    const read = readXml(TEXT);
    if (!read.ok) throw new Error('not read');
    const slice = (range: { from: number; to: number } | null) => range && TEXT.slice(range.from, range.to);
    expect(
      childElements(read.value).map((element) => [
        element.name,
        slice(element.range),
        slice(element.content),
        textOf(element),
      ]),
    ).toEqual([
      ['b', '<b>h&amp;i\r\n😀</b>', 'h&amp;i\r\n😀', 'h&i\n😀'],
      ['c', '<c/>', null, ''],
      ['d', '<d><![CDATA[<x>]]></d>', '<![CDATA[<x>]]>', '<x>'],
      ['e', '<e></e >', '', ''],
    ]);
    expect(read.value.attributes).toEqual({ x: '1>2' });
  });

  it.each([
    ['<a>\n <b></c>\n</a>', 2],
    ['<a>\n\n&unknown;</a>', 3],
    ['<a/><b/>', 1],
    ['', 1],
    ['<a', 1],
  ])('names the line of what is wrong in %j', (text, line) => {
    expect(readXml(text)).toMatchObject({ ok: false, error: { code: 'xml-invalid', details: { line } } });
  });

  it('passes over names of other namespaces and over a DOCTYPE', () => {
    const read = readXml('<!DOCTYPE SyncML PUBLIC "-//X" "http://x/"><s:SyncML xmlns:s="u"><s:Final/></s:SyncML>');
    expect(read).toMatchObject({ ok: true, value: { name: 'SyncML', children: [{ name: 'Final' }] } });
  });

  it('refuses to go down without end', () => {
    expect(readXml('<a>'.repeat(5000) + '</a>'.repeat(5000)).ok).toBe(false);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('<', '>', '/', 'a', '&', ';', '"', '=', '!', '[', ']', '-', '😀', ' ') }),
        (text) => typeof readXml(text).ok === 'boolean',
      ),
    );
  });
});

const xmlText = fc.string({
  unit: fc.constantFrom('a', ' ', '\n', '\r', '\t', '<', '>', '&', '"', ']', ']]>', 'é', '😀'),
});

describe('XML writer', () => {
  it('writes texts that read back as they were, on one line and indented', () => {
    fc.assert(
      fc.property(fc.array(xmlText, { minLength: 1, maxLength: 4 }), fc.constantFrom(null, 0, 2), (texts, indent) => {
        const root: XmlDraft = {
          name: 'r',
          attributes: { q: texts[0] ?? '' },
          children: texts.map((text) => ({ name: 'v', children: text === '' ? [] : [text] })),
        };
        const read = readXml(writeXml(root, { indent }));
        if (!read.ok) throw new Error(JSON.stringify(read.error));
        expect(childElements(read.value).map(textOf)).toEqual(texts);
      }),
    );
  });

  it('indents elements and leaves texts alone', () => {
    const draft: XmlDraft = {
      name: 'a',
      children: [
        { name: 'b', children: [' x '] },
        { name: 'c', children: [] },
      ],
    };
    expect(writeXml(draft)).toBe('<a>\n  <b> x </b>\n  <c/>\n</a>\n');
    expect(writeXml(draft, { indent: null })).toBe('<a><b> x </b><c/></a>');
  });

  it('puts markup into CDATA and shows what XML cannot say', () => {
    expect(writeXml({ name: 'a', children: ['<b>]]></b>'] }, { indent: null })).toBe(`<a>${cdata('<b>]]></b>')}</a>`);
    expect(writeXml({ name: 'a', children: ['\u0001'] }, { indent: null })).toBe('<a>\ufffd</a>');
  });
});

describe('byte offsets', () => {
  it('agree with the encoder at every character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const offsets = byteOffsets(text);
        let at = 0;
        for (const character of text) {
          expect(offsets[at]).toBe(utf8(text.slice(0, at)).length);
          at += character.length;
        }
        expect(offsets[text.length]).toBe(utf8(text).length);
      }),
    );
  });
});
