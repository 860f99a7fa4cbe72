import { type Span, shiftSpan } from '../base/span.ts';
import type { MoRow, MoTable } from '../mo/mo-row.ts';
import { isSecretNode } from '../mo/objects.ts';
import type { TndsNode, TndsTree } from '../tnds/tree.ts';
import type { MessageView } from './message-model.ts';
import type { FoundObject, MessageParts } from './message-parts.ts';
import { readParts } from './read-parts.ts';

/** A node of a message's management tree as an editor shows and changes it. */
export interface MessageNode {
  /** Place in the message: number of the tree, then positions among siblings: `0/2/1`. Holds until the next edit. */
  readonly id: string;
  /** Address below the command's target, as fields have it: `OpX/AppAddr/1`. */
  readonly path: string;
  readonly name: string;
  readonly acl: string | null;
  readonly format: string | null;
  /** DDFName of an interior node, MIME type of a leaf. */
  readonly type: string | null;
  /** Null for a node without a value; bytes that are no text as `hex:` and their hex. */
  readonly value: string | null;
  readonly secret: boolean;
  /** The node's bytes in what was decoded. */
  readonly span: Span;
  /** The table's row, where its object has one for it. */
  readonly row: MoRow | null;
  /** Path below its object's root as the table has it; empty for the root, null where the table has no such node. */
  readonly moPath: string | null;
  /** The table of the object that it is part of. */
  readonly table: MoTable | null;
  readonly children: readonly MessageNode[];
}

/** One management tree of a message. */
export interface MessageNodeTree {
  /** `0` for the first; parent of its topmost nodes. */
  readonly id: string;
  /** Where it goes: `./Inbox`. */
  readonly target: string;
  readonly nodes: readonly MessageNode[];
}

/**
 * The management trees of a DM message; none where it does not decode or holds none.
 * @param loaded tables that the user loaded.
 */
export function messageNodes(view: MessageView, loaded: readonly MoTable[] = []): readonly MessageNodeTree[] {
  const { document } = view;
  const parts = document === null || view.profile === 'cp' ? null : readParts(document, loaded);
  if (document === null || parts === null) return [];
  const places = placesOf(parts);
  return treesOf(parts).map((tree, index) => ({
    id: String(index),
    target: tree.target,
    nodes: tree.nodes.map((node, at) => nodeOf(node, `${index}/${at}`, places, document.span.offset)),
  }));
}

/** Trees that stand in the message as such; nodes that commands set one by one are none. */
function treesOf(parts: MessageParts): readonly TndsTree[] {
  return parts.trees.filter(({ form }) => form !== 'items');
}

type Place = Pick<MessageNode, 'row' | 'moPath' | 'table'>;

function placesOf(parts: MessageParts): ReadonlyMap<TndsNode, Place> {
  return new Map(parts.objects.flatMap((object) => [...placesIn(object)]));
}

function* placesIn({ root, table, nodes }: FoundObject): Iterable<readonly [TndsNode, Place]> {
  yield [root, { row: null, moPath: '', table }];
  for (const { node, row, moPath } of nodes) yield [node, { row, moPath, table }];
}

const NOWHERE: Place = { row: null, moPath: null, table: null };

function nodeOf(node: TndsNode, id: string, places: ReadonlyMap<TndsNode, Place>, base: number): MessageNode {
  const place = places.get(node) ?? NOWHERE;
  return {
    id,
    path: node.uri,
    name: node.name,
    acl: node.acl?.text ?? null,
    format: node.format,
    type: node.ddfName?.text ?? node.mime?.text ?? null,
    value: node.value?.text ?? null,
    secret: isSecretNode(node.name, place.row),
    span: shiftSpan(node.element.span, base),
    ...place,
    children: node.children.map((child, at) => nodeOf(child, `${id}/${at}`, places, base)),
  };
}

/** Every node of the trees, parents before their children. */
export function everyMessageNode(nodes: readonly MessageNode[]): readonly MessageNode[] {
  return nodes.flatMap((node) => [node, ...everyMessageNode(node.children)]);
}
