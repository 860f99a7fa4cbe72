import { describe, expect, it } from 'vitest';
import { cardTree, everyNode, lineTo } from '../../renderer/model/tree-model.ts';
import { rowIndexOf, treeKey, treeRows } from '../../renderer/model/tree-rows.ts';
import { card, file, node } from './build-tree.ts';

const chain = [
  node('Body', 10, 40, [
    node('Body/Add', 12, 30, [
      node('Body/Add/Item', 14, 20, [node('Body/Add/Item/A', 15, 4), node('Body/Add/Item/B', 20, 4)]),
    ]),
  ]),
];

describe('the card as a tree', () => {
  it('makes folders of the paths, files before folders', () => {
    const root = cardTree([
      { file: file('3F002F00', 8, 'efDir'), tree: null, findings: [] },
      { file: file('3F007F505031', 8, 'odf'), tree: null, findings: [] },
      { file: file('3F007F506420', 8, 'dodf'), tree: null, findings: [] },
    ]);
    expect([...everyNode(root)].map(({ label, mark }) => `${label} ${mark}`)).toEqual([
      'MF 3F00',
      'EF 2F00 2F00',
      'DF PKCS#15 7F50',
      'EF 5031 5031',
      'EF 6420 6420',
    ]);
  });

  it('shows an application without a known path as the ADF', () => {
    const root = cardTree([{ file: file('7FFF6421'), tree: null, findings: [] }]);
    expect([...everyNode(root)].map(({ id }) => id)).toEqual(['dir:3F00', 'dir:7FFF', 'file:7FFF6421']);
  });

  it('takes name, properties and value of a TNDS node as parts of it', () => {
    const leaf = node('Addr', 0, 30, [
      node('Addr/NodeName', 1, 6),
      node('Addr/RTProperties', 7, 10),
      node('Addr/Value', 17, 12, [], { preview: 'https://a' }),
    ]);
    const { file: top } = card([leaf]);
    expect(top.children[0]).toMatchObject({
      label: 'Addr',
      preview: 'https://a',
      valueSpan: { offset: 17, length: 12 },
      children: [],
    });
  });

  it('keeps a secret value secret when it becomes its node’s', () => {
    const leaf = node('S', 0, 30, [
      node('S/NodeName', 1, 6),
      node('S/Value', 17, 12, [], { preview: 'x', secret: true }),
    ]);
    expect(card([leaf]).file.children[0]?.secret).toBe(true);
  });

  it('marks a node by a finding that names its path or its place', () => {
    const finding = (where: object) => ({
      code: 'x',
      kind: 'fault' as const,
      severity: 'error' as const,
      clause: null,
      where,
      message: '',
      device: null,
      fix: null,
    });
    const tree = node('', 0, 64, [node('A', 0, 8), node('B', 8, 8), node('C', 16, 8)]);
    const root = cardTree([
      { file: file('3F006421'), tree, findings: [finding({ path: 'A' }), finding({ offset: 9 })] },
    ]);
    expect([...everyNode(root)].filter(({ kind }) => kind === 'node').map(({ severity }) => severity)).toEqual([
      'error',
      'error',
      null,
    ]);
  });
});

describe('rows of the tree', () => {
  const { root } = card(chain);
  const ids = [...everyNode(root)].map(({ id }) => id);

  it('fold a chain of only children into one row', () => {
    const rows = treeRows(root, new Set(ids));
    const body = rows.find(({ chain: nodes }) => nodes.length > 1);
    expect(body?.chain.map(({ label }) => label)).toEqual(['Body', 'Add', 'Item']);
    expect(body?.node.label).toBe('Item');
    expect(rows.map(({ node: { label } }) => label)).toEqual(['MF', 'DF 7F50', 'EF 6421', 'Item', 'A', 'B']);
  });

  it('hide what is closed', () => {
    expect(treeRows(root, new Set(['dir:3F00'])).map(({ node: { label } }) => label)).toEqual(['MF', 'DF 7F50']);
  });

  it('find the row of a folded node, and of the nearest open ancestor', () => {
    const rows = treeRows(root, new Set(ids));
    const add = ids.find((id) => id.endsWith('Body/Add')) ?? '';
    expect(rows[rowIndexOf(rows, lineTo(root, add))]?.node.label).toBe('Item');
    const closed = treeRows(root, new Set(['dir:3F00', 'dir:3F007F50']));
    const deep = ids.find((id) => id.endsWith('Item/B')) ?? '';
    expect(closed[rowIndexOf(closed, lineTo(root, deep))]?.node.kind).toBe('file');
  });

  it('answer the keys of a tree', () => {
    const rows = treeRows(root, new Set(ids));
    const item = rows.findIndex(({ node: { label } }) => label === 'Item');
    const itemId = rows[item]?.node.id;
    expect(treeKey(rows, item, 'ArrowDown')).toMatchObject({ go: { label: 'A' } });
    expect(treeKey(rows, item, 'ArrowRight')).toMatchObject({ go: { label: 'A' } });
    expect(treeKey(rows, item, 'ArrowLeft')).toEqual({ close: itemId });
    expect(treeKey(rows, item + 2, 'ArrowLeft')).toMatchObject({ go: { label: 'Item' } });
    expect(treeKey(rows, item + 2, 'ArrowRight')).toBeNull();
    expect(treeKey(rows, 0, 'End')).toMatchObject({ go: { label: 'B' } });
    expect(treeKey(rows, item + 2, 'Home')).toMatchObject({ go: { label: 'MF' } });
    const closed = treeRows(root, new Set(ids.filter((id) => id !== itemId)));
    expect(treeKey(closed, item, 'ArrowRight')).toEqual({ open: itemId });
    expect(treeKey(closed, item, 'Enter')).toEqual({ open: itemId });
    expect(treeKey(rows, item, 'Enter')).toEqual({ close: itemId });
    expect(treeKey(rows, item + 2, 'Enter')).toBeNull();
  });

  it('leave every other key alone, and come in from the top where no row is active', () => {
    const rows = treeRows(root, new Set(ids));
    expect(treeKey(rows, -1, 'ArrowDown')).toMatchObject({ go: { label: 'MF' } });
    expect(treeKey(rows, -1, 'End')).toMatchObject({ go: { label: 'B' } });
    for (const key of ['Enter', 'Tab', 'Escape', 'F6', 'x']) expect(treeKey(rows, -1, key), key).toBeNull();
    expect(treeKey([], -1, 'ArrowDown')).toBeNull();
  });
});
