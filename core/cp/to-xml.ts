import type { Span } from '../base/span.ts';
import { writeXml, type XmlDraft } from '../xml/write.ts';
import type { CpAttribute, CpElement } from './document.ts';

/**
 * A provisioning document as indented XML.
 * @param hidden values not to be shown: the elements whose `value` attribute they are.
 * @param cover what is written instead of such a value; where not given, one `*` for each of its bytes.
 */
export function cpToXml(
  root: CpElement,
  hidden: ReadonlySet<CpElement> = new Set(),
  cover?: (clear: string) => string,
): string {
  const shown = ({ value, secretSpans }: CpAttribute) => (cover === undefined ? stars(secretSpans) : cover(value));
  return writeXml(draftOf(root, hidden, shown));
}

function draftOf(
  element: CpElement,
  hidden: ReadonlySet<CpElement>,
  cover: (attribute: CpAttribute) => string,
): XmlDraft {
  const attributes: Record<string, string> = {};
  for (const attribute of element.attributes) {
    const name = xmlName(attribute.name);
    // XML has room for one attribute of a name; the first is the one that counts.
    if (Object.hasOwn(attributes, name)) continue;
    attributes[name] = hidden.has(element) && attribute.name === 'value' ? cover(attribute) : attribute.value;
  }
  const children = element.children.map((child) => draftOf(child, hidden, cover));
  return {
    name: xmlName(element.name),
    ...(element.attributes.length > 0 && { attributes }),
    children: element.text === '' || children.length > 0 ? children : [element.text],
  };
}

function stars(spans: readonly Span[]): string {
  return '*'.repeat(spans.reduce((sum, span) => sum + span.length, 0));
}

/** Literal names can hold what no XML name may. */
function xmlName(name: string): string {
  const plain = name.replace(/[^\w.-]/g, '_');
  return /^[A-Za-z_]/.test(plain) ? plain : `_${plain}`;
}
