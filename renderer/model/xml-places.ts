import { type Span, shiftSpan } from '../../core/base/span.ts';
import { readProvisioning } from '../../core/bootstrap/message-cp.ts';
import type { MessageView } from '../../core/bootstrap/message-model.ts';
import { elementsBelow } from '../../core/bootstrap/message-xml.ts';
import { readParts } from '../../core/bootstrap/read-parts.ts';
import { type CharRange, childElements, readXml, type XmlElement } from '../../core/xml/read.ts';

/** An element of the message, and where it stands in the XML. */
export interface XmlPlace {
  readonly span: Span;
  /** The text of an element that holds one; the start tag of any other. */
  readonly range: CharRange;
}

interface Placed<Item> {
  readonly span: (item: Item) => Span;
  readonly below: (item: Item) => readonly Item[];
}

/**
 * Which bytes are which part of the XML, from the outermost element inwards. Empty where the XML does not say the message.
 * @param xml the message's XML form, however it is laid out.
 */
export function xmlPlaces(view: MessageView, xml: string): readonly XmlPlace[] {
  const { document } = view;
  const read = readXml(xml);
  if (document === null || !read.ok) return [];
  const { offset } = document.span;
  const parts = view.profile === 'cp' ? null : readParts(document);
  if (parts !== null) {
    return placesIn(parts.root, read.value, {
      span: (element) => shiftSpan(element.span, offset),
      below: (element) => elementsBelow(parts, element),
    });
  }
  const provisioning = readProvisioning(document);
  if (provisioning === null) return [];
  return placesIn(provisioning.root, read.value, {
    span: (element) => shiftSpan(element.span, offset),
    below: (element) => element.children,
  });
}

function placesIn<Item>(item: Item, element: XmlElement, how: Placed<Item>): readonly XmlPlace[] {
  const [below, inner] = [how.below(item), childElements(element)];
  const { range, content } = element;
  const shown = content === null ? range : inner.length === 0 && content.to > content.from ? content : null;
  const own = { span: how.span(item), range: shown ?? { from: range.from, to: content?.from ?? range.to } };
  return [
    own,
    ...inner.flatMap((child, index) => {
      const other = below[index];
      return other === undefined ? [] : placesIn(other, child, how);
    }),
  ];
}

/** The innermost place that holds a byte. */
export function placeOfByte(places: readonly XmlPlace[], offset: number): XmlPlace | undefined {
  return places.findLast(({ span }) => span.offset <= offset && offset < span.offset + Math.max(1, span.length));
}
