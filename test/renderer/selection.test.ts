import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectByte, selectNode, selectPlace } from '../../renderer/model/selection.ts';
import { everyNode, lineTo } from '../../renderer/model/tree-model.ts';
import { card, node } from './build-tree.ts';

const value = { valueSpan: { offset: 20, length: 8 } };
const { root, file } = card([
  node('Head', 0, 6),
  node('Body', 6, 40, [node('Body/Addr', 10, 20, [], value), node('Body/Type', 32, 6)]),
]);
const idOf = (end: string) => [...everyNode(root)].find(({ id }) => id.endsWith(end))?.id ?? '';

describe('one selection', () => {
  it('of a leaf is its value, with the rest of the leaf around it', () => {
    expect(selectNode(lineTo(root, idOf('#Body/Addr')))).toEqual({
      file: file.file,
      node: idOf('#Body/Addr'),
      span: { offset: 20, length: 8 },
      around: { offset: 10, length: 20 },
      cursor: 20,
    });
  });

  it('of a leaf without a value is the leaf, with its parent around it', () => {
    expect(selectNode(lineTo(root, idOf('#Body/Type')))).toMatchObject({
      span: { offset: 32, length: 6 },
      around: { offset: 6, length: 40 },
    });
  });

  it('of a byte inside the value is the value; of one beside it, the leaf', () => {
    expect(selectByte(file, 25)).toMatchObject({
      node: idOf('#Body/Addr'),
      span: { offset: 20, length: 8 },
      cursor: 25,
    });
    expect(selectByte(file, 11)).toMatchObject({
      node: idOf('#Body/Addr'),
      span: { offset: 10, length: 20 },
      cursor: 11,
    });
  });

  it('of a byte between children is that byte, with its owner around it', () => {
    expect(selectByte(file, 7)).toMatchObject({
      node: idOf('#Body'),
      span: { offset: 7, length: 1 },
      around: { offset: 6, length: 40 },
    });
    expect(selectByte(file, 60)).toMatchObject({ node: file.id, span: { offset: 60, length: 1 } });
  });

  it('of a place is the innermost node around it', () => {
    expect(selectPlace(file, { offset: 21, length: 4 })).toMatchObject({
      node: idOf('#Body/Addr'),
      span: { offset: 20, length: 8 },
    });
    expect(selectPlace(file, { offset: 12, length: 24 })).toMatchObject({
      node: idOf('#Body'),
      span: { offset: 12, length: 24 },
    });
  });

  it('of a folder is nothing: it has no bytes', () => {
    expect(selectNode(lineTo(root, 'dir:3F00'))).toBeNull();
  });

  it('always holds the byte it was made from', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 63 }), (offset) => {
        const found = selectByte(file, offset);
        expect(found).not.toBeNull();
        if (found === null) return;
        expect(offset).toBeGreaterThanOrEqual(found.span.offset);
        expect(offset).toBeLessThan(found.span.offset + found.span.length);
        expect(found.around.offset).toBeLessThanOrEqual(found.span.offset);
      }),
    );
  });
});
