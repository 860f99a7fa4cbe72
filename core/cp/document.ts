import type { Span } from '../base/span.ts';
import { UniqueNames } from '../base/unique-names.ts';

/*
 * wap-provisioningdoc = characteristic* ; attribute version
 * characteristic      = parm*, characteristic* ; attribute type
 * parm                = EMPTY ; attributes name, value?            (WAP-183)
 */

export const ROOT_NAME = 'wap-provisioningdoc';

/** What to replace to give an attribute of a WBXML document another value. */
export type CpPlace =
  /** The tokens after the attribute start. */
  | {
      readonly form: 'tokens';
      readonly span: Span;
      /** Attribute pages in force before and after these tokens. */
      readonly pageBefore: number;
      readonly pageAfter: number;
      /** `inline` for exactly one inline string, `values` where value tokens stand, `other` for anything else. */
      readonly style: 'inline' | 'values' | 'other';
      readonly charset: number | null;
    }
  /** The place before the END of an attribute list that has no such attribute. */
  | { readonly form: 'absent'; readonly span: Span; readonly charset: number | null };

export interface CpAttribute {
  readonly name: string;
  readonly value: string;
  readonly span: Span;
  /** The bytes that say the value, tokens around them included where there are several. */
  readonly valueSpan: Span;
  /** Bytes to overwrite where the value is a secret. */
  readonly secretSpans: readonly Span[];
  /** Null in XML text. */
  readonly place: CpPlace | null;
}

/** An element of a provisioning document, whatever it is written in. Spans are bytes of what was decoded. */
export interface CpElement {
  readonly name: string;
  readonly attributes: readonly CpAttribute[];
  readonly children: readonly CpElement[];
  /** Character data; a provisioning document has none. */
  readonly text: string;
  readonly span: Span;
  /** Where a `value` attribute would be put in; null in XML text and for an element without attributes. */
  readonly absent: CpPlace | null;
}

/** An attribute token that the tables do not have. */
export interface UnknownToken {
  readonly page: number;
  readonly token: number;
  readonly span: Span;
}

/** One `parm`. */
export interface CpParm {
  readonly kind: 'parm';
  readonly name: string;
  /** Null where there is no value attribute: the parm is a flag. */
  readonly value: string | null;
  readonly element: CpElement;
  /** `NAPDEF[NAP1]/NAP-ADDRESS`; repeated ones have `[2]`, `[3]` … */
  readonly path: string;
  readonly valueSpan: Span;
  readonly secretSpans: readonly Span[];
  readonly place: CpPlace | null;
}

/** One `characteristic`. */
export interface CpCharacteristic {
  readonly kind: 'characteristic';
  readonly type: string;
  readonly element: CpElement;
  readonly path: string;
  readonly parms: readonly CpParm[];
  readonly characteristics: readonly CpCharacteristic[];
  /** Parms and characteristics in the order of the document. */
  readonly content: readonly (CpParm | CpCharacteristic)[];
}

export interface CpDocument {
  readonly root: CpElement;
  /** The attribute of the root; null where it is absent. */
  readonly version: string | null;
  readonly characteristics: readonly CpCharacteristic[];
  /** Parms that stand outside a characteristic. */
  readonly strayParms: readonly CpParm[];
  readonly unknownTokens: readonly UnknownToken[];
}

/** Values by which people tell characteristics of one type apart. */
export const KEYS: Readonly<Record<string, string>> = {
  APPLICATION: 'APPID',
  NAPDEF: 'NAPID',
  PXLOGICAL: 'PROXY-ID',
  PXPHYSICAL: 'PHYSICAL-PROXY-ID',
  APPAUTH: 'AAUTHLEVEL',
};

export function attributeOf(element: CpElement, name: string): CpAttribute | undefined {
  return element.attributes.find((attribute) => attribute.name === name);
}

/** The value of the first parm called `name`; undefined where there is none, empty for a flag. */
export function parmValue(characteristic: CpCharacteristic, name: string): string | undefined {
  const parm = characteristic.parms.find((entry) => entry.name === name);
  return parm === undefined ? undefined : (parm.value ?? '');
}

export function parmsOf(characteristic: CpCharacteristic, name: string): readonly CpParm[] {
  return characteristic.parms.filter((parm) => parm.name === name);
}

