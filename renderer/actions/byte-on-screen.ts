import { everyMessageNode } from '../../core/bootstrap/message-nodes.ts';
import type { FileModel } from '../model/card-model.ts';
import { type FileByte, oldByte } from '../model/old-byte.ts';
import { type CardTab, pointedByte } from '../stores/cards-store.ts';
import { panelOf, useEdit } from '../stores/edit-store.ts';
import { tabDraft, tabTarget } from '../stores/tab-draft.ts';
import type { TextCode } from '../text/text.ts';
import type { ActionContext } from './action.ts';
import { evidenceByte } from './diagnose-actions.ts';

/** A byte as the card gave it; or why what is looked at is none. */
export type CardByte = { readonly file: FileModel; readonly offset: number } | { readonly reason: TextCode };

function inFile(tab: CardTab, place: FileByte | null): CardByte | null {
  const file = place === null ? undefined : tab.model?.files.get(place.file);
  return place === null || file === undefined ? null : { file, offset: place.offset };
}

/** Under the cursor of the hex editor, or where the chosen node of the tree begins: of the card only where the edit left it alone. */
function editedByte(tab: CardTab): CardByte | null {
  const target = tabTarget(tab);
  const draft = tabDraft(tab);
  if (target === null || draft === null) return null;
  const { editor, cursor, node } = panelOf(useEdit.getState(), tab.id);
  const nodes = draft.trees.flatMap((tree) => everyMessageNode(tree.nodes));
  const chosen = (nodes.find(({ id }) => id === node) ?? nodes[0])?.span.offset;
  const at = editor === 'hex' ? Math.min(cursor, draft.bytes.length) : editor === 'tree' ? chosen : undefined;
  if (at === undefined) return null;
  if (at >= draft.bytes.length) return { reason: 'reason.behindLast' };
  const offset = target.at + at;
  const changed = draft.ranges.some((range) => offset >= range.offset && offset < range.offset + range.length);
  if (changed || offset >= target.file.file.bytes.length) return { reason: 'reason.byteChanged' };
  return { file: target.file, offset };
}

/** A byte that a plan changes, as it was when the plan was made. */
function plannedByte(tab: CardTab): CardByte | null {
  const place = tab.write === null ? null : pointedByte(tab.write);
  const view = tab.write?.files.find(({ file }) => file.path === place?.file);
  if (place === null || view === undefined) return null;
  const reason = oldByte(view, place.offset, tab.model?.files.get(place.file)?.file.bytes);
  return reason === true ? inFile(tab, place) : { reason };
}

/**
 * The byte that is looked at: selected in Explore, evidence in Diagnose, under the cursor in Edit, pointed at in what a plan changes.
 * @returns null where the screen shows none
 */
export function byteOnScreen(context: ActionContext): CardByte | null {
  const { tab } = context;
  if (tab === undefined) return null;
  const { selection, view } = tab;
  if (view === 'explore') return inFile(tab, selection && { file: selection.file, offset: selection.cursor });
  if (view === 'edit') return editedByte(tab);
  return view === 'write' ? plannedByte(tab) : inFile(tab, evidenceByte(context));
}
