import type { Span } from '../../core/base/span.ts';
import { type CardNode, nodesAround, nodesAtByte } from './tree-model.ts';

/** The one selection that every pane shows. */
export interface Selection {
  readonly file: string;
  /** Id of the node that lights up in the tree. */
  readonly node: string;
  /** The bytes in the selection band. */
  readonly span: Span;
  /** The surrounding bytes in the quiet tint: the rest of the node, or its parent. */
  readonly around: Span;
  /** Byte under the cursor. */
  readonly cursor: number;
  /** Byte from which a range was drawn to the cursor; absent where the selection follows a node. */
  readonly anchor?: number;
}

function covers(place: Span, offset: number): boolean {
  return offset >= place.offset && offset < place.offset + place.length;
}

function same(a: Span, b: Span): boolean {
  return a.offset === b.offset && a.length === b.length;
}

/**
 * Selects a node: its value where it has one, else the whole of it; around it the rest of the node, or the parent.
 * @param cursor keeps the value from being selected where the byte lies outside it.
 */
export function selectNode(line: readonly CardNode[], cursor?: number): Selection | null {
  const node = line[line.length - 1];
  if (node === undefined || node.file === null) return null;
  const parent = line[line.length - 2];
  const value =
    node.valueSpan !== null && node.children.length === 0 && node.valueSpan.length > 0 ? node.valueSpan : node.span;
  const place = cursor === undefined || covers(value, cursor) ? value : node.span;
  const outer = same(place, node.span) && parent?.file === node.file ? parent.span : node.span;
  return { file: node.file, node: node.id, span: place, around: outer, cursor: cursor ?? place.offset };
}

/** Selects by a byte: the deepest node there lights up; a byte that nothing explains is selected alone. */
export function selectByte(file: CardNode, offset: number): Selection | null {
  const line = nodesAtByte(file, offset);
  const deepest = line[line.length - 1];
  if (deepest === undefined || file.file === null) return null;
  if (deepest === file || deepest.children.length > 0) {
    // Structure bytes between children: the byte alone, its owner around it.
    return { file: file.file, node: deepest.id, span: { offset, length: 1 }, around: deepest.span, cursor: offset };
  }
  return selectNode(line, offset);
}

/** Selects exactly the bytes between two, both included, whatever they belong to; the innermost node around them lights up. */
export function selectRange(file: CardNode, anchor: number, cursor: number): Selection | null {
  const place = { offset: Math.min(anchor, cursor), length: Math.abs(anchor - cursor) + 1 };
  const line = nodesAround(file, place);
  const node = line[line.length - 1];
  if (node === undefined || file.file === null) return null;
  return { file: file.file, node: node.id, span: place, around: node.span, cursor, anchor };
}

/** Selects a place that something else names (a field, a finding): the innermost node around it. */
export function selectPlace(file: CardNode, place: Span): Selection | null {
  const line = nodesAround(file, place);
  const node = line[line.length - 1];
  if (node === undefined || file.file === null) return null;
  if (node !== file && node.children.length === 0) return selectNode(line, place.offset);
  return { file: file.file, node: node.id, span: place, around: node.span, cursor: place.offset };
}
