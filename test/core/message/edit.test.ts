import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex, toHex, utf8 } from '../../../core/base/bytes.ts';
import { defaultMessage } from '../../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { editMessage, maskSecrets } from '../../../core/bootstrap/message-edit.ts';
import type { FieldEdit } from '../../../core/bootstrap/message-model.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';
import { asXmlTnds, changed, withInlineText } from './messages.ts';

const vectors = vectorsOf('message.json');

function edited(bytes: Uint8Array, edits: readonly FieldEdit[], offset = 0): Uint8Array {
  const result = editMessage(decodeMessage(bytes, offset), edits);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const SOURCES: readonly (readonly [string, Uint8Array])[] = [
  ['embedded WBXML', defaultMessage()],
  ['XML text', asXmlTnds()],
  [
    'XML in CDATA',
    withInlineText('<MgmtTree><Node><NodeName>é</NodeName><Value><![CDATA[a]]></Value></Node></MgmtTree>'),
  ],
  ['inline code page 2', vectorIn(vectors, 'tnds-inline-codepage2').bytes],
  ['vendor header', vectorIn(vectors, 'tnds-wbxml-strtbl-1A-field').bytes],
];

const value = fc.oneof(
  fc.string({ minLength: 1, maxLength: 300 }),
  fc.string({ unit: fc.constantFrom('<', '&', ']', '>', 'é', '😀', 'a', '\n'), minLength: 1, maxLength: 40 }),
);
const isControl = (character: string) =>
  (character < ' ' && character !== '\n' && character !== '\t') || character === '\u007f';
const plain = value.filter((text) => !text.startsWith('hex:') && !Array.from(text).some(isControl));

describe.each(SOURCES)('editing a message with its tree as %s', (_, bytes) => {
  const fields = decodeMessage(bytes).fields.filter(
    (field) => field.value !== '' && !field.path.startsWith('SyncBody'),
  );

  it('changes that field alone, and editing it back gives the original bytes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...fields), plain, (field, text) => {
        const there = edited(bytes, [{ path: field.path, value: text }]);
        const view = decodeMessage(there);
        for (const before of decodeMessage(bytes).fields) {
          const after = view.fields.find((entry) => entry.path === before.path);
          expect(after?.value).toBe(before.path === field.path ? text : before.value);
        }
        expect(view.size).toBe(there.length);
        expect(toHex(edited(there, [{ path: field.path, value: field.value }]))).toBe(toHex(bytes));
      }),
      { numRuns: 60 },
    );
  });

  it('changes several at once', () => {
    const edits = fields.map((field, index) => ({ path: field.path, value: `${index}-${'x'.repeat(index * 9)}` }));
    const view = decodeMessage(edited(bytes, edits));
    expect(
      view.fields.filter((field) => edits.some((edit) => edit.path === field.path)).map((field) => field.value),
    ).toEqual(edits.map((edit) => edit.value));
  });

  it('without an edit is the same bytes', () => {
    expect(toHex(edited(bytes, []))).toBe(toHex(bytes));
  });
});

describe('editMessage', () => {
  const bytes = defaultMessage();

  it('gives the message alone, wherever it stood', () => {
    const file = Uint8Array.of(9, 9, ...bytes, 0xff, 0xff);
    expect(toHex(edited(file, [{ path: 'NordTel/Name', value: 'NordTel' }], 2))).toBe(toHex(bytes));
  });

  it('writes bytes given as hex into opaque values', () => {
    const view = decodeMessage(edited(bytes, [{ path: 'NordTel/AppAuth/1/AAuthData', value: 'hex:00FF' }]));
    expect(view.fields.find((field) => field.path === 'NordTel/AppAuth/1/AAuthData')?.value).toBe('hex:00FF');
  });

  it('keeps CDATA as CDATA, also around its own end', () => {
    const tree = (inside: string) =>
      withInlineText(`<MgmtTree><Node><NodeName>a</NodeName><Value>${inside}</Value></Node></MgmtTree>`);
    const there = edited(tree('<![CDATA[x]]>'), [{ path: 'a', value: ']]>' }]);
    expect(toHex(there)).toBe(toHex(tree('<![CDATA[]]]]><![CDATA[>]]>')));
    expect(toHex(edited(there, [{ path: 'a', value: 'x' }]))).toBe(toHex(tree('<![CDATA[x]]>')));
  });

  it('fills an element that had no content', () => {
    const empty = changed(['<Value>NordTel</Value>', '<Value/>']);
    const view = decodeMessage(edited(empty, [{ path: 'NordTel/Name', value: 'N' }]));
    expect(view.fields.find((field) => field.path === 'NordTel/Name')?.value).toBe('N');
  });

  it('puts an inline string in place of a table reference', () => {
    const table = hex('02A4016A04 61626300 6D 6C 5B 83 00 01 01 01');
    const there = edited(table, [{ path: 'SyncHdr/MsgID', value: '7' }]);
    expect(toHex(there)).toBe(toHex(hex('02A4016A04 61626300 6D 6C 5B 03 3700 01 01 01')));
  });

  it.each<[string, FieldEdit, string]>([
    ['a path that is not there', { path: 'NordTel/Nothing', value: 'x' }, 'field-unknown'],
    ['a 00 byte', { path: 'NordTel/Name', value: 'a\0b' }, 'field-invalid'],
    ['bad hex', { path: 'NordTel/AppAuth/1/AAuthData', value: 'hex:0' }, 'field-invalid'],
  ])('refuses %s', (_, edit, code) => {
    expect(editMessage(decodeMessage(bytes), [edit])).toMatchObject({ ok: false, error: { code } });
  });

  it('refuses what the charset does not have', () => {
    const latin = hex('02A4010400 6D 6C 5B 03 E900 01 01 01');
    const view = decodeMessage(latin);
    expect(view.fields[0]?.value).toBe('é');
    expect(editMessage(view, [{ path: 'SyncHdr/MsgID', value: '€' }])).toMatchObject({
      ok: false,
      error: { code: 'field-invalid' },
    });
    expect(toHex(edited(latin, [{ path: 'SyncHdr/MsgID', value: 'ü' }]))).toBe(
      toHex(hex('02A4010400 6D 6C 5B 03 FC00 01 01 01')),
    );
  });

  it('refuses control characters that XML cannot carry', () => {
    expect(editMessage(decodeMessage(asXmlTnds()), [{ path: 'NordTel/Name', value: '\u0001' }])).toMatchObject({
      ok: false,
      error: { code: 'field-invalid' },
    });
  });

  it('refuses a message that does not decode', () => {
    expect(editMessage(decodeMessage(bytes.subarray(0, 90)), [])).toMatchObject({
      ok: false,
      error: { code: 'message-invalid' },
    });
  });
});

describe('maskSecrets', () => {
  it('copies, and overwrites only the spans', () => {
    const bytes = utf8('abcdef');
    expect(
      maskSecrets(bytes, [
        { offset: 1, length: 2 },
        { offset: 5, length: 1 },
      ]),
    ).toEqual(utf8('a**de*'));
    expect(bytes).toEqual(utf8('abcdef'));
  });
});
