import type { MessageField, MessageView } from '../../core/bootstrap/message-model.ts';
import { everyMessageNode, type MessageNode, type MessageNodeTree } from '../../core/bootstrap/message-nodes.ts';
import { isRequired, rowsBelow, skeletonNode } from '../../core/bootstrap/message-skeleton.ts';
import type { TreeNode } from '../../core/bootstrap/message-source-tree.ts';
import type { MoRow } from '../../core/mo/mo-row.ts';
import type { TextCode } from '../text/text.ts';
import { fieldGroups } from './field-groups.ts';

/** One value of a form. */
export interface FormValue {
  readonly field: MessageField;
  /** Name below the section's node: `Port / 1 / PortNbr`. */
  readonly label: string;
  /** Node that goes when the value is taken away; null where the value has to stay. */
  readonly removes: string | null;
}

/** Something that the table has a place for, with all that it needs below it. */
export interface FormAddition {
  /** Id of the node that it goes below. */
  readonly parent: string;
  readonly at: number;
  /** Path that it will have. */
  readonly path: string;
  /** Name below the section's node: `Port`, `AppAddr / 2`. */
  readonly label: string;
  readonly row: MoRow;
  /** True where the table asks for it. */
  readonly required: boolean;
  readonly node: TreeNode;
}

/** A part of the message as a form shows it. */
export interface FormSection {
  readonly id: string;
  /** Title by catalogue code; null: `name` stands alone. */
  readonly title: TextCode | null;
  /** The standard's name for it, with the instance's own. */
  readonly name: string;
  /** Heading in the list of sections that this one stands under; null for one at the top. */
  readonly object: string | null;
  /** Which of how many, where its kind can stand several times. */
  readonly count: { readonly index: number; readonly of: number } | null;
  readonly values: readonly FormValue[];
  readonly additions: readonly FormAddition[];
  /** Node that the section shows, where it may be taken away whole. */
  readonly removes: string | null;
}

const TITLES: Readonly<Record<string, TextCode>> = {
  AppAddr: 'group.address',
  AppAuth: 'group.authentication',
  ToConRef: 'group.reference',
  Ext: 'group.extension',
};

/** The message as sections of a form: the header, then every object by the parts that its table has. */
export function messageForm(view: MessageView, trees: readonly MessageNodeTree[]): readonly FormSection[] {
  const nodes = trees.flatMap((tree) => everyMessageNode(tree.nodes));
  const fieldAt = placeFields(view.fields, nodes);
  const placed = new Set([...fieldAt.values()].flatMap(({ value, acl }) => [value, acl]));
  const plain = view.fields.filter((field) => !placed.has(field));
  const provisioning = view.profile === 'cp';
  return [
    ...fieldGroups(plain).map((group) => ({
      id: group.id,
      title: group.title,
      // A characteristic's path begins with its type already.
      name: provisioning ? (group.name.split(', ').at(-1) ?? group.name) : group.name,
      object: null,
      count: null,
      values: group.fields.map((field) => ({
        field,
        label: provisioning ? parmLabel(field.path) : plainLabel(field.path),
        removes: provisioning ? field.path : null,
      })),
      additions: [],
      removes: null,
    })),
    ...trees.flatMap((tree) => tree.nodes.flatMap((node) => objectSections(node, fieldAt))),
  ];
}

/** The fields of the nodes, by node. Of nodes with one path the second has the second field of that path (`…/Name[2]`). */
function placeFields(fields: readonly MessageField[], nodes: readonly MessageNode[]): FieldAt {
  const waiting = new Map<string, MessageField[]>();
  for (const field of fields) {
    const path = field.path.replace(/\[\d+\]$/, '');
    waiting.set(path, [...(waiting.get(path) ?? []), field]);
  }
  return new Map(
    nodes.map(({ id, path, value, acl }) => [
      id,
      {
        value: value === null ? undefined : waiting.get(path)?.shift(),
        acl: acl === null ? undefined : waiting.get(`${path}?prop=ACL`)?.shift(),
      },
    ]),
  );
}

function plainLabel(path: string): string {
  const steps = path.split('/');
  const last = steps.at(-1) ?? path;
  return last === 'LocURI' ? (steps.at(-2) ?? last) : last;
}

/** `APPADDR / PORT / PORTNBR`: below the outermost characteristic. */
function parmLabel(path: string): string {
  const steps = path.split('/');
  return (steps.length > 1 ? steps.slice(1) : steps).join(' / ');
}

/** A node's value and its ACL as fields, by the node's id. */
type FieldAt = ReadonlyMap<
  string,
  { readonly value: MessageField | undefined; readonly acl: MessageField | undefined }
>;

