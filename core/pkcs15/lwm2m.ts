import { hexByte, showUtf8, toHex } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';

/*
 * EF(LwM2M_Bootstrap) (LwM2M 1.1 Core, Appendix G.3.3): number of objects u16 | size of the collection u16 | for each
 * object: object id u16 | version, 00 for none or major and minor | length u16 | OMA-TLV of its instances. Big endian.
 */

/** One OMA-TLV element (LwM2M 1.1 Core 7.4.3): an object instance, a resource, an instance of one. */
export interface Lwm2mElement {
  readonly kind: 'instance' | 'resourceInstance' | 'multipleResource' | 'resource';
  readonly id: number;
  readonly span: Span;
  readonly valueSpan: Span;
  readonly value: Uint8Array;
  readonly children: readonly Lwm2mElement[];
}

export interface Lwm2mObject {
  readonly id: number;
  /** `1.1`; null where the file leaves it to the default. */
  readonly version: string | null;
  readonly span: Span;
  readonly elements: readonly Lwm2mElement[];
}

export interface Lwm2mBootstrap {
  readonly objects: readonly Lwm2mObject[];
  readonly span: Span;
  /** Length of the header before the first object; 0 where the file has none and begins with the elements. */
  readonly header: number;
  readonly fault: { readonly offset: number; readonly reason: string } | null;
}

const KINDS = ['instance', 'resourceInstance', 'multipleResource', 'resource'] as const;
const HEADER = 4;

/** How a resource's value is shown: text, unsigned integer, or hex. A secret is never shown in clear by whoever prints it. */
type ResourceKind = 'text' | 'integer' | 'opaque' | 'secret';

/** Resources of the objects that a bootstrap file carries (LwM2M 1.1 Core E.1 Security, E.2 Server). */
export const LWM2M_RESOURCES = {
  0: {
    name: 'Security',
    resources: {
      0: { name: 'LwM2M Server URI', kind: 'text' },
      1: { name: 'Bootstrap-Server', kind: 'integer' },
      2: { name: 'Security Mode', kind: 'integer' },
      3: { name: 'Public Key or Identity', kind: 'opaque' },
      4: { name: 'Server Public Key', kind: 'opaque' },
      5: { name: 'Secret Key', kind: 'secret' },
      6: { name: 'SMS Security Mode', kind: 'integer' },
      7: { name: 'SMS Binding Key Parameters', kind: 'opaque' },
      8: { name: 'SMS Binding Secret Key(s)', kind: 'secret' },
      9: { name: 'LwM2M Server SMS Number', kind: 'text' },
      10: { name: 'Short Server ID', kind: 'integer' },
      11: { name: 'Client Hold Off Time', kind: 'integer' },
      12: { name: 'Bootstrap-Server Account Timeout', kind: 'integer' },
    },
  },
  1: {
    name: 'Server',
    resources: {
      0: { name: 'Short Server ID', kind: 'integer' },
      1: { name: 'Lifetime', kind: 'integer' },
      2: { name: 'Default Minimum Period', kind: 'integer' },
      3: { name: 'Default Maximum Period', kind: 'integer' },
      5: { name: 'Disable Timeout', kind: 'integer' },
      6: { name: 'Notification Storing', kind: 'integer' },
      7: { name: 'Binding', kind: 'text' },
    },
  },
} as const satisfies Record<number, { name: string; resources: Record<number, { name: string; kind: ResourceKind }> }>;

