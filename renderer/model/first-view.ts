import type { CardModel } from './card-model.ts';
import { type Selection, selectNode, selectPlace } from './selection.ts';
import { everyNode, lineTo } from './tree-model.ts';

/** What shows first after a read: the way to the server's address opened, and that address selected. */
export interface FirstView {
  readonly selection: Selection | null;
  readonly open: ReadonlySet<string>;
}

/** Value that a person looks for first, in this order. */
const FIRST_FIELDS = ['AppAddr/<X>/Addr', 'ServerID', 'AppID'];

export function firstView(model: CardModel): FirstView {
  const folders = [...everyNode(model.root)].filter((node) => node.kind === 'dir').map((node) => node.id);
  const file = model.content === null ? undefined : model.files.get(model.content);
  const fallback = file ?? [...model.files.values()][model.files.size - 1];
  const field = FIRST_FIELDS.map((path) => file?.message?.fields.find((item) => item.moPath === path)).find(
    (item) => item,
  );
  const selection =
    file && field
      ? selectPlace(file.node, field.span)
      : selectNode(fallback === undefined ? [] : lineTo(model.root, fallback.node.id));
  const above = selection === null ? [] : lineTo(model.root, selection.node).map((node) => node.id);
  return { selection, open: new Set([...folders, ...above]) };
}
