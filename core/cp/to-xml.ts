import type { Span } from '../base/span.ts';
import { writeXml, type XmlDraft } from '../xml/write.ts';
import type { CpElement } from './document.ts';

/**
 * A provisioning document as indented XML.
 * @param hidden values to be shown as one `*` for each of their bytes: the elements whose `value` attribute they are.
 */
export function cpToXml(root: CpElement, hidden: ReadonlySet<CpElement> = new Set()): string {
  return writeXml(draftOf(root, hidden));
}

function draftOf(element: CpElement, hidden: ReadonlySet<CpElement>): XmlDraft {
  const attributes: Record<string, string> = {};
  for (const { name, value, secretSpans } of element.attributes) {
    // XML has room for one attribute of a name; the first is the one that counts.
    const shown = hidden.has(element) && name === 'value' ? stars(secretSpans) : value;
    attributes[xmlName(name)] ??= shown;
  }
  const children = element.children.map((child) => draftOf(child, hidden));
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
