import { childOf, type DocElement, descend } from '../syncml/element.ts';
import { dataDraft, draftOfPlain } from '../syncml/from-model.ts';
import type { PlainElement, SyncData } from '../syncml/model.ts';
import { Parts, plainOf } from '../syncml/parts.ts';
import { dataModelOf } from '../syncml/to-model.ts';
import type { XmlDraft } from '../xml/write.ts';

/** What a node is: a media type for a leaf, an object's identifier (or nothing) for an interior node. */
export type NodeType =
  | { readonly kind: 'mime'; readonly name: string }
  | { readonly kind: 'ddfName'; readonly name: string };

/** Run-time properties (DM TND 1.2, 8.5.4.2); a property is absent where its element is. */
export interface RunTimeProperties {
  readonly acl?: string;
  /** Name of the one element inside Format. */
  readonly format?: string;
  readonly name?: string;
  readonly size?: string;
  readonly title?: string;
  readonly tStamp?: string;
  readonly type?: NodeType;
  readonly verNo?: string;
  readonly rest?: readonly PlainElement[];
}

export interface NodeModel {
  /** Absent and empty names differ in writing, not in meaning. */
  readonly name?: string;
  readonly path?: string;
  readonly properties?: RunTimeProperties;
  /** DFProperties: they belong into descriptions, and are kept. */
  readonly description?: PlainElement;
  /** With the format bin, bytes. */
  readonly value?: SyncData;
  readonly children?: readonly NodeModel[];
  readonly rest?: readonly PlainElement[];
}

export interface TreeModel {
  readonly verDtd?: string;
  readonly man?: string;
  readonly mod?: string;
  readonly nodes: readonly NodeModel[];
  readonly rest?: readonly PlainElement[];
}

/** The typed model of a MgmtTree element, whatever it was written in; undefined for another element. */
export function treeModelOf(element: DocElement): TreeModel | undefined {
  if (element.name !== 'MgmtTree') return undefined;
  const parts = new Parts(element);
  return {
    ...parts.text('verDtd', 'VerDTD'),
    ...parts.text('man', 'Man'),
    ...parts.text('mod', 'Mod'),
    nodes: parts.all('Node').map(nodeModelOf),
    ...parts.rest(),
  };
}

function nodeModelOf(element: DocElement): NodeModel {
  const parts = new Parts(element);
  const binary = descend(element, 'RTProperties', 'Format', 'bin') !== undefined;
  const children = parts.all('Node');
  const description = parts.take('DFProperties');
  return {
    ...parts.text('name', 'NodeName'),
    ...parts.text('path', 'Path'),
    ...parts.as('properties', 'RTProperties', propertiesOf),
    ...(description !== undefined && { description: plainOf(description) }),
    ...parts.as('value', 'Value', (value) => dataModelOf(value, binary)),
    ...(children.length > 0 && { children: children.map(nodeModelOf) }),
    ...parts.rest(),
  };
}

function propertiesOf(element: DocElement): RunTimeProperties {
  const parts = new Parts(element);
  const format = parts.take(
    'Format',
    (child) => child.children.length === 1 && child.children[0]?.children.length === 0,
  );
  const type = parts.take('Type', (child) => typeOf(child) !== undefined);
  return {
    ...parts.text('acl', 'ACL'),
    ...(format?.children[0] !== undefined && { format: format.children[0].name }),
    ...parts.text('name', 'Name'),
    ...parts.text('size', 'Size'),
    ...parts.text('title', 'Title'),
    ...parts.text('tStamp', 'TStamp'),
    ...(type !== undefined && { type: typeOf(type) ?? { kind: 'mime', name: '' } }),
    ...parts.text('verNo', 'VerNo'),
    ...parts.rest(),
  };
}

function typeOf(type: DocElement): NodeType | undefined {
  if (type.children.length !== 1) return undefined;
  const mime = childOf(type, 'MIME');
  if (mime !== undefined) return { kind: 'mime', name: mime.value?.text ?? '' };
  const ddfName = childOf(type, 'DDFName');
  return ddfName && { kind: 'ddfName', name: ddfName.value?.text ?? '' };
}

/** The tree as XML elements, in the order of the content models; what the model does not name comes last. */
export function draftOfTree(tree: TreeModel): XmlDraft {
  return {
    name: 'MgmtTree',
    attributes: { xmlns: 'syncml:dmddf1.2' },
    children: [
      ...leaf('VerDTD', tree.verDtd),
      ...leaf('Man', tree.man),
      ...leaf('Mod', tree.mod),
      ...tree.nodes.map(nodeDraft),
      ...plain(tree.rest),
    ],
  };
}

function leaf(name: string, text: string | undefined): XmlDraft[] {
  return text === undefined ? [] : [{ name, children: text === '' ? [] : [text] }];
}

function plain(elements: readonly PlainElement[] | undefined): XmlDraft[] {
  return elements?.map(draftOfPlain) ?? [];
}

function nodeDraft(node: NodeModel): XmlDraft {
  const { properties, description, value } = node;
  return {
    name: 'Node',
    children: [
      ...leaf('NodeName', node.name),
      ...leaf('Path', node.path),
      ...(properties === undefined ? [] : [propertiesDraft(properties)]),
      ...(description === undefined ? [] : [draftOfPlain(description)]),
      ...(node.children ?? []).map(nodeDraft),
      ...dataDraft('Value', value),
      ...plain(node.rest),
    ],
  };
}

function propertiesDraft(properties: RunTimeProperties): XmlDraft {
  const { format, type } = properties;
  return {
    name: 'RTProperties',
    children: [
      ...leaf('ACL', properties.acl),
      ...(format === undefined ? [] : [{ name: 'Format', children: [{ name: format, children: [] }] }]),
      ...leaf('Name', properties.name),
      ...leaf('Size', properties.size),
      ...leaf('Title', properties.title),
      ...leaf('TStamp', properties.tStamp),
      ...(type === undefined
        ? []
        : [{ name: 'Type', children: leaf(type.kind === 'mime' ? 'MIME' : 'DDFName', type.name) }]),
      ...leaf('VerNo', properties.verNo),
      ...plain(properties.rest),
    ],
  };
}
