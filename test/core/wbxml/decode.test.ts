import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, hex, toHex, utf8 } from '../../../core/base/bytes.ts';
import { decodeWbxml, rootElement, type WbxmlDecoding } from '../../../core/wbxml/decode.ts';
import type { WbxmlDocument, WbxmlElement } from '../../../core/wbxml/document.ts';
import { encodeWbxml } from '../../../core/wbxml/encode.ts';
import { writeWbxml } from '../../../core/wbxml/write.ts';
import { expectTiling } from '../../support/tiling.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';

const vectors = vectorsOf('message.json');
const whole = vectors.filter((vector) => vector.name !== 'dm-truncated');

function documentOf(decoding: WbxmlDecoding): WbxmlDocument {
  if (!decoding.ok) throw new Error(`${decoding.fault.reason} at ${decoding.fault.offset}`);
  return decoding.document;
}

function rootOf(text: string): WbxmlElement {
  const root = rootElement(documentOf(decodeWbxml(hex(text))));
  if (root === undefined) throw new Error('no root');
  return root;
}

describe('WBXML decoder', () => {
  it.each(whole)('$name decodes and encodes to the same bytes', ({ bytes }) => {
    const decoding = decodeWbxml(bytes);
    const document = documentOf(decoding);
    expect(toHex(encodeWbxml(document))).toBe(toHex(bytes.subarray(0, document.span.length)));
    expectTiling(decoding.tokens, 0, document.span.length);
  });

  it('leaves what follows the root element outside', () => {
    const { bytes } = vectorIn(vectors, 'dm-ff-padded');
    expect(documentOf(decodeWbxml(bytes)).span).toEqual({ offset: 0, length: bytes.length - 16 });
  });

  it('counts spans from the start of the bytes, also in an embedded document', () => {
    const { bytes } = vectorIn(vectors, 'dm-bootstrap-tnds-wbxml');
    const moved = concat(hex('FFFFFFFFFF'), bytes);
    const find = (element: WbxmlElement, name: string): WbxmlElement | undefined => {
      for (const node of element.children) {
        if (node.kind === 'element' && node.name === name) return node;
        const inner =
          node.kind === 'opaque' && node.embedded
            ? rootElement(node.embedded)
            : node.kind === 'element'
              ? node
              : undefined;
        const found = inner && find(inner, name);
        if (found !== undefined) return found;
      }
      return undefined;
    };
    const root = rootElement(documentOf(decodeWbxml(moved, 5)));
    const value = root && find(root, 'Value');
    const text = value?.children[0];
    if (text?.kind !== 'text') throw new Error('no text');
    expect(moved.subarray(text.valueSpan.offset, text.valueSpan.offset + text.valueSpan.length)).toEqual(utf8('w7'));
  });

  it('tells the fault of a cut document and keeps what came before it', () => {
    const { bytes } = vectorIn(vectors, 'dm-truncated');
    const decoding = decodeWbxml(bytes);
    if (decoding.ok || decoding.partial === null) throw new Error('decoded');
    expect(decoding.fault).toEqual({ offset: 169, reason: 'opaque-overrun' });
    expect(rootElement(decoding.partial)?.name).toBe('SyncML');
    expect(JSON.stringify(decoding.partial)).toContain('"broken"');
  });

  it.each([
    ['literal name', '02A4016A05 68692D 6900 44 00 03 6100 01', { name: 'hi-i', token: 4, literal: 0 }],
    ['literal name without content', '02A4016A03 616200 04 01', { name: 'b', literal: 1, hasContent: false }],
    ['unknown tag', '02A4016A00 0001 3F', { name: 'Tag_1_3F', page: 1, token: 0x3f }],
    ['attributes', '02A4016A00 AD 85 03 6100 0003 82 05 01', { name: 'SyncML', hasContent: false }],
    ['literal with attributes and content', '02A4016A02 6100 C4 00 05 01 01', { name: 'a', hasContent: true }],
    ['processing instruction first', '02A4016A00 43 05 03 6100 01 2D', { name: 'SyncML' }],
  ])('%s', (_, text, expected) => {
    expect(rootOf(text)).toMatchObject(expected);
    expect(toHex(encodeWbxml(documentOf(decodeWbxml(hex(text)))))).toBe(toHex(hex(text)));
  });

  it('reads inline, table and entity text, opaque data and extensions', () => {
    const root = rootOf('02A4016A05 78007A7A00 6D 03 C3A900 83 02 02 8120 C3 02 0102 40 6100 81 07 C1 01');
    expect(root.children.map((node) => (node.kind === 'text' ? `${node.form} ${node.text}` : node.kind))).toEqual([
      'inline é',
      'table zz',
      'entity \u00a0',
      'opaque',
      'other',
      'other',
      'other',
    ]);
  });

  it('keeps a string-table identifier, a table without final 00, and integers that are not minimal', () => {
    const text = '02 00 8000 806A 8003 616263 2D';
    const document = documentOf(decodeWbxml(hex(text)));
    expect(document.publicId).toEqual({ number: 0, index: 0 });
    expect(document.charset).toBe(106);
    expect(toHex(encodeWbxml(document))).toBe(toHex(hex(text)));
  });

  it('takes a nonce that merely begins like a document for data', () => {
    const root = rootOf('02A4016A00 6D C3 06 0201 6A00 2D FF 01');
    expect(root.children[0]).toMatchObject({ kind: 'opaque' });
    expect(root.children[0]).toMatchObject({ embedded: undefined, broken: undefined });
  });

  it.each([
    ['', 'truncated', 0],
    ['02A4016A7F00', 'table-overrun', 5],
    ['02A4016A00', 'truncated', 5],
    ['02A4016A00 01', 'no-root', 5],
    ['02A4016A00 6D 03 61', 'string-open', 7],
    ['02A4016A00 6D 83 05 01', 'table-reference', 8],
    ['02A4016A00 6D 81 8181818181', 'integer-too-long', 7],
    ['02A4016A00 AD 43', 'attribute-token', 6],
  ])('tells why %s stops', (text, reason, offset) => {
    expect(decodeWbxml(hex(text))).toMatchObject({ ok: false, fault: { reason, offset } });
  });

  it('stops at its limits', () => {
    const deep = concat(hex('02A4016A00'), new Uint8Array(100_000).fill(0x6d));
    expect(decodeWbxml(deep)).toMatchObject({ ok: false, fault: { reason: 'too-deep' } });
    const wide = concat(hex('02A4016A006D'), new Uint8Array(50).fill(0x12), hex('01'));
    expect(decodeWbxml(wide, 0, wide.length, { depth: 8, nodes: 20 })).toMatchObject({
      ok: false,
      fault: { reason: 'too-many-nodes' },
    });
    expect(decodeWbxml(wide, 0, wide.length, { depth: 8, nodes: 60 }).ok).toBe(true);
  });

  it('never throws, and tiles what it read, on any bytes', () => {
    const garbage = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ maxLength: 200 }).map((tail) => concat(hex('02A4016A006D'), tail)),
    );
    fc.assert(
      fc.property(garbage, (bytes) => {
        const decoding = decodeWbxml(bytes);
        const read = decoding.tokens.reduce((sum, token) => sum + token.span.length, 0);
        expectTiling(decoding.tokens, 0, read);
        if (decoding.ok) expect(toHex(encodeWbxml(decoding.document))).toBe(toHex(bytes.subarray(0, read)));
      }),
      { numRuns: 500 },
    );
  });

  it('never throws on a vector with one byte changed, and encodes it as it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...vectors), fc.nat(), fc.nat({ max: 255 }), (vector, place, byte) => {
        const bytes = vector.bytes.slice();
        bytes[place % bytes.length] = byte;
        const decoding = decodeWbxml(bytes);
        if (decoding.ok) {
          const { length } = decoding.document.span;
          expect(toHex(encodeWbxml(decoding.document))).toBe(toHex(bytes.subarray(0, length)));
          expectTiling(decoding.tokens, 0, length);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('WBXML encoder', () => {
  const data = (length: string, inner: string) => hex(`02A4016A00 6D 4F C3 ${length} ${inner} 01 01`);
  const replace = (document: WbxmlDocument, offset: number, length: number, bytes: Uint8Array) =>
    encodeWbxml(document, [{ span: { offset, length }, bytes }]);

  it('recomputes the length around a change, and keeps an overlong one overlong', () => {
    const plain = documentOf(decodeWbxml(data('02', '6162')));
    expect(toHex(replace(plain, 9, 2, new Uint8Array(128).fill(0x63))).slice(14, 22)).toBe('C3810063');
    const padded = documentOf(decodeWbxml(data('808002', '6162')));
    const longer = replace(padded, 11, 2, utf8('abc'));
    expect(toHex(longer)).toBe(toHex(data('808003', '616263')));
  });

  it('refuses patches that overlap or lie outside', () => {
    const document = documentOf(decodeWbxml(data('02', '6162')));
    expect(() => encodeWbxml(document, [{ span: { offset: 12, length: 9 }, bytes: new Uint8Array() }])).toThrow(
      RangeError,
    );
    const twice = { span: { offset: 9, length: 2 }, bytes: utf8('x') };
    expect(() => encodeWbxml(document, [twice, twice])).toThrow(RangeError);
  });

  it('writes known names as tokens, others as literals, and switches pages only where needed', () => {
    const text = (value: string) => ({ kind: 'text', text: value }) as const;
    const bytes = writeWbxml({
      version: 2,
      publicId: 0x1201,
      vocabulary: 'syncml',
      root: {
        kind: 'element',
        page: 0,
        name: 'SyncML',
        children: [
          { kind: 'element', page: 1, name: 'Type', children: [text('a')] },
          { kind: 'element', page: 1, name: 'Tag_1_3F', children: [] },
          { kind: 'element', page: 1, name: 'x-own', children: [text('b')] },
          { kind: 'element', page: 0, name: 'Final', children: [] },
        ],
      },
    });
    expect(toHex(bytes)).toBe(toHex(hex('02A4016A06 782D6F776E00 6D 0001 53 036100 01 3F 44 00 036200 01 0000 12 01')));
    expect(documentOf(decodeWbxml(bytes)).span.length).toBe(bytes.length);
  });
});
