import type { StructureNode } from '../base/structure.ts';
import { attributeOf, type CpDocument, type CpElement, childSegments, labelOf } from '../cp/document.ts';
import { isSecretParm } from '../cp/document-rows.ts';
import { charsetName } from '../wbxml/charset.ts';
import type { WbxmlDocument } from '../wbxml/document.ts';
import { versionText } from '../wbxml/header.ts';
import { showPublicId } from '../wbxml/public-ids.ts';

/**
 * The structure of a provisioning document: characteristics by type, parms by name, anything else by its element. The
 * paths below the root are those of the fields.
 * @param wbxml null for a document that is XML text.
 */
export function cpStructure(document: CpDocument, wbxml: WbxmlDocument | null): StructureNode {
  const root = nodeOf(document.root, document.root.name);
  if (wbxml === null) return root;
  const charset = wbxml.charset === null ? 'no charset' : charsetName(wbxml.charset);
  const header: StructureNode = {
    path: `${root.path}/header`,
    label: 'header',
    preview: `WBXML ${versionText(wbxml.version)}, ${showPublicId(wbxml)}, ${charset}`,
    span: wbxml.header,
    children: [],
  };
  return { ...root, span: wbxml.span, children: [header, ...root.children] };
}

function nodeOf(element: CpElement, path: string): StructureNode {
  const segments = childSegments(element);
  const value = element.name === 'parm' ? attributeOf(element, 'value') : undefined;
  const id = element.name === 'characteristic' ? /\[(.*)\]$/.exec(path)?.[1] : undefined;
  const preview = value?.value ?? id ?? (element.text === '' ? undefined : element.text);
  const label = labelOf(element);
  return {
    path,
    label,
    ...(preview !== undefined && { preview }),
    span: element.span,
    ...(value !== undefined && inside(element, value) && { valueSpan: value.valueSpan }),
    ...(value !== undefined && isSecretParm(label) && { secret: true }),
    children: element.children.map((child) => nodeOf(child, `${path}/${segments.get(child) ?? child.name}`)),
  };
}

/** False for a value that stands in the string table: its bytes are not the element's own. */
function inside(element: CpElement, { valueSpan }: { valueSpan: { offset: number } }): boolean {
  return valueSpan.offset >= element.span.offset;
}
