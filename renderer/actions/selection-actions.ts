import { COPY_FORMATS, type CopyFormat, copiedBytes } from '../model/copy-as.ts';
import { clausesAt } from '../model/inspect.ts';
import { setLook, setOverlay, tell, useApp } from '../stores/app-store.ts';
import type { CardTab } from '../stores/cards-store.ts';
import { formatCount } from '../text/text.ts';
import type { Action, ActionContext } from './action.ts';

const onSelection = ({ tab }: ActionContext) => (tab?.view === 'explore' && fileOf(tab) !== undefined ? true : null);

function fileOf(tab: CardTab) {
  return tab.selection === null ? undefined : tab.model?.files.get(tab.selection.file);
}

function copy(tab: CardTab, format: CopyFormat): void {
  const file = fileOf(tab);
  if (file === undefined || tab.selection === null) return;
  const { text, bytes, masked } = copiedBytes(file, tab.selection.span, format, tab.reader);
  void navigator.clipboard.writeText(text).then(
    () => {
      if (format === 'command') tell('copy.doneCommand');
      else if (masked > 0) tell('copy.doneMasked', { bytes: formatCount(bytes), masked: formatCount(masked) });
      else tell('copy.done', { bytes: formatCount(bytes) });
    },
    () => tell('copy.refused'),
  );
}

function copyAs(format: CopyFormat, more: Partial<Action> = {}): Action {
  return {
    id: `copy.${format}`,
    label: `action.copy.${format}`,
    ready: onSelection,
    perform: ({ tab }) => tab && copy(tab, format),
    ...more,
  };
}

/** One act for each form in which bytes are copied. */
export const COPY_ACTIONS: Readonly<Record<CopyFormat, Action>> = {
  hex: copyAs('hex', { icon: 'copy', shortcuts: ['C'] }),
  base64: copyAs('base64'),
  json: copyAs('json'),
  c: copyAs('c'),
  command: copyAs('command'),
};

export const copyActions: readonly Action[] = COPY_FORMATS.map((format) => COPY_ACTIONS[format]);

function opens(
  id: string,
  label: Action['label'],
  key: string,
  overlay: Parameters<typeof setOverlay>[0],
  ready: Action['ready'],
): Action {
  return { id, label, shortcuts: [key], ready, perform: () => setOverlay(overlay) };
}

export const openCopyAs: Action = {
  ...opens('selection.copyAs', 'action.copyAs', 'Shift+C', 'copy', onSelection),
  icon: 'copy',
};

export const goToOffset: Action = opens('selection.goTo', 'action.goTo', 'G', 'goto', onSelection);

export const showClause: Action = opens('selection.clause', 'action.clause', 'L', 'clause', ({ tab }) => {
  const file = tab?.view === 'explore' ? fileOf(tab) : undefined;
  if (tab?.selection == null || file === undefined) return null;
  return clausesAt(file, tab.selection).length === 0 ? 'reason.noClause' : true;
});

/** Has F2 too, after `selection.edit`, which takes that key where the value can be edited. */
export const showValue: Action = {
  ...opens('selection.value', 'action.value', 'V', 'value', onSelection),
  shortcuts: ['V', 'F2'],
};

export const focusFilter: Action = {
  id: 'tree.filter',
  label: 'action.filter',
  icon: 'search',
  shortcuts: ['/'],
  ready: ({ tab }) => (tab?.view === 'explore' && tab.model !== null ? true : null),
  perform: () => document.querySelector<HTMLInputElement>('[data-tree-filter]')?.focus(),
};

/** Widths that leave every pane readable, in pixels. */
const TREE_WIDTH = { least: 180, most: 640, step: 16 } as const;

/** Gives the tree pane a width; the bytes keep theirs, the meaning has the rest. */
export function setTreeWidth(width: number | null): void {
  const { least, most } = TREE_WIDTH;
  setLook({ treeWidth: width === null ? null : Math.round(Math.min(most, Math.max(least, width))) });
}

function shownTreeWidth(): number {
  return useApp.getState().treeWidth ?? document.querySelector('[data-pane="tree"]')?.clientWidth ?? TREE_WIDTH.least;
}

function resizeTree(id: string, label: Action['label'], key: string, by: 1 | -1): Action {
  return {
    id,
    label,
    shortcuts: [key],
    ready: onSelection,
    perform: () => setTreeWidth(shownTreeWidth() + by * TREE_WIDTH.step),
  };
}

export const widerTree: Action = resizeTree('pane.wider', 'action.wider', 'Ctrl+Shift+ArrowRight', 1);
export const narrowerTree: Action = resizeTree('pane.narrower', 'action.narrower', 'Ctrl+Shift+ArrowLeft', -1);
