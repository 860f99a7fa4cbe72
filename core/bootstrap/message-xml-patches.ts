import { concat, toHex } from '../base/bytes.ts';
import { fromBase64, toBase64 } from '../syncml/base64.ts';
import type { DocElement, DocValue } from '../syncml/element.ts';
import { placePatch } from '../syncml/value-place.ts';
import { readableText } from '../wbxml/charset.ts';
import type { WbxmlDocument } from '../wbxml/document.ts';
import type { WbxmlPatch } from '../wbxml/encode.ts';
import { childElements, textOf, type XmlElement } from '../xml/read.ts';
import type { XmlDraft } from '../xml/write.ts';
import type { MessageParts } from './message-parts.ts';
import { insertionPatch, removalPatch } from './message-patch-bytes.ts';
import { elementsBelow, holdsBinary } from './message-xml.ts';
import { alignXml, sameAttributes, sameXml } from './message-xml-same.ts';

/**
 * What to change in a message whose XML form is `current` so that it becomes `wanted`: texts in their places, nodes put in,
 * taken out or written anew. Undefined where more differs than that.
 * @param document what `parts` were taken from, with spans counted from its own first byte.
 */
export function xmlPatches(
  document: WbxmlDocument,
  parts: MessageParts,
  current: XmlElement,
  wanted: XmlElement,
): readonly WbxmlPatch[] | undefined {
  return new Patcher(document, parts).change(parts.root, current, wanted, null);
}

type Patches = readonly WbxmlPatch[] | undefined;

class Patcher {
  readonly #document: WbxmlDocument;
  readonly #parts: MessageParts;

  constructor(document: WbxmlDocument, parts: MessageParts) {
    this.#document = document;
    this.#parts = parts;
  }

  change(element: DocElement, old: XmlElement, now: XmlElement, parent: DocElement | null): Patches {
    if (sameXml(old, now)) return [];
    if (old.name !== now.name || !sameAttributes(old, now)) return undefined;
    const leaf = childElements(old).length === 0 && childElements(now).length === 0;
    const inside = leaf ? textPatch(element, old, now, parent) : this.#children(element, old, now);
    return inside ?? this.#exchange(element, now, parent);
  }

  #children(element: DocElement, old: XmlElement, now: XmlElement): Patches {
    const inner = elementsBelow(this.#parts, element);
    const [before, after] = [childElements(old), childElements(now)];
    if (inner.length !== before.length || textOf(now).trim() !== '') return undefined;
    const patches: WbxmlPatch[] = [];
    for (const run of alignXml(before, after)) {
      const there = inner.slice(run.old.from, run.old.to);
      const texts = after.slice(run.now.from, run.now.to);
      const made = run.paired
        ? this.#pairs(there, before.slice(run.old.from, run.old.to), texts, element)
        : this.#nodes(element, there, texts, inner[run.old.to]);
      if (made === undefined) return undefined;
      patches.push(...made);
    }
    return patches;
  }

  #pairs(
    elements: readonly DocElement[],
    old: readonly XmlElement[],
    now: readonly XmlElement[],
    parent: DocElement,
  ): Patches {
    const patches: WbxmlPatch[] = [];
    for (const [index, element] of elements.entries()) {
      const [one, two] = [old[index], now[index]];
      const made = one && two && this.change(element, one, two, parent);
      if (made === undefined) return undefined;
      patches.push(...made);
    }
    return patches;
  }

  /** A node that cannot be changed in its parts is written anew. */
  #exchange(element: DocElement, now: XmlElement, parent: DocElement | null): Patches {
    return parent === null ? undefined : this.#nodes(parent, [element], [now], undefined);
  }

  /** Takes nodes out and puts others in their place, or in front of `next`, or behind all. */
  #nodes(
    parent: DocElement,
    old: readonly DocElement[],
    now: readonly XmlElement[],
    next: DocElement | undefined,
  ): Patches {
    if (![...old, ...now].every(({ name }) => name === 'Node')) return undefined;
    const out = old.map((element) => removalPatch(this.#document, element));
    if (now.length === 0) return out;
    const [first] = old;
    const nodes = now.map(xmlDraft);
    const put = insertionPatch(this.#document, parent, first ?? next, { kind: 'nodes', nodes });
    const [cut, ...others] = out;
    if (put === undefined || cut === undefined) return put && [put];
    return [{ span: cut.span, bytes: concat(put.bytes, cut.bytes) }, ...others];
  }
}

/** An element as it was read, without what means nothing. */
function xmlDraft(element: XmlElement): XmlDraft {
  const inner = childElements(element);
  const text = textOf(element);
  return { name: element.name, children: inner.length > 0 ? inner.map(xmlDraft) : text === '' ? [] : [text] };
}

function textPatch(element: DocElement, old: XmlElement, now: XmlElement, parent: DocElement | null): Patches {
  const { value } = element;
  if (value === null) return undefined;
  const binary = parent !== null && holdsBinary(parent, element.name);
  const text = textOf(now);
  if (value.opaque === undefined) {
    // Bytes need a place of their own, which only writing the node anew makes.
    if (binary && element.page !== null && textOf(old) === '') return undefined;
    return patchOf(value, text);
  }
  const inBase64 = textOf(old) === toBase64(value.opaque) && (binary || readableText(value.opaque) === undefined);
  if (!inBase64) return patchOf(value, text);
  const bytes = fromBase64(text);
  return bytes && patchOf(value, `hex:${toHex(bytes)}`);
}

function patchOf(value: DocValue, text: string): Patches {
  const patch = placePatch(value.place, text);
  return typeof patch === 'string' ? undefined : [patch];
}
