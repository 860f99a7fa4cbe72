import { childElements, textOf, type XmlElement } from '../xml/read.ts';
import type { XmlDraft } from '../xml/write.ts';

/** An element of an XML form while it is changed. It holds elements or a text, not both. */
export interface EditableXml {
  name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: EditableXml[];
  text: string;
}

/** A copy of an element, to be changed and written. */
export function editableXml(element: XmlElement | XmlDraft): EditableXml {
  const attributes = element.attributes ?? {};
  if ('range' in element) {
    const inner = childElements(element);
    const text = inner.length > 0 ? '' : textOf(element);
    return { name: element.name, attributes, children: inner.map(editableXml), text };
  }
  const inner = element.children.filter((child) => typeof child !== 'string');
  const text = element.children.filter((child) => typeof child === 'string').join('');
  return { name: element.name, attributes, children: inner.map(editableXml), text };
}

/** As the XML writer takes it. */
export function xmlDraftOf({ name, attributes, children, text }: EditableXml): XmlDraft {
  return { name, attributes, children: children.length > 0 ? children.map(xmlDraftOf) : text === '' ? [] : [text] };
}

export function childNamed(element: EditableXml, name: string): EditableXml | undefined {
  return element.children.find((child) => child.name === name);
}

/**
 * Gives an element a child with this text, or with empty elements of these names, the text in the last; takes it away
 * where null is given. A new child stands where `order` puts it.
 */
export function setChild(
  element: EditableXml,
  order: readonly string[],
  name: string,
  content: { readonly text?: string; readonly children?: readonly string[] } | null,
): void {
  const at = element.children.findIndex((child) => child.name === name);
  if (content === null) {
    if (at >= 0) element.children.splice(at, 1);
    return;
  }
  const { text = '', children = [] } = content;
  const inner = children.map((child, index): EditableXml => {
    return { name: child, attributes: {}, children: [], text: index === children.length - 1 ? text : '' };
  });
  const made: EditableXml = { name, attributes: {}, children: inner, text: inner.length > 0 ? '' : text };
  if (at >= 0) {
    element.children[at] = made;
    return;
  }
  const rank = order.indexOf(name);
  const before = element.children.findIndex((child) => {
    const place = order.indexOf(child.name);
    return place < 0 || place > rank;
  });
  element.children.splice(before < 0 ? element.children.length : before, 0, made);
}
