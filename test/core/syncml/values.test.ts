import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex, showUtf8, utf8 } from '../../../core/base/bytes.ts';
import { fromBase64, toBase64 } from '../../../core/syncml/base64.ts';
import { descend } from '../../../core/syncml/element.ts';
import { tndsForm } from '../../../core/syncml/message.ts';
import { placePatch } from '../../../core/syncml/value-place.ts';
import { elementsOfXml } from '../../../core/syncml/xml-element.ts';

describe('base64', () => {
  it.each([
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foobar', 'Zm9vYmFy'],
  ])('of %j is %j', (text, coded) => {
    expect(toBase64(utf8(text))).toBe(coded);
    expect(showUtf8(fromBase64(coded) ?? hex('FF'))).toBe(text);
  });

  it('reads what it wrote', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
      }),
    );
  });

  it.each(['A', 'AA=A', 'A*==', 'AAA'])('refuses %j', (text) => expect(fromBase64(text)).toBeUndefined());
});

describe('places in an XML text', () => {
  const bytes = utf8('€<t><a>é&amp;😀x</a><b><![CDATA[<é>]]></b><c/><d></d></t>');
  const place = { offset: 3, length: bytes.length - 3 };
  const read = elementsOfXml(bytes, place);
  const value = (name: string) => {
    const found = read.ok ? descend(read.value, name)?.value : undefined;
    if (!found) throw new Error(`no ${name}`);
    return found;
  };
  const raw = (name: string) => {
    const { span } = value(name);
    return showUtf8(bytes.subarray(span.offset, span.offset + span.length));
  };

  it('are bytes of the message, whatever the characters take', () => {
    expect([value('a').text, raw('a')]).toEqual(['é&😀x', 'é&amp;😀x']);
    expect([value('b').text, raw('b')]).toEqual(['<é>', '<é>']);
    expect([value('d').text, raw('d')]).toEqual(['', '']);
  });

  it.each([
    ['a', '<&>', '&lt;&amp;&gt;'],
    ['b', 'a]]>b', 'a]]]]><![CDATA[>b'],
    ['c', 'x&', '<c>x&amp;</c>'],
    ['d', 'x', 'x'],
  ])('%s takes %j as %j', (name, text, written) => {
    const patch = placePatch(value(name).place, text);
    if (typeof patch === 'string') throw new Error(patch);
    expect(showUtf8(patch.bytes)).toBe(written);
  });

  it('say where text that is not XML goes wrong', () => {
    expect(elementsOfXml(hex('3C61FF3E'), { offset: 0, length: 4 })).toMatchObject({
      ok: false,
      error: { code: 'xml-invalid' },
    });
  });
});

describe('Meta/Type', () => {
  it.each([
    ['application/vnd.syncml.dmtnds+wbxml', 'wbxml'],
    ['\n APPLICATION/vnd.syncml.dmtnds+XML ', 'xml'],
    ['text/plain', null],
    [undefined, null],
  ])('%j announces %j', (type, form) => expect(tndsForm(type)).toBe(form));
});