export function childrenOfType(characteristic: CpCharacteristic, type: string): readonly CpCharacteristic[] {
  return characteristic.characteristics.filter((child) => child.type === type);
}

/** Every characteristic, parents before their children, in the order of the document. */
export function allCharacteristics(list: readonly CpCharacteristic[]): CpCharacteristic[] {
  return list.flatMap((entry) => [entry, ...allCharacteristics(entry.characteristics)]);
}

/** Every parm: those that stand outside first, then those of each characteristic in the order of the document. */
export function allParms(document: CpDocument): CpParm[] {
  return [...document.strayParms, ...document.characteristics.flatMap(parmsWithin)];
}

/** The parms of a characteristic and of those inside it. */
export function parmsWithin(entry: CpCharacteristic): CpParm[] {
  return entry.content.flatMap((inner) => (inner.kind === 'parm' ? [inner] : parmsWithin(inner)));
}

/** Takes the elements of a document as characteristics and parms, and gives each of them its path. */
export function documentOf(root: CpElement, unknownTokens: readonly UnknownToken[] = []): CpDocument {
  const content = contentOf(root, '');
  return {
    root,
    version: attributeOf(root, 'version')?.value ?? null,
    characteristics: content.filter((entry) => entry.kind === 'characteristic'),
    strayParms: content.filter((entry) => entry.kind === 'parm'),
    unknownTokens,
  };
}

/** Labels that the tree of a document uses itself, below its root. */
const TAKEN = ['header'];

/** The name of each child below `parent`, unique there: `NAPDEF[NAP1]`, `NAME`, `PORT[2]`. */
export function childSegments(parent: CpElement): ReadonlyMap<CpElement, string> {
  const names = new UniqueNames(parent.name === ROOT_NAME ? TAKEN : []);
  return new Map(parent.children.map((element) => [element, names.give(segmentOf(element))]));
}

function segmentOf(element: CpElement): string {
  const label = labelOf(element);
  const key = element.name === 'characteristic' ? KEYS[label] : undefined;
  const holder = key === undefined ? undefined : element.children.find((child) => isParm(child, key));
  const id = holder === undefined ? '' : (attributeOf(holder, 'value')?.value ?? '');
  return (id === '' ? label : `${label}[${id}]`).replaceAll('/', '%2F');
}

function isParm(element: CpElement, name: string): boolean {
  return element.name === 'parm' && attributeOf(element, 'name')?.value === name;
}

/** What an element is called: the type of a characteristic, the name of a parm; the element's own name where it has none. */
export function labelOf(element: CpElement): string {
  const attribute = element.name === 'parm' ? 'name' : element.name === 'characteristic' ? 'type' : undefined;
  const label = attribute === undefined ? '' : (attributeOf(element, attribute)?.value ?? '');
  return label === '' ? element.name : label;
}

function contentOf(parent: CpElement, path: string): (CpParm | CpCharacteristic)[] {
  const out: (CpParm | CpCharacteristic)[] = [];
  for (const [element, segment] of childSegments(parent)) {
    const own = path === '' ? segment : `${path}/${segment}`;
    if (element.name === 'parm') out.push(parmOf(element, own));
    else if (element.name === 'characteristic') out.push(characteristicOf(element, own));
  }
  return out;
}

function parmOf(element: CpElement, path: string): CpParm {
  const value = attributeOf(element, 'value');
  const end = { offset: element.span.offset + element.span.length, length: 0 };
  return {
    kind: 'parm',
    name: attributeOf(element, 'name')?.value ?? '',
    value: value?.value ?? null,
    element,
    path,
    valueSpan: value?.valueSpan ?? element.absent?.span ?? end,
    secretSpans: value?.secretSpans ?? [],
    place: value === undefined ? element.absent : value.place,
  };
}

function characteristicOf(element: CpElement, path: string): CpCharacteristic {
  const content = contentOf(element, path);
  return {
    kind: 'characteristic',
    type: attributeOf(element, 'type')?.value ?? '',
    element,
    path,
    parms: content.filter((entry) => entry.kind === 'parm'),
    characteristics: content.filter((entry) => entry.kind === 'characteristic'),
    content,
  };
}
