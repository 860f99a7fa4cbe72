import { appError } from '../base/app-error.ts';
import { err, ok, type Result } from '../base/result.ts';
import {
  allCharacteristics,
  allParms,
  type CpCharacteristic,
  type CpDocument,
  type CpElement,
  KEYS,
} from '../cp/document.ts';
import { insertionPatches, type NewParm, removalPatches } from '../cp/element-patch.ts';
import { additionFault, isFlag } from '../cp/place-rules.ts';
import { readCpWbxml } from '../cp/read-wbxml.ts';
import { decodeWbxml } from '../wbxml/decode.ts';
import type { WbxmlDocument } from '../wbxml/document.ts';
import { encodeWbxml, type WbxmlPatch } from '../wbxml/encode.ts';

/** A parm to be put into a provisioning document, or a parm or characteristic to be taken out. */
type ProvisioningEdit =
  | { readonly op: 'add'; readonly path: string; readonly value: string }
  | { readonly op: 'remove'; readonly path: string };

/** An element as it is meant to read back: name, attributes, text, children. */
type Shape = readonly [string, readonly (readonly [string, string])[], string, readonly Shape[]];

/**
 * A provisioning document with one parm more, or one parm or characteristic less. The encoded element is put in or cut
 * out, all other bytes stay; only a following attribute list says its code page where the cut took the switch to it.
 * @returns `edit-impossible`; `message-invalid` for a document that does not decode as a whole.
 */
export function patchProvisioning({ bytes }: WbxmlDocument, edit: ProvisioningEdit): Result<Uint8Array> {
  const own = decodeWbxml(bytes);
  if (!own.ok) return err(appError('message-invalid', { offset: own.fault.offset, reason: own.fault.reason }));
  const read = readCpWbxml(own.document, bytes);
  if (read === undefined) return impossible(edit.path, 'the document has no root element');
  return edit.op === 'remove' ? removed(own.document, read, edit.path) : added(own.document, read, edit);
}

function impossible(path: string, reason: string) {
  return err(appError('edit-impossible', { path, reason }));
}

function removed(document: WbxmlDocument, read: CpDocument, path: string): Result<Uint8Array> {
  const all = [...allParms(read), ...allCharacteristics(read.characteristics)];
  const target = all.find((entry) => entry.path === path)?.element;
  if (target === undefined) return impossible(path, 'there is no such parm or characteristic');
  const patches = removalPatches(document, target.span);
  const wanted = shapeOf(read.root, (element, children) =>
    element.children.includes(target) ? children.toSpliced(element.children.indexOf(target), 1) : children,
  );
  const after = patches === undefined ? undefined : encoded(document, patches, wanted);
  return after === undefined ? impossible(path, 'the document would not read back as meant') : ok(after);
}

function added(
  document: WbxmlDocument,
  read: CpDocument,
  { path, value }: Extract<ProvisioningEdit, { op: 'add' }>,
): Result<Uint8Array> {
  if (allParms(read).some((parm) => parm.path === path)) return impossible(path, 'it stands there already; set it');
  const segments = path.split('/');
  const holders = holdersOf(read, segments);
  const missing = segments.slice(holders.length).map(splitSegment);
  const last = missing.pop();
  if (last === undefined) return impossible(path, 'it is a characteristic; add its parms');
  const types = missing.map(({ label }) => label);
  const fault = additionFault(holders, read.characteristics, types, last.label, missing.at(-1)?.count ?? '');
  if (fault !== undefined) return impossible(path, fault);
  const parm: NewParm = {
    name: last.label,
    value: value === '' && isFlag(types.at(-1), holders, last.label) ? null : value,
  };
  // What stands in brackets behind a new characteristic may be its identifier, which then is a parm of its own.
  const inner = missing.at(-1);
  const key = inner === undefined ? undefined : KEYS[inner.label];
  const keyed = key === undefined || key === parm.name || !inner?.count ? [] : [{ name: key, value: inner.count }];
  for (const parms of keyed.length === 0 ? [[parm]] : [[parm], [...keyed, parm]]) {
    const after = withParms(document, read, holders.at(-1), types, parms);
    const found = after && readBack(after);
    const stands = found && allParms(found).some((entry) => entry.path === path && (entry.value ?? '') === value);
    if (after !== undefined && stands) return ok(after);
  }
  return impossible(path, 'it would not read back under this path with this value');
}

function withParms(
  document: WbxmlDocument,
  read: CpDocument,
  holder: CpCharacteristic | undefined,
  types: readonly string[],
  parms: readonly NewParm[],
): Uint8Array | undefined {
  const parent = holder?.element ?? read.root;
  const inside = types.length > 0 ? -1 : parent.children.findIndex((child) => child.name === 'characteristic');
  const before = parent.children[inside];
  const patches = insertionPatches(document, parent.span, before?.span, types, parms);
  const leaves = parms.map<Shape>(({ name, value }) => [
    'parm',
    [['name', name] as const, ...(value === null ? [] : [['value', value] as const])],
    '',
    [],
  ]);
  const made = types.reduceRight<readonly Shape[]>(
    (children, type) => [['characteristic', [['type', type]], '', children]],
    leaves,
  );
  const wanted = shapeOf(read.root, (element, children) =>
    element === parent ? children.toSpliced(inside < 0 ? children.length : inside, 0, ...made) : children,
  );
  return patches && encoded(document, patches, wanted);
}

/** The characteristics that stand already, outermost first. */
function holdersOf(read: CpDocument, segments: readonly string[]): CpCharacteristic[] {
  const out: CpCharacteristic[] = [];
  let list = read.characteristics;
  for (let depth = 1; depth <= segments.length; depth++) {
    const path = segments.slice(0, depth).join('/');
    const found = list.find((entry) => entry.path === path);
    if (found === undefined) break;
    out.push(found);
    list = found.characteristics;
  }
  return out;
}

function splitSegment(segment: string): { readonly label: string; readonly count: string } {
  const match = /^([^[]*)\[(.*)\]$/s.exec(segment);
  const plain = (text: string) => text.replaceAll('%2F', '/');
  return { label: plain(match?.[1] ?? segment), count: plain(match?.[2] ?? '') };
}

function readBack(bytes: Uint8Array): CpDocument | undefined {
  const decoding = decodeWbxml(bytes);
  return decoding.ok ? readCpWbxml(decoding.document, bytes) : undefined;
}

/** The patched document, if it reads back as `wanted`. */
function encoded(document: WbxmlDocument, patches: readonly WbxmlPatch[], wanted: Shape): Uint8Array | undefined {
  const after = encodeWbxml(document, patches);
  const read = readBack(after);
  const same = read && JSON.stringify(shapeOf(read.root, (_, children) => children)) === JSON.stringify(wanted);
  return same ? after : undefined;
}

function shapeOf(
  element: CpElement,
  change: (element: CpElement, children: readonly Shape[]) => readonly Shape[],
): Shape {
  const children = element.children.map((child) => shapeOf(child, change));
  const attributes = element.attributes.map(({ name, value }) => [name, value] as const);
  return [element.name, attributes, element.text, change(element, children)];
}
