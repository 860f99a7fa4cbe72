import type { ReaderInfo } from '../../electron/ipc/read-contract.ts';
import { isOpened } from '../model/reader-name.ts';
import { moveCard, openCard, readAgain } from '../services/card-service.ts';
import { keepImage, saveImage } from '../services/document-service.ts';
import { leaveReader } from '../services/leave-service.ts';
import { showNewCard, showVirtualCard } from '../services/virtual-service.ts';
import { setOverlay } from '../stores/app-store.ts';
import { activate, type CardTab } from '../stores/cards-store.ts';
import { useDesk } from '../stores/desk-store.ts';
import type { VirtualPart } from '../stores/virtual-store.ts';
import type { TextCode } from '../text/text.ts';
import type { Action, ActionContext } from './action.ts';

type Ready = ReturnType<Action['ready']>;

/** What can be done with a reader, from its menu; the same acts concern the open card's reader in the palette and by keys. */
export interface ReaderAct {
  readonly id: string;
  readonly label: Action['label'];
  readonly icon: NonNullable<Action['icon']>;
  readonly shortcuts?: readonly string[];
  readonly inFields?: boolean;
  readonly ready: (reader: ReaderInfo, tab: CardTab | undefined) => Ready;
  readonly perform: (reader: ReaderInfo, tab: CardTab | undefined) => void;
}

const running = (tab: CardTab | undefined) => tab?.write?.run?.state === 'running';
const notWriting = (tab: CardTab | undefined): Ready => (running(tab) ? 'reason.writing' : true);

const openReader: ReaderAct = {
  id: 'reader.open',
  label: 'action.openReader',
  icon: 'compass',
  ready: (reader, tab) => (reader.card === 'empty' && tab === undefined ? 'reason.noCard' : true),
  perform: (reader) => void openCard(reader),
};

/** Whether the card of a tab can be read once more: in its session, else wherever its reader does not say that it is empty. */
function mayReadAgain(reader: ReaderInfo | undefined, tab: CardTab | undefined): Ready {
  if (tab === undefined || tab.kind === 'trace') return null;
  if (tab.liveness === 'reading') return 'reason.reading';
  if (running(tab)) return 'reason.writing';
  const there = tab.session !== null || (reader !== undefined && reader.card !== 'empty');
  return there ? true : 'reason.noCard';
}

const readReader: ReaderAct = {
  id: 'reader.read',
  label: 'action.reread',
  icon: 'reread',
  shortcuts: ['Ctrl+R'],
  inFields: true,
  ready: mayReadAgain,
  perform: (_reader, tab) => tab && void readAgain(tab),
};

function move(id: string, label: Action['label'], icon: ReaderAct['icon'], empty: boolean): ReaderAct {
  return {
    id,
    label,
    icon,
    ready: (reader, tab) => (reader.kind !== 'virtual' || (reader.card === 'empty') !== empty ? null : notWriting(tab)),
    perform: (reader) => void moveCard(reader),
  };
}

const eject = move('reader.eject', 'action.eject', 'eject', false);
const insert = move('reader.insert', 'action.insert', 'insert', true);

/** Takes the virtual card out of a reader, or puts it back. */
export const moveOf = (reader: ReaderInfo): ReaderAct => (reader.card === 'empty' ? insert : eject);

/** Whether a card can be cloned: it is read for that, with the keys that its session has verified. */
export function mayClone(tab: CardTab | undefined): true | TextCode {
  if (tab === undefined || tab.session === null) return 'reason.notOpen';
  if (tab.read === null || tab.liveness !== 'live') return 'reason.notLive';
  if (running(tab)) return 'reason.writing';
  return tab.busy === null ? true : 'reason.busy';
}

const cloneReader: ReaderAct = {
  id: 'reader.clone',
  label: 'action.cloneCard',
  icon: 'copy',
  ready: (_reader, tab) => mayClone(tab),
  perform: (_reader, tab) => {
    if (tab === undefined) return;
    activate(tab.id);
    showNewCard('clone');
  },
};

function onVirtual(
  id: string,
  label: Action['label'],
  icon: ReaderAct['icon'],
  part: VirtualPart,
  shortcuts: readonly string[] = [],
): ReaderAct {
  return {
    id,
    label,
    icon,
    shortcuts,
    ready: (reader) => (reader.kind === 'virtual' ? true : null),
    perform: (reader) => showVirtualCard(reader.name, part),
  };
}

const saveReader: ReaderAct = {
  id: 'reader.save',
  label: 'action.saveImage',
  icon: 'write',
  shortcuts: ['Ctrl+S'],
  inFields: true,
  ready: (reader, tab) => (reader.kind === 'virtual' ? notWriting(tab) : 'reason.notVirtual'),
  perform: (reader) => void saveImage(reader.name),
};

const keepReader: ReaderAct = {
  id: 'reader.keep',
  label: 'action.keepImage',
  icon: 'shield',
  ready: (reader, tab) => (isOpened(reader) && reader.kind === 'virtual' ? notWriting(tab) : null),
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
  ready: (reader, tab) => (isOpened(reader) && reader.kind === 'virtual' ? notWriting(tab) : null),
  perform: (reader) => leaveReader(reader.name),
};

/** In the order of the menu. */
export const READER_ACTS: readonly ReaderAct[] = [
  openReader,
  readReader,
  eject,
  insert,
  cloneReader,
  onVirtual('reader.break', 'action.breakCard', 'bolt', 'break', ['B']),
  onVirtual('reader.serve', 'action.serveCard', 'share', 'serve'),
  onVirtual('reader.state', 'action.cardState', 'chip', 'state'),
  saveReader,
  keepReader,
  labelReader,
  removeReader,
];

const readerOf = ({ app, tab }: ActionContext) => app.readers.find((reader) => reader.name === tab?.reader);

/** The act on the reader of the open card, for the palette and the keyboard. */
function onOpenCard({ id, label, icon, shortcuts = [], inFields = false, ready, perform }: ReaderAct): Action {
  return {
    id,
    label,
    icon,
    shortcuts,
    inFields,
    ready: (context) => {
      const reader = readerOf(context);
      return reader === undefined ? null : ready(reader, context.tab);
    },
    perform: (context) => {
      const reader = readerOf(context);
      if (reader !== undefined) perform(reader, context.tab);
    },
  };
}

/** Asked also where the list does not have the reader any more: a session may still live. */
export const rereadCard: Action = {
  ...onOpenCard(readReader),
  ready: (context) => mayReadAgain(readerOf(context), context.tab),
  perform: ({ tab }) => tab && void readAgain(tab),
};

/** The acts of the menu that concern the open card; it is open already. */
export const openCardActs: readonly Action[] = [
  rereadCard,
  ...READER_ACTS.filter((act) => act !== openReader && act !== readReader).map(onOpenCard),
];
