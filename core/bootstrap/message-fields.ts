import type { Span } from '../base/span.ts';
import { UniqueNames } from '../base/unique-names.ts';
import type { MoRow } from '../mo/mo-row.ts';
import { isSecretNode, type MoNode } from '../mo/objects.ts';
import type { DocElement, DocValue } from '../syncml/element.ts';
import type { TndsNode } from '../tnds/tree.ts';
import type { MessageField } from './message-model.ts';
import type { ItemData, MessageParts } from './message-parts.ts';

/** A field with what editing it needs. */
export interface PlacedField extends MessageField {
  readonly source: DocValue;
}

/** Elements of the message proper that hold secrets: credentials and nonces (SyncML RepPro 1.2, 5.3; MetInf 1.2). */
function isSecretElement(path: readonly string[]): boolean {
  const [last, before] = [path.at(-1), path.at(-2)];
  return (last === 'Data' && before === 'Cred') || last === 'NextNonce';
}

/** Text that does not parse but names a secret is kept from view as a whole. */
const NAMES_SECRET = /secret|password|authdata|clientpw|serverpw|nonce/i;

type AddField = (
  path: string,
  group: string | null,
  moPath: string | null,
  value: DocValue,
  secret: boolean,
  row?: MoRow,
) => void;

/** Every value of the message that a person can read and change, in the order of the message. */
export function fieldsOf(parts: MessageParts): PlacedField[] {
  const out: PlacedField[] = [];
  const names = new UniqueNames();
  const add: AddField = (path, group, moPath, value, secret, row) => {
    const described = row === undefined ? {} : { row };
    out.push({
      path: names.give(path),
      moPath,
      group,
      value: value.text,
      span: value.span,
      secret,
      ...described,
      source: value,
    });
  };
  const itemOf = new Map(parts.items.map((entry) => [entry.data, entry]));
  const places = placesOf(parts);
  const walk = (element: DocElement, path: readonly string[], group: string): void => {
    const entry = itemOf.get(element);
    const single = parts.nodeOf.get(element);
    if (entry?.reading.kind === 'tree') {
      addTree(places, entry.reading.tree.nodes, add);
    } else if (single !== undefined) {
      addNode(places, single, add);
    } else if (element.children.length > 0) {
      for (const child of element.children) walk(child, [...path, child.name], group);
    } else if (element.value !== null && element.name !== 'Final' && element.name !== 'NoResp') {
      add(path.join('/'), group, null, element.value, isSecretElement(path) || isSecretData(entry));
    }
  };
  for (const child of parts.sync?.element.children ?? []) walk(child, [child.name], child.name);
  if (parts.sync === null) for (const tree of parts.trees) addTree(places, tree.nodes, add);
  return out;
}

/** Data that is no readable tree: secret where its target, or a text that does not parse, names one. */
function isSecretData(entry: ItemData | undefined): boolean {
  if (entry === undefined) return false;
  if (isSecretNode(entry.item?.target?.text.split('/').at(-1) ?? '', null)) return true;
  return entry.reading.kind === 'broken' && NAMES_SECRET.test(entry.data?.value?.text ?? '');
}

type Places = ReadonlyMap<TndsNode, { readonly group: string | null; readonly match: MoNode | null }>;

/** Which object each node belongs to, and as what. */
function placesOf(parts: MessageParts): Places {
  const places = new Map<TndsNode, { group: string | null; match: MoNode | null }>();
  for (const object of parts.objects) {
    places.set(object.root, { group: object.group, match: null });
    for (const match of object.nodes) places.set(match.node, { group: object.group, match });
  }
  return places;
}

function addTree(places: Places, nodes: readonly TndsNode[], add: AddField): void {
  for (const node of nodes) {
    addNode(places, node, add);
    addTree(places, node.children, add);
  }
}

function addNode(places: Places, node: TndsNode, add: AddField): void {
  const place = places.get(node);
  const group = place?.group ?? null;
  const row = place?.match?.row ?? null;
  if (node.acl !== null) add(`${node.uri}?prop=ACL`, group, null, node.acl, false);
  if (node.value === null) return;
  const secret = isSecretNode(node.name, row);
  add(node.uri, group, place?.match?.moPath ?? null, node.value, secret, row ?? undefined);
}

/** The values that are secrets. */
export function secretValues(fields: readonly PlacedField[]): ReadonlySet<DocValue> {
  return new Set(fields.filter((field) => field.secret).map((field) => field.source));
}

/** Bytes to overwrite where secrets are masked, in order and without overlap. */
export function secretSpansOf(fields: readonly PlacedField[]): Span[] {
  const spans = fields
    .filter((field) => field.secret)
    .flatMap((field) => field.source.secretSpans)
    .filter((span) => span.length > 0)
    .sort((a, b) => a.offset - b.offset);
  const out: Span[] = [];
  for (const span of spans) {
    const last = out.at(-1);
    if (last === undefined || span.offset >= last.offset + last.length) {
      out.push(span);
    } else {
      const end = Math.max(last.offset + last.length, span.offset + span.length);
      out[out.length - 1] = { offset: last.offset, length: end - last.offset };
    }
  }
  return out;
}
