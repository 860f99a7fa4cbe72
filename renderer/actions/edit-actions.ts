import { redo, undo } from '../model/edit-history.ts';
import { setOverlay } from '../stores/app-store.ts';
import { updateTab } from '../stores/cards-store.ts';
import { type EditorId, updatePanel } from '../stores/edit-store.ts';
import { tabDraft } from '../stores/tab-draft.ts';
import type { Action, ActionContext } from './action.ts';

export const undoEdit: Action = {
  id: 'edit.undo',
  label: 'action.undo',
  icon: 'undo',
  shortcuts: ['Ctrl+Z'],
  inFields: true,
  ready: ({ tab }) => (tab?.view !== 'edit' ? null : tab.draft.past.length > 0 ? true : 'reason.nothingToUndo'),
  perform: ({ tab }) => tab && updateTab(tab.id, { draft: undo(tab.draft) }),
};

export const redoEdit: Action = {
  id: 'edit.redo',
  label: 'action.redo',
  icon: 'redo',
  shortcuts: ['Ctrl+Shift+Z', 'Ctrl+Y'],
  inFields: true,
  ready: ({ tab }) => (tab?.view !== 'edit' ? null : tab.draft.future.length > 0 ? true : 'reason.nothingToRedo'),
  perform: ({ tab }) => tab && updateTab(tab.id, { draft: redo(tab.draft) }),
};

/** A message can be edited where its file was read. */
function editable({ tab }: ActionContext): true | null {
  return tab !== undefined && tabDraft(tab) !== null ? true : null;
}

function showEditor(editor: EditorId, label: Action['label'], key: string): Action {
  return {
    id: `edit.${editor}`,
    label,
    shortcuts: [key],
    inFields: true,
    ready: editable,
    perform: ({ tab }) => {
      if (!tab) return;
      updatePanel(tab.id, { editor });
      updateTab(tab.id, { view: 'edit' });
    },
  };
}

export const EDITORS = [
  showEditor('form', 'action.formEditor', 'Alt+1'),
  showEditor('tree', 'action.treeEditor', 'Alt+2'),
  showEditor('xml', 'action.xmlEditor', 'Alt+3'),
  showEditor('hex', 'action.hexEditor', 'Alt+4'),
] as const;

export const showMapping = showEditor('mapping', 'action.mapping', 'Alt+5');

export const fromTemplate: Action = {
  id: 'edit.template',
  label: 'action.template',
  ready: editable,
  perform: ({ tab }) => {
    if (!tab) return;
    updateTab(tab.id, { view: 'edit' });
    setOverlay('template');
  },
};

function moveProblem(id: string, label: Action['label'], key: string, by: 1 | -1): Action {
  return {
    id,
    label,
    shortcuts: [key],
    inFields: true,
    ready: ({ tab }) => (tab?.view === 'edit' && tabDraft(tab) !== null ? true : null),
    perform: () => focusProblem(by),
  };
}

/** Problems that can be gone to are buttons at the side, in their order. */
function focusProblem(by: 1 | -1): void {
  const all = [...document.querySelectorAll<HTMLButtonElement>('.draft-side [data-problem]')];
  const here = all.findIndex((button) => button.dataset.current === 'true');
  const next = all[(here < 0 && by < 0 ? all.length - 1 : here + by + all.length) % Math.max(1, all.length)];
  for (const button of all) button.dataset.current = String(button === next);
  next?.click();
}

export const nextProblem = moveProblem('edit.nextProblem', 'edit.nextProblem', 'F8', 1);
const previousProblem = moveProblem('edit.previousProblem', 'action.previousFinding', 'Shift+F8', -1);

export const EDIT_ACTIONS: readonly Action[] = [
  undoEdit,
  redoEdit,
  ...EDITORS,
  showMapping,
  fromTemplate,
  nextProblem,
  previousProblem,
];
