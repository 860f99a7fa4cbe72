import { allParms, type CpElement } from '../cp/document.ts';
import type { WbxmlDocument } from '../wbxml/document.ts';
import { childElements, type XmlElement } from '../xml/read.ts';
import { readProvisioning } from './message-cp.ts';
import type { FieldEdit } from './message-model.ts';

/**
 * The new values of a provisioning document's parms where nothing but values differs between its XML form and another;
 * undefined where more does.
 */
export function parmEdits(
  document: WbxmlDocument,
  current: XmlElement,
  wanted: XmlElement,
): readonly FieldEdit[] | undefined {
  const read = readProvisioning(document);
  if (read === null) return undefined;
  const paths = new Map(allParms(read).map((parm) => [parm.element, parm.path]));
  const edits: FieldEdit[] = [];
  const walk = (element: CpElement, old: XmlElement, now: XmlElement): boolean => {
    const [before, after] = [childElements(old), childElements(now)];
    const path = paths.get(element);
    const free = path === undefined ? [] : ['value'];
    const names = new Set([...Object.keys(old.attributes), ...Object.keys(now.attributes)]);
    const same = [...names].every((name) => free.includes(name) || old.attributes[name] === now.attributes[name]);
    if (!same || old.name !== now.name || before.length !== after.length || before.length !== element.children.length)
      return false;
    const { value } = now.attributes;
    if (path !== undefined && value !== old.attributes.value) {
      if (value === undefined) return false;
      edits.push({ path, value });
    }
    return element.children.every((child, index) => {
      const [one, two] = [before[index], after[index]];
      return one !== undefined && two !== undefined && walk(child, one, two);
    });
  };
  return walk(read.root, current, wanted) ? edits : undefined;
}