function number(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

interface ElementList {
  readonly elements: readonly Lwm2mElement[];
  readonly fault: { readonly offset: number; readonly reason: string } | null;
}

function readElements(bytes: Uint8Array, start: number, end: number, padded = false, depth = 0): ElementList {
  const elements: Lwm2mElement[] = [];
  let at = start;
  while (at < end) {
    const type = bytes[at] as number;
    if (padded && type === 0xff) break;
    const idBytes = (type & 0x20) === 0 ? 1 : 2;
    const lengthBytes = (type >> 3) & 3;
    const lengthAt = at + 1 + idBytes;
    const valueAt = lengthAt + lengthBytes;
    if (valueAt > end) return { elements, fault: { offset: at, reason: 'an element is cut off' } };
    const length = lengthBytes === 0 ? type & 7 : number(bytes.subarray(lengthAt, valueAt));
    if (valueAt + length > end)
      return {
        elements,
        fault: { offset: at, reason: `an element claims ${length} bytes, ${end - valueAt} are left` },
      };
    const kind = KINDS[type >> 6] as Lwm2mElement['kind'];
    const holds = (kind === 'instance' || kind === 'multipleResource') && depth < 2;
    const inner = holds ? readElements(bytes, valueAt, valueAt + length, false, depth + 1) : undefined;
    elements.push({
      kind,
      id: number(bytes.subarray(at + 1, lengthAt)),
      span: { offset: at, length: valueAt + length - at },
      valueSpan: { offset: valueAt, length },
      value: bytes.subarray(valueAt, valueAt + length),
      children: inner?.elements ?? [],
    });
    if (inner?.fault) return { elements, fault: inner.fault };
    at = valueAt + length;
  }
  return { elements, fault: null };
}

/** A file without the header: elements from the first byte on, as some cards have it. */
function readBare(bytes: Uint8Array, offset: number): Lwm2mBootstrap | undefined {
  if ((bytes[offset] ?? 0) < 0x40) return undefined;
  const { elements, fault } = readElements(bytes, offset, bytes.length, true);
  const last = elements.at(-1)?.span;
  if (fault !== null || last === undefined) return undefined;
  const span = { offset, length: last.offset + last.length - offset };
  return { objects: [{ id: 0, version: null, span, elements }], span, header: 0, fault: null };
}

/** Decodes the content of an LwM2M bootstrap file that begins at `offset`. Never throws: what does not decode is told. */
export function readLwm2mBootstrap(bytes: Uint8Array, offset = 0): Lwm2mBootstrap {
  const bare = readBare(bytes, offset);
  if (bare !== undefined) return bare;
  const broken = (at: number, reason: string, objects: readonly Lwm2mObject[] = []): Lwm2mBootstrap => ({
    objects,
    span: { offset, length: at - offset },
    header: Math.min(HEADER, Math.max(0, bytes.length - offset)),
    fault: { offset: at, reason },
  });
  if (offset + HEADER > bytes.length) return broken(bytes.length, 'it is shorter than its header');
  const count = number(bytes.subarray(offset, offset + 2));
  const size = number(bytes.subarray(offset + 2, offset + HEADER));
  const end = offset + HEADER + size;
  if (end > bytes.length)
    return broken(offset + 2, `it claims ${size} bytes, ${bytes.length - offset - HEADER} are there`);
  const objects: Lwm2mObject[] = [];
  let at = offset + HEADER;
  for (let left = count; left > 0; left--) {
    const implicit = bytes[at + 2] === 0;
    const bodyAt = at + (implicit ? 5 : 6);
    if (bodyAt > end) return broken(at, 'an object is cut off', objects);
    const length = number(bytes.subarray(bodyAt - 2, bodyAt));
    if (bodyAt + length > end) return broken(at, `an object claims ${length} bytes, ${end - bodyAt} are left`, objects);
    const { elements, fault } = readElements(bytes, bodyAt, bodyAt + length);
    objects.push({
      id: number(bytes.subarray(at, at + 2)),
      version: implicit ? null : `${bytes[at + 2]}.${bytes[at + 3]}`,
      span: { offset: at, length: bodyAt + length - at },
      elements,
    });
    if (fault !== null) return broken(fault.offset, fault.reason, objects);
    at = bodyAt + length;
  }
  return { objects, span: { offset, length: end - offset }, header: HEADER, fault: null };
}

interface ResourceRow {
  readonly name: string;
  readonly kind: ResourceKind;
}

/** What a resource of an object is called, and how its value is to be shown; undefined where the table does not know it. */
export function lwm2mResource(object: number, resource: number): ResourceRow | undefined {
  const row = (LWM2M_RESOURCES as Readonly<Record<number, { resources: Readonly<Record<number, ResourceRow>> }>>)[
    object
  ];
  return row?.resources[resource];
}

export function lwm2mObjectName(object: number): string {
  const row = (LWM2M_RESOURCES as Readonly<Record<number, { name: string }>>)[object];
  return row?.name ?? `object ${object}`;
}

/** The value of a resource in one line. */
export function lwm2mValueText(row: ResourceRow | undefined, value: Uint8Array): string {
  if (row?.kind === 'text') return showUtf8(value);
  if (row?.kind === 'integer' && value.length <= 6)
    return value.length === 1 ? String(value[0]) : String(number(value));
  return value.length === 1 ? hexByte(value[0] as number) : toHex(value);
}

/** Places of the values that are keys. */
export function lwm2mSecrets(content: Lwm2mBootstrap): readonly Span[] {
  const secretsOf = (object: number, elements: readonly Lwm2mElement[]): readonly Span[] =>
    elements.flatMap((element) =>
      element.kind === 'instance'
        ? secretsOf(object, element.children)
        : lwm2mResource(object, element.id)?.kind === 'secret' && element.valueSpan.length > 0
          ? [element.valueSpan]
          : [],
    );
  return content.objects.flatMap((object) => secretsOf(object.id, object.elements));
}
