import type { ReaderInfo } from '../../electron/ipc/read-contract.ts';
import { isOpened } from '../model/reader-name.ts';
import { moveCard, openCard, readAgain } from '../services/card-service.ts';
import { forgetRecent, keepImage, loadChecks, loadPlan, planTab, saveImage } from '../services/document-service.ts';
import { leaveReader } from '../services/leave-service.ts';
import { showNewCard, showVirtualCard } from '../services/virtual-service.ts';
import { setOverlay } from '../stores/app-store.ts';
import { activate, type CardTab, useCards } from '../stores/cards-store.ts';
import { useDesk } from '../stores/desk-store.ts';
import type { VirtualPart } from '../stores/virtual-store.ts';
import type { Action, ActionContext } from './action.ts';

/** Opens the system's dialog for files; what is chosen comes through the input that the frame holds. */
export const openFile: Action = {
  id: 'file.open',
  label: 'action.openFile',
  icon: 'open',
  shortcuts: ['Ctrl+O'],
  inFields: true,
  ready: () => (useDesk.getState().opening === null ? true : 'reason.busy'),
  perform: () => document.querySelector<HTMLInputElement>('[data-file-input]')?.click(),
};

/** What can be done with a reader, from its menu; the same acts concern the open card's reader in the palette. */
export interface ReaderAct {
  readonly id: string;
  readonly label: Action['label'];
  readonly icon: NonNullable<Action['icon']>;
  readonly shortcut?: string;
  readonly ready: (reader: ReaderInfo, tab: CardTab | undefined) => ReturnType<Action['ready']>;
  readonly perform: (reader: ReaderInfo, tab: CardTab | undefined) => void;
}

const running = (tab: CardTab | undefined) => tab?.write?.run?.state === 'running';

const openReader: ReaderAct = {
  id: 'reader.open',
  label: 'action.openReader',
  icon: 'compass',
  ready: (reader, tab) => (reader.card === 'empty' && tab === undefined ? 'reason.noCard' : true),
  perform: (reader) => void openCard(reader),
};

const readReader: ReaderAct = {
  id: 'reader.read',
  label: 'action.reread',
  icon: 'reread',
  ready: (reader, tab) => {
    if (tab === undefined) return null;
    if (running(tab)) return 'reason.writing';
    if (tab.liveness === 'reading') return 'reason.reading';
    return reader.card === 'empty' ? 'reason.noCard' : true;
  },
  perform: (_reader, tab) => tab && void readAgain(tab),
};

function move(id: string, label: Action['label'], icon: ReaderAct['icon'], empty: boolean): ReaderAct {
  return {
    id,
    label,
    icon,
    ready: (reader, tab) => {
      if (reader.kind !== 'virtual' || (reader.card === 'empty') !== empty) return null;
      return running(tab) ? 'reason.writing' : true;
    },
    perform: (reader) => void moveCard(reader),
  };
}

const cloneReader: ReaderAct = {
  id: 'reader.clone',
  label: 'action.cloneCard',
  icon: 'copy',
  ready: (_reader, tab) => {
    if (tab?.session == null || tab.liveness !== 'live') return 'reason.notOpen';
    return tab.busy === null && !running(tab) ? true : 'reason.busy';
  },
  perform: (_reader, tab) => {
    if (tab === undefined) return;
    activate(tab.id);
    showNewCard('clone');
  },
};

function onVirtual(id: string, label: Action['label'], icon: ReaderAct['icon'], part: VirtualPart): ReaderAct {
  return {
    id,
    label,
    icon,
    ready: (reader) => (reader.kind === 'virtual' ? true : null),
    perform: (reader) => showVirtualCard(reader.name, part),
  };
}

const saveReader: ReaderAct = {
  id: 'reader.save',
  label: 'action.saveImage',
  icon: 'write',
  shortcut: 'Ctrl+S',
  ready: (reader, tab) => (reader.kind !== 'virtual' ? 'reason.notVirtual' : running(tab) ? 'reason.writing' : true),
  perform: (reader) => void saveImage(reader.name),
};

const keepReader: ReaderAct = {
  id: 'reader.keep',
  label: 'action.keepImage',
  icon: 'shield',
  ready: (reader, tab) =>
    isOpened(reader) && reader.kind === 'virtual' ? (running(tab) ? 'reason.writing' : true) : null,
  perform: (reader) => void keepImage(reader),
};

const labelReader: ReaderAct = {
  id: 'reader.label',
  label: 'action.label',
  icon: 'pencil',
  ready: () => true,
  perform: (naming) => {
    useDesk.setState({ naming });
    setOverlay('label');
  },
};

const removeReader: ReaderAct = {
  id: 'reader.remove',
  label: 'action.closeFile',
  icon: 'close',
  ready: (reader, tab) =>
    isOpened(reader) && reader.kind === 'virtual' ? (running(tab) ? 'reason.writing' : true) : null,
  perform: (reader) => leaveReader(reader.name),
};

/** In the order of the menu. */
export const READER_ACTS: readonly ReaderAct[] = [
  openReader,
  readReader,
  move('reader.eject', 'action.eject', 'eject', false),
  move('reader.insert', 'action.insert', 'insert', true),
  cloneReader,
  onVirtual('reader.break', 'action.breakCard', 'bolt', 'break'),
  onVirtual('reader.serve', 'action.serveCard', 'share', 'serve'),
  onVirtual('reader.state', 'action.cardState', 'chip', 'state'),
  saveReader,
  keepReader,
  labelReader,
  removeReader,
];

/** The act on the reader of the open card, for the palette and the keyboard. */
function onOpenCard(act: ReaderAct): Action {
  const readerOf = ({ app, tab }: ActionContext) => app.readers.find((reader) => reader.name === tab?.reader);
  return {
    id: act.id,
    label: act.label,
    icon: act.icon,
    ...(act.shortcut !== undefined && { shortcuts: [act.shortcut], inFields: true }),
    ready: (context) => {
      const reader = readerOf(context);
      return reader === undefined ? null : act.ready(reader, context.tab);
    },
    perform: (context) => {
      const reader = readerOf(context);
      if (reader !== undefined) act.perform(reader, context.tab);
    },
  };
}

const cardActs = [saveReader, keepReader, labelReader, removeReader].map(onOpenCard);

export const showChecks: Action = {
  id: 'checks.show',
  label: 'action.checks',
  icon: 'help',
  ready: () => true,
  perform: () => {
    setOverlay('checks');
    void loadChecks();
  },
};

export const forgetFiles: Action = {
  id: 'file.forget',
  label: 'action.forgetRecent',
  ready: () => (useDesk.getState().recent.length > 0 ? true : null),
  perform: () => void forgetRecent(),
};

/** Takes the saved plan that waits to the card that it is for. */
export const usePlan: Action = {
  id: 'file.usePlan',
  label: 'action.usePlan',
  icon: 'write',
  ready: () => {
    const { plan } = useDesk.getState();
    if (plan === null) return null;
    return planTab(useCards.getState().tabs, plan) === undefined ? 'reason.otherCard' : true;
  },
  perform: () => {
    const { plan } = useDesk.getState();
    const tab = planTab(useCards.getState().tabs, plan);
    if (plan !== null && tab !== undefined) void loadPlan(tab, plan);
  },
};

/** Files and readers. */
export const documentActions: readonly Action[] = [openFile, ...cardActs, usePlan, showChecks, forgetFiles];
