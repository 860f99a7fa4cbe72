import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, hex } from '../../../core/base/bytes.ts';
import type { StructureNode } from '../../../core/base/structure.ts';
import { explainHeader } from '../../../core/card/header-tree.ts';
import { tlv } from '../../../core/tlv/ber-tlv.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';

const VECTORS = vectorsOf('card-files.json');

/** `label: preview`, one a node, children indented. */
function lines(node: StructureNode, depth = 0): readonly string[] {
  const own = `${'  '.repeat(depth)}${node.label}: ${node.preview ?? ''}`;
  return [own, ...node.children.flatMap((child) => lines(child, depth + 1))];
}

function explained(bytes: Uint8Array, mode: '2g' | '3g' = '3g'): StructureNode {
  const tree = explainHeader(bytes, mode);
  if (tree === undefined) throw new Error('no header');
  return tree;
}

describe('an FCP as a tree (TS 102 221 11.1.1.3)', () => {
  it('of an application with PINs', () => {
    expect(lines(explained(vectorIn(VECTORS, 'fcp-adf-pkcs15-nrf').bytes))).toEqual([
      'FCP: DF',
      '  fileDescriptor: DF or ADF, shareable',
      '  dfName: A0 00 00 00 63 50 4B 43 53 2D 31 35',
      '  lifeCycle: activated',
      '  securityReferenced: record 12 of EF(ARR) 2F06',
      '  pinStatus: pin1 off, adm1 on',
      '    psDo: 40',
      '    keyReference: pin1',
      '    keyReference: adm1',
    ]);
  });

  it('of EF(DIR), records and short file id', () => {
    expect(lines(explained(vectorIn(VECTORS, 'fcp-efdir-goldfish').bytes))).toEqual([
      'FCP: EF',
      '  fileDescriptor: linear fixed, shareable, records of 48 bytes, 4 of them',
      '  fileId: 2F 00',
      '  lifeCycle: activated',
      '  securityReferenced: record 1 of EF(ARR) 2F06',
      '  fileSize: 192 bytes',
      '  shortFileId: 1E',
    ]);
  });

  it('proprietary objects, an unknown one, expanded rules, and a cut end', () => {
    const a5 = tlv(0xa5, hex('C00140 83020400 CA0101'));
    const ab = tlv(0xab, hex('800101 9000 800102 A40683010A950108'));
    const bytes = tlv(0x62, hex('82024121 83026F40 8801 00'), a5, ab, hex('8A0501'));
    expect(lines(explained(bytes))).toEqual([
      'FCP: EF',
      '  fileDescriptor: transparent, shareable',
      '  fileId: 6F 40',
      '  shortFileId: none',
      '  proprietary: 10 bytes',
      '    specialFileInformation: works when deactivated',
      '    availableMemory: 1024 bytes',
      '    tag CA: 01',
      '  securityExpanded: read always; update adm1',
      '  malformed: 8A 05 01',
    ]);
  });

  it.each([
    ['8B0102', 'record 2 of the EF(ARR) of the folder'],
    ['8B062F0601020003', 'record 2 in environment 1, record 3 in environment 0 of EF(ARR) 2F06'],
  ])('security by reference: %s', (attribute, preview) => {
    const tree = explained(tlv(0x62, hex('82024121'), hex(attribute)));
    expect(tree.children.find(({ label }) => label === 'securityReferenced')?.preview).toBe(preview);
  });
});

describe('a SELECT response of class A0 as a tree (TS 51.011 9.2.1)', () => {
  it('of an EF', () => {
    expect(lines(explained(vectorIn(VECTORS, 'gsm-select-ef-response').bytes, '2g'))).toContain(
      '  access: read pin1; update pin1; increase always; deactivate adm1; activate adm1',
    );
  });

  it('of the MF, with administrative bytes behind', () => {
    const shown = lines(explained(concat(vectorIn(VECTORS, 'gsm-select-mf-response').bytes, hex('AABB')), '2g'));
    expect(shown).toContain('  characteristics: CHV1 off');
    expect(shown).toContain('  unblockChv2: 10 tries left');
    expect(shown.at(-1)).toBe('  administrative: 00 AA BB');
  });
});

it('whatever the bytes, no throw: the nodes lie within their parents, paths are unique, nothing is lost', () => {
  const object = fc.tuple(
    fc.constantFrom(0x80, 0x82, 0x83, 0x88, 0x8a, 0x8b, 0x8c, 0xa5, 0xab, 0xc6, 0xd2),
    fc.uint8Array({ maxLength: 12 }),
  );
  const made = fc
    .array(object, { maxLength: 8 })
    .map((list) => tlv(0x62, ...list.map(([tag, value]) => tlv(tag, value))));
  const any = fc.uint8Array({ maxLength: 60 });
  fc.assert(
    fc.property(
      fc.oneof(
        made,
        any,
        any.map((tail) => concat(hex('6208'), tail)),
      ),
      fc.constantFrom('2g' as const, '3g' as const),
      (bytes, mode) => {
        const tree = explainHeader(bytes, mode);
        if (tree === undefined) return;
        expect(tree.span).toEqual({ offset: 0, length: bytes.length });
        const paths = new Set<string>();
        const walk = (node: StructureNode) => {
          expect(paths.has(node.path)).toBe(false);
          paths.add(node.path);
          for (const child of node.children) {
            expect(child.span.offset).toBeGreaterThanOrEqual(node.span.offset);
            expect(child.span.offset + child.span.length).toBeLessThanOrEqual(node.span.offset + node.span.length);
            walk(child);
          }
        };
        walk(tree);
        const covered = tree.children.reduce((sum, child) => sum + child.span.length, 0);
        const head = mode === '2g' ? 0 : (tree.valueSpan?.offset ?? 0);
        expect(covered + head).toBe(bytes.length);
      },
    ),
    { numRuns: 1000 },
  );
});
