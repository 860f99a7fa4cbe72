import type { Span } from '../../core/base/span.ts';
import type { ChainStep } from '../../core/bootstrap/read-result.ts';
import { type Selection, selectByte, selectNode, selectPlace, selectRange } from '../model/selection.ts';
import { selectStep } from '../model/spine.ts';
import { lineTo } from '../model/tree-model.ts';
import { type CardTab, updateTab } from './cards-store.ts';

const HISTORY = 100;

/** Folders and nodes above the selected one open, so that its row shows. */
function opened(tab: CardTab, selection: Selection): ReadonlySet<string> {
  if (tab.model === null) return tab.open;
  const above = lineTo(tab.model.root, selection.node).slice(0, -1);
  if (above.every((node) => tab.open.has(node.id))) return tab.open;
  return new Set([...tab.open, ...above.map((node) => node.id)]);
}

/** Makes `selection` the one that every pane shows; the previous one goes to the history. */
export function select(tab: CardTab, selection: Selection | null): void {
  if (selection === null) return;
  updateTab(tab.id, (now) => ({
    selection,
    open: opened(now, selection),
    ...(now.selection !== null && now.selection.node !== selection.node
      ? { back: [...now.back, now.selection].slice(-HISTORY), forward: [] }
      : {}),
  }));
}

export function selectTreeNode(tab: CardTab, id: string): void {
  if (tab.model === null) return;
  select(tab, selectNode(lineTo(tab.model.root, id)));
}

export function selectOffset(tab: CardTab, file: string, offset: number): void {
  const model = tab.model?.files.get(file);
  if (model !== undefined && offset >= 0 && offset < model.file.bytes.length)
    select(tab, selectByte(model.node, offset));
}

/** Selects the bytes from `anchor` to `cursor`. While the range grows, the history keeps what was selected before it. */
export function selectBytes(tab: CardTab, file: string, anchor: number, cursor: number): void {
  const model = tab.model?.files.get(file);
  const last = (model?.file.bytes.length ?? 0) - 1;
  if (model === undefined || last < 0) return;
  const within = (offset: number) => Math.min(last, Math.max(0, offset));
  const selection = selectRange(model.node, within(anchor), within(cursor));
  if (selection === null) return;
  updateTab(tab.id, (now) => ({
    selection,
    open: opened(now, selection),
    ...(now.selection !== null && now.selection.anchor === undefined
      ? { back: [...now.back, now.selection].slice(-HISTORY), forward: [] }
      : {}),
  }));
}

export function selectSpan(tab: CardTab, file: string, place: Span): void {
  const model = tab.model?.files.get(file);
  if (model !== undefined) select(tab, selectPlace(model.node, place));
}

export function selectChainStep(tab: CardTab, step: ChainStep): void {
  if (tab.model === null) return;
  updateTab(tab.id, { step: step.id });
  select(tab, selectStep(tab.model, step, tab.read?.objects ?? []));
}

export function goBack(tab: CardTab): void {
  const to = tab.back[tab.back.length - 1];
  if (to === undefined || tab.selection === null) return;
  updateTab(tab.id, {
    selection: to,
    back: tab.back.slice(0, -1),
    forward: [tab.selection, ...tab.forward],
    open: opened(tab, to),
  });
}

export function goForward(tab: CardTab): void {
  const [to, ...later] = tab.forward;
  if (to === undefined || tab.selection === null) return;
  updateTab(tab.id, { selection: to, forward: later, back: [...tab.back, tab.selection], open: opened(tab, to) });
}

export function setOpen(tab: CardTab, id: string, open: boolean): void {
  const next = new Set(tab.open);
  if (open) next.add(id);
  else next.delete(id);
  updateTab(tab.id, { open: next });
}
