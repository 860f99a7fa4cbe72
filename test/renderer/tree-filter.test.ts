import { describe, expect, it } from 'vitest';
import { selectRange } from '../../renderer/model/selection.ts';
import { filterTree } from '../../renderer/model/tree-filter.ts';
import { everyNode } from '../../renderer/model/tree-model.ts';
import { treeRows } from '../../renderer/model/tree-rows.ts';
import { card, node } from './build-tree.ts';

const { root, file } = card([
  node('Head', 0, 6),
  node('Body', 6, 40, [
    node('Body/Addr', 10, 20, [node('Body/Addr/Port', 12, 4)], { preview: 'https://dm1' }),
    node('Body/AAuthSecret', 32, 6, [], { preview: 'hunter2', secret: true }),
  ]),
]);
const labels = (query: string) => {
  const { root: shown, open } = filterTree(root, query);
  return treeRows(shown, open).map((row) => row.node.label);
};

describe('the filtered tree', () => {
  it('shows what fits and what is above it', () => {
    const shown = labels('https');
    expect(shown).toContain('Addr');
    expect(shown).not.toContain('Head');
    expect(shown).not.toContain('Port');
  });

  it('never fits a secret by its value', () => {
    expect(filterTree(root, 'hunter').count).toBe(0);
    expect(filterTree(root, 'hunter').root.children).toEqual([]);
    expect(filterTree(root, 'aauth').first?.label).toBe('AAuthSecret');
  });

  it('counts what fits and keeps the children of a fitting leaf reachable', () => {
    const narrowed = filterTree(root, 'addr');
    expect(narrowed.count).toBe(1);
    expect([...everyNode(narrowed.root)].some(({ label }) => label === 'Port')).toBe(true);
  });
});

describe('a range of bytes', () => {
  it('is exactly what lies between two bytes, in either direction', () => {
    expect(selectRange(file, 12, 8)).toMatchObject({ span: { offset: 8, length: 5 }, cursor: 8, anchor: 12 });
    expect(selectRange(file, 11, 13)).toMatchObject({ span: { offset: 11, length: 3 }, cursor: 13, anchor: 11 });
  });
});
