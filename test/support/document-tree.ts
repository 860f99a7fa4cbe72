import { toHex } from '../../core/base/bytes.ts';
import { readableText } from '../../core/wbxml/charset.ts';
import { attributeStart, attributeValue, type Vocabulary } from '../../core/wbxml/code-pages.ts';
import type { AttributeDraft, WbxmlDraft, WbxmlPart } from '../../core/wbxml/draft.ts';
import { childElements, textOf, type XmlElement } from '../../core/xml/read.ts';

/** What a document says, however it is written: names, attributes, and texts or elements. */
export type Tree = readonly [name: string, attributes: string, content: string | readonly Tree[]];

/** The tree of a draft; the root of a document in OPAQUE is a child of the element that holds it. */
export function draftTree(draft: WbxmlDraft): Tree {
  return partTree(draft.root, draft.vocabulary);
}

function partTree(part: WbxmlPart, vocabulary: Vocabulary): Tree {
  if (part.kind !== 'element') throw new RangeError(`${part.kind} is no element`);
  const inner = part.children.flatMap((child): Tree[] => {
    if (child.kind === 'element') return [partTree(child, vocabulary)];
    return child.kind === 'opaque' && child.document !== undefined ? [draftTree(child.document)] : [];
  });
  const attributes = attributesText(part.attributes ?? [], vocabulary);
  if (inner.length > 0) return [part.name, attributes, inner];
  return [part.name, attributes, part.children.map(partText).join('')];
}

function partText(part: WbxmlPart): string {
  if (part.kind === 'text') return part.text;
  if (part.kind === 'opaque') return readableText(part.bytes) ?? `hex:${toHex(part.bytes)}`;
  return part.kind === 'raw' ? `raw:${toHex(part.bytes)}` : '';
}

function attributesText(attributes: readonly AttributeDraft[], vocabulary: Vocabulary): string {
  let out = '';
  for (const item of attributes) {
    if (item.kind === 'start') {
      const row = attributeStart(vocabulary, item.page, item.token);
      out += ` ${row?.name ?? `${item.page}/${item.token}`}=${row?.prefix ?? ''}`;
    } else if (item.kind === 'name') {
      out += ` ${item.text}=`;
    } else if (item.kind === 'value') {
      out += attributeValue(vocabulary, item.page, item.token) ?? `{${item.page}/${item.token}}`;
    } else {
      out += partText(item);
    }
  }
  return out.trimStart();
}

/** The tree of an XML document; space between elements and namespaces say nothing. */
export function xmlTree(element: XmlElement): Tree {
  const inner = childElements(element);
  const attributes = Object.entries(element.attributes)
    .filter(([name]) => name !== 'xmlns')
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
  return [element.name, attributes, inner.length > 0 ? inner.map(xmlTree) : textOf(element)];
}
