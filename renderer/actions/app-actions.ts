import { focusPane } from '../frame/panes.ts';
import { openCard } from '../services/card-service.ts';
import { leaveTab } from '../services/leave-service.ts';
import { isDark, setLook, setOverlay } from '../stores/app-store.ts';
import { activate, updateTab, useCards, type ViewId } from '../stores/cards-store.ts';
import { type Action, type ActionContext, hasViews } from './action.ts';

const always = () => true as const;
const onCard = ({ tab }: ActionContext) => (tab === undefined ? null : true);

function showView(id: string, view: ViewId, label: Action['label'], icon: Action['icon'], key: string): Action {
  return {
    id,
    label,
    ...(icon && { icon }),
    shortcuts: [key],
    inFields: true,
    ready: hasViews,
    perform: ({ tab }) => tab && updateTab(tab.id, { view }),
  };
}

export const showExplore = showView('view.explore', 'explore', 'view.explore', 'compass', 'Ctrl+1');
export const showEdit = showView('view.edit', 'edit', 'view.edit', 'pencil', 'Ctrl+2');
export const showWrite = showView('view.write', 'write', 'view.write', 'write', 'Ctrl+3');

export const openPalette: Action = {
  id: 'palette.open',
  label: 'action.palette',
  icon: 'search',
  shortcuts: ['Ctrl+K'],
  inFields: true,
  ready: always,
  perform: () => setOverlay('palette'),
};

export const showKeys: Action = {
  id: 'keys.show',
  label: 'action.keys',
  icon: 'help',
  shortcuts: ['?'],
  ready: always,
  perform: () => setOverlay('keys'),
};

export const showSettings: Action = {
  id: 'settings.show',
  label: 'action.settings',
  icon: 'gear',
  shortcuts: ['Ctrl+,'],
  inFields: true,
  ready: always,
  perform: () => setOverlay('settings'),
};

export const switchTheme: Action = {
  id: 'theme.switch',
  label: 'action.theme',
  icon: 'contrast',
  ready: always,
  perform: ({ app }) => setLook({ theme: isDark(app) ? 'light' : 'dark' }),
};

export const switchLanguage: Action = {
  id: 'language.switch',
  label: 'action.language',
  ready: always,
  perform: ({ app }) => setLook({ language: app.language === 'en' ? 'zh' : 'en' }),
};

export const closeActiveTab: Action = {
  id: 'tab.close',
  label: 'action.closeTab',
  icon: 'close',
  shortcuts: ['Ctrl+W', 'Alt+W'],
  inFields: true,
  ready: ({ tab }) => (tab === undefined ? null : tab.write?.run?.state === 'running' ? 'reason.writing' : true),
  perform: ({ tab }) => tab && leaveTab(tab),
};

/** A browser keeps Ctrl Tab and Ctrl W for its own tabs: the second keys work there too. */
function moveTab(id: string, label: Action['label'], shortcuts: readonly string[], by: 1 | -1): Action {
  return {
    id,
    label,
    shortcuts,
    inFields: true,
    ready: onCard,
    perform: ({ tab }) => {
      const { tabs } = useCards.getState();
      const at = tabs.findIndex((item) => item.id === tab?.id);
      const next = tabs[(at + by + tabs.length) % tabs.length];
      if (next) activate(next.id);
    },
  };
}

export const nextTab = moveTab('tab.next', 'action.nextTab', ['Ctrl+Tab', 'Alt+PageDown'], 1);
export const previousTab = moveTab('tab.previous', 'action.previousTab', ['Ctrl+Shift+Tab', 'Alt+PageUp'], -1);

function moveReader(id: string, label: Action['label'], key: string, by: number): Action {
  return {
    id,
    label,
    shortcuts: [key],
    inFields: true,
    ready: ({ app }) => (app.readers.some((reader) => reader.card === 'present') ? true : null),
    perform: ({ app, tab }) => {
      const readers = app.readers.filter((reader) => reader.card === 'present');
      const at = readers.findIndex((reader) => reader.name === tab?.reader);
      const next = readers[at < 0 ? 0 : (at + by + readers.length) % readers.length];
      if (next) void openCard(next);
    },
  };
}

export const previousReader = moveReader('reader.previous', 'action.previousReader', 'Alt+ArrowUp', -1);
export const nextReader = moveReader('reader.next', 'action.nextReader', 'Alt+ArrowDown', 1);

export const nextPane: Action = {
  id: 'pane.next',
  label: 'action.nextPane',
  shortcuts: ['F6'],
  inFields: true,
  ready: always,
  perform: () => focusPane(1),
};

export const previousPane: Action = {
  id: 'pane.previous',
  label: 'action.previousPane',
  shortcuts: ['Shift+F6'],
  inFields: true,
  ready: always,
  perform: () => focusPane(-1),
};
