import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, hex } from '../../../core/base/bytes.ts';
import type { StructureNode } from '../../../core/base/structure.ts';
import { BUILTIN_CARDS, builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import type { ExplainedFile } from '../../../core/bootstrap/explain-draft.ts';
import { explainFile } from '../../../core/bootstrap/explain-file.ts';
import { type BootstrapObject, type CardFile, FILE_ROLES, type FileRole } from '../../../core/bootstrap/read-result.ts';
import { OIDS } from '../../../core/pkcs15/oids.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { cardWith, DM_OBJECT, openscCard } from '../../support/bootstrap-card.ts';
import { readImage } from '../../support/read-image.ts';
import { vectorsOf } from '../../support/vectors.ts';

function allNodes(root: StructureNode): readonly StructureNode[] {
  return [root, ...root.children.flatMap(allNodes)];
}

/** Tokens tile the bytes, paths are unique, every span is inside its parent's and inside the file. */
function check(explained: ExplainedFile, length: number): void {
  let at = 0;
  for (const { span } of explained.tokens) {
    expect(span.offset).toBe(at);
    expect(span.length).toBeGreaterThan(0);
    at += span.length;
  }
  expect(at).toBe(length);
  const nodes = allNodes(explained.tree);
  const paths = nodes.map((node) => node.path);
  expect(new Set(paths).size).toBe(paths.length);
  expect(explained.tree.span).toEqual({ offset: 0, length });
  for (const node of nodes) {
    const end = node.span.offset + node.span.length;
    if (node.valueSpan !== undefined) {
      expect(node.valueSpan.offset).toBeGreaterThanOrEqual(node.span.offset);
      expect(node.valueSpan.offset + node.valueSpan.length).toBeLessThanOrEqual(end);
    }
    for (const child of node.children) {
      expect([child.path, child.span.offset >= node.span.offset]).toEqual([child.path, true]);
      expect([child.path, child.span.offset + child.span.length <= end]).toEqual([child.path, true]);
    }
  }
}

const IMAGES: readonly { title: string; image: CardImage }[] = [
  ...BUILTIN_CARDS.map(({ name }) => ({ title: name, image: builtinCard(name) as CardImage })),
  { title: 'OpenSC layout on a SIM', image: openscCard('sim') },
  { title: 'OpenSC layout on a UICC', image: openscCard('uicc') },
  { title: 'oidDO', image: cardWith({ dodf: [{ ...DM_OBJECT, form: 'oid' }] }) },
  { title: 'blank content', image: cardWith({ content: new Uint8Array(100).fill(0xff) }) },
  { title: 'zero content', image: cardWith({ content: new Uint8Array(2048) }) },
  { title: 'XML content', image: cardWith({ content: new TextEncoder().encode('<SyncML><SyncHdr/></SyncML>') }) },
  {
    title: 'a message behind something else',
    image: cardWith({
      content: concat(hex('FFFFFFFF'), hex('02A4016A006D6C01')),
      dodf: [{ ...DM_OBJECT, path: { path: hex('6421'), index: 4, length: 100 } }],
    }),
  },
  { title: 'truncated ODF', image: cardWith({ odf: hex('A70A300804063F007F') }) },
  { title: 'truncated DODF', image: cardWith({ dodf: hex('303030120C0C444D') }) },
];

describe.each(['device', 'inspect'] as const)('explained files at %s depth', (depth) => {
  it.each(IMAGES)('$title', async ({ image }) => {
    const { result } = await readImage(image, { depth });
    expect(result.files.length).toBeGreaterThan(0);
    for (const file of result.files) {
      expect(file.bytes.length).toBeGreaterThan(0);
      check(explainFile(file, result.objects), file.bytes.length);
    }
  });
});

it('names the parts of a directory as the standard does, with their values', async () => {
  const { result } = await readImage(cardWith());
  const labels = (role: FileRole) => {
    const file = result.files.find((item) => item.role === role) as CardFile;
    return new Map(allNodes(explainFile(file, result.objects).tree).map((node) => [node.path, node.preview]));
  };
  const dodf = labels('dodf');
  expect(dodf.get('3F007F506420/opaqueDO/commonObjectAttributes/label')).toBe('DM Bootstrap');
  expect(dodf.get('3F007F506420/opaqueDO/classAttributes/applicationOID')).toMatch(/^2\.23\.43\.7\.1/);
  expect(dodf.get('3F007F506420/opaqueDO/typeAttributes/Path/path')).toBe('6421');
  expect(labels('odf').get('3F007F505031/dataObjects/Path/path')).toBe('6420');
  expect(labels('efDir').get('3F002F00/record 2/AID')).toBe('A000000063504B43532D3135');
  expect(labels('efDir').get('3F002F00/record 2/path')).toBe('3F00/7F50');
});

it('tiles whatever it is given, in every role', () => {
  const shapes = [
    '',
    'FF',
    '00',
    '61',
    '6100',
    '617F',
    '30',
    '3080',
    'A7063004',
    '02A4016A00',
    'C3',
    '06FFFF',
    'A08300FFFF01',
  ];
  for (const role of FILE_ROLES)
    for (const shape of shapes)
      for (const recordLength of [0, 1, 4]) {
        const bytes = hex(shape);
        const structure = recordLength === 0 ? 'transparent' : 'linear';
        const file = { path: '3F002F00', fid: '2F00', name: 'x', role, size: null, reads: [] };
        const explained = explainFile({ ...file, structure, recordLength, bytes });
        check(explained, bytes.length);
      }
});

it('random and damaged bytes are tiled in every role, and never throw', () => {
  const vectors = ['pkcs15.json', 'certificates.json', 'lwm2m.json'].flatMap((name) => vectorsOf(name));
  const damaged = fc
    .tuple(fc.constantFrom(...vectors), fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 4 }))
    .map(([vector, at, bytes]) => {
      const out = vector.bytes.slice();
      out.set(bytes.subarray(0, out.length - (at % out.length)), at % out.length);
      return out;
    });
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 80 }), damaged);
  const object = fc.record({
    oid: fc.constantFrom(...Object.values(OIDS)),
    offset: fc.nat(10),
    length: fc.option(fc.nat(60)),
    direct: fc.option(fc.constant(true as const), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.constantFrom(...FILE_ROLES), bytes, fc.option(object), (role, body, placed) => {
      const path = '3F007F506420';
      const structure = 'transparent' as const;
      const shape = { path, fid: '6420', name: 'x', role, structure, size: null, recordLength: 0, reads: [] };
      const objects: BootstrapObject[] = [];
      if (placed !== null) {
        const { direct, ...rest } = placed;
        const end = Math.min(body.length, rest.offset + (rest.length ?? 0));
        const offset = Math.min(rest.offset, body.length);
        const length = rest.length === null ? null : Math.max(0, end - offset);
        const flags = { private: false, modifiable: false };
        const span = { offset: 0, length: body.length };
        const common = { label: null, form: 'opaque', path, dodf: path, span, flags, dm: false } as const;
        objects.push({ ...common, oid: rest.oid, offset, length, ...(direct && { direct }) });
      }
      check(explainFile({ ...shape, bytes: body }, objects), body.length);
    }),
    { numRuns: 400 },
  );
});
