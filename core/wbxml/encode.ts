import { concat } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import type { WbxmlDocument, WbxmlNode, WbxmlOpaque } from './document.ts';
import { writeMbUint } from './mb-uint.ts';

/** New bytes for a place of a document; the place counts as the document's spans do. */
export interface WbxmlPatch {
  readonly span: Span;
  readonly bytes: Uint8Array;
}

/**
 * Encodes a document with `patches` applied. Only the patched places change, and the lengths of the OPAQUEs around them;
 * all else keeps its bytes, so that without patches the result is what the document was decoded from.
 * @throws RangeError when patches overlap or lie outside the document: a programming error.
 */
export function encodeWbxml(document: WbxmlDocument, patches: readonly WbxmlPatch[] = []): Uint8Array {
  const all = [...patches, ...lengthPatches(document.body, patches)];
  all.sort((a, b) => a.span.offset - b.span.offset || a.span.length - b.span.length);
  const base = document.span.offset;
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const patch of all) {
    const from = patch.span.offset - base;
    const to = from + patch.span.length;
    if (from < at || to > document.bytes.length) throw new RangeError(`patch at ${patch.span.offset} does not fit`);
    parts.push(document.bytes.subarray(at, from), patch.bytes);
    at = to;
  }
  parts.push(document.bytes.subarray(at));
  return concat(...parts);
}

/** Patches for the length fields of every OPAQUE that holds a patched place, innermost first. */
function lengthPatches(nodes: readonly WbxmlNode[], patches: readonly WbxmlPatch[]): WbxmlPatch[] {
  const out: WbxmlPatch[] = [];
  for (const node of nodes) {
    if (!patches.some((patch) => holds(node.span, patch.span))) continue;
    if (node.kind === 'element') out.push(...lengthPatches(node.children, patches));
    if (node.kind === 'opaque') out.push(...opaquePatches(node, patches));
  }
  return out;
}

function opaquePatches(node: WbxmlOpaque, patches: readonly WbxmlPatch[]): WbxmlPatch[] {
  const within = patches.filter((patch) => holds(node.valueSpan, patch.span));
  if (within.length === 0) return [];
  const inner = node.embedded === undefined ? [] : lengthPatches(node.embedded.body, patches);
  let length = node.valueSpan.length;
  for (const patch of [...within, ...inner]) length += patch.bytes.length - patch.span.length;
  // A length field that is longer than it needs to be stays so by as much.
  const field = { offset: node.span.offset + 1, length: node.valueSpan.offset - node.span.offset - 1 };
  const excess = field.length - writeMbUint(node.valueSpan.length).length;
  return [{ span: field, bytes: writeMbUint(length, excess) }, ...inner];
}

function holds(outer: Span, inner: Span): boolean {
  return inner.offset >= outer.offset && inner.offset + inner.length <= outer.offset + outer.length;
}