/** An object's own values first, then a section for each part that has values of its own. */
function objectSections(root: MessageNode, fieldAt: FieldAt): readonly FormSection[] {
  const name = root.table?.name ?? '';
  const own = root.children.filter((child) => child.children.length === 0 && child.format !== 'node');
  const inner = root.children.filter((child) => !own.includes(child));
  const identity: FormSection = {
    id: root.path,
    title: name === 'DMAcc' ? 'group.identity' : null,
    name: name === 'DMAcc' ? root.name : [name, root.name].filter(Boolean).join(', '),
    object: root.name,
    count: null,
    values: [...ownValues(root, root, fieldAt), ...own.flatMap((child) => ownValues(child, root, fieldAt))],
    additions: additionsBelow(root, root),
    removes: root.path,
  };
  return [identity, ...inner.flatMap((child) => partSections(child, root, fieldAt))];
}

function partSections(part: MessageNode, root: MessageNode, fieldAt: FieldAt): readonly FormSection[] {
  const title = TITLES[part.name] ?? null;
  const list =
    part.table !== null && rowsBelow(part.table, part.moPath ?? '?').some(({ path }) => path.endsWith('<X>'));
  const base = { title, object: root.name };
  if (!list || part.children.length === 0) {
    const optional = part.row === null || !isRequired(part.row);
    return [
      {
        ...base,
        id: part.path,
        name: part.name,
        count: null,
        values: valuesBelow(part, part, fieldAt),
        additions: everyAddition(part, part),
        removes: optional ? part.path : null,
      },
    ];
  }
  const another = additionsBelow(part, root);
  return part.children.map((child, index) => ({
    ...base,
    id: child.path,
    name: `${part.name} / ${child.name}`,
    count: { index: index + 1, of: part.children.length },
    values: [...(index === 0 ? ownValues(part, root, fieldAt) : []), ...valuesBelow(child, child, fieldAt)],
    additions: [...everyAddition(child, child), ...(index === part.children.length - 1 ? another : [])],
    removes: part.children.length > 1 ? child.path : part.row === null || !isRequired(part.row) ? part.path : null,
  }));
}

function labelOf(node: MessageNode, top: MessageNode): string {
  const below = node.path === top.path ? '' : node.path.slice(top.path.length + 1);
  return below.replaceAll('/', ' / ');
}

/** The value and the ACL of a node. */
function ownValues(node: MessageNode, top: MessageNode, fieldAt: FieldAt): readonly FormValue[] {
  const { value, acl } = fieldAt.get(node.id) ?? {};
  const label = labelOf(node, top);
  const optional = node.row === null || !isRequired(node.row);
  return [
    ...(value === undefined ? [] : [{ field: value, label, removes: optional ? node.path : null }]),
    ...(acl === undefined ? [] : [{ field: acl, label: `${label} ACL`.trim(), removes: acl.path }]),
  ];
}

function valuesBelow(node: MessageNode, top: MessageNode, fieldAt: FieldAt): readonly FormValue[] {
  return [...ownValues(node, top, fieldAt), ...node.children.flatMap((child) => valuesBelow(child, top, fieldAt))];
}

function everyAddition(node: MessageNode, top: MessageNode): readonly FormAddition[] {
  return [...additionsBelow(node, top), ...node.children.flatMap((child) => everyAddition(child, top))];
}

/** What the table has room for right below a node. */
function additionsBelow(node: MessageNode, top: MessageNode): readonly FormAddition[] {
  const { table, moPath } = node;
  if (table === null || moPath === null || node.value !== null) return [];
  return rowsBelow(table, moPath).flatMap((row) => {
    const last = row.path.slice(row.path.lastIndexOf('/') + 1);
    const free = last === '<X>';
    const there = node.children.filter((child) => child.moPath === row.path);
    if (!free && there.length > 0) return [];
    const name = free ? freeName(node) : last;
    return {
      parent: node.id,
      at: placeOf(node, row),
      path: `${node.path}/${name}`,
      label: [labelOf(node, top), name].filter(Boolean).join(' / '),
      row,
      required: isRequired(row) && there.length === 0,
      node: skeletonNode(table, row, name),
    };
  });
}

function freeName({ children }: MessageNode): string {
  const names = new Set(children.map(({ name }) => name));
  let number = children.length + 1;
  while (names.has(String(number))) number++;
  return String(number);
}

/** In the order of the table, behind everything that comes before it there. */
function placeOf({ children, table }: MessageNode, row: MoRow): number {
  const order = (path: string | null) => table?.rows.findIndex((other) => other.path === path) ?? -1;
  const later = children.findIndex(({ moPath }) => order(moPath) > order(row.path));
  return later < 0 ? children.length : later;
}
