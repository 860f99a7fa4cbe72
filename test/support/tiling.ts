import { expect } from 'vitest';
import type { StructureNode, TokenSpan } from '../../core/base/structure.ts';

/** Tokens follow each other without gap or overlap and cover `length` bytes from `offset`. */
export function expectTiling(tokens: readonly TokenSpan[], offset: number, length: number): void {
  let at = offset;
  for (const token of tokens) {
    expect(token.span.offset).toBe(at);
    expect(token.span.length).toBeGreaterThan(0);
    at += token.span.length;
  }
  expect(at).toBe(offset + length);
}

/** Every node of a structure, root first. */
export function allStructure(root: StructureNode): StructureNode[] {
  return [root, ...root.children.flatMap(allStructure)];
}
